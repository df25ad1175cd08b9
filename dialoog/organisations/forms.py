"""Forms for people, units, parties and themes."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from dialoog.accounts.labels import ROLES
from dialoog.accounts.models import Person, Role
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector, Unit
from dialoog.web.forms import (
    Form,
    SelectMultipleField,
    StringField,
    choice,
    email,
    line,
    offered,
    password,
    tick,
    ticks,
)

NO_UNIT = ""


def _roles() -> SelectMultipleField:
    return ticks(_l("Rollen"), [(role.value, ROLES[role]) for role in Role])


def _job_title() -> StringField:
    return line(
        _l("Functie"),
        missing=_l("Vul een functie in."),
        description=_l("Staat openbaar bij wat iemand namens de organisatie schrijft."),
    )


class UnitChoice(Form):
    """A form in which a unit can be chosen."""

    unit = choice(_l("Dienst"))

    def offer(self, units: Sequence[Unit], chosen: Unit | None = None) -> None:
        """Offer these units, and the one that was chosen before."""
        known = {unit.slug: unit.name for unit in units}
        if chosen is not None:
            known.setdefault(chosen.slug, chosen.name)
        self.unit.choices = offered([(NO_UNIT, gettext("Geen")), *known.items()])
        if not self.is_submitted() and chosen is not None:
            self.unit.data = chosen.slug


class InvitationForm(UnitChoice):
    """Whom to invite, as what."""

    email = email(_l("E-mailadres"), missing=_l("Vul een e-mailadres in."))
    name = line(_l("Naam"), missing=_l("Vul een naam in."))
    job_title = _job_title()
    roles = _roles()
    lead = tick(_l("Leidt deze dienst, en publiceert antwoorden"))


class AcceptForm(Form):
    """What somebody fills in who accepts an invitation."""

    name = line(_l("Naam"), missing=_l("Vul uw naam in."), render_kw={"autocomplete": "name"})
    job_title = _job_title()
    password = password(
        _l("Wachtwoord"),
        description=_l("Minstens 12 tekens. Vult u niets in? Dan logt u in met een link in uw mail."),
        render_kw={"autocomplete": "new-password"},
    )


class PersonForm(Form):
    """What an administrator may change of a person."""

    name = line(_l("Naam"), missing=_l("Vul een naam in."))
    job_title = line(_l("Functie"))
    roles = _roles()
    active = tick(_l("Kan inloggen"))


class UnitForm(Form):
    """A unit of the ministry."""

    name = line(_l("Naam"), missing=_l("Vul een naam in."))
    ministry = line(_l("Ministerie"), missing=_l("Vul een ministerie in."), default=_l("ministerie van IenW"))
    active = tick(_l("In gebruik"), default=True)


class MemberForm(Form):
    """Somebody to add to a unit."""

    person = choice(_l("Wie"), missing=_l("Kies wie."), coerce=int)
    lead = tick(_l("Leidt deze dienst, en publiceert antwoorden"))

    def offer(self, people: Sequence[Person]) -> None:
        """Offer these people."""
        self.person.choices = offered((person.id, f"{person.name} ({person.email})") for person in people)


class PartyForm(Form):
    """A party."""

    name = line(_l("Naam"), missing=_l("Vul een naam in."))
    sector = choice(_l("Sector"), [(sector.value, SECTORS[sector]) for sector in Sector])


class ThemeForm(UnitChoice):
    """A theme with the unit that usually answers."""

    name = line(_l("Naam"), missing=_l("Vul een naam in."))
    unit = choice(_l("Dienst"))
    active = tick(_l("Te kiezen bij inbreng"), default=True)


class ActForm(Form):
    """One button."""
