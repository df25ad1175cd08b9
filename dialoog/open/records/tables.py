"""Dialogue tables (tafels) as records: what each is for and how its seats are divided (T1, T3)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.open.records.found import Found, Record
from dialoog.open.records.links import API, link
from dialoog.open.records.moments import day
from dialoog.tables.composition import YES, Seated, Wishes, counted
from dialoog.tables.models import Aspect, DialogueTable, SeatHolding, TableSeat, TableWish
from dialoog.tables.queries import SITTING, by_slug, newest

# Aspects that are the same for every table; of region and ground numbers may be small, and tell who somebody is.
TOLD = (Aspect.SECTOR, Aspect.YOUTH)


def listed_records(session: Session, *, after: int | None, size: int, base: str) -> Found:
    """A page of tables, the last to begin first. Four queries."""
    page = newest(session, after=after, size=size)
    return Found(_records(session, list(page.rows), base), page.next_key, page.total)


def one_record(session: Session, slug: str, base: str) -> Record:
    """The table at an address. Raises NotFound."""
    return _records(session, [by_slug(session, slug)], base)[0]


def _records(session: Session, tables: list[DialogueTable], base: str) -> list[Record]:
    ids = [table.id for table in tables]
    seated, wishes = _seated(session, ids), _wishes(session, ids)
    return [_record(table, seated.get(table.id, []), wishes.get(table.id, {}), base) for table in tables]


def _seated(session: Session, table_ids: list[int]) -> dict[int, list[Seated]]:
    query = select(TableSeat.table_id, SeatHolding.sector, SeatHolding.young).join(SeatHolding)
    found: dict[int, list[Seated]] = {}
    for table_id, sector, young in session.execute(query.where(TableSeat.table_id.in_(table_ids), SITTING)):
        found.setdefault(table_id, []).append(Seated(sector, young=young))
    return found


def _wishes(session: Session, table_ids: list[int]) -> dict[int, dict[tuple[Aspect, str], int]]:
    query = select(TableWish.table_id, TableWish.aspect, TableWish.value, TableWish.seats)
    found: dict[int, dict[tuple[Aspect, str], int]] = {}
    for table_id, aspect, value, seats in session.execute(query.where(TableWish.table_id.in_(table_ids))):
        found.setdefault(table_id, {})[aspect, value] = seats
    return found


def _record(table: DialogueTable, seated: list[Seated], wishes: Wishes, base: str) -> Record:
    return {
        "slug": table.slug,
        "naam": table.name,
        "doel": table.purpose,
        "watWijWillen": table.wanted,
        "watErMeeGebeurt": table.result,
        "watHetOplevert": table.gives,
        "watWijVragen": table.asks,
        "traject": table.track,
        "organisator": table.organiser,
        "thema": {"slug": table.theme.slug, "naam": table.theme.name} if table.theme else None,
        "begintOp": day(table.starts_on),
        "eindigtOp": day(table.ends_on),
        "bijeenkomstenPerJaar": table.meetings_a_year,
        "zetels": {"totaal": table.most_seats, "bezet": len(seated)},
        "samenstelling": _composition(seated, wishes),
        "_links": {
            "self": link(base, f"{API}/tafels/{table.slug}"),
            "pagina": link(base, f"/tafels/{table.slug}"),
        },
    }


def _composition(seated: list[Seated], wishes: Wishes) -> list[Record]:
    filled = counted(seated)
    groups = sorted(group for group in {*filled, *wishes} if group[0] in TOLD)
    return [
        {
            "kenmerk": aspect,
            "waarde": None if value == YES else value,
            "gewenst": wishes.get((aspect, value)),
            "bezet": filled[aspect, value],
        }
        for aspect, value in groups
    ]
