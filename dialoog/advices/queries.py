"""Finding advices: the public list, those that are written, and those that wait for a reaction (T8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.advices.models import PUBLIC_STATES, Advice, AdviceComment, AdviceContribution, AdviceState
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import with_names
from dialoog.errors import NotFound, RuleViolation
from dialoog.permissions import Actor, Permission, may
from dialoog.tables.models import BODY, DialogueTable
from dialoog.terms.models import Clock, Promise

PUBLIC = tuple(state.value for state in sorted(PUBLIC_STATES))
IN_THE_MAKING = (AdviceState.DRAFT.value, AdviceState.ADOPTED.value)


@dataclass(frozen=True)
class Filters:
    """What someone asked the list for; the names are those of the address."""

    status: AdviceState | None = None
    tafel: str = ""
    te_laat: bool = False

    @classmethod
    def from_arguments(cls, given: Mapping[str, str]) -> "Filters":
        """Read the filters of an address. Raises RuleViolation, naming the filter, for a value that cannot be."""
        status = given.get("status", "")
        if status and status not in PUBLIC:
            message = _("Het filter '%(name)s' kent de waarde '%(value)s' niet.", name="status", value=status[:40])
            raise RuleViolation(message, field="status")
        return cls(
            status=AdviceState(status) if status else None,
            tafel=given.get("tafel", ""),
            te_laat=given.get("te_laat") == "1",
        )

    @classmethod
    def names(cls) -> frozenset[str]:
        """The filters there are."""
        return frozenset(field.name for field in fields(cls))


def listed(filters: Filters) -> Select[Advice]:
    """The public advices that fit, with table and unit; unordered, so that it can be paged."""
    query = with_names_of(select(Advice)).where(Advice.status.in_(PUBLIC))
    if filters.status:
        query = query.where(Advice.status == filters.status.value)
    if filters.tafel:
        table = select(DialogueTable.id).where(DialogueTable.slug == filters.tafel).scalar_subquery()
        query = query.where(Advice.table_id == table)
    return query.where(is_late()) if filters.te_laat else query


def with_names_of(query: Select[Advice]) -> Select[Advice]:
    """Load table and unit in the same query."""
    return query.options(joinedload(Advice.table), joinedload(Advice.unit))


def is_late() -> ColumnElement[bool]:
    """A reaction is asked, and its term has passed."""
    passed = (
        select(Clock.id)
        .where(Clock.subject_kind == Advice.subject_kind, Clock.subject_id == Advice.id)
        .where(Clock.promise == Promise.REACT, Clock.met_at.is_(None), Clock.stopped_at.is_(None))
        .where(Clock.due_on < clock.today())
    )
    return exists(passed)


def clocks_of_all(session: Session, advices: Sequence[Advice]) -> dict[int, Clock]:
    """The last clock of the reaction to each of these, by the id of the advice. One query."""
    return clocks_of_ids(session, [advice.id for advice in advices])


def clocks_of_ids(session: Session, ids: Collection[int]) -> dict[int, Clock]:
    """As `clocks_of_all`, by the ids of the advices."""
    query = select(Clock).where(
        Clock.subject_kind == Advice.subject_kind, Clock.subject_id.in_(ids), Clock.promise == Promise.REACT
    )
    return {found.subject_id: found for found in session.scalars(query.order_by(Clock.round))}


def by_slug(session: Session, slug: str, actor: Actor) -> Advice:
    """The advice at an address, with table and unit. Raises NotFound, also for one this reader may not know of."""
    found = session.scalar(with_names_of(select(Advice)).where(Advice.slug == slug))
    if found is None or not may_read(actor, found):
        raise NotFound(_("Dit advies is er niet."))
    return found


def may_read(actor: Actor, advice: Advice) -> bool:
    """Whether this reader may see the words: what was sent is for everyone, the rest for who sits at the table.

    Of what was laid away nothing shows.
    """
    if advice.status == AdviceState.LAID_AWAY:
        return False
    return advice.public or may(actor, Permission.ADVICE_READ_DRAFT, body=advice.body)


def in_the_making(session: Session, actor: Actor) -> list[Advice]:
    """What is being written at the tables this reader sits at (of the secretariat: at all), newest first."""
    query = with_names_of(select(Advice)).where(Advice.status.in_(IN_THE_MAKING))
    if not actor.has("secretariat"):
        query = query.where(Advice.table_id.in_([key for kind, key in actor.bodies if kind == BODY]))
    return list(session.scalars(query.order_by(Advice.id.desc())))


def asked_of(actor: Actor) -> Select[Advice]:
    """What waits for a reaction of this official's units; of all, for the secretariat and officials without a unit."""
    query = with_names_of(select(Advice)).where(Advice.status == AdviceState.SENT.value)
    everything = actor.has("secretariat") or not actor.units
    return query if everything else query.where(Advice.unit_id.in_(actor.units))


def points_of(session: Session, advice: Advice) -> list[Contribution]:
    """The contributions an advice rests on, in the order of their numbers."""
    query = with_names(select(Contribution)).join(
        AdviceContribution, AdviceContribution.contribution_id == Contribution.id
    )
    return list(session.scalars(query.where(AdviceContribution.advice_id == advice.id).order_by(Contribution.id)))


def comments_of(session: Session, advice: Advice) -> list[AdviceComment]:
    """What members said of the draft, oldest first, with who they are."""
    query = select(AdviceComment).where(AdviceComment.advice_id == advice.id).order_by(AdviceComment.id)
    return list(
        session.scalars(query.options(joinedload(AdviceComment.person), joinedload(AdviceComment.organisation)))
    )


def comment_of(session: Session, advice: Advice, key: int) -> AdviceComment:
    """One comment on an advice. Raises NotFound."""
    query = select(AdviceComment).where(AdviceComment.id == key, AdviceComment.advice_id == advice.id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("Deze opmerking is er niet."))
    return found


def tables_written_for(session: Session, actor: Actor) -> list[DialogueTable]:
    """The tables for which this reader may write an advice, by name."""
    query = select(DialogueTable).order_by(DialogueTable.name, DialogueTable.id)
    if not actor.has("secretariat"):
        query = query.where(DialogueTable.id.in_([key for kind, key in actor.chairs if kind == BODY]))
    return list(session.scalars(query))
