"""Asking somebody for a seat, answering that, ending it, and following up what members need."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Part, Sector, Theme
from dialoog.tables.labels import GROUNDS, NEEDS, REGIONS, SEATED, SHOWN, YOUNG
from dialoog.tables.models import NeedKind, Region, SeatHolding, SeatShown, TakesPart
from dialoog.tables.rules.holding import Acceptance
from dialoog.tables.rules.inviting import Invited
from dialoog.web.forms import Form, choice, email, line, offered, radios, text_area, tick, ticks

LONGEST = 2000
_REGIONS: list[tuple[str, Any]] = [("", _l("Niet bekend")), *((one.value, words) for one, words in REGIONS.items())]
_SECTORS: list[tuple[str, Any]] = [("", _l("Kies een sector")), *((one.value, SECTORS[one]) for one in SEATED)]
_GROUNDS = [(one.value, words) for one, words in GROUNDS.items()]


def grounds_of(values: Iterable[str] | None) -> frozenset[TakesPart]:
    """The grounds that were ticked."""
    return frozenset(TakesPart(value) for value in values or ())


class InviteForm(Form):
    """Whom to ask for a seat."""

    name = line(_l("Naam"), missing=_l("Vul een naam in."), render_kw={"autocomplete": "off"})
    email = email(_l("E-mailadres"), missing=_l("Vul een e-mailadres in."), render_kw={"autocomplete": "off"})
    party = line(
        _l("Partij"),
        description=_l("Namens wie iemand meedoet. Laat leeg voor wie voor zichzelf spreekt."),
        render_kw={"list": "partijen", "autocomplete": "off"},
    )
    sector = choice(_l("Sector"), _SECTORS, missing=_l("Kies een sector."))
    region = choice(_l("Regio"), _REGIONS)
    theme_id = choice(_l("Thema"))
    young = tick(YOUNG)
    grounds = ticks(_l("Waarom doet iemand mee?"), _GROUNDS)

    def offer(self, themes: Sequence[Theme]) -> None:
        """Fill in the themes to choose from."""
        self.theme_id.choices = offered([("", _("Alle thema’s")), *((str(one.id), one.name) for one in themes)])

    def given(self, part: Part) -> Invited:
        """What was filled in."""
        return Invited(
            name=self.name.data,
            email=self.email.data,
            sector=Sector(self.sector.data),
            party=self.party.data,
            region=Region(self.region.data) if self.region.data else None,
            young=bool(self.young.data),
            theme_id=int(self.theme_id.data) if self.theme_id.data else None,
            grounds=grounds_of(self.grounds.data),
            part=part,
        )


class AcceptForm(Form):
    """Taking a seat: what one will do, what one needs, and what everyone may read."""

    name = line(_l("Uw naam"), missing=_l("Vul uw naam in."), render_kw={"autocomplete": "name"})
    commitment = text_area(
        _l("Wat wilt u aan de tafel doen?"),
        longest=LONGEST,
        missing=_l("Schrijf wat u aan de tafel wilt doen."),
        description=_l("Bijvoorbeeld hoe vaak u er bent, en namens wie u ophaalt wat er speelt."),
        render_kw={"rows": 4},
    )
    need_tijd = text_area(NEEDS[NeedKind.TIME], longest=LONGEST, render_kw={"rows": 2})
    need_geld = text_area(NEEDS[NeedKind.MONEY], longest=LONGEST, render_kw={"rows": 2})
    need_kennis = text_area(NEEDS[NeedKind.KNOWLEDGE], longest=LONGEST, render_kw={"rows": 2})
    need_toegankelijkheid = text_area(NEEDS[NeedKind.ACCESS], longest=LONGEST, render_kw={"rows": 2})
    region = choice(_l("Uit welke regio komt u?"), _REGIONS)
    young = tick(_l("Ik ben 30 jaar of jonger"))
    grounds = ticks(_l("Waarom doet u mee?"), _GROUNDS)
    shown_as = radios(_l("Wat mag iedereen lezen?"), tuple(SHOWN.items()), missing=_l("Kies wat iedereen mag lezen."))

    @classmethod
    def of(cls, holding: SeatHolding) -> "AcceptForm":
        """The form with what we know already."""
        known = {
            "name": holding.name,
            "region": holding.region.value if holding.region else "",
            "young": holding.young,
            "grounds": sorted(holding.takes_part),
            "shown_as": holding.shown_as.value,
        }
        return cls(data=known)

    def given(self) -> Acceptance:
        """What was filled in."""
        return Acceptance(
            name=self.name.data,
            commitment=self.commitment.data,
            shown_as=SeatShown(self.shown_as.data),
            region=Region(self.region.data) if self.region.data else None,
            young=bool(self.young.data),
            grounds=grounds_of(self.grounds.data),
            needs={kind: self[f"need_{kind.value}"].data for kind in NeedKind},
        )


class ShownForm(Form):
    """What everyone may read of who holds a seat (P2)."""

    name = line(_l("Uw naam"), missing=_l("Vul uw naam in."), render_kw={"autocomplete": "name"})
    shown_as = radios(_l("Wat mag iedereen lezen?"), tuple(SHOWN.items()), missing=_l("Kies wat iedereen mag lezen."))

    def chosen(self) -> SeatShown:
        """How much of it everyone may read."""
        return SeatShown(self.shown_as.data)


class DeclineForm(Form):
    """Not taking a seat."""

    reason = text_area(
        _l("Waarom niet?"),
        longest=LONGEST,
        description=_l("Alleen het secretariaat leest dit. Misschien kunnen wij iets voor u regelen."),
        render_kw={"rows": 3},
    )


class EndForm(Form):
    """Ending that somebody holds a seat."""

    reason = text_area(
        _l("Waarom stopt deze persoon?"),
        longest=LONGEST,
        missing=_l("Schrijf waarom iemand stopt."),
        description=_l("Alleen het secretariaat leest dit."),
        render_kw={"rows": 3},
    )


class ProfileForm(Form):
    """What kind of member is looked for."""

    profile = line(_l("Wie zoekt u voor deze zetel?"), description=_l("Bijvoorbeeld: een gemeente uit het oosten."))


class NeedForm(Form):
    """What was done about a need."""

    note = text_area(_l("Wat hebt u geregeld?"), longest=LONGEST, render_kw={"rows": 2})
    done = tick(_l("Dit is geregeld"))
