"""The forms of answering: a draft with its rows, a reason, a verdict."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PureWindowsPath
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import DateField, FieldList, FormField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types
from wtforms.validators import AnyOf, Optional

from dialoog.answers.labels import LANDING_KINDS, VERDICTS
from dialoog.answers.models import AnswerVersion, LandingKind, PlannedCommitment
from dialoog.answers.rules.drafting import Draft, Place, Plan
from dialoog.answers.rules.duties import Problem
from dialoog.answers.rules.judging import LONGEST_REACTION
from dialoog.answers.spreadsheet.reading import MAX_BYTES
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import Outcome
from dialoog.organisations.models import Organisation, Unit
from dialoog.web.forms import Form, HiddenField, choice, clean, email, hidden, line, radios, text_area

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)
LONGEST_WORDS = 20_000
MOST_ROWS = 10


def _asked_when_published(*fields: Any) -> None:
    """A draft may be saved without these; publishing asks for them (D6), so they are not called optional."""
    for field in fields:
        field.flags.optional = False


class PlaceForm(PlainForm):
    """One row: where it is to be found."""

    kind = choice(_l("Wat is het?"), LANDING_KINDS.items(), default=LandingKind.DOCUMENT.value)
    title = line(_l("Hoe heet het?"), longest=300, description=_l("Bijvoorbeeld: Meetplan lucht 2027"))
    section = line(_l("Welk deel?"), description=_l("Bij een document. Bijvoorbeeld: paragraaf 3.2"))
    address = line(_l("Adres op internet"), longest=500)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _asked_when_published(self.kind, self.title)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return any((self.title.data, self.section.data, self.address.data))


class PlanForm(PlainForm):
    """One row: what is promised, by whom, before when."""

    text = text_area(_l("Wat zegt u toe?"), longest=2000)
    owner = choice(_l("Wie voert het uit?"), default="")
    due_on = DateField(_l("Uiterlijk klaar op"), validators=[Optional()])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _asked_when_published(self.text, self.owner, self.due_on)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return any((self.text.data, self.due_on.data, self.due_on.errors))


# Numbers as our own pages send them; larger ones databases and Python itself stumble over.
SMALL_NUMBER = re.compile(r"[0-9]{1,9}")


class Rows(FieldList):  # type: ignore[type-arg] # generic for the types alone
    """Rows of a form; those numbered as no page of ours does are not there."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        numbers = {name[len(prefix) + 1 :].partition("-")[0] for name in formdata if name.startswith(f"{prefix}-")}
        return (int(number) for number in numbers if SMALL_NUMBER.fullmatch(number))


class DraftForm(Form):
    """A draft. `edit` is the save that this page was made from."""

    edit = hidden()
    outcome = radios(_l("Uitkomst"), OUTCOMES.items())
    motivation = text_area(
        _l("Motivering"),
        longest=LONGEST_WORDS,
        description=_l("Wat gaat u doen, wat niet, en waarom? Schrijf zoals u het aan tafel zou zeggen."),
    )
    consideration = text_area(
        _l("Afweging"),
        longest=LONGEST_WORDS,
        description=_l("Verplicht als u het niet overneemt: wat hebt u tegen elkaar afgewogen?"),
    )
    decide_on = DateField(
        _l("Wanneer wordt hierover beslist?"),
        validators=[Optional()],
        description=_l("Alleen bij de uitkomst Later. Op die dag gaat het dossier vanzelf weer open."),
    )
    referred_to = line(
        _l("Aan wie leidt u het door?"),
        longest=200,
        description=_l("Alleen bij de uitkomst Doorgeleid. Bijvoorbeeld: gemeente Waterhoek"),
    )
    referred_contact = email(
        _l("E-mailadres van wie daar beslist"),
        description=_l("Deze persoon krijgt een link om ja of nee te zeggen. Het adres komt niet op de website."),
    )
    why_changed = text_area(
        _l("Waarom verandert het antwoord?"),
        longest=2000,
        description=_l("Iedereen kan dit lezen. De oude versie blijft ook leesbaar."),
    )
    places = Rows(FormField(PlaceForm), min_entries=1, max_entries=MOST_ROWS)
    plans = Rows(FormField(PlanForm), min_entries=1, max_entries=MOST_ROWS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = (self.motivation, self.consideration, self.why_changed)
        _asked_when_published(self.outcome, *words, self.decide_on, self.referred_to, self.referred_contact)

    def offer(self, units: Iterable[Unit], parties: Iterable[Organisation]) -> None:
        """Fill the select boxes of owners."""
        owners = [SelectChoice("", _("Kies een dienst of partij"))]
        owners += [SelectChoice(f"dienst:{unit.id}", unit.name, optgroup=_("Diensten")) for unit in units]
        owners += [SelectChoice(f"partij:{party.id}", party.name, optgroup=_("Partijen")) for party in parties]
        for row in cast(Any, self.plans):
            row.form.owner.choices = owners

    def add_problems(self, problems: Sequence[Problem]) -> None:
        """Show at each field what publishing still asks for (D6)."""
        for name, message in problems:
            field = self._named(name)
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]
        for rows in cast(Any, (self.places, self.plans)):
            rows.errors = [row.errors for row in rows if row.errors]

    def _named(self, name: str) -> Any:
        rows, _dash, rest = name.partition("-")
        if not rest:
            return self._fields.get(name)
        number, _dash, column = rest.partition("-")
        entries = cast(Any, self._fields[rows]).entries
        return entries[int(number)].form._fields.get(column) if int(number) < len(entries) else None

    def given(self) -> Draft:
        """What was typed; rows without anything in them are left out."""
        places = [row.form for row in self.places if row.form.filled]
        plans = [row.form for row in self.plans if row.form.filled]
        return Draft(
            outcome=Outcome(self.outcome.data) if self.outcome.data else None,
            motivation=self.motivation.data,
            consideration=self.consideration.data,
            why_changed=self.why_changed.data,
            decide_on=self.decide_on.data,
            referred_to=self.referred_to.data,
            referred_contact=self.referred_contact.data,
            places=tuple(Place(p.title.data, p.section.data, p.address.data, LandingKind(p.kind.data)) for p in places),
            plans=tuple(Plan(p.text.data, p.due_on.data, *_owner(p.owner.data)) for p in plans),
        )

    @classmethod
    def of(cls, version: AnswerVersion) -> "DraftForm":
        """The form of a stored draft."""
        return cls(
            formdata=None,
            data={
                "edit": str(version.edit),
                "outcome": version.outcome.value if version.outcome else None,
                "motivation": version.motivation,
                "consideration": version.consideration,
                "why_changed": version.why_changed,
                "decide_on": version.decide_on,
                "referred_to": version.referred_to,
                "referred_contact": version.referred_contact,
                "places": [
                    {"kind": p.kind.value, "title": p.title, "section": p.section, "address": p.address}
                    for p in version.landing_places
                ],
                "plans": [
                    {"text": p.text, "due_on": p.due_on, "owner": _owner_value(p)}
                    for p in version.planned
                    if p.commitment_id is None
                ],
            },
        )


