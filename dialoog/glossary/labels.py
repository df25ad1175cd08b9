"""The names of states of words."""

from flask_babel import lazy_gettext as _l

from dialoog.glossary.models import EntryState

STATES = {
    EntryState.PROPOSED: _l("Voorgesteld"),
    EntryState.APPROVED: _l("Op de pagina"),
    EntryState.REFUSED: _l("Afgewezen"),
}
