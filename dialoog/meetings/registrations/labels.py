"""Dutch words for how far a registration is."""

from flask_babel import lazy_gettext as _l

from dialoog.meetings.registrations.models import RegistrationState

STATES = {
    RegistrationState.ASKED: _l("Aangemeld, nog niet bevestigd"),
    RegistrationState.WAITING: _l("Wachtlijst"),
    RegistrationState.PLACED: _l("Bevestigd"),
    RegistrationState.CANCELLED: _l("Afgemeld"),
    RegistrationState.CANCELLED_LATE: _l("Laat afgemeld"),
    RegistrationState.PRESENT: _l("Aanwezig"),
    RegistrationState.NO_SHOW: _l("Niet verschenen"),
}
