"""Commitments (toezeggingen) as records: of the one public list (D10), and beside the answers they were made in."""

from collections import defaultdict
from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import bindparam, select
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

_COLUMNS = (
    select(
        Commitment.id,
        Commitment.text,
        Commitment.status,
        Commitment.due_on,
        Commitment.made_at,
        Commitment.closed_at,
        Commitment.latest_report,
        Commitment.latest_report_at,
        Commitment.source_kind,
        Commitment.source_id,
        Unit.name.label("unit"),
        Unit.ministry,
        Organisation.name.label("organisation"),
    )
    .select_from(Commitment)
    .outerjoin(Unit, Unit.id == Commitment.owner_unit_id)
    .outerjoin(Organisation, Organisation.id == Commitment.owner_organisation_id)
    .where(Commitment.public)
)
# Put together once: SQLAlchemy then knows the statement again without looking through it.
_BY_ID = _COLUMNS.where(Commitment.id.in_(bindparam("ids", expanding=True)))
_OF_ANSWERS = _COLUMNS.where(
    Commitment.source_kind == "antwoord", Commitment.source_id.in_(bindparam("ids", expanding=True))
).order_by(Commitment.due_on, Commitment.id)
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
        for row in session.connection().execute(_OF_ANSWERS, {"ids": list(answer_ids)}):
            made[row.source_id].append(_short(row))
    return made


def _records(session: Session, ids: Collection[int], base: str) -> dict[int, Record]:
    if not ids:
        return {}
    rows = session.connection().execute(_BY_ID, {"ids": list(ids)})
    return {row.id: _record(row, base) for row in rows}


def _short(row: AnyRow) -> Record:
    return {"tekst": row.text, "eigenaar": _owner(row), "vervalt": day(row.due_on), "status": row.status}


def _record(row: AnyRow, base: str) -> Record:
    links: Links = {
        "self": link(base, f"{API}/toezeggingen/{row.id}"),
        "pagina": link(base, f"/toezeggingen/{row.id}"),
    }
    if row.source_kind == "antwoord":
        links["antwoord"] = link(base, f"{API}/antwoorden/{row.source_id}")
    return {
        "id": row.id,
        **_short(row),
        "teLaat": row.status in OPEN_STATES and row.due_on < clock.today(),
        "toegezegdOp": moment(row.made_at),
        "afgeslotenOp": moment(row.closed_at),
        "laatsteBericht": row.latest_report,
        "laatsteBerichtOp": moment(row.latest_report_at),
        "_links": links,
    }


def _owner(row: AnyRow) -> str:
    return f"{row.unit}, {row.ministry}" if row.unit else row.organisation or ""
