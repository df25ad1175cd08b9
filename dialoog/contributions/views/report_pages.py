"""What the pages of a report show."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person
from dialoog.contributions.labels import KINDS
from dialoog.contributions.models import ImportState, ReportImport
from dialoog.contributions.report_forms import Said, stood
from dialoog.contributions.report_queries import stored_of
from dialoog.contributions.rules.understanding import (
    corrections_of,
    last_correction,
    report_before,
    report_of,
    theme_of,
)
from dialoog.contributions.shown_reports import (
    changes,
    choices,
    code_of,
    counted,
    line_rows,
    piece_at,
    pieces,
    topics,
    words_of,
)
from dialoog.contributions.work_session_reports.model import WorkSessionReport
from dialoog.files import FileStore
from dialoog.meetings.labels import LEVELS_EXPLAINED
from dialoog.organisations.queries import themes
from dialoog.web.rendering import number, short_date


def line_of(noted: ReportImport) -> dict[str, Any]:
    """One uploaded report as a row of a list."""
    done = noted.state is ImportState.CONFIRMED
    return {
        "text": noted.document.file_name,
        "plain": True,
        "href": f"/werk/verslagen/{noted.id}",
        "meta": [
            short_date(noted.created_at),
            _("%(n)s punten", n=number(noted.points)),
            _("verwerkt: elk punt heeft een nummer") if done else _("nog niet verwerkt: kijk na en bevestig"),
        ],
    }


def overview(
    session: Session, files: FileStore, noted: ReportImport, said: Said | None = None, refusal: str | None = None
) -> str:
    """What was understood, with what the reader chose meanwhile (`said`) kept; once confirmed, what was stored."""
    if noted.state is ImportState.CONFIRMED:
        return _stored(session, noted)
    report = report_of(noted, files)
    head, rows = counted(report)
    shown = topics(report)
    stand = {topic["line"]: theme_of(noted, topic["line"]) for topic in shown}
    names = {theme.slug: theme.name for theme in themes(session) if theme.active}
    return render_template(
        "contributions/reports/understood.html",
        noted=noted,
        report=report,
        figures=_figures(report),
        head=head,
        rows=rows,
        topics=[{**topic, "theme": _mine(said, topic["line"], stand)} for topic in shown],
        themes=list(names.items()),
        was=stood(stand, stand),
        disputed=_disputed(said, stand, names, {topic["line"]: topic["name"] for topic in shown}),
        changed=_changed(session, noted, files, report),
        refusal=refusal,
        level=str(LEVELS_EXPLAINED[noted.meeting.level]),
    )


def lines(noted: ReportImport, files: FileStore, line: int | None, said: Said | None = None) -> str:
    """One piece of the report, to say of each line what it is; `said`: chosen while somebody else corrected."""
    parts = pieces(report_of(noted, files))
    at = piece_at(parts, line)
    stand = {number: code_of(correction) for number, correction in corrections_of(noted).items()}
    chosen = {**stand, **(said.changed if said else {})}
    texts = {reading.number: reading.text for reading in parts[at].lines}
    return render_template(
        "contributions/reports/correct.html",
        noted=noted,
        parts=[
            {"title": part.title, "number": part.number, "first": part.first, "here": part is parts[at]}
            for part in parts
        ],
        piece=parts[at],
        rows=line_rows(parts[at], chosen),
        choices=choices(),
        was=stood(stand, texts),
        next_line=parts[at + 1].first if at + 1 < len(parts) else None,
        disputed=_disputed(said, stand, {}, texts),
        action=request.full_path.rstrip("?"),
    )


def _figures(report: WorkSessionReport) -> list[dict[str, Any]]:
    return [
        {"number": number(len(report.topics)), "text": _("onderwerpen")},
        {"number": number(report.points), "text": _("punten")},
        {
            "number": number(len(report.unplaced)),
            "text": _("regels niet geplaatst"),
            "late": bool(report.unplaced),
            "href": "#niet-geplaatst" if report.unplaced else None,
        },
    ]


def _mine(said: Said | None, line: int, stand: dict[int, str]) -> str:
    return said.changed.get(line, stand[line]) if said else stand[line]


def _disputed(
    said: Said | None, stand: dict[int, str], names: dict[str, str], texts: dict[int, str]
) -> list[dict[str, Any]] | None:
    """Where two people chose differently at the same time; None when nobody else did anything meanwhile."""
    if said is None:
        return None

    def words(code: str) -> str:
        return (names.get(code) or _("geen thema")) if names else words_of(code)

    return [
        {
            "number": line,
            "text": text,
            "theirs": words(stand.get(line, "")),
            "yours": words(said.changed[line]) if line in said.changed else _("niet veranderd"),
        }
        for line, text in texts.items()
        if line in said.all and said.all[line] != stand.get(line, "")
    ]


def _changed(
    session: Session, noted: ReportImport, files: FileStore, report: WorkSessionReport
) -> dict[str, Any] | None:
    before = report_before(noted, files)
    if before is None:
        return None
    person = session.get(Person, last_correction(noted).get("by") or 0)
    return {**changes(before, report), "by": person.name if person else ""}


def _stored(session: Session, noted: ReportImport) -> str:
    grouped: dict[tuple[int, str], list[dict[str, str]]] = {}
    for contribution in stored_of(session, noted):
        topic = contribution.topic
        key = (topic.number, topic.title) if topic else (0, "")
        point = {"number": contribution.number, "text": contribution.public_text, "kind": str(KINDS[contribution.kind])}
        grouped.setdefault(key, []).append(point)
    return render_template(
        "contributions/reports/stored.html",
        noted=noted,
        topics=[{"number": n, "title": title, "points": points} for (n, title), points in grouped.items()],
    )
