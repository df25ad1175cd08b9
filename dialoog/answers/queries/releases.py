"""Releases: those that lie ahead and are over, what is in one, and which drafts wait (D7b)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog import clock
from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, GiverNotice, VersionState
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState, Review, ReviewState
from dialoog.answers.queries.access import with_versions
from dialoog.answers.queries.reviews import with_people
from dialoog.errors import NotFound
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.permissions import Actor, Permission, may

OFFERED = 20
SHOWN = 100


def ahead(session: Session, *, moments: bool = False) -> Sequence[Release]:
    """What lies ahead, the next one first; with `moments`, only those to which something can still be added."""
    query = select(Release).where(Release.state == ReleaseState.PLANNED).order_by(Release.at, Release.id)
    if moments:
        query = query.where(Release.at > clock.now()).limit(OFFERED)
    return session.scalars(query).all()


def over() -> Select[Release]:
    """What was carried out or called off; to be paged by key."""
    return select(Release).where(Release.state != ReleaseState.PLANNED)


def release_of(session: Session, release_id: int) -> Release:
    """One release with who made it. Raises NotFound."""
    found = session.scalar(select(Release).where(Release.id == release_id).options(joinedload(Release.made_by)))
    if found is None:
        raise NotFound
    return found


def waiting_items(session: Session, release: Release) -> list[ReleaseItem]:
    """What waits for a release now, in the order in which it was added, with the answers in full."""
    query = select(ReleaseItem).where(ReleaseItem.release_id == release.id, ReleaseItem.state == ItemState.WAITING)
    items = list(session.scalars(query.order_by(ReleaseItem.id).execution_options(populate_existing=True)))
    answers = with_versions().options(selectinload(Answer.links))
    session.scalars(answers.where(Answer.id.in_([item.answer_id for item in items]))).all()
    return items


def items_of(session: Session, release: Release) -> list[tuple[ReleaseItem, int]]:
    """Everything that is or was in a release, with how many points it has now."""
    count = (
        select(func.count())
        .where(AnswerContribution.answer_id == ReleaseItem.answer_id, AnswerContribution.left_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(ReleaseItem, count)
        .where(ReleaseItem.release_id == release.id)
        .options(joinedload(ReleaseItem.answer).joinedload(Answer.unit), joinedload(ReleaseItem.version))
        .order_by(ReleaseItem.id)
    )
    return [(item, points) for item, points in session.execute(query)]


def counts(session: Session, release_ids: Iterable[int]) -> dict[int, dict[ItemState, int]]:
    """How many answers of each release are in which state."""
    query = (
        select(ReleaseItem.release_id, ReleaseItem.state, func.count())
        .where(ReleaseItem.release_id.in_(list(release_ids)))
        .group_by(ReleaseItem.release_id, ReleaseItem.state)
    )
    found: dict[int, dict[ItemState, int]] = {}
    for release_id, state, count in session.execute(query):
        found.setdefault(release_id, {})[state] = count
    return found


def may_change(actor: Actor, release: Release, units: Iterable[int]) -> bool:
    """Whether somebody may move a release or call it off: who made it, or who leads all units that wait in it."""
    if release.made_by_id == actor.person_id and may(actor, Permission.ANSWER_PUBLISH):
        return True
    units = set(units)
    return may(actor, Permission.ANSWER_PUBLISH) and all(
        may(actor, Permission.ANSWER_PUBLISH, unit=unit) for unit in units
    )


def units_in(session: Session, release: Release) -> set[int]:
    """The units whose answers wait for a release."""
    query = select(Answer.unit_id).join(ReleaseItem, ReleaseItem.answer_id == Answer.id)
    query = query.where(ReleaseItem.release_id == release.id, ReleaseItem.state == ItemState.WAITING)
    return set(session.scalars(query))


def answers_led(session: Session, actor: Actor, answer_ids: Iterable[int]) -> Sequence[Answer]:
    """Those of these answers that somebody may publish, in full."""
    query = with_versions().where(Answer.id.in_(list(answer_ids)), Answer.unit_id.in_(actor.leads))
    return session.scalars(query.order_by(Answer.id)).all()


def mails(session: Session, release: Release) -> tuple[int, int]:
    """How many mails to givers follow from a release, and how many of them wait."""
    query = (
        select(func.count(func.distinct(OutboxMessage.id)), func.count(func.distinct(_still_to_go())))
        .select_from(ReleaseItem)
        .join(AnswerVersion, AnswerVersion.id == ReleaseItem.version_id)
        .join(GiverNotice, GiverNotice.subject_id == ReleaseItem.answer_id)
        .join(OutboxMessage, OutboxMessage.id == GiverNotice.outbox_id)
        .where(ReleaseItem.release_id == release.id, ReleaseItem.state == ItemState.PUBLISHED)
        .where(GiverNotice.subject_kind == Answer.subject_kind, GiverNotice.step == AnswerVersion.n)
    )
    total, waiting = session.execute(query).one()
    return total, waiting


def _still_to_go() -> object:
    return case((OutboxMessage.state == MailState.WAITING, OutboxMessage.id))


def drafts_to_add(session: Session, actor: Actor) -> Sequence[AnswerVersion]:
    """The drafts of the units somebody leads that wait for no release, the longest waiting first."""
    waits = select(ReleaseItem.id).where(
        ReleaseItem.version_id == AnswerVersion.id, ReleaseItem.state == ItemState.WAITING
    )
    query = (
        select(AnswerVersion)
        .join(AnswerVersion.answer)
        .where(AnswerVersion.state == VersionState.DRAFT, Answer.status != "weggelegd")
        .where(Answer.unit_id.in_(actor.leads), ~waits.exists())
        .options(joinedload(AnswerVersion.answer).joinedload(Answer.unit))
        .options(selectinload(AnswerVersion.landing_places), selectinload(AnswerVersion.planned))
        .order_by(AnswerVersion.answer_id)
        .limit(SHOWN)
    )
    return session.scalars(query).all()


@dataclass
class Standing:
    """How far a draft is: its save, the release it waits for, and who was asked to read it, the last one first."""

    edit: int = 0
    item: ReleaseItem | None = None
    release: Release | None = None
    reviews: list[Review] = field(default_factory=list)


def standing(session: Session, answer_ids: Iterable[int]) -> dict[int, Standing]:
    """How far the drafts of these answers are, by answer; nothing of those that nothing is said of. One query."""
    query = (
        select(AnswerVersion.answer_id, AnswerVersion.edit, ReleaseItem, Release, Review)
        .outerjoin(ReleaseItem, (ReleaseItem.version_id == AnswerVersion.id) & (ReleaseItem.state == ItemState.WAITING))
        .outerjoin(Release, Release.id == ReleaseItem.release_id)
        .outerjoin(Review, (Review.version_id == AnswerVersion.id) & (Review.state != ReviewState.WITHDRAWN))
        .where(AnswerVersion.answer_id.in_(list(answer_ids)), AnswerVersion.state == VersionState.DRAFT)
        .order_by(Review.id.desc())
    )
    found: dict[int, Standing] = {}
    for answer_id, edit, item, release, review in session.execute(with_people(query)):
        one = found.setdefault(answer_id, Standing(edit, item, release))
        if review is not None:
            one.reviews.append(review)
    return found


def releases_of_points(session: Session, contribution_ids: Iterable[int]) -> dict[int, Release]:
    """The release that the answer to each of these contributions waits for, where it does."""
    query = (
        select(AnswerContribution.contribution_id, Release)
        .join(ReleaseItem, ReleaseItem.answer_id == AnswerContribution.answer_id)
        .join(Release, Release.id == ReleaseItem.release_id)
        .where(AnswerContribution.contribution_id.in_(list(contribution_ids)), AnswerContribution.left_at.is_(None))
        .where(ReleaseItem.state == ItemState.WAITING)
    )
    return dict(session.execute(query).all())


def standing_of(session: Session, answer: Answer) -> Standing:
    """How far one draft is."""
    return standing(session, [answer.id]).get(answer.id, Standing())
