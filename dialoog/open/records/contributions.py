"""Contributions (inbrengen) as records. What a visitor may not see is not in them (D11)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, cast

from flask_babel import gettext as _
from sqlalchemy import String, and_, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import AnswerVersion, VersionState
from dialoog.contributions.listing import page_of
from dialoog.contributions.models import LOOKED_AT, OPEN_STATES, Contribution, ContributionState, Look, ShownAs
from dialoog.contributions.queries import Filters
from dialoog.contributions.rules.visibility import may_see_history, may_see_text
from dialoog.errors import NotFound, RuleViolation
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.open.asking import Asked
from dialoog.open.records import commitments
from dialoog.open.records.found import Found, Record, must_exist
from dialoog.open.records.links import answer_links, contribution_links
from dialoog.open.records.moments import moment, term
from dialoog.organisations.models import Organisation, Sector, Theme, Unit
from dialoog.permissions import ANONYMOUS
from dialoog.terms.rules import still_since


class Line(NamedTuple):
    """What is read of one contribution, in the order of the columns: quicker to look into than a row of SQLAlchemy."""

    id: int
    number: str
    status: str
    level: Level
    look: Look
    kind: str
    public_text: str
    received_at: datetime
    answer_due: date | None
    answered_at: datetime | None
    sent_back_at: datetime | None
    shown_as: ShownAs
    shown_sector: str
    unit_id: int | None
    meeting_id: int | None
    answer_id: int | None
    theme_slug: str | None
    theme_name: str | None
    meeting_slug: str | None
    meeting_title: str | None
    topic_number: int | None
    topic_title: str | None
    party: str | None
    unit: str | None
    ministry: str | None
    outcome: str | None
    motivation: str | None
    version: int | None
    published_at: datetime | None
    endorsed_by: dict[str, int]
    still_since: date | None


_COLUMNS = (
    select(
        Contribution.id,
        Contribution.number,
        Contribution.status,
        Contribution.level,
        Contribution.look,
        type_coerce(Contribution.kind, String),
        Contribution.public_text,
        Contribution.received_at,
        Contribution.answer_due,
        Contribution.answered_at,
        Contribution.sent_back_at,
        Contribution.shown_as,
        Contribution.shown_sector,
        Contribution.unit_id,
        Contribution.meeting_id,
        Contribution.answer_id,
        Theme.slug,
        Theme.name,
        Meeting.slug,
        Meeting.title,
        MeetingTopic.number,
        MeetingTopic.title,
        Organisation.name,
        Unit.name,
        Unit.ministry,
        type_coerce(AnswerVersion.outcome, String),
        AnswerVersion.motivation,
        AnswerVersion.n,
        AnswerVersion.published_at,
        Contribution.endorsed_by,
        still_since(Contribution.subject_kind, Contribution.id),
    )
    .select_from(Contribution)
    .outerjoin(Theme, Theme.id == Contribution.theme_id)
    .outerjoin(Meeting, Meeting.id == Contribution.meeting_id)
    .outerjoin(MeetingTopic, MeetingTopic.id == Contribution.topic_id)
    .outerjoin(Organisation, Organisation.id == Contribution.said_by_organisation_id)
    .outerjoin(Unit, Unit.id == Contribution.unit_id)
    .outerjoin(
        AnswerVersion,
        and_(AnswerVersion.answer_id == Contribution.answer_id, AnswerVersion.state == VersionState.PUBLISHED),
    )
)
# Put together once: SQLAlchemy then knows the statement again without looking through it.
_BY_ID = _COLUMNS.where(Contribution.id.in_(bindparam("ids", expanding=True)))
_BY_NUMBER = _COLUMNS.where(Contribution.number == bindparam("number"))


def listed_records(session: Session, asked: Asked[Filters], base: str) -> Found:
    """A page of the list, newest first. At most three queries. Raises RuleViolation for a filter that names nothing."""
    if asked.filters.onderwerp and not asked.filters.bijeenkomst:
        raise RuleViolation(_("Het filter 'onderwerp' hoort bij het filter 'bijeenkomst'."), field="onderwerp")
    page = page_of(session, _COLUMNS, asked.filters, after=asked.after, size=asked.size)
    if page.total == 0:
        _explain_nothing(session, asked.filters)
    return Found(_made(session, [Line._make(row) for row in page.rows], base), page.next_key, page.total)


def records(session: Session, ids: Sequence[int], base: str) -> dict[int, Record]:
    """The records of these contributions, by their id. Two queries."""
    if not ids:
        return {}
    lines = [Line._make(row) for row in session.connection().execute(_BY_ID, {"ids": list(ids)})]
    return {line.id: record for line, record in zip(lines, _made(session, lines, base), strict=True)}


def one_record(session: Session, number: str, base: str) -> Record:
    """The contribution with a number. Raises NotFound."""
    lines = [Line._make(row) for row in session.connection().execute(_BY_NUMBER, {"number": number.upper()})]
    if not lines:
        raise NotFound(_("Er is geen inbreng met nummer %(number)s.", number=number[:40]))
    return _made(session, lines, base)[0]


def _explain_nothing(session: Session, filters: Filters) -> None:
    must_exist(session, "thema", filters.thema, Theme.slug)
    must_exist(session, "bijeenkomst", filters.bijeenkomst, Meeting.slug)


def _made(session: Session, lines: Sequence[Line], base: str) -> list[Record]:
    promised = commitments.of_answers(session, {line.answer_id for line in lines if line.answer_id and line.version})
    today = clock.today()
    return [
        _record(line, promised, base, today) if _open_to_all(line) else _closed(line, base, today) for line in lines
    ]


def _open_to_all(line: Line) -> bool:
    """The rule itself, asked about a line, which has the columns it looks at."""
    return may_see_history(ANONYMOUS, cast(Contribution, line))


def _record(line: Line, promised: dict[int, list[Record]], base: str, today: date) -> Record:
    answered = line.answer_id if line.version is not None else None
    stays = line.level is Level.PUBLIC and line.status != ContributionState.WITHDRAWN
    shows_party = stays and line.shown_as is ShownAs.PARTY and line.look in LOOKED_AT
    return {
        "nummer": line.number,
        "tekst": line.public_text if may_see_text(ANONYMOUS, cast(Contribution, line)) else None,
        "soort": line.kind,
        "thema": _theme(line),
        "bijeenkomst": {"slug": line.meeting_slug, "titel": line.meeting_title} if line.meeting_slug else None,
        "onderwerp": {"nummer": line.topic_number, "titel": line.topic_title} if line.topic_title else None,
        "sector": line.shown_sector,
        "partij": line.party if shows_party else None,
        "zichtbaarheid": line.level,
        "status": line.status,
        "ontvangenOp": moment(line.received_at),
        "termijn": _term(line, today),
        "dienst": f"{line.unit}, {line.ministry}" if line.unit else None,
        "antwoord": _answer(line, answered, base) if answered else None,
        "toezeggingen": promised.get(answered, []) if answered else [],
        "onderschrijvingen": _endorsements(line),
        "_links": contribution_links(base, line.number, meeting=line.meeting_slug, answer=answered),
    }


def _closed(line: Line, base: str, today: date) -> Record:
    """What everyone may know of a closed contribution: number, theme, state, terms."""
    return {
        "nummer": line.number,
        "tekst": None,
        "soort": None,
        "thema": _theme(line),
        "bijeenkomst": None,
        "onderwerp": None,
        "sector": Sector.UNKNOWN,
        "partij": None,
        "zichtbaarheid": line.level,
        "status": line.status,
        "ontvangenOp": moment(line.received_at),
        "termijn": _term(line, today),
        "dienst": None,
        "antwoord": None,
        "toezeggingen": [],
        "onderschrijvingen": [],
        "_links": contribution_links(base, line.number, meeting=None, answer=None),
    }


def _theme(line: Line) -> Record | None:
    return {"slug": line.theme_slug, "naam": line.theme_name} if line.theme_slug else None


def _endorsements(line: Line) -> list[Record]:
    """How many parties back it, for each sector; nothing of what was withdrawn."""
    if line.status == ContributionState.WITHDRAWN:
        return []
    return [{"sector": sector, "aantal": number} for sector, number in line.endorsed_by.items()]


def _term(line: Line, today: date) -> Record:
    """The term of the answer. One that was sent back has a new term, which its earlier answer does not meet (D9)."""
    met = line.answered_at
    if met is not None and line.sent_back_at is not None and line.sent_back_at > met:
        met = None
    return term(line.answer_due, met, today if line.status in OPEN_STATES else None, line.still_since)


def _answer(line: Line, answer_id: int, base: str) -> Record:
    return {
        "uitkomst": line.outcome,
        "motivering": line.motivation,
        "versie": line.version,
        "gepubliceerdOp": moment(line.published_at),
        "_links": answer_links(base, answer_id),
    }
