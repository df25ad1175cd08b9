"""The moment of a release: what waits for it is published together, exactly once; what cannot be is named (D7, D7b)."""

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState
from dialoog.answers.queries.officials import addresses_in_charge
from dialoog.answers.queries.releases import waiting_items
from dialoog.answers.rules.drafting import Act
from dialoog.answers.rules.publishing import publish, ready
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.permissions import SYSTEM, Actor


def carry_out(session: Session, release: Release) -> bool:
    """Publish what waits for this release, if its moment has come; whether it did. A second time nothing happens.

    What cannot be published stays (or becomes) a draft, and whoever gave it free hears why.
    """
    session.refresh(release, with_for_update={"of": Release})
    if release.state is not ReleaseState.PLANNED or release.at > clock.now():
        return False
    items = waiting_items(session, release)
    for item in items:
        _publish(session, item)
    release.state, release.ended_at = ReleaseState.DONE, clock.now()
    release.edit += 1
    counted = {
        "answers": sum(item.state is ItemState.PUBLISHED for item in items),
        "refused": sum(item.state is ItemState.REFUSED for item in items),
    }
    audit.note(
        session,
        actor=SYSTEM,
        action="release.carried-out",
        subject_kind="vrijgave",
        subject_key=release.id,
        detail=counted,
    )
    _tell(session, release, items)
    session.flush()
    return True


def _publish(session: Session, item: ReleaseItem) -> None:
    # What waits is locked, so it must not be waiting any more.
    item.state, item.decided_at = ItemState.PUBLISHED, clock.now()
    session.flush()
    try:
        # First whether it can be, without a word written: after that all of it must succeed.
        ready(session, item.answer)
    except RuleViolation as why:
        item.state, item.problem = ItemState.REFUSED, why.message
        item.asked = sum(link.left_at is None for link in item.answer.links)
        return
    act = publish(session, item.answer, actor=_word_of(item))
    item.asked, item.done, item.problem = act.asked, len(act.done), _left(act)


def _left(act: Act) -> str:
    return " ".join(f"{refusal.contribution.number}: {refusal.reason}." for refusal in act.refused)


def _word_of(item: ReleaseItem) -> Actor:
    """Who gave it free, as they were then (P7)."""
    unit = item.answer.unit
    return Actor(
        person_id=item.added_by_id,
        name=item.signed_name,
        job_title=item.signed_role,
        roles=frozenset({"ministry"}),
        units=frozenset({unit.id}),
        leads=frozenset({unit.id}),
        unit_names={unit.id: unit.in_full},
        second_factor=True,
    )


def _tell(session: Session, release: Release, items: list[ReleaseItem]) -> None:
    told = {(item.answer.unit_id, item.added_by_id) for item in items}
    addresses = {address for unit, person in told for address in addresses_in_charge(session, unit, person)}
    for address in sorted(addresses):
        queue(
            session,
            kind="answers.release_done",
            to=address,
            params={"release": release.id},
            unique_key=f"answers.release_done:{release.id}:{address}"[:120],
        )
