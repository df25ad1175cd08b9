"""Dutch words for tables and their seats."""

from flask_babel import lazy_gettext as _l

from dialoog.organisations.models import Part, Sector
from dialoog.tables.models import Aspect, HoldingState, NeedKind, Region, SeatShown, TakesPart

REGIONS = {
    Region.NORTH: _l("Noord (Groningen, Fryslân, Drenthe)"),
    Region.EAST: _l("Oost (Overijssel, Gelderland, Flevoland)"),
    Region.SOUTH: _l("Zuid (Zeeland, Noord-Brabant, Limburg)"),
    Region.WEST: _l("West (Noord-Holland, Zuid-Holland, Utrecht)"),
    Region.WHOLE: _l("Heel Nederland"),
}

GROUNDS = {
    TakesPart.CARRIES_OUT: _l("Voert beleid uit"),
    TakesPart.PURSUES: _l("Werkt aan dezelfde doelen"),
    TakesPart.AFFECTED: _l("Merkt de gevolgen van beleid"),
}

ASPECTS = {
    Aspect.SECTOR: _l("Sector"),
    Aspect.REGION: _l("Regio"),
    Aspect.YOUTH: _l("Jongeren"),
    Aspect.THEME: _l("Thema"),
    Aspect.GROUND: _l("Waarom iemand meedoet"),
}
YOUNG = _l("Jongeren (tot en met 30 jaar)")

STATES = {
    HoldingState.INVITED: _l("Uitgenodigd"),
    HoldingState.ACCEPTED: _l("Zit aan tafel"),
    HoldingState.DECLINED: _l("Wil niet meedoen"),
    HoldingState.EXPIRED: _l("Niet op tijd gereageerd"),
    HoldingState.ENDED: _l("Gestopt"),
}

PARTS = {
    Part.MEMBER: _l("Lid"),
    Part.STAND_IN: _l("Plaatsvervanger"),
    Part.CHAIR: _l("Voorzitter"),
    Part.CONTACT: _l("Contactpersoon"),
}

SHOWN = {
    SeatShown.NAME: _l("Mijn naam en mijn partij"),
    SeatShown.PARTY: _l("Alleen mijn partij"),
    SeatShown.SECTOR: _l("Alleen mijn sector"),
}

NEEDS = {
    NeedKind.TIME: _l("Tijd"),
    NeedKind.MONEY: _l("Geld"),
    NeedKind.KNOWLEDGE: _l("Kennis"),
    NeedKind.ACCESS: _l("Toegankelijkheid"),
}

# Whose seat it can be: of nobody whose sector we do not know.
SEATED: tuple[Sector, ...] = tuple(sector for sector in Sector if sector is not Sector.UNKNOWN)
