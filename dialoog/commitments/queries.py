"""Finding commitments: the filters of the one public list (D10), and one by its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.commitments.models import OPEN_STATES, Commitment, CommitmentState
from dialoog.errors import NotFound, RuleViolation
from dialoog.organisations.models import Unit
from dialoog.permissions import Actor, Permission, may


@dataclass(frozen=True)
class Filters:
    """What someone asked the list for; the names are those of the address (interface.md)."""

    status: CommitmentState | None = None
    te_laat: bool = False
    dienst: str = ""

    @classmethod
    def from_arguments(cls, given: Mapping[str, str]) -> "Filters":
        """Read the filters of an address. Raises RuleViolation, naming the filter, for a value that cannot be."""
        status = given.get("status", "")
        if status and status not in set(CommitmentState):
            raise RuleViolation(
                _("Het filter '%(name)s' kent de waarde '%(value)s' niet.") % {"name": "status", "value": status[:40]},
                field="status",
            )
        return cls(
            status=CommitmentState(status) if status else None,
            te_laat=given.get("te_laat") == "1",
            dienst=given.get("dienst", ""),
        )

    @classmethod
    def names(cls) -> frozenset[str]:
        """The filters there are."""
        return frozenset(field.name for field in fields(cls))


def listed(filters: Filters) -> Select[Commitment]:
    """The public commitments that fit, with their owners loaded; unordered, so that it can be paged by key."""
    return with_owners(select(Commitment)).where(Commitment.public, *conditions(filters))


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """What the filters ask, for a query over commitments."""
    found: list[ColumnElement[bool]] = []
    if filters.status is not None:
        found.append(Commitment.status == filters.status)
    if filters.te_laat:
        found.append(is_late())
    if filters.dienst:
        unit = select(Unit.id).where(Unit.slug == filters.dienst).scalar_subquery()
        found.append(Commitment.owner_unit_id == unit)
    return found


def is_late() -> ColumnElement[bool]:
    """Open, and its last day is past."""
    return and_(Commitment.status.in_(OPEN_STATES), Commitment.due_on < clock.today())


def with_owners(query: Select[Commitment]) -> Select[Commitment]:
    """Load who carries it out, in the same query."""
    return query.options(joinedload(Commitment.owner_unit), joinedload(Commitment.owner_organisation))


def by_id(session: Session, commitment_id: int, actor: Actor) -> Commitment:
    """The commitment with its owner. Raises NotFound, also for one this reader may not know of (D11)."""
    found = session.scalar(with_owners(select(Commitment)).where(Commitment.id == commitment_id))
    if found is None or not (found.public or may_work_on(actor, found)):
        raise NotFound(_("Deze toezegging is er niet."))
    return found


def may_work_on(actor: Actor, commitment: Commitment) -> bool:
    """Whether it is theirs to report on: the owning unit's officials and the secretariat."""
    return may(actor, Permission.COMMITMENT_REPORT, unit=commitment.owner_unit_id or 0)


def worked_on_by(actor: Actor) -> Select[Commitment]:
    """Every commitment this official (of their units) or the secretariat (all) reports on."""
    query = with_owners(select(Commitment))
    return query if actor.has("secretariat") else query.where(Commitment.owner_unit_id.in_(actor.units))


def of_source(session: Session, kind: str, source_ids: Sequence[int]) -> list[Commitment]:
    """The commitments made in these subjects, by the day they are due."""
    query = with_owners(select(Commitment)).where(Commitment.source_kind == kind, Commitment.source_id.in_(source_ids))
    return list(session.scalars(query.order_by(Commitment.due_on, Commitment.id)))
