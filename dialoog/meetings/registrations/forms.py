"""Registering for a meeting, and what the secretariat sets up, adds and changes."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, Field, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from dialoog.meetings.registrations.models import Admission, Registration
from dialoog.meetings.registrations.rules.admitting import MOST_PLACES, AdmissionDetails
from dialoog.meetings.registrations.rules.registering import LONGEST_NEEDS, Given
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector
from dialoog.web.by_people import ByPeople
from dialoog.web.forms import Form, choice, email, hidden, line, text_area

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)
SECTORS_TO_CHOOSE: list[tuple[str, Any]] = [
    ("", _l("Kies een sector")),
    *((s.value, name) for s, name in SECTORS.items() if s is not Sector.UNKNOWN),
]


class RegisterForm(ByPeople):
    """Somebody wants to come, without an account. What programs fill in or send too fast is asked for again."""

    name = line(_l("Uw naam"), missing=_l("Vul uw naam in."), render_kw={"autocomplete": "name"})
    party = line(
        _l("Naam van uw organisatie, bedrijf of initiatief"),
        description=_l("Komt u voor uzelf? Laat dit dan leeg."),
        render_kw={"autocomplete": "organization"},
    )
    sector = choice(_l("Sector"), SECTORS_TO_CHOOSE, missing=_l("Kies een sector."))
    needs = text_area(
        _l("Wat hebt u nodig om mee te kunnen doen?"),
        longest=LONGEST_NEEDS,
        description=_l("Bijvoorbeeld: een plek voor een rolstoel, een tolk, eten zonder noten."),
        render_kw={"rows": 3},
    )
    email = email(
        _l("E-mailadres"),
        missing=_l("Vul uw e-mailadres in."),
        description=_l("Hier komt de link waarmee u uw aanmelding bevestigt."),
        render_kw={"autocomplete": "email"},
    )
    agrees = BooleanField(
        _l(
            "Ik vind het goed dat het secretariaat deze gegevens bewaart en gebruikt voor deze bijeenkomst, "
            "ook wat ik schreef over wat ik nodig heb."
        ),
        validators=[DataRequired(message=_l("Zonder uw toestemming kunnen wij u niet aanmelden."))],
    )


class NeedsForm(Form):
    """What one needs to take part, said anew."""

    needs = text_area(
        _l("Wat hebt u nodig om mee te kunnen doen?"),
        longest=LONGEST_NEEDS,
        description=_l("Bijvoorbeeld: een plek voor een rolstoel, een tolk, eten zonder noten."),
        render_kw={"rows": 3},
    )


class PersonForm(Form):
    """Somebody, as the secretariat writes them down. `seen`: as of when the form shows them."""

    name = line(_l("Naam"), missing=_l("Vul een naam in."), render_kw={"autocomplete": "off"})
    party = line(_l("Organisatie, bedrijf of initiatief"), render_kw={"autocomplete": "off"})
    sector = choice(_l("Sector"), SECTORS_TO_CHOOSE, missing=_l("Kies een sector."))
    needs = text_area(_l("Wat heeft deze persoon nodig?"), longest=LONGEST_NEEDS, render_kw={"rows": 3})
    email = email(
        _l("E-mailadres"),
        description=_l("Zonder adres krijgt deze persoon geen berichten van ons."),
        render_kw={"autocomplete": "off"},
    )
    seen = hidden()


class WalkInForm(Form):
    """Somebody who comes in without having registered."""

    name = line(_l("Naam"), missing=_l("Vul een naam in."), render_kw={"autocomplete": "off"})
    party = line(_l("Organisatie, bedrijf of initiatief"), render_kw={"autocomplete": "off"})
    sector = choice(_l("Sector"), SECTORS_TO_CHOOSE, missing=_l("Kies een sector."))


def _kept(sector: Sector) -> IntegerField:
    wrong = _l("Vul een heel getal in, of laat het leeg.")
    return IntegerField(
        cast(str, SECTORS[sector]),
        validators=[Optional(), NumberRange(0, MOST_PLACES, message=wrong)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class AdmissionForm(Form):
    """For how many there is room, and from when to when people arrange it themselves."""

    places = IntegerField(
        _l("Hoeveel plekken zijn er?"),
        description=_l("Alles bij elkaar, ook de plekken die u voor een sector vrijhoudt."),
        validators=[
            InputRequired(message=_l("Vul in hoeveel plekken er zijn.")),
            NumberRange(1, MOST_PLACES, message=_l("Vul een aantal in van 1 tot en met 5000.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    opens_on = DateField(
        _l("Aanmelden kan vanaf"), validators=[DataRequired(message=_l("Kies de dag waarop aanmelden begint."))]
    )
    freezes_on = DateField(
        _l("De lijst staat vast vanaf"),
        description=_l("Vanaf deze dag wijzigt alleen u iets. Vrije plekken van sectoren zijn dan voor iedereen."),
        validators=[DataRequired(message=_l("Kies de dag waarop de lijst vaststaat."))],
    )
    kept_government = _kept(Sector.GOVERNMENT)
    kept_business = _kept(Sector.BUSINESS)
    kept_civil_society = _kept(Sector.CIVIL_SOCIETY)
    kept_initiative = _kept(Sector.INITIATIVE)
    kept_knowledge = _kept(Sector.KNOWLEDGE)
    kept_youth = _kept(Sector.YOUTH)
    kept_resident = _kept(Sector.RESIDENT)
    version = hidden()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.kept_fields.values():
            # The words above them say that all of these may stay empty.
            field.flags.optional = False

    @property
    def kept_fields(self) -> dict[Sector, Field]:
        """The field of each sector."""
        return {
            sector: self._fields[f"kept_{sector.name.lower()}"] for sector in Sector if sector is not Sector.UNKNOWN
        }

    def details(self) -> AdmissionDetails:
        """What was filled in."""
        return AdmissionDetails(
            places=cast(int, self.places.data),
            opens_on=cast(date, self.opens_on.data),
            freezes_on=cast(date, self.freezes_on.data),
            kept={sector: field.data for sector, field in self.kept_fields.items() if field.data},
        )


def filled_in(admission: Admission) -> dict[str, Any]:
    """What the form shows of what was set up."""
    kept = {f"kept_{part.sector.name.lower()}": part.places for part in admission.sectors}
    return {
        "places": admission.places,
        "opens_on": admission.opens_on,
        "freezes_on": admission.freezes_on,
        "version": str(admission.version),
        **kept,
    }


def of_person(registration: Registration) -> dict[str, Any]:
    """What the form shows of somebody."""
    return {
        "name": registration.name,
        "party": registration.party,
        "sector": registration.sector.value,
        "needs": registration.needs,
        "email": registration.email or "",
        "seen": registration.changed_at.isoformat(),
    }


def given(form: Any) -> Given:
    """What was filled in of somebody, in any of the forms."""
    return Given(
        name=form.name.data,
        sector=Sector(form.sector.data),
        party=form.party.data or "",
        email=form.email.data if "email" in form else "",
        needs=form.needs.data if "needs" in form else "",
    )
