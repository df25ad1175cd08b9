"""Reading tables: their seats with who holds them, what is wanted, and their meetings."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.errors import NotFound
from dialoog.meetings.access import Named
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Part
from dialoog.permissions import Body
from dialoog.tables.composition import Seated, Wishes
from dialoog.tables.models import (
    BODY,
    DialogueTable,
    HoldingState,
    MemberNeed,
    SeatHolding,
    SeatShown,
    TableCandidate,
    TableDraw,
    TableSeat,
    TableWish,
)
from dialoog.web.paging import Page, page_by_day

# Who left needs nothing any more.
WAITING = MemberNeed.done_at.is_(None) & (SeatHolding.state == HoldingState.ACCEPTED)
SITTING = (SeatHolding.state == HoldingState.ACCEPTED) & (SeatHolding.part == Part.MEMBER)


def named(session: Session, body: Body) -> Named | None:
    """What a table is called, and its page; None for another kind of body."""
    kind, key = body
    query = select(DialogueTable.name, DialogueTable.slug).where(DialogueTable.id == key)
    found = session.execute(query).first() if kind == BODY else None
    return Named(found.name, f"/tafels/{found.slug}") if found else None


def by_slug(session: Session, slug: str) -> DialogueTable:
    """The table at an address, with its theme and who leads it. Raises NotFound."""
    whole = joinedload(DialogueTable.chair), joinedload(DialogueTable.contact), joinedload(DialogueTable.theme)
    found = session.scalar(select(DialogueTable).where(DialogueTable.slug == slug).options(*whole))
    if found is None:
        raise NotFound
    return found


def newest(session: Session, *, after: int | None, size: int) -> Page[DialogueTable]:
    """A page of tables with their theme, the last to begin first. Two queries."""
    query = select(DialogueTable).options(joinedload(DialogueTable.theme))
    day, key = DialogueTable.starts_on, DialogueTable.id
    return page_by_day(session, query, day, key, after=after, size=size, newest_first=True)


def filled(session: Session, table_ids: Iterable[int]) -> dict[int, int]:
    """How many seats of each table are filled. One query."""
    query = (
        select(TableSeat.table_id, func.count(SeatHolding.id))
        .join(SeatHolding, SeatHolding.seat_id == TableSeat.id)
        .where(TableSeat.table_id.in_(list(table_ids)), SITTING)
        .group_by(TableSeat.table_id)
    )
    return dict(session.execute(query).all())


def seats_of(session: Session, table: DialogueTable) -> Sequence[TableSeat]:
    """The seats in their order, each with everybody it was given to. Two queries."""
    holders = selectinload(TableSeat.holdings)
    whole = holders.joinedload(SeatHolding.organisation), holders.joinedload(SeatHolding.theme)
    query = select(TableSeat).where(TableSeat.table_id == table.id).options(*whole).order_by(TableSeat.number)
    return session.scalars(query).all()


def seat(session: Session, table: DialogueTable, number: int) -> TableSeat:
    """One seat, with everybody it was given to, the last first. Raises NotFound."""
    holders = selectinload(TableSeat.holdings)
    whole = (
        holders.joinedload(SeatHolding.organisation),
        holders.joinedload(SeatHolding.person),
        holders.selectinload(SeatHolding.needs),
    )
    query = select(TableSeat).where(TableSeat.table_id == table.id, TableSeat.number == number)
    found = session.scalar(query.options(*whole))
    if found is None:
        raise NotFound
    return found


def holding_of(session: Session, table: DialogueTable, key: int) -> SeatHolding:
    """Somebody's holding of a seat of this table. Raises NotFound."""
    query = select(SeatHolding).join(TableSeat).where(SeatHolding.id == key, TableSeat.table_id == table.id)
    found = session.scalar(query.options(joinedload(SeatHolding.seat)))
    if found is None:
        raise NotFound
    return found


def wishes_of(session: Session, table: DialogueTable) -> Wishes:
    """The seats that are wanted for each group. One query."""
    wishes = session.scalars(select(TableWish).where(TableWish.table_id == table.id))
    return {(wish.aspect, wish.value): wish.seats for wish in wishes}


