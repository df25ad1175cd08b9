"""Dutch words for what a meeting can be, and for who may see what was said there."""

from flask_babel import lazy_gettext as _l

from dialoog.meetings.models import Level, MeetingKind

KINDS = {
    MeetingKind.WORK_SESSION: _l("Werksessie"),
    MeetingKind.TABLE: _l("Tafeloverleg"),
    MeetingKind.BROAD: _l("Brede bijeenkomst"),
    MeetingKind.MINISTER: _l("Gesprek met bewindspersoon"),
    MeetingKind.FUTURE: _l("Toekomstconferentie"),
}

LEVELS = {
    Level.PUBLIC: _l("Openbaar"),
    Level.NO_SOURCE: _l("Zonder herkomst"),
    Level.CLOSED: _l("Besloten"),
}

LEVELS_EXPLAINED = {
    Level.PUBLIC: _l("Iedereen leest wat er is ingebracht. Wie het inbracht kiest zelf of de naam erbij staat."),
    Level.NO_SOURCE: _l("Iedereen leest wat er is ingebracht. Niemand ziet wie het inbracht."),
    Level.CLOSED: _l(
        "De tekst en het antwoord zijn voor de deelnemers, het secretariaat en de dienst die antwoordt. "
        "Alle anderen zien alleen nummer, thema, stand en termijn."
    ),
}
