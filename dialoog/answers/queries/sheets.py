"""What the spreadsheet of answers holds and is compared with, and the files that came back (D7a)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.answers.models import Answer, AnswerSheet, AnswerSheetRow, AnswerVersion, SheetRowState, VersionState
from dialoog.answers.queries.access import may_read
from dialoog.answers.rules.drafting import OnOffer, being_answered, on_offer
from dialoog.answers.spreadsheet.cells import Cell, Cells, Owner, Owners, cells_of, plain
from dialoog.answers.spreadsheet.columns import KEY, LOCKED, MOST_ROWS
from dialoog.contributions.labels import KINDS
from dialoog.contributions.models import ANSWERED_STATES, Contribution
from dialoog.contributions.queries import seen_by, with_names
from dialoog.errors import NotFound
from dialoog.organisations.models import Organisation, Unit
from dialoog.permissions import Actor


@dataclass(frozen=True)
class Known:
    """What rows are judged by: the points they name, what is said of each (draft, in force), and who can be owner."""

    owners: Owners
    points: dict[str, Contribution]
    writing: dict[int, int]
    offered: dict[int, OnOffer]
    versions: dict[int, list[AnswerVersion]] = field(default_factory=dict)


def owners(session: Session) -> Owners:
    """The units and parties by name; where two have the same, each says which one it is. Two queries."""
    found = [
        (unit.name, f"{unit.name} ({unit.slug})", Owner(unit.name, unit_id=unit.id, offered=unit.active))
        for unit in session.scalars(select(Unit).order_by(Unit.name, Unit.id))
    ]
    found += [
        (party.name, f"{party.name} ({party.slug})", Owner(party.name, organisation_id=party.id))
        for party in session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id))
    ]
    often = Counter(plain(name).casefold() for name, _full, _owner in found)
    return Owners(
        owner
        if often[plain(name).casefold()] == 1
        else Owner(full, owner.unit_id, owner.organisation_id, offered=owner.offered)
        for name, full, owner in found
    )


def known(session: Session, numbers: Iterable[str], actor: Actor) -> Known:
    """What is known of the points with these numbers, as far as this reader may know (D11)."""
    query = with_names(select(Contribution)).where(Contribution.number.in_(set(numbers)), seen_by(actor))
    points = session.scalars(query.execution_options(populate_existing=True)).all()
    return _with_answers(session, points, actor)


def _with_answers(session: Session, points: Sequence[Contribution], actor: Actor) -> Known:
    ids = [point.id for point in points]
    writing, offered = being_answered(session, ids), on_offer(session, ids)
    in_force = {point.id: point.answer_id or 0 for point in points} | {
        key: one.answer_id for key, one in offered.items()
    }
    answers = {*writing.values(), *in_force.values()}
    query = (
        select(AnswerVersion)
        .where(AnswerVersion.answer_id.in_(answers), AnswerVersion.state != VersionState.REPLACED)
        .options(
            joinedload(AnswerVersion.answer),
            selectinload(AnswerVersion.landing_places),
            selectinload(AnswerVersion.planned),
        )
    )
    by_answer: dict[int, list[AnswerVersion]] = {}
    for version in session.scalars(query):
        if may_read(actor, version.answer):
            by_answer.setdefault(version.answer_id, []).append(version)
    versions = {key: list(_of_point(writing.get(key, 0), in_force[key], by_answer)) for key in ids}
    return Known(owners(session), {point.number: point for point in points}, writing, offered, versions)


def _of_point(writing: int, in_force: int, by_answer: dict[int, list[AnswerVersion]]) -> Iterable[AnswerVersion]:
    """The draft somebody writes for it first, then what is in force."""
    drafts = by_answer.get(writing, [])
    yield from (version for version in drafts if version.state is VersionState.DRAFT)
    published = by_answer.get(in_force, [])
    yield from (version for version in published if version.state is VersionState.PUBLISHED)


def table(session: Session, query: Select[Contribution], actor: Actor) -> tuple[list[Cells], Owners]:
    """The rows of the spreadsheet for a queue, the first that are due first, and who can be owner."""
    ordered = query.order_by(Contribution.answer_due, Contribution.id).limit(MOST_ROWS)
    points = session.scalars(ordered).all()
    found = _with_answers(session, points, actor)
    return [_cells(point, found) for point in points], found.owners


def _cells(point: Contribution, found: Known) -> Cells:
    values: tuple[Cell | None, ...] = (
        point.number,
        point.public_text,
        point.theme.name if point.theme else None,
        str(KINDS[point.kind]),
        point.meeting.title if point.meeting else None,
        point.topic.title if point.topic else None,
        point.answer_due,
    )
    cells = {column.name: value for column, value in zip(LOCKED, values, strict=True) if value}
    for version in found.versions[point.id][:1]:
        # Of a point that was sent back the old answer is no start: it waits for another one.
        if version.state is VersionState.DRAFT or point.status in ANSWERED_STATES:
            cells |= {KEY: key_of_answer(version.answer), **cells_of(version, found.owners)}
    return cells


def key_of_answer(answer: Answer) -> str:
    """The shared key of an answer that is there already."""
    return f"A-{answer.id}"


def sheets_of(actor: Actor) -> Select[AnswerSheet]:
    """The spreadsheets somebody gave back; nobody else sees them. Unordered, to be paged by key."""
    return select(AnswerSheet).where(AnswerSheet.uploaded_by_id == actor.person_id)


def sheet_of(session: Session, sheet_id: int, actor: Actor) -> AnswerSheet:
    """One of them. Raises NotFound."""
    found = session.scalar(sheets_of(actor).where(AnswerSheet.id == sheet_id))
    if found is None:
        raise NotFound(_("Deze tabel is er niet."))
    return found


def counts(session: Session, sheet_ids: Sequence[int]) -> dict[int, Counter[SheetRowState]]:
    """How many rows of each spreadsheet are in which state. One query."""
    query = (
        select(AnswerSheetRow.sheet_id, AnswerSheetRow.state, func.count())
        .where(AnswerSheetRow.sheet_id.in_(sheet_ids))
        .group_by(AnswerSheetRow.sheet_id, AnswerSheetRow.state)
    )
    found: dict[int, Counter[SheetRowState]] = {sheet_id: Counter() for sheet_id in sheet_ids}
    for sheet_id, state, count in session.execute(query):
        found[sheet_id][state] = count
    return found


def rows_in(session: Session, sheet: AnswerSheet, state: SheetRowState) -> Sequence[AnswerSheetRow]:
    """The rows of a spreadsheet in one state, as they stand in the file."""
    query = select(AnswerSheetRow).where(AnswerSheetRow.sheet_id == sheet.id, AnswerSheetRow.state == state)
    return session.scalars(query.order_by(AnswerSheetRow.n)).all()


def answers_made(session: Session, sheet: AnswerSheet) -> list[tuple[int, str, int]]:
    """The answers that came of a spreadsheet: number, status, how many of its rows."""
    query = (
        select(Answer.id, Answer.status, func.count())
        .join(AnswerSheetRow, AnswerSheetRow.answer_id == Answer.id)
        .where(AnswerSheetRow.sheet_id == sheet.id, AnswerSheetRow.state == SheetRowState.DONE)
        .group_by(Answer.id, Answer.status)
        .order_by(Answer.id)
    )
    return [(answer_id, str(status), count) for answer_id, status, count in session.execute(query)]
