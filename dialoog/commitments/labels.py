"""Dutch words for the states of a commitment."""

from flask_babel import lazy_gettext as _l

from dialoog.commitments.models import CommitmentState

STATES = {
    CommitmentState.PROMISED: _l("Toegezegd"),
    CommitmentState.UNDERWAY: _l("Bezig"),
    CommitmentState.DONE: _l("Gereed"),
    CommitmentState.DROPPED: _l("Vervallen"),
}