def _owner_value(plan: PlannedCommitment) -> str:
    if plan.owner_unit_id is not None:
        return f"dienst:{plan.owner_unit_id}"
    return "" if plan.owner_organisation_id is None else f"partij:{plan.owner_organisation_id}"


def _owner(value: str | None) -> tuple[int | None, int | None]:
    kind, _colon, number = (value or "").partition(":")
    if not number:
        return None, None
    return (int(number), None) if kind == "dienst" else (None, int(number))


class SheetForm(Form):
    """A spreadsheet that comes back (D7a)."""

    file = FileField(_l("Ingevulde tabel"), validators=[FileRequired(message=_l("Kies een bestand."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.file.description = _(
            "Het Excel-bestand (.xlsx) dat u hier ophaalde, ten hoogste %(most)s MB.", most=MAX_BYTES // 1024**2
        )

    def upload(self) -> tuple[str, bytes]:
        """The name of the file, without folders, and its content."""
        given = cast(FileStorage, self.file.data)
        name = clean(PureWindowsPath(given.filename or "").name)[:200]
        return name or "tabel.xlsx", given.read()


class ReasonForm(Form):
    """Send back, or lay aside: a reason everyone can read."""

    act = HiddenField(validators=[AnyOf(("terug", "laten"))])
    reason = text_area(
        _l("Reden"),
        longest=2000,
        missing=_l("Geef een reden die iedereen mag lezen."),
        description=_l("Iedereen kan deze reden lezen, ook de inbrenger."),
    )


class ReferralForm(Form):
    """Take it on, or not: for a no a reason everyone can read."""

    act = HiddenField(validators=[AnyOf(("ja", "nee"))])
    reason = text_area(
        _l("Waarom niet?"),
        longest=2000,
        description=_l("Alleen nodig als u nee zegt. Iedereen kan deze reden lezen."),
    )


class VerdictForm(Form):
    """Is this an answer? One verdict for all points, or another one for some; and room for a public reaction."""

    value = radios(
        _l("Is dit een antwoord op wat u inbracht?"), VERDICTS.items(), missing=_l("Kies ja, gedeeltelijk of nee.")
    )
    reaction = text_area(
        _l("Uw reactie"),
        longest=LONGEST_REACTION,
        description=_l("Wij bekijken uw reactie eerst. Daarna kan iedereen hem lezen. Schrijf dus niets over anderen."),
    )


class EffectForm(Form):
    """Does a commitment that was carried out show? And room for a public reaction."""

    value = radios(_l("Merkt u er iets van?"), VERDICTS.items(), missing=_l("Kies ja, gedeeltelijk of nee."))
    reaction = text_area(
        _l("Uw reactie"),
        longest=LONGEST_REACTION,
        description=_l("Iedereen kan uw reactie lezen. Schrijf dus niets over anderen wat niet openbaar mag zijn."),
    )
