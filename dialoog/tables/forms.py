"""What the secretariat says of a table, and of what its seats should be."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, Optional

from dialoog.organisations.models import Theme
from dialoog.tables.composition import Group, Wishes
from dialoog.tables.models import DialogueTable
from dialoog.tables.rules.setting_up import REQUIRED, RHYTHMS, Official, TableDetails
from dialoog.web.forms import Form, choice, email, hidden, line, offered, text_area
from dialoog.web.rendering import long_date

LONGEST = 3000


def _about(name: str, label: Any, hint: Any) -> Any:
    return text_area(label, longest=LONGEST, missing=REQUIRED[name], description=hint, render_kw={"rows": 3})


class TableForm(Form):
    """A table, new or changed. `version` is the one that was read."""

    name = line(_l("Naam"), missing=REQUIRED["name"])
    purpose = _about("purpose", _l("Waar is de tafel voor?"), _l("Een paar zinnen. Iedereen leest dit."))
    wanted = _about("wanted", _l("Wat willen wij van dit gesprek?"), _l("Wat u hoopt te horen of te bereiken."))
    result = _about("result", _l("Wat gebeurt er met de uitkomst?"), _l("Wie ermee verder gaat, en wanneer."))
    gives = _about("gives", _l("Wat levert het de deelnemers op?"), _l("Wat zij eraan hebben om mee te doen."))
    asks = _about("asks", _l("Wat vragen wij van deelnemers?"), _l("Hoe vaak, hoeveel tijd, wat zij voorbereiden."))
    track = line(_l("Bij welk traject hoort de tafel?"), missing=REQUIRED["track"])
    organiser = line(_l("Wie organiseert de tafel?"), missing=REQUIRED["organiser"])
    theme_id = choice(_l("Thema"))
    chair_name = line(_l("Naam van de voorzitter"), missing=_l("Vul de naam van de voorzitter in."))
    chair_email = email(_l("E-mailadres van de voorzitter"), missing=_l("Vul het e-mailadres van de voorzitter in."))
    contact_name = line(_l("Naam van de contactpersoon"), missing=_l("Vul de naam van de contactpersoon in."))
    contact_email = email(
        _l("E-mailadres van de contactpersoon"), missing=_l("Vul het e-mailadres van de contactpersoon in.")
    )
    starts_on = DateField(cast(str, _l("Eerste dag")), validators=[InputRequired(cast(str, _l("Kies de eerste dag.")))])
    ends_on = DateField(
        cast(str, _l("Laatste dag")),
        validators=[InputRequired(cast(str, _l("Kies de laatste dag.")))],
        description=cast(str, _l("3 tot 5 jaar na de eerste dag.")),
    )
    meetings_a_year = choice(
        _l("Hoe vaak per jaar"),
        [(n, _l("%(n)s keer per jaar", n=n)) for n in RHYTHMS],
        missing=_l("Kies hoe vaak de tafel bij elkaar komt."),
        coerce=int,
    )
    most_seats = IntegerField(
        cast(str, _l("Aantal zetels")),
        validators=[InputRequired(cast(str, _l("Vul in hoeveel zetels er zijn.")))],
        description=cast(str, _l("Een vaste, beperkte groep praat het best.")),
    )
    version = hidden()

    def offer(self, themes: Sequence[Theme]) -> None:
        """Fill in the themes to choose from."""
        self.theme_id.choices = offered([("", _("Alle thema’s")), *((str(one.id), one.name) for one in themes)])

    @classmethod
    def of(cls, table: DialogueTable, **options: Any) -> "TableForm":
        """The form as a table stands now; what was sent goes before that."""
        known = {name: getattr(table, name) for name in vars(table) if name in cls.__dict__}
        own = {
            "theme_id": str(table.theme_id or ""),
            "chair_email": table.chair.email if table.chair else "",
            "contact_email": table.contact.email if table.contact else "",
            "version": str(table.version),
        }
        return cls(data=known | own, **options)

    def details(self) -> TableDetails:
        """What was filled in."""
        typed = {name: self[name].data for name in TableDetails.__annotations__ if name in self}
        return TableDetails(
            **{
                **typed,
                "theme_id": int(self.theme_id.data) if self.theme_id.data else None,
                "chair": Official(self.chair_name.data, self.chair_email.data),
                "contact": Official(self.contact_name.data, self.contact_email.data),
            }
        )

    def seen_version(self) -> int:
        """The version that was read; none for what was not ours."""
        return int(self.version.data) if self.version.data.isdecimal() and len(self.version.data) < 10 else 0

    def differences(self, table: DialogueTable) -> list[tuple[str, str]]:
        """The label and present value of each field that says something else in the table than was typed here."""
        theirs = TableForm.of(table, formdata=None)
        theirs.theme_id.choices = self.theme_id.choices
        return [
            (str(field.label.text), _shown(theirs[field.name]))
            for field in self
            if field.name in theirs and field.name not in ("version", "csrf_token")
            if field.data != theirs[field.name].data
        ]


def _shown(field: Any) -> str:
    if field.type == "SelectField":
        return next((str(one.label) for one in field.choices if str(one.value) == str(field.data)), "")
    return long_date(field.data) if field.type == "DateField" and field.data else str(field.data or _("(leeg)"))


class WishesForm(Form):
    """A number of seats for each group; an empty field says nothing of it."""

    def __init__(self, every: Mapping[Group, str], wanted: Wishes) -> None:
        super().__init__()
        self.groups = {f"{aspect.value}-{value}": (aspect, value) for aspect, value in every}
        sent = request.form if self.is_submitted() else None
        for name, group in self.groups.items():
            unbound: Any = IntegerField(every[group], validators=[Optional()])
            field = unbound.bind(form=self, name=name)
            field.process(sent, wanted.get(group))
            self._fields[name] = field

    def wishes(self) -> dict[Group, int]:
        """What was filled in."""
        return {group: self[name].data for name, group in self.groups.items() if self[name].data is not None}
