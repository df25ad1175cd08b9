"""Givers: who hears what becomes of a contribution, and who said it was theirs (D3, D9a)."""

from collections.abc import Collection, Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts.addresses import normal
from dialoog.contributions.happenings import GiverAttached
from dialoog.contributions.models import Contribution, ContributionGiver, ContributionState, Giver
from dialoog.contributions.rules.visibility import refresh_shown_sectors, shown_sector
from dialoog.errors import Gone, RuleViolation
from dialoog.meetings.models import Level
from dialoog.organisations.models import Organisation, Sector
from dialoog.permissions import Actor
from dialoog.register.rules import Entry, record_many


def giver_for(
    session: Session, *, email: str | None, name: str | None = None, organisation: Organisation | None = None
) -> Giver:
    """The giver with exactly this address, name and party: one row for each, made when it is not there yet.

    Raises RuleViolation for what is no address, and when there is nobody to speak of: no address, name or party.
    """
    address = normal(email) if email else None
    name = (name.strip() or None) if name else None
    if not (address or name or organisation):
        raise RuleViolation(_("Vul een naam, een partij of een e-mailadres in."), field="name")
    found = session.scalars(
        select(Giver)
        .where(Giver.email == address if address else Giver.email.is_(None))
        .where(Giver.name == name if name else Giver.name.is_(None))
        .where(
            Giver.organisation_id == organisation.id if organisation else Giver.organisation_id.is_(None),
        )
        .order_by(Giver.id)
        .limit(1)
    ).first()
    if found is None:
        found = Giver(email=address, name=name, organisation=organisation, created_at=clock.now())
        session.add(found)
        session.flush()
    return found


def link(session: Session, contribution: Contribution, giver: Giver, *, actor: Actor) -> None:
    """Note that this giver hears about this contribution (D9a)."""
    session.add(
        ContributionGiver(
            contribution_id=contribution.id,
            giver_id=giver.id,
            attached_at=clock.now(),
            attached_by_id=actor.person_id,
        )
    )


def attach(
    session: Session,
    contributions: Sequence[Contribution],
    giver: Giver,
    *,
    sector: Sector = Sector.UNKNOWN,
    actor: Actor,
) -> list[Contribution]:
    """Note whose these points are, so that they hear of them (D9a). `sector`: of a person without a party.

    Returns those that were left: withdrawn ones, and those of which somebody at this address said they were not
    theirs. What a giver had already stays as it is. Nobody is shown by name who did not choose so (D11).
    """
    links = _links_of(session, giver, contributions)
    left = [c for c in contributions if c.status == ContributionState.WITHDRAWN or _denied(links.get(c.id))]
    new = [c for c in contributions if c not in left and c.id not in links]
    for contribution in new:
        link(session, contribution, giver, actor=actor)
        _note_who_said_it(contribution, giver, sector)
    record_many(session, [Entry(c, GiverAttached()) for c in new], actor=actor)
    refresh_shown_sectors(session, {c.meeting_id for c in new if c.meeting_id is not None})
    return left


def _links_of(session: Session, giver: Giver, contributions: Sequence[Contribution]) -> dict[int, ContributionGiver]:
    query = select(ContributionGiver).where(
        ContributionGiver.giver_id == giver.id,
        ContributionGiver.contribution_id.in_([c.id for c in contributions]),
    )
    return {found.contribution_id: found for found in session.scalars(query)}


def _denied(found: ContributionGiver | None) -> bool:
    return found is not None and found.denied_at is not None


def _note_who_said_it(contribution: Contribution, giver: Giver, sector: Sector) -> None:
    """Fill in who said it where nobody is known yet; a second giver of the same point changes nothing (D0)."""
    if contribution.said_by_name or contribution.said_by_organisation_id:
        return
    contribution.said_by_name = giver.name
    contribution.said_by_organisation = giver.organisation
    known = giver.organisation.sector if giver.organisation else sector
    if known is not Sector.UNKNOWN:
        contribution.sector = known
    if contribution.level is not Level.NO_SOURCE:
        contribution.shown_sector = shown_sector(contribution, shared_by=0)


def confirm(session: Session, contribution: Contribution, giver: Giver) -> None:
    """Whoever reads mail at the address says it is theirs (D3). Raises Gone after they said it was not."""
    own_link(session, contribution, giver)
    giver.confirmed_at = giver.confirmed_at or clock.now()
    session.flush()


def own_link(session: Session, contribution: Contribution, giver: Giver) -> ContributionGiver:
    """The tie between a giver and their contribution. Raises Gone where there is none, or none any more (D3)."""
    found = session.get(ContributionGiver, (contribution.id, giver.id))
    if found is None or found.denied_at is not None:
        raise Gone(_("U hebt laten weten dat deze inbreng niet van u is. Deze link werkt daarom niet meer."))
    return found


def theirs(giver_ids: Collection[int]) -> Select[int]:
    """The ids of the contributions of these givers, without what they said was not theirs; to select from."""
    return select(ContributionGiver.contribution_id).where(
        ContributionGiver.giver_id.in_(giver_ids), ContributionGiver.denied_at.is_(None)
    )


def reachable_givers(session: Session, contribution_ids: Iterable[int]) -> list[tuple[int, Giver]]:
    """Pairs of contribution id and giver who is to hear of it: the address works, not denied, not stopped."""
    query = (
        select(ContributionGiver)
        .join(Giver)
        .where(ContributionGiver.contribution_id.in_(list(contribution_ids)))
        .where(ContributionGiver.denied_at.is_(None), ContributionGiver.stopped_at.is_(None))
        .where(Giver.email.is_not(None), Giver.bounced_at.is_(None))
        .order_by(ContributionGiver.contribution_id, ContributionGiver.giver_id)
        .options(joinedload(ContributionGiver.giver))
    )
    return [(found.contribution_id, found.giver) for found in session.scalars(query)]


def wants_mail(session: Session, contribution_ids: Collection[int]) -> dict[int, bool]:
    """Whether one of its givers wants mail, by contribution that has a giver whose address works. One query."""
    wanting = func.count().filter(ContributionGiver.stopped_at.is_(None))
    query = (
        select(ContributionGiver.contribution_id, wanting > 0)
        .join(Giver)
        .where(ContributionGiver.contribution_id.in_(contribution_ids), ContributionGiver.denied_at.is_(None))
        .where(Giver.email.is_not(None), Giver.bounced_at.is_(None))
        .group_by(ContributionGiver.contribution_id)
    )
    return {contribution_id: bool(wants) for contribution_id, wants in session.execute(query)}
