"""Bringing a work session's report into its meeting: first understood, corrected by people, then stored (M1–M3).

The file stays with the meeting. The same file at the same meeting brings nothing new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.contributions.models import Channel, ImportState, ReportImport
from dialoog.contributions.rules.receiving import LONGEST_TEXT, Input, receive_many
from dialoog.contributions.rules.understanding import as_said, report_of, theme_of, title_lines
from dialoog.contributions.work_session_reports.corrections import Correction
from dialoog.contributions.work_session_reports.model import Topic, WorkSessionReport
from dialoog.contributions.work_session_reports.parse import parse
from dialoog.contributions.work_session_reports.readers import read_source
from dialoog.contributions.work_session_reports.unreadable import require_topics
from dialoog.errors import Conflict, RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.models import Meeting, MeetingTopic
from dialoog.meetings.rules import Upload, check_slug, keep_document, let_go_of_document
from dialoog.organisations.models import Theme
from dialoog.permissions import Actor


@dataclass(frozen=True)
class Given:
    """A file that could be read as a report, and what it says."""

    upload: Upload
    sha256: str
    report: WorkSessionReport
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """What an import did: points in the report, contributions made, those that were there, lines not placed."""

    meeting: str
    points: int
    created: int
    existing: int
    unplaced: int


def read_report(file_name: str, content: bytes) -> Given:
    """Read a file as a report. Needs no database: do it outside a transaction, because it may take seconds.

    Raises RuleViolation (ReportUnreadable) for a file that cannot be read or holds no topics.
    """
    source = read_source(content, file_name)
    report = require_topics(parse(source.lines))
    upload = Upload(file_name, source.media_type, content)
    return Given(upload, sha256(content).hexdigest(), report, source.notes)


def understand(session: Session, meeting: Meeting, given: Given, *, files: FileStore, actor: Actor) -> ReportImport:
    """Keep the file and note what was understood of it; nothing of it is stored as contribution yet (M2).

    The same file again gives the import that is there.
    """
    _lock(session, meeting)
    known = find_import(session, meeting, given.sha256)
    if known is not None:
        return known
    document = keep_document(session, meeting, given.upload, files=files, actor=actor)
    made = ReportImport(
        meeting=meeting,
        document=document,
        sha256=given.sha256,
        unplaced=_unplaced(given.report),
        points=given.report.points,
        created_at=clock.now(),
        created_by_id=actor.person_id,
    )
    session.add(made)
    session.flush()
    _note(session, made, "report.understood", actor)
    return made


def find_import(session: Session, meeting: Meeting, digest: str) -> ReportImport | None:
    """The import of a file (by its SHA-256) at a meeting, if there is one."""
    query = select(ReportImport).where(ReportImport.meeting_id == meeting.id, ReportImport.sha256 == digest)
    return session.scalar(query)


def foresee(session: Session, meeting: Meeting | None, slug: str, given: Given) -> Imported:
    """What `import_report` would do, without doing it. Raises RuleViolation where that would refuse."""
    if meeting is None:
        check_slug(slug)
    known = find_import(session, meeting, given.sha256) if meeting else None
    if known is not None and known.state is ImportState.CONFIRMED:
        return _nothing_new(known)
    if known is not None:  # understood before, and perhaps corrected since
        return Imported(slug, known.points, known.points, 0, len(known.unplaced))
    _check_points(given.report)
    return Imported(slug, given.report.points, given.report.points, 0, len(given.report.unplaced))


def correct(
    session: Session,
    report_import: ReportImport,
    *,
    lines: Mapping[int, Correction | None] | None = None,
    themes: Mapping[int, str] | None = None,
    edit: int,
    files: FileStore,
    actor: Actor,
) -> WorkSessionReport:
    """Note what people say of lines (None: as it was read), and which theme (slug, '' for none) a topic has.

    A topic is named by the line its title begins on, which stays the same whatever else is corrected. Returns the
    report as now understood. Raises Conflict if somebody else corrected since `edit`, RuleViolation once confirmed.
    """
    _lock_open(session, report_import, edit)
    said: dict[str, Any] = dict(report_import.corrections.get("lines", {}))
    chosen: dict[str, str] = dict(report_import.corrections.get("themes", {}))
    was = {str(line): said.get(str(line)) for line, now in (lines or {}).items() if said.get(str(line)) != as_said(now)}
    for line, now in (lines or {}).items():
        _put(said, str(line), as_said(now))
    for line, slug in (themes or {}).items():
        _put(chosen, str(line), slug or None)
    if not was and chosen == report_import.corrections.get("themes", {}):
        return report_of(report_import, files)
    report_import.corrections = {
        "lines": said,
        "themes": chosen,
        "last": {"was": was, "by": actor.person_id, "at": clock.now().isoformat()},
    }
    report_import.edit += 1
    report = report_of(report_import, files)
    report_import.unplaced = _unplaced(report)
    report_import.points = report.points
    session.flush()
    _note(session, report_import, "report.corrected", actor, lines=sorted(map(int, was)))
    return report


def confirm(session: Session, report_import: ReportImport, *, edit: int, files: FileStore, actor: Actor) -> Imported:
    """Make every point a contribution (M3).

    Raises Conflict or RuleViolation as `correct` does, RuleViolation also for a report without points or with one
    that is too long.
    """
    _lock_open(session, report_import, edit)
    report = report_of(report_import, files)
    _check_points(report)
    meeting = report_import.meeting
    _lock(session, meeting)
    session.refresh(meeting, ["topics"])
    themes = _themes(session, report_import, report)
    inputs = [
        Input(
            text=item.text,
            kind=section.kind,
            channel=Channel.IMPORT,
            level=meeting.level,
            theme=themes.get(topic.number),
            meeting=meeting,
            topic=stored,
            recorder=_("Verslag: %(file)s", file=report_import.document.file_name)[:200],
            import_id=report_import.id,
            first_line=item.first_line,
            last_line=item.last_line,
        )
        for topic, stored in _topics(session, meeting, report)
        for section in topic.sections
        for item in section.items
    ]
    created = receive_many(session, inputs, actor=actor)
    meeting.held_on = meeting.held_on or report.date
    report_import.state = ImportState.CONFIRMED
    report_import.confirmed_at = clock.now()
    report_import.edit += 1
    session.flush()
    _note(session, report_import, "report.confirmed", actor, points=len(created))
    return Imported(meeting.slug, len(inputs), len(created), 0, len(report.unplaced))


def throw_away(session: Session, report_import: ReportImport, *, edit: int, actor: Actor) -> str | None:
    """Let go of a report that was the wrong one, with its file and what was said of its lines; no point came of it.

    Gives the SHA-256 of a file that nothing needs any more, to be forgotten after the commit. Raises Conflict or
    RuleViolation as `correct` does.
    """
    _lock_open(session, report_import, edit)
    document = report_import.document
    _note(session, report_import, "report.thrown-away", actor, file=document.file_name)
    session.delete(report_import)
    session.flush()
    return let_go_of_document(session, document)


def import_report(session: Session, meeting: Meeting, given: Given, *, files: FileStore, actor: Actor) -> Imported:
    """Understand and confirm in one go (the command line); a file that was imported before brings nothing new."""
    noted = understand(session, meeting, given, files=files, actor=actor)
    if noted.state is ImportState.CONFIRMED:
        return _nothing_new(noted)
    return confirm(session, noted, edit=noted.edit, files=files, actor=actor)


def _nothing_new(known: ReportImport) -> Imported:
    return Imported(known.meeting.slug, known.points, 0, known.points, len(known.unplaced))


def _put(values: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        values.pop(key, None)
    else:
        values[key] = value


def _lock(session: Session, meeting: Meeting) -> None:
    """Let nobody else bring a report into this meeting until the commit."""
    session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())


def _lock_open(session: Session, report_import: ReportImport, edit: int) -> None:
    """Let nobody else change this import until the commit, and look at it as it is now."""
    session.execute(select(ReportImport.id).where(ReportImport.id == report_import.id).with_for_update())
    session.refresh(report_import)
    if report_import.state is ImportState.CONFIRMED:
        raise RuleViolation(_("Dit verslag is al verwerkt. De punten hebben hun nummer."))
    if edit != report_import.edit:
        raise Conflict(_("Iemand anders heeft dit verslag intussen verbeterd. Bekijk eerst wat er veranderde."))


def _check_points(report: WorkSessionReport) -> None:
    if not report.points:
        raise RuleViolation(_("In dit verslag staan geen punten. Verbeter eerst hoe de regels zijn begrepen."))
    items = (item for topic in report.topics for section in topic.sections for item in section.items)
    for item in items:
        if len(item.text) > LONGEST_TEXT:
            raise RuleViolation(
                _(
                    "Het punt op regel %(line)s is te lang. Geef daar aan waar een nieuw punt begint.",
                    line=item.first_line,
                )
            )


def _topics(session: Session, meeting: Meeting, report: WorkSessionReport) -> list[tuple[Topic, MeetingTopic]]:
    """Each topic of the report with the meeting's own; a second report's topics are numbered on."""
    known = {topic.title: topic for topic in meeting.topics}
    last = max((topic.number for topic in meeting.topics), default=0)
    pairs = []
    for topic in report.topics:
        stored = known.get(topic.title[:400])
        if stored is None:
            stored = MeetingTopic(
                meeting=meeting,
                number=topic.number if not known else (last := last + 1),
                title=topic.title[:400],
                reference=topic.reference[:200] if topic.reference else None,
                description=topic.description,
            )
            session.add(stored)
        pairs.append((topic, stored))
    session.flush()
    return pairs


def _themes(session: Session, report_import: ReportImport, report: WorkSessionReport) -> dict[int, Theme]:
    """The theme of each topic number that has one."""
    chosen = {number: theme_of(report_import, line) for number, line in title_lines(report).items()}
    slugs = {slug for slug in chosen.values() if slug}
    themes = {theme.slug: theme for theme in session.scalars(select(Theme).where(Theme.slug.in_(slugs)))}
    return {number: themes[slug] for number, slug in chosen.items() if slug in themes}


def _unplaced(report: WorkSessionReport) -> list[dict[str, Any]]:
    return [{"line": line.line, "text": line.text} for line in report.unplaced]


def _note(session: Session, report_import: ReportImport, action: str, actor: Actor, **detail: Any) -> None:
    audit.note(session, actor=actor, action=action, subject_kind="verslag", subject_key=report_import.id, detail=detail)
