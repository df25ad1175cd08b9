"""Commitments (toezeggingen) as records: of the one public list (D10), and beside the answers they were made in."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.commitments.models import OPEN_STATES, Commitment
from dialoog.commitments.queries import Filters, listed
from dialoog.errors import NotFound
from dialoog.open.asking import Asked
from dialoog.open.records.found import AnyRow, Found, Questions, Record, must_exist
from dialoog.open.records.links import API, Links, link
from dialoog.open.records.moments import day, moment
from dialoog.organisations.models import Organisation, Unit

# In the order of `_short`.
_SHORT = (
    Commitment.text,
    Commitment.status,
    Commitment.due_on,
    Unit.name.label("unit"),
    Unit.ministry,
    Organisation.name.label("organisation"),
)


def _with_owners(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    owned = query.select_from(Commitment).outerjoin(Unit, Unit.id == Commitment.owner_unit_id)
    return owned.outerjoin(Organisation, Organisation.id == Commitment.owner_organisation_id).where(Commitment.public)


# Put together once: SQLAlchemy then knows the statements again without looking through them.
_BY_ID = _with_owners(
    select(
        *_SHORT,
        Commitment.id,
        Commitment.made_at,
        Commitment.closed_at,
        Commitment.latest_report,
        Commitment.latest_report_at,
        Commitment.source_kind,
        Commitment.source_id,
        Commitment.shows_asked,
        Commitment.shows_yes,
        Commitment.shows_partly,
        Commitment.shows_no,
    )
).where(Commitment.id.in_(bindparam("ids", expanding=True)))
_OF_ANSWERS = (
    _with_owners(select(Commitment.source_id, *_SHORT))
    .where(Commitment.source_kind == "antwoord", Commitment.source_id.in_(bindparam("ids", expanding=True)))
    .order_by(Commitment.due_on, Commitment.id)
)
_QUESTIONS = Questions(Commitment.id)


def listed_records(session: Session, asked: Asked[Filters], base: str) -> Found:
    """A page of the list, newest first. Two queries. Raises RuleViolation for a filter that names nothing."""
    found = _QUESTIONS.keys(session, asked.filters, lambda: listed(asked.filters), after=asked.after, size=asked.size)
    if found.total == 0:
        must_exist(session, "dienst", asked.filters.dienst, Unit.slug)
    return found.found(_records(session, found.keys, base))


def one_record(session: Session, key: int, base: str) -> Record:
    """One commitment. Raises NotFound, also for one that is not public (D11)."""
    found = _records(session, [key], base)
    if key not in found:
        raise NotFound(_("Deze toezegging is er niet."))
    return found[key]


def of_answers(session: Session, answer_ids: Collection[int]) -> dict[int, list[Record]]:
    """What was promised in each of these answers, in short, by the day it is due. One query."""
    made: dict[int, list[Record]] = defaultdict(list)
    if answer_ids:
        for answer_id, *short in session.connection().execute(_OF_ANSWERS, {"ids": list(answer_ids)}):
            made[answer_id].append(_short(*short))
    return made


def _records(session: Session, ids: Collection[int], base: str) -> dict[int, Record]:
    if not ids:
        return {}
    rows = session.connection().execute(_BY_ID, {"ids": list(ids)})
    return {row.id: _record(row, base) for row in rows}


def _short(
    text: str, status: str, due_on: date, unit: str | None, ministry: str | None, organisation: str | None
) -> Record:
    owner = f"{unit}, {ministry}" if unit else organisation or ""
    return {"tekst": text, "eigenaar": owner, "vervalt": day(due_on), "status": status}


def _record(row: AnyRow, base: str) -> Record:
    links: Links = {
        "self": link(base, f"{API}/toezeggingen/{row.id}"),
        "pagina": link(base, f"/toezeggingen/{row.id}"),
    }
    if row.source_kind == "antwoord":
        links["antwoord"] = link(base, f"{API}/antwoorden/{row.source_id}")
    return {
        "id": row.id,
        **_short(*row[: len(_SHORT)]),
        "teLaat": row.status in OPEN_STATES and row.due_on < clock.today(),
        "toegezegdOp": moment(row.made_at),
        "afgeslotenOp": moment(row.closed_at),
        "laatsteBericht": row.latest_report,
        "laatsteBerichtOp": moment(row.latest_report_at),
        "merkbaar": _noticed(row),
        "_links": links,
    }


def _noticed(row: AnyRow) -> Record | None:
    """What givers said of whether it shows (D9); commitments that are not public are not here at all (D11)."""
    if not row.shows_asked:
        return None
    return {
        "gevraagd": row.shows_asked,
        "ja": row.shows_yes,
        "gedeeltelijk": row.shows_partly,
        "nee": row.shows_no,
    }
