"""Bringing a work session's report into its meeting: first understood, corrected by people, then stored (M1–M3).

The file stays with the meeting. The same file at the same meeting brings nothing new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Channel, ImportState, PointKind, ReportImport
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.contributions.work_session_reports.corrections import Correction, Meaning
from dialoog.contributions.work_session_reports.model import Topic, WorkSessionReport
from dialoog.contributions.work_session_reports.parse import parse
from dialoog.contributions.work_session_reports.readers import read_source
from dialoog.contributions.work_session_reports.unreadable import require_topics
from dialoog.errors import Conflict, RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.models import Meeting, MeetingTopic
from dialoog.meetings.rules import Upload, keep_document
from dialoog.organisations.models import Theme
from dialoog.permissions import Actor


@dataclass(frozen=True)
class Imported:
    """What an import did: points in the report, contributions made, those that were there, lines not placed."""

    meeting: str
    points: int
    created: int
    existing: int
    unplaced: int


def understand(
    session: Session, meeting: Meeting, *, file_name: str, content: bytes, files: FileStore, actor: Actor
) -> ReportImport:
    """Keep the file and note what was understood of it; nothing of it is stored as contribution yet (M2).

    Raises RuleViolation (ReportUnreadable) for a file that cannot be read or holds no topics. The same file again
    gives the import that is there.
    """
    source = read_source(content, file_name)
    report = require_topics(parse(source.lines))
    query = select(ReportImport).where(
        ReportImport.meeting_id == meeting.id, ReportImport.sha256 == sha256(content).hexdigest()
    )
    known = session.scalar(query)
    if known is not None:
        return known
    upload = Upload(file_name, source.media_type, content)
    document = keep_document(session, meeting, upload, files=files, actor=actor)
    made = ReportImport(
        meeting=meeting,
        document=document,
        sha256=document.sha256,
        unplaced=_unplaced(report),
        points=report.points,
        created_at=clock.now(),
        created_by_id=actor.person_id,
    )
    session.add(made)
    session.flush()
    return made


def report_of(report_import: ReportImport, files: FileStore) -> WorkSessionReport:
    """The report as it is understood with the corrections so far."""
    content = files.read(report_import.document.sha256)
    source = read_source(content, report_import.document.file_name)
    return parse(source.lines, corrections_of(report_import))


def corrections_of(report_import: ReportImport) -> list[Correction]:
    """What people said of single lines."""
    return [
        Correction(int(line), Meaning(said["meaning"]), PointKind(said["kind"]) if said.get("kind") else None)
        for line, said in report_import.corrections.get("lines", {}).items()
    ]


def correct(
    session: Session,
    report_import: ReportImport,
    *,
    corrections: Iterable[Correction],
    themes: Mapping[int, str],
    edit: int,
    files: FileStore,
) -> WorkSessionReport:
    """Note what people say of lines, and which theme (slug) a topic has; returns the report as now understood.

    Raises Conflict if somebody else corrected meanwhile, RuleViolation once the import is confirmed.
    """
    _still_open(report_import, edit)
    report_import.corrections = {
        "lines": {str(c.line): {"meaning": c.meaning, "kind": c.kind} for c in corrections},
        "themes": {str(number): slug for number, slug in themes.items() if slug},
    }
    report_import.edit += 1
    report = report_of(report_import, files)
    report_import.unplaced = _unplaced(report)
    report_import.points = report.points
    session.flush()
    return report


def confirm(session: Session, report_import: ReportImport, *, edit: int, files: FileStore, actor: Actor) -> Imported:
    """Make every point a contribution (M3). Raises Conflict or RuleViolation as `correct` does."""
    _still_open(report_import, edit)
    report = report_of(report_import, files)
    meeting = report_import.meeting
    themes = _themes(session, report_import)
    inputs = [
        Input(
            text=item.text,
            kind=section.kind,
            channel=Channel.IMPORT,
            level=meeting.level,
            theme=themes.get(topic.number),
            meeting=meeting,
            topic=stored,
            recorder=_("Verslag: %(file)s", file=report_import.document.file_name),
            import_id=report_import.id,
            first_line=item.first_line,
            last_line=item.last_line,
        )
        for topic, stored in _topics(session, meeting, report)
        for section in topic.sections
        for item in section.items
    ]
    created = receive_many(session, inputs, actor=actor)
    report_import.state = ImportState.CONFIRMED
    report_import.confirmed_at = clock.now()
    report_import.edit += 1
    session.flush()
    return Imported(meeting.slug, len(inputs), len(created), 0, len(report.unplaced))


def import_report(
    session: Session, meeting: Meeting, *, file_name: str, content: bytes, files: FileStore, actor: Actor
) -> Imported:
    """Understand and confirm in one go (the command line); a file that was imported before brings nothing new."""
    noted = understand(session, meeting, file_name=file_name, content=content, files=files, actor=actor)
    if noted.state is ImportState.CONFIRMED:
        return Imported(meeting.slug, noted.points, 0, noted.points, len(noted.unplaced))
    return confirm(session, noted, edit=noted.edit, files=files, actor=actor)


def _still_open(report_import: ReportImport, edit: int) -> None:
    if report_import.state is ImportState.CONFIRMED:
        raise RuleViolation(_("Dit verslag is al verwerkt. De punten hebben hun nummer."))
    if edit != report_import.edit:
        raise Conflict(_("Iemand anders heeft dit verslag intussen verbeterd. Bekijk eerst wat er veranderde."))


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


def _themes(session: Session, report_import: ReportImport) -> dict[int, Theme]:
    chosen: dict[str, Any] = report_import.corrections.get("themes", {})
    themes = {theme.slug: theme for theme in session.scalars(select(Theme).where(Theme.slug.in_(chosen.values())))}
    return {int(number): themes[slug] for number, slug in chosen.items() if slug in themes}


def _unplaced(report: WorkSessionReport) -> list[dict[str, Any]]:
    return [{"line": line.line, "text": line.text} for line in report.unplaced]
