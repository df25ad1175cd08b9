"""Dutch words for what stands on an agenda."""

from flask_babel import lazy_gettext as _l

from dialoog.meetings.agenda.models import ItemKind, Phase, PresenceKind, Question

KINDS = {
    ItemKind.INFORM: _l("Ter informatie"),
    ItemKind.DISCUSS: _l("Bespreken"),
    ItemKind.ADVISE: _l("Adviseren"),
    ItemKind.DECIDE: _l("Besluiten"),
}

PHASES = {
    Phase.AGENDA: _l("Agenda bepalen"),
    Phase.PREPARE: _l("Beleid voorbereiden"),
    Phase.DECIDE: _l("Besluiten nemen"),
    Phase.CARRY_OUT: _l("Uitvoeren"),
    Phase.MONITOR: _l("Monitoren"),
    Phase.EVALUATE: _l("Evalueren"),
}

QUESTIONS = {
    Question.WELL: _l("Wat gaat goed?"),
    Question.BETTER: _l("Wat moet beter?"),
    Question.NEW: _l("Wat is nieuw?"),
    Question.STUCK: _l("Waar stokt het, en waarom?"),
}

PRESENCE = {
    PresenceKind.PRESENT: _l("Aanwezig"),
    PresenceKind.STAND_IN: _l("Plaatsvervanger"),
    PresenceKind.EXCUSED: _l("Afwezig met bericht"),
    PresenceKind.ABSENT: _l("Niet verschenen"),
}
