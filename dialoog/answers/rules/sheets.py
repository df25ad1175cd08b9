"""Spreadsheets that come back: kept, judged, and carried out in parts, each part whole or not at all (D7, D7a)."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import AnswerSheet, AnswerSheetRow, SheetRowState
from dialoog.answers.prepared import Release
from dialoog.answers.queries.sheets import Known, known
from dialoog.answers.rules import drafting
from dialoog.answers.rules.publishing import publish
from dialoog.answers.rules.releasing import add, room
from dialoog.answers.rules.sheet_terms import refuse_what_is_too_late
from dialoog.answers.spreadsheet.checking import Finding, Group, Judged, is_its_text, judge
from dialoog.answers.spreadsheet.columns import NUMBER
from dialoog.answers.spreadsheet.reading import Row, Table, read_table
from dialoog.contributions.models import Contribution
from dialoog.errors import RuleViolation
from dialoog.files import FileStore
from dialoog.jobs.rules import plan
from dialoog.organisations.models import Unit
from dialoog.permissions import Actor
from dialoog.register.models import Event

# So many answers go in one act: nobody else can write meanwhile. The rest waits for the next one.
MOST_ANSWERS = 100
FORGET_JOB = "answers.forget-sheets"


@dataclass(frozen=True)
class Carried:
    """What an act stored: answers in force (or waiting for a release), drafts, the points under them, and the answers
    left for a next act.
    """

    published: int
    drafted: int
    points: int
    left: int


def known_sheet(session: Session, sha256: str, *, actor: Actor) -> AnswerSheet | None:
    """The same file, when this person gave it before."""
    query = select(AnswerSheet).where(AnswerSheet.uploaded_by_id == actor.person_id, AnswerSheet.sha256 == sha256)
    return session.scalar(query)


def take_in(session: Session, table: Table, *, files: FileStore, actor: Actor) -> AnswerSheet:
    """Keep a file with the findings on each row; nothing of it is answered yet. The same file twice is one.

    Raises RuleViolation for a file with a text from before it was blacked out: that is kept nowhere (D1).
    """
    found = known_sheet(session, table.sha256, actor=actor)
    if found is not None:
        return found
    points = known(session, [row.number for row in table.rows], actor)
    if any(_from_before(row, points) for row in table.rows):
        why = _("In deze tabel staat een tekst waarin iets is weggelakt. Haal de tabel opnieuw op.")
        raise RuleViolation(why, field="file")
    now = clock.now()
    sheet = AnswerSheet(
        sha256=files.keep(table.content),
        name=table.name,
        uploaded_by_id=actor.person_id,
        uploaded_at=now,
        checked_at=now,
    )
    try:
        with session.begin_nested():
            session.add(sheet)
            session.flush()
    except IntegrityError:  # sent twice at once
        return session.scalars(select(AnswerSheet).filter_by(uploaded_by_id=actor.person_id, sha256=table.sha256)).one()
    check_again(session, sheet, table, actor=actor)
    return sheet


def _from_before(row: Row, points: Known) -> bool:
    point = points.points.get(row.number)
    return point is not None and point.blacked_out_at is not None and not is_its_text(row, points)


def forget_later(session: Session, event: Event) -> None:
    """D1: what is blacked out in a point must go from the kept files as well, once that is committed."""
    plan(session, kind=FORGET_JOB, key=str(event.id), params={"contribution": event.subject_id})


def files_naming(session: Session, contribution: Contribution) -> list[str]:
    """The kept files in which a point stands."""
    rows = select(AnswerSheetRow.sheet_id).where(AnswerSheetRow.number == contribution.number)
    return list(session.scalars(select(AnswerSheet.sha256).where(AnswerSheet.id.in_(rows)).distinct()))


def table_of(sheet: AnswerSheet, files: FileStore) -> Table:
    """The rows of a kept file. Raises NotFound when the file is gone."""
    return read_table(sheet.name, files.read(sheet.sha256))


def check_again(session: Session, sheet: AnswerSheet, table: Table, *, actor: Actor) -> None:
    """Judge every row by how things stand now, and keep what was found."""
    _note(session, sheet, _judge(session, table, actor))


def _judge(session: Session, table: Table, actor: Actor) -> Judged:
    return judge(table, known(session, [row.number for row in table.rows], actor), actor=actor)


def carry_out(
    session: Session,
    sheet: AnswerSheet,
    table: Table,
    *,
    publishes: Collection[int],
    release: Release | None = None,
    actor: Actor,
) -> Carried:
    """Store every answer that can be stored as a draft, and put it in force for the units in `publishes`; with a
    `release` it waits for that (D7b).

    All rows are judged anew first: what changed since is refused and stays listed. Together or not at all.
    Raises RuleViolation for a release that is full or over.
    """
    session.execute(select(AnswerSheet.id).where(AnswerSheet.id == sheet.id).with_for_update())
    judged = _judge(session, table, actor)
    most = MOST_ANSWERS
    # What this person does not publish becomes a draft, whatever the others wait for.
    waiting = [group for group in judged.groups if _unit(group).id in publishes] if release is not None else []
    if release is not None and waiting:
        most = min(most, room(session, release))
        if not most:
            raise RuleViolation(_("Deze vrijgave is vol: er passen 100 antwoorden in. Maak er nog een."), field="when")
        refuse_what_is_too_late(session, waiting, release)
    groups = [group for group in judged.groups if group.points]
    now, later = groups[:most], groups[most:]
    published = drafted = points = 0
    for group in now:
        in_force = _store(session, group, publishes, release, actor)
        published += in_force
        drafted += not in_force
        points += sum(finding.state is SheetRowState.DONE for finding in group.findings)
    _note(session, sheet, judged)
    return Carried(published, drafted, points, len(later))


def _store(session: Session, group: Group, publishes: Collection[int], release: Release | None, actor: Actor) -> bool:
    """One answer; whether it is in force now, or waits for the release."""
    unit = _unit(group)
    act = drafting.start(session, group.points, unit=unit, actor=actor, given=group.draft)
    reasons = {refusal.contribution.id: refusal.reason for refusal in act.refused}
    if unit.id in publishes and release is not None:
        add(session, release, act.answer, edit=act.answer.versions[0].edit, actor=actor)
    elif unit.id in publishes:
        left = publish(session, act.answer, actor=actor).refused
        reasons |= {refusal.contribution.id: refusal.reason for refusal in left}
    for finding in group.findings:
        why = reasons.get(finding.point.id) if finding.point else None
        if why:
            finding.refuse(NUMBER, why)
        else:
            finding.state, finding.answer_id = SheetRowState.DONE, act.answer.id
    return unit.id in publishes


def _unit(group: Group) -> Unit:
    unit = group.points[0].unit
    assert unit is not None  # noqa: S101 # judged: it is assigned
    return unit


def _note(session: Session, sheet: AnswerSheet, judged: Judged) -> None:
    query = select(AnswerSheetRow).where(AnswerSheetRow.sheet_id == sheet.id)
    rows = {row.n: row for row in session.scalars(query)}
    for finding in judged.findings:
        row = rows.get(finding.row.n)
        if row is None:
            row = AnswerSheetRow(sheet_id=sheet.id, n=finding.row.n, number=finding.row.number[:40])
            session.add(row)
        elif row.state is SheetRowState.DONE and finding.state is not SheetRowState.READY and not finding.answer_id:
            continue  # it was stored; what became of the answer later is not this file's
        _found(row, finding)
    sheet.checked_at = clock.now()
    session.flush()


def _found(row: AnswerSheetRow, finding: Finding) -> None:
    done = row.state is SheetRowState.DONE and finding.state is SheetRowState.SAME
    row.state = SheetRowState.DONE if done else finding.state
    row.answer_id = finding.answer_id
    row.problems = [{"column": column, "text": text} for column, text in finding.problems]
