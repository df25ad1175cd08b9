"""What is filled in about an agenda, its papers, decisions, and who was there."""

from datetime import date
from pathlib import PureWindowsPath
from typing import Any, cast

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import DateField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from dialoog.meetings.agenda.keeping import MEDIA_TYPES, DecisionDetails, upload_of
from dialoog.meetings.agenda.labels import KINDS, PHASES, QUESTIONS
from dialoog.meetings.agenda.models import AgendaItem, Decision, ItemKind, Phase, Question
from dialoog.meetings.agenda.rules import LONGEST_ITEM, ItemDetails
from dialoog.meetings.rules import Upload
from dialoog.web.forms import Form, choice, clean, hidden, line, offered, text_area, tick

LONGEST = 4000


def _l(text: str) -> str:
    return cast(str, lazy_gettext(text))


MINUTES = (InputRequired(_l("Vul een getal in.")), NumberRange(1, LONGEST_ITEM, _l("Vul 1 tot en met 600 in.")))


class OneButton(Form):
    """Buttons that say what they do."""


class ProposalForm(Form):
    """What a member puts forward (R112)."""

    title = line(_l("Waar gaat het over?"), missing=_l("Geef het agendapunt een naam."))
    purpose = text_area(
        _l("Wat wilt u ermee bereiken?"), missing=_l("Schrijf op wat u ermee wilt bereiken."), longest=LONGEST
    )
    minutes = IntegerField(
        _l("Hoeveel minuten is nodig?"),
        default=15,
        validators=[
            InputRequired(_l("Vul een getal in.")),
            NumberRange(1, LONGEST_ITEM, _l("Vul 1 tot en met 600 in.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    kind = choice(
        _l("Wat vraagt u van de tafel?"),
        tuple(KINDS.items()),
        missing=_l("Kies wat u vraagt."),
        default=ItemKind.DISCUSS.value,
    )

    def details(self) -> ItemDetails:
        """What was filled in."""
        return ItemDetails(
            title=self.title.data,
            purpose=self.purpose.data,
            minutes=self.minutes.data or 0,
            kind=ItemKind(self.kind.data),
        )


class ItemForm(ProposalForm):
    """An item as secretariat and chair keep it, with the fixed questions of a standing one."""

    purpose = text_area(_l("Doel"), longest=LONGEST, description=_l("Wat willen wij hierna weten of hebben?"))
    minutes = IntegerField(
        _l("Duur in minuten"),
        default=15,
        validators=[
            InputRequired(_l("Vul een getal in.")),
            NumberRange(1, LONGEST_ITEM, _l("Vul 1 tot en met 600 in.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    kind = choice(_l("Soort"), tuple(KINDS.items()), missing=_l("Kies een soort."), default=ItemKind.DISCUSS.value)
    host = line(_l("Wie leidt het in?"))
    phase = choice(
        _l("Plek in de beleidscyclus"), [("", _l("Niet van toepassing")), *((p.value, w) for p, w in PHASES.items())]
    )
    decides = line(_l("Wie mag hierover beslissen?"))
    standing = tick(
        _l("Vast agendapunt"),
        description=_l("Komt elke keer terug, met vier vaste vragen en de antwoorden van eerder."),
    )
    well = text_area(QUESTIONS[Question.WELL], longest=LONGEST)
    better = text_area(QUESTIONS[Question.BETTER], longest=LONGEST)
    new = text_area(QUESTIONS[Question.NEW], longest=LONGEST)
    stuck = text_area(QUESTIONS[Question.STUCK], longest=LONGEST)
    seen = hidden()

    @classmethod
    def of(cls, item: AgendaItem) -> "ItemForm":
        """The form as an item stands."""
        said = {one.question: one.text for one in item.answers}
        given: dict[str, Any] = {
            name: getattr(item, name) for name in ("title", "purpose", "minutes", "host", "decides")
        }
        given |= {field: said.get(question, "") for field, question in FIELDS.items()}
        phase = item.phase.value if item.phase else ""
        standing = item.standing is not None
        return cls(**given, kind=item.kind.value, phase=phase, standing=standing, seen=str(item.edit))

    def details(self) -> ItemDetails:
        """What was filled in."""
        return ItemDetails(
            title=self.title.data,
            purpose=self.purpose.data,
            minutes=self.minutes.data or 0,
            kind=ItemKind(self.kind.data),
            host=self.host.data,
            phase=Phase(self.phase.data) if self.phase.data else None,
            decides=self.decides.data,
            standing=bool(self.standing.data),
        )

    def answers(self) -> dict[Question, str]:
        """What the table said to the fixed questions."""
        return {question: self[field].data for field, question in FIELDS.items()}


FIELDS = {"well": Question.WELL, "better": Question.BETTER, "new": Question.NEW, "stuck": Question.STUCK}


class RefuseForm(Form):
    """Why a proposal does not come on the agenda."""

    reason = text_area(
        _l("Waarom komt dit niet op de agenda?"),
        missing=_l("Zeg waarom dit niet op de agenda komt."),
        longest=LONGEST,
        description=_l("Het lid dat dit voorstelde, leest dit."),
    )


class FileForm(Form):
    """One file."""

    file = FileField(_l("Bestand"), validators=[FileRequired(message=_l("Kies een bestand."))])

    def upload(self) -> Upload:
        """The file, by its own name without folders. Raises RuleViolation for a kind that is not kept."""
        given = cast(FileStorage, self.file.data)
        name = clean(PureWindowsPath(given.filename or "").name)
        return upload_of(name, given.read())


ACCEPTED = ",".join(MEDIA_TYPES)


class PaperForm(FileForm):
    """A new document."""

    title = line(_l("Naam van het stuk"), missing=_l("Geef het stuk een naam."))
    item = choice(_l("Bij welk agendapunt?"))
    public = tick(_l("Iedereen mag dit stuk lezen"), description=_l("Anders lezen alleen leden het."))


class VersionForm(FileForm):
    """A newer version of a document."""

    note = line(_l("Wat is er anders in deze versie?"), missing=_l("Schrijf op wat er anders is."))


class PaperDetailsForm(Form):
    """Its name, and who reads it."""

    title = line(_l("Naam van het stuk"), missing=_l("Geef het stuk een naam."))
    public = tick(_l("Iedereen mag dit stuk lezen"), description=_l("Anders lezen alleen leden het."))


class DecisionForm(Form):
    """What was decided, by whom, and what follows (R108)."""

    text = text_area(_l("Wat is er besloten?"), missing=_l("Schrijf op wat er is besloten."), longest=LONGEST)
    item = choice(_l("Bij welk agendapunt?"))
    may_decide = line(_l("Wie mag hierover beslissen?"), missing=_l("Schrijf op wie hierover mag beslissen."))
    decided_by = line(_l("Wie heeft beslist?"), missing=_l("Schrijf op wie het besluit nam."))
    decided_on = DateField(_l("Op welke dag?"), validators=[DataRequired(message=_l("Vul de dag in."))])
    follow_up = text_area(_l("Wat volgt hieruit?"), longest=LONGEST)
    owner = line(_l("Wie doet dat?"))
    due_on = DateField(_l("Uiterlijk op"), validators=[Optional()])
    done_on = DateField(_l("Gedaan op"), validators=[Optional()])
    seen = hidden()

    @classmethod
    def of(cls, decision: Decision) -> "DecisionForm":
        """The form as a decision stands."""
        names = ("text", "may_decide", "decided_by", "decided_on", "follow_up", "owner", "due_on", "done_on")
        given: dict[str, Any] = {name: getattr(decision, name) for name in names}
        return cls(**given, item=str(decision.item_id or ""), seen=str(decision.edit))

    def offer(self, listed: Any) -> None:
        """The items to choose from."""
        self.item.choices = item_choices(listed)

    def details(self) -> DecisionDetails:
        """What was filled in."""
        return DecisionDetails(
            text=self.text.data,
            may_decide=self.may_decide.data,
            decided_by=self.decided_by.data,
            decided_on=cast(date, self.decided_on.data),
            item_id=int(self.item.data) if self.item.data else None,
            follow_up=self.follow_up.data,
            owner=self.owner.data,
            due_on=self.due_on.data,
            done_on=self.done_on.data,
        )


def item_choices(listed: Any) -> Any:
    """The items of an agenda to choose from, and none."""
    none: list[tuple[str, Any]] = [("", _l("Geen agendapunt in het bijzonder"))]
    return offered([*none, *((str(one.id), one.title) for one in listed)])
