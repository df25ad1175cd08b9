"""Being forgotten (P2) in all that was done from one address: as giver, for a party, and as who comes to a meeting."""

from sqlalchemy.orm import Session

from dialoog.accounts.models import AccessLink
from dialoog.contributions.models import Giver
from dialoog.contributions.rules import forgetting
from dialoog.endorsements.forgetting import forget_address
from dialoog.meetings.registrations.rules import forgetting as registrations


def forget(session: Session, link: AccessLink, giver: Giver) -> int:
    """Forget whoever reads mail at the giver's address; of how many points they were the giver."""
    email = giver.email or ""
    points = forgetting.forget(session, link, giver)
    forget_address(session, email)
    if email:
        registrations.forget_address(session, email)
    return points
