"""Dutch words for what a contribution can be."""

from flask_babel import lazy_gettext as _l

from dialoog.contributions.models import Channel, ContributionState, Ground, Outcome, PointKind
from dialoog.meetings.models import Level

KINDS = {
    PointKind.STRONG: _l("Sterk punt"),
    PointKind.WEAK: _l("Zwak punt"),
    PointKind.IMPROVE: _l("Verbeterpunt"),
    PointKind.CONSIDERATION: _l("Overweging"),
    PointKind.ADVICE: _l("Advies"),
    PointKind.IDEA: _l("Idee"),
    PointKind.SIGNAL: _l("Signaal"),
    PointKind.QUESTION: _l("Vraag"),
    PointKind.METHODS: _l("Verhaal: methoden"),
    PointKind.PEOPLE: _l("Verhaal: betrokkenen"),
    PointKind.MAGIC: _l("Verhaal: magie"),
    PointKind.CHANGE: _l("Verhaal: verandering"),
    PointKind.CONDITIONS: _l("Verhaal: randvoorwaarden"),
    PointKind.LESSONS: _l("Verhaal: leermomenten"),
    PointKind.CONTEXT: _l("Verhaal: context"),
}

STATES = {
    ContributionState.RECEIVED: _l("Ontvangen"),
    ContributionState.IN_HAND: _l("In behandeling"),
    ContributionState.ANSWERED: _l("Beantwoord"),
    ContributionState.CLOSED: _l("Afgerond"),
    ContributionState.REOPENED: _l("Heropend"),
    ContributionState.WITHDRAWN: _l("Ingetrokken"),
}

# Texts that stand with events, by their name in the record.
TEXTS = {
    "reaction": _l("Reactie van de inbrenger"),
    "party": _l("Naam van de organisatie"),
    "why": _l("Uitleg van de organisatie"),
    "question": _l("Vraag aan de inbrenger"),
    "reply": _l("Reactie van de inbrenger"),
}

GROUNDS = {
    Ground.ADVERTISING: _l("het is reclame"),
    Ground.CRIMINAL: _l("het is strafbaar"),
}

OUTCOMES = {
    Outcome.ADOPTED: _l("Overgenomen"),
    Outcome.PARTLY: _l("Deels overgenomen"),
    Outcome.NOT_ADOPTED: _l("Niet overgenomen"),
    Outcome.EXISTING: _l("Al bestaand beleid"),
    Outcome.REFERRED: _l("Doorgeleid"),
    Outcome.LATER: _l("Later"),
}

CHANNELS = {
    Channel.WEB: _l("Via de website"),
    Channel.STAFF: _l("Door het secretariaat of ministerie opgeschreven namens de inbrenger"),
    Channel.IMPORT: _l("Uit het verslag van een bijeenkomst"),
}

LEVELS = {
    Level.PUBLIC: _l("Openbaar"),
    Level.NO_SOURCE: _l("Zonder herkomst: iedereen ziet de tekst, niemand ziet van wie"),
    Level.CLOSED: _l("Besloten: alleen wie erbij hoort ziet de tekst"),
}
