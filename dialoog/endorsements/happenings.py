"""What a party does for a contribution. Names and reasons stand in texts, never in the leaf (D12)."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from dialoog.contributions.happenings import SUBJECT
from dialoog.register.kinds import Happening


@dataclass(frozen=True)
class Endorsed(Happening):
    """D7: a party backs it, and whoever acts for the party confirmed that."""

    subject = SUBJECT
    kind = "endorsed"
    label = _l("Onderschreven door een organisatie")
    mark = "people"
    texts = frozenset({"party", "why"})

    sector: str


@dataclass(frozen=True)
class EndorsementWithdrawn(Happening):
    """The party of event `of` does not back it any more."""

    subject = SUBJECT
    kind = "endorsement-withdrawn"
    label = _l("Onderschrijving ingetrokken")
    mark = "back"
    texts = frozenset({"party"})

    sector: str
    of: int
