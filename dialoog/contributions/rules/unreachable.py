"""Givers who are not written to any more: it was not theirs, or their address does not exist (D3).

What only they could reply to is waited for no more (D4).
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.clarifications.rules import lapse_unreachable
from dialoog.contributions.models import Contribution, ContributionGiver, Giver, ShownAs
from dialoog.contributions.rules.givers import own_link
from dialoog.contributions.rules.visibility import refresh_shown_sectors
from dialoog.organisations.models import Sector


def deny(session: Session, contribution: Contribution, giver: Giver) -> None:
    """Whoever reads mail at the address says "dit was ik niet" (D3): no more mail about it, and the name goes.

    The contribution itself stays (D2); what is not known any more is who said it (D0).
    """
    own_link(session, contribution, giver).denied_at = clock.now()
    if (contribution.said_by_name, contribution.said_by_organisation_id) == (giver.name, giver.organisation_id):
        contribution.said_by_name = None
        contribution.said_by_organisation = None
        contribution.sector = Sector.UNKNOWN
        contribution.shown_as = ShownAs.SECTOR
        contribution.shown_sector = Sector.UNKNOWN
        if contribution.meeting_id is not None:
            refresh_shown_sectors(session, [contribution.meeting_id])
    session.flush()
    lapse_unreachable(session, [contribution.id])


def bounced(session: Session, email: str) -> None:
    """Mail to this address comes back: it is not written to any more (D3)."""
    unreachable = update(Giver).where(Giver.email == email.strip().lower(), Giver.bounced_at.is_(None))
    ids = session.scalars(unreachable.values(bounced_at=clock.now()).returning(Giver.id)).all()
    theirs = select(ContributionGiver.contribution_id).where(ContributionGiver.giver_id.in_(ids))
    lapse_unreachable(session, session.scalars(theirs).all())