def sitting(seats: Iterable[TableSeat]) -> list[SeatHolding]:
    """Who holds these seats now."""
    return [
        holding
        for seat in seats
        for holding in seat.holdings
        if holding.state is HoldingState.ACCEPTED and holding.part is Part.MEMBER
    ]


def seated(holdings: Iterable[SeatHolding]) -> list[Seated]:
    """What counts of these in the composition; their themes must be loaded."""
    return [
        Seated(one.sector, one.region, one.young, one.theme.slug if one.theme else None, one.takes_part)
        for one in holdings
    ]


def meetings_of(session: Session, table: DialogueTable, *, most: int) -> Sequence[Meeting]:
    """The meetings of a table, the last first."""
    query = select(Meeting).where(Meeting.body_kind == BODY, Meeting.body_id == table.id)
    return session.scalars(query.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(most)).all()


def draws_of(session: Session, table: DialogueTable) -> Sequence[TableDraw]:
    """Every draw of a table, the last first."""
    query = select(TableDraw).where(TableDraw.table_id == table.id)
    return session.scalars(query.order_by(TableDraw.id.desc())).all()


def needs_of(session: Session, table: DialogueTable) -> Sequence[MemberNeed]:
    """What members of a table need, open ones first, the longest open on top. One query."""
    query = (
        select(MemberNeed)
        .join(SeatHolding, SeatHolding.id == MemberNeed.holding_id)
        .join(TableSeat, TableSeat.id == SeatHolding.seat_id)
        .where(TableSeat.table_id == table.id, or_(MemberNeed.done_at.is_not(None), WAITING))
        .options(
            joinedload(MemberNeed.holding).joinedload(SeatHolding.seat),
            joinedload(MemberNeed.holding).joinedload(SeatHolding.person),
            joinedload(MemberNeed.holding).joinedload(SeatHolding.organisation),
        )
        .order_by(MemberNeed.done_at.is_not(None), MemberNeed.told_at, MemberNeed.id)
    )
    return session.scalars(query).all()


def open_needs(session: Session, table: DialogueTable) -> int:
    """How many needs of members wait. One query."""
    query = select(func.count(MemberNeed.id)).join(SeatHolding, SeatHolding.id == MemberNeed.holding_id)
    query = query.join(TableSeat, TableSeat.id == SeatHolding.seat_id)
    return session.scalar(query.where(TableSeat.table_id == table.id, WAITING)) or 0


def draw_of(session: Session, table: DialogueTable, key: int) -> TableDraw:
    """One draw of a table. Raises NotFound."""
    found = session.scalar(select(TableDraw).where(TableDraw.id == key, TableDraw.table_id == table.id))
    if found is None:
        raise NotFound
    return found


def candidates_of(table: DialogueTable) -> Select[TableCandidate]:
    """Everybody on the list of a table; to be paged by their id."""
    return select(TableCandidate).where(TableCandidate.table_id == table.id)


def held_by(session: Session, person_id: int) -> Sequence[SeatHolding]:
    """Every seat somebody holds or held, the last first, with its table and needs. Two queries."""
    return session.scalars(_held(person_id).order_by(SeatHolding.id.desc())).all()


def held(session: Session, person_id: int, key: int) -> SeatHolding:
    """A seat that somebody holds now. Raises NotFound for one of somebody else, and one they left."""
    now = SeatHolding.id == key, SeatHolding.state == HoldingState.ACCEPTED
    found = session.scalar(_held(person_id).where(*now))
    if found is None:
        raise NotFound
    return found


def _held(person_id: int) -> Select[SeatHolding]:
    whole = (
        joinedload(SeatHolding.seat).joinedload(TableSeat.table),
        joinedload(SeatHolding.organisation),
        selectinload(SeatHolding.needs),
    )
    return select(SeatHolding).where(SeatHolding.person_id == person_id).options(*whole)


def unnamed(session: Session, membership_ids: Collection[int]) -> Collection[int]:
    """Which of these memberships do not let their party be named: of their seat only the sector shows (D11)."""
    query = select(SeatHolding.membership_id).where(
        SeatHolding.membership_id.in_(membership_ids), SeatHolding.shown_as == SeatShown.SECTOR
    )
    return {key for key in session.scalars(query) if key is not None}
