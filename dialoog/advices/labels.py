"""Dutch words for advices."""

from flask_babel import lazy_gettext as _l

from dialoog.advices.models import Addressee, AdviceState

ADDRESSEES = {
    Addressee.MINISTER: _l("de minister"),
    Addressee.STATE_SECRETARY: _l("de staatssecretaris"),
}

STATES = {
    AdviceState.DRAFT: _l("Concept"),
    AdviceState.ADOPTED: _l("Vastgesteld"),
    AdviceState.SENT: _l("Wacht op een reactie"),
    AdviceState.ANSWERED: _l("Er is een reactie"),
    AdviceState.CLOSED: _l("Afgerond"),
    AdviceState.LAID_AWAY: _l("Weggelegd"),
}
