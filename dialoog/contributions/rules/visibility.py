"""Who sees what of a contribution (D11). Staff never widen a level; what is hidden leaves no trace in lists."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionState, ShownAs
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from dialoog.permissions import Actor, Permission, may

SMALLEST_GROUP = 5


class Guarded(Protocol):
    """What decides who sees the words of a contribution: of the thing itself, or of a row that tells of it."""

    @property
    def status(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def unit_id(self) -> int | None: ...
    @property
    def meeting_id(self) -> int | None: ...
    @property
    def look(self) -> str: ...


class Given(Guarded, Protocol):
    """What decides how the giver is shown."""

    @property
    def shown_as(self) -> ShownAs: ...
    @property
    def shown_sector(self) -> str: ...
    @property
    def said_by_name(self) -> str | None: ...
    @property
    def party(self) -> str | None: ...


def may_see_text(actor: Actor, contribution: Guarded) -> bool:
    """Whether this reader may see the words: closed ones only in their circle, withdrawn ones nobody.

    Words that nobody looked at yet, or that were hidden, are for staff (D3a).
    """
    if contribution.status == ContributionState.WITHDRAWN or not may_see_history(actor, contribution):
        return False
    return contribution.look in LOOKED_AT or actor.staff or actor.system


def may_see_history(actor: Actor, contribution: Guarded) -> bool:
    """Whether this reader may see what is public of its steps, such as the reason why it was withdrawn (D5)."""
    if contribution.level is not Level.CLOSED:
        return True
    unit, meeting = contribution.unit_id or 0, contribution.meeting_id
    return may(actor, Permission.CONTRIBUTION_READ_CLOSED, unit=unit, meeting=meeting)


def shown_giver(contribution: Given) -> str | None:
    """The name of the person or party to show, if the giver chose so and the level allows it; None otherwise.

    Who takes a contribution back does not stay beside it by name (D2).
    """
    if contribution.level is not Level.PUBLIC or contribution.status == ContributionState.WITHDRAWN:
        return None
    if contribution.look not in LOOKED_AT:
        return None
    if contribution.shown_as is ShownAs.NAME:
        return contribution.said_by_name
    return contribution.party if contribution.shown_as is ShownAs.PARTY else None


def shown_sector(contribution: Contribution, *, shared_by: int) -> str:
    """The sector to show. Without source only when at least five givers there share it."""
    if contribution.level is Level.CLOSED or contribution.shown_as is ShownAs.NOBODY:
        return Sector.UNKNOWN
    if contribution.level is Level.NO_SOURCE and shared_by < SMALLEST_GROUP:
        return Sector.UNKNOWN
    return contribution.sector


def refresh_shown_sectors(session: Session, meeting_ids: Iterable[int]) -> None:
    """Reckon anew which sectors may be shown at meetings, after givers became known there."""
    for meeting_id in sorted(set(meeting_ids)):
        counts = _givers_per_sector(session, meeting_id)
        there = select(Contribution).where(Contribution.meeting_id == meeting_id, Contribution.level == Level.NO_SOURCE)
        for contribution in session.scalars(there):
            contribution.shown_sector = shown_sector(contribution, shared_by=counts[contribution.sector])
    session.flush()


def _givers_per_sector(session: Session, meeting_id: int) -> Counter[Sector]:
    """How many different known givers each sector has at a meeting."""
    givers = session.execute(
        select(Contribution.sector, Contribution.said_by_name, Contribution.said_by_organisation_id)
        .where(Contribution.meeting_id == meeting_id)
        .where(or_(Contribution.said_by_name.is_not(None), Contribution.said_by_organisation_id.is_not(None)))
        .distinct()
    )
    return Counter(sector for sector, _name, _organisation in givers)
