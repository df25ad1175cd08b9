"""Backing a contribution on behalf of a party."""

from collections.abc import Callable
from typing import Any, cast

from flask_babel import lazy_gettext

from dialoog.contributions.forms import SECTORS_TO_CHOOSE
from dialoog.endorsements.rules import LONGEST_WHY, Given
from dialoog.organisations.models import Sector
from dialoog.web.by_people import ByPeople
from dialoog.web.forms import Form, choice, email, line, text_area

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)
# Who speaks for nobody but themselves is no party.
_SECTORS: list[tuple[str, Any]] = [pair for pair in SECTORS_TO_CHOOSE if pair[0] != Sector.RESIDENT.value]


class EndorseForm(ByPeople):
    """Which party, who says so for it, and why (D7). What programs fill in or send too fast is asked for again."""

    party = line(
        _l("Naam van uw organisatie, bedrijf of initiatief"),
        missing=_l("Vul de naam van uw organisatie in."),
        render_kw={"autocomplete": "organization", "list": "partijen"},
    )
    sector = choice(_l("Sector"), [("", _l("Kies een sector")), *_SECTORS], missing=_l("Kies een sector."))
    why = text_area(
        _l("Waarom onderschrijft u dit?"),
        longest=LONGEST_WHY,
        description=_l("Een of twee zinnen. Iedereen kan dit lezen, nadat wij het hebben bekeken."),
        render_kw={"rows": 3},
    )
    contact_name = line(
        _l("Uw naam"),
        missing=_l("Vul uw naam in."),
        description=_l("Uw naam komt niet op de website."),
        render_kw={"autocomplete": "name"},
    )
    email = email(
        _l("E-mailadres"),
        missing=_l("Vul uw e-mailadres in."),
        description=_l("Liefst van uw organisatie. Hier komt de vraag om te bevestigen. Het komt niet op de website."),
        render_kw={"autocomplete": "email"},
    )


class EndorseForForm(Form):
    """The same, noted by staff for a party that told them."""

    party = line(
        _l("Partij"),
        missing=_l("Vul de naam van de partij in."),
        render_kw={"list": "partijen", "autocomplete": "off"},
    )
    sector = choice(_l("Sector"), [("", _l("Kies een sector")), *_SECTORS], missing=_l("Kies een sector."))
    why = text_area(
        _l("Waarom onderschrijft de partij dit?"),
        longest=LONGEST_WHY,
        description=_l("In de woorden van de partij. Iedereen kan dit meteen lezen."),
        render_kw={"rows": 3},
    )
    contact_name = line(_l("Naam van de contactpersoon"), render_kw={"autocomplete": "off"})
    email = email(
        _l("E-mailadres van de contactpersoon"),
        description=_l("Dan kan de partij het zelf weer intrekken, en hoort zij wat ermee gebeurt."),
        render_kw={"autocomplete": "off"},
    )


def given(form: Any) -> Given:
    """What was filled in, in either form."""
    return Given(
        name=form.party.data,
        sector=Sector(form.sector.data),
        email=form.email.data or "",
        contact_name=form.contact_name.data or "",
        why=form.why.data or "",
    )
