"""Dutch words for sectors: as they stand in a list, and as whoever brought something in."""

from flask_babel import lazy_gettext as _l

from dialoog.organisations.models import Sector

SECTORS = {
    Sector.GOVERNMENT: _l("Overheid"),
    Sector.BUSINESS: _l("Bedrijfsleven"),
    Sector.CIVIL_SOCIETY: _l("Maatschappelijke organisatie"),
    Sector.INITIATIVE: _l("Maatschappelijk initiatief"),
    Sector.KNOWLEDGE: _l("Kennisinstelling"),
    Sector.YOUTH: _l("Jongeren"),
    Sector.RESIDENT: _l("Inwoner"),
    Sector.UNKNOWN: _l("Onbekend"),
}

BROUGHT_IN_BY = {
    Sector.GOVERNMENT: _l("ingebracht door een overheid"),
    Sector.BUSINESS: _l("ingebracht door een bedrijf"),
    Sector.CIVIL_SOCIETY: _l("ingebracht door een maatschappelijke organisatie"),
    Sector.INITIATIVE: _l("ingebracht door een maatschappelijk initiatief"),
    Sector.KNOWLEDGE: _l("ingebracht door een kennisinstelling"),
    Sector.YOUTH: _l("ingebracht door jongeren"),
    Sector.RESIDENT: _l("ingebracht door een inwoner"),
}
