"""What stands in the documents of a meeting (M4, M7), told once for the page, Word and PDF.

Documents go from hand to hand, so they are the same for whoever asks: what the public may see, and no more (D11).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import cast

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import AnswerVersion
from dialoog.answers.shown import places, signed
from dialoog.commitments.labels import STATES as COMMITMENT_STATES
from dialoog.commitments.models import OPEN_STATES as OPEN_COMMITMENTS
from dialoog.commitments.shown import late_since
from dialoog.contributions.labels import KINDS, OUTCOMES, STATES
from dialoog.contributions.models import OPEN_STATES, Outcome, PointKind
from dialoog.contributions.rules.visibility import SMALLEST_GROUP, may_see_text
from dialoog.dossiers.documents import reading
from dialoog.dossiers.documents.reading import AnyRow
from dialoog.dossiers.queries import Count, cell, counts_per_meeting, heard_at
from dialoog.dossiers.reading import Version
from dialoog.dossiers.rows import brought_in_by, hidden_text, late
from dialoog.meetings.labels import KINDS as MEETING_KINDS
from dialoog.meetings.models import Level, Meeting
from dialoog.permissions import ANONYMOUS
from dialoog.web.rendering import calm, long_date, short_date

_ORDER = {kind: n for n, kind in enumerate(PointKind)}


@dataclass(frozen=True)
class Promise:
    """A commitment as it stands now."""

    text: str
    owner: str
    due: str
    state: str
    word: str
    late: str | None
    report: str | None
    href: str


@dataclass(frozen=True)
class Said:
    """The answer that counts for one or more points."""

    outcome: str
    outcome_word: str
    motivation: str
    consideration: str | None
    decide_on: date | None
    offered_to: str | None
    places: list[dict[str, str | None]]
    official: str
    promises: list[Promise]


@dataclass(frozen=True)
class Point:
    """One contribution: its words, or why they are not shown; how it stands; by when it has its answer."""

    number: str
    href: str
    text: str
    shown: bool
    state: str
    word: str
    meta: list[str]
    due: str | None
    late: str | None


@dataclass(frozen=True)
class Bundle:
    """Points that stand one after the other and have the same answer; or one that has none yet.

    `again`: the answer was sent back, and a new one is on its way (D8).
    """

    points: list[Point]
    answer: Said | None
    again: bool = False


@dataclass(frozen=True)
class KindPart:
    """The points of one kind."""

    title: str
    bundles: list[Bundle]


@dataclass(frozen=True)
class TopicPart:
    """The points of one topic, by kind."""

    title: str
    reference: str | None
    kinds: list[KindPart]


@dataclass(frozen=True)
class Tally:
    """M6, as the public may know it: heard = registered = answered + open + withdrawn."""

    heard: int
    count: Count
    late_promises: int

    @property
    def registered(self) -> int:
        """Points that have a number."""
        return self.count.points

    @property
    def differs(self) -> bool:
        """Whether something that was heard has no number, or the other way round."""
        return self.heard != self.registered


@dataclass(frozen=True)
class Report:
    """Everything about one meeting, as of a day."""

    slug: str
    title: str
    facts: list[str]
    day: str
    names: bool
    tally: Tally
    topics: list[TopicPart]
    closed: list[Point]
    closed_meeting: bool

    @property
    def late_points(self) -> list[Point]:
        """The points whose answer is overdue."""
        return [point for point in self._points() if point.late]

    @property
    def late_promises(self) -> list[Promise]:
        """The commitments that are overdue, each once."""
        told = {promise.href: promise for promise in self._promises() if promise.late}
        return list(told.values())

    def _points(self) -> Iterable[Point]:
        yield from (p for topic in self.topics for kind in topic.kinds for b in kind.bundles for p in b.points)
        yield from self.closed

    def _promises(self) -> Iterable[Promise]:
        answers = (b.answer for topic in self.topics for kind in topic.kinds for b in kind.bundles)
        return (promise for answer in answers if answer for promise in answer.promises)


def report(session: Session, meeting: Meeting, *, names: bool = False, base: str = "") -> Report:
    """What came in at a meeting whose topics are loaded, and what became of it. Five queries.

    `names`: show who said it, as far as the level and the giver allow (D11). `base`: stands before our own addresses.
    """
    rows = reading.points(session, meeting.id)
    answers = reading.answers(session, meeting.id)
    promised = reading.commitments(session, meeting.id) if answers else {}
    said = {key: _said(version, promised.get(version.version_id, []), base) for key, version in answers.items()}
    open_rows = [row for row in rows if row.level is not Level.CLOSED]
    topics = _topics(meeting, open_rows, said, names=names, base=base)
    late_promises = {row.id for found in promised.values() for row in found if _overdue(row)}
    return Report(
        slug=meeting.slug,
        title=meeting.title,
        facts=_facts(meeting),
        day=long_date(clock.today()),
        names=names,
        tally=_tally(session, meeting, len(late_promises)),
        topics=topics,
        closed=[_closed(row, base) for row in _closed_that_count(rows)],
        closed_meeting=meeting.level is Level.CLOSED,
    )


def _facts(meeting: Meeting) -> list[str]:
    when = long_date(meeting.held_on) if meeting.held_on else _("nog geen datum")
    return [part for part in (str(MEETING_KINDS[meeting.kind]), when, meeting.place) if part]


def _tally(session: Session, meeting: Meeting, late_promises: int) -> Tally:
    count = counts_per_meeting(session, [meeting.id])[meeting.id]
    if meeting.level is Level.CLOSED:
        return Tally(count.points, count, late_promises)
    heard = heard_at(session, meeting.id)
    # Closed points that are too few to be counted have their numbers too: only the difference is told.
    return Tally(count.points + heard.heard - heard.registered, count, late_promises)


def _topics(meeting: Meeting, rows: list[AnyRow], said: dict[int, Said], *, names: bool, base: str) -> list[TopicPart]:
    known = {topic.id: topic for topic in meeting.topics}
    parts = []
    for key, group in groupby(rows, lambda row: row.topic_id):
        topic = known.get(key)
        title = f"{topic.number}. {calm(topic.title)}" if topic else _("Zonder onderwerp")
        kinds = _kinds(list(group), said, names=names, base=base)
        parts.append(TopicPart(title, topic.reference if topic else None, kinds))
    return parts


def _kinds(rows: list[AnyRow], said: dict[int, Said], *, names: bool, base: str) -> list[KindPart]:
    by_kind = sorted(rows, key=lambda row: (_ORDER[row.kind], row.id))
    return [
        KindPart(str(KINDS[kind]), _bundles(list(group), said, names=names, base=base))
        for kind, group in groupby(by_kind, lambda row: row.kind)
    ]


def _bundles(rows: list[AnyRow], said: dict[int, Said], *, names: bool, base: str) -> list[Bundle]:
    bundles = []
    # What has no answer stands by itself; what waits for a new one is not told as answered.
    for (answer_id, again, _alone), group in groupby(rows, lambda row: _shared(row, said)):
        points = [_point(row, names=names, base=base) for row in group]
        bundles.append(Bundle(points, said.get(answer_id), again))
    return bundles


def _shared(row: AnyRow, said: dict[int, Said]) -> tuple[int, bool, int]:
    if row.answer_id not in said:
        return 0, False, row.id
    return row.answer_id, row.status in OPEN_STATES, 0


def _point(row: AnyRow, *, names: bool, base: str) -> Point:
    shown = may_see_text(ANONYMOUS, row)
    giver = brought_in_by(row) if names else None
    settled = shown and row.status not in OPEN_STATES and row.outcome is not None
    return Point(
        number=row.number,
        href=f"{base}/inbreng/{row.number}",
        text=row.public_text if shown else hidden_text(row),
        shown=shown,
        state=row.outcome if settled else row.status,
        word=str(OUTCOMES[row.outcome] if settled else STATES[row.status]),
        meta=[part for part in (row.theme, giver) if part],
        due=_due(row),
        late=late(row),
    )


def _closed(row: AnyRow, base: str) -> Point:
    """Of a closed point: number, theme, state and term (D11)."""
    return Point(
        number=row.number,
        href=f"{base}/inbreng/{row.number}",
        text=hidden_text(row),
        shown=False,
        state=row.status,
        word=str(STATES[row.status]),
        meta=[row.theme] if row.theme else [],
        due=_due(row),
        late=late(row),
    )


def _closed_that_count(rows: list[AnyRow]) -> list[AnyRow]:
    """The closed points, as far as they are counted: a group under five is left out, as in the figures (D11)."""
    closed = sorted((row for row in rows if row.level is Level.CLOSED), key=lambda row: row.id)
    groups: dict[str, list[AnyRow]] = {}
    for row in closed:
        groups.setdefault(cell(row.status), []).append(row)
    counted = {row.id for group in groups.values() if len(group) >= SMALLEST_GROUP for row in group}
    return [row for row in closed if row.id in counted]


def _due(row: AnyRow) -> str | None:
    due: date | None = row.answer_due
    if due is None or row.status not in OPEN_STATES:
        return None
    if row.still_since:
        return _("%(day)s, als er geen reactie van de inbrenger komt", day=short_date(due))
    return short_date(due)


def _said(version: Version, promised: list[AnyRow], base: str) -> Said:
    like = cast(AnswerVersion, version)
    return Said(
        outcome=str(version.outcome),
        outcome_word=str(OUTCOMES[version.outcome]),
        motivation=version.motivation,
        consideration=version.consideration or None,
        decide_on=version.decide_on if version.outcome == Outcome.LATER else None,
        offered_to=version.referred_to if version.outcome == Outcome.REFERRED else None,
        places=places(like, base),
        official=signed(like),
        promises=[_promise(row, base) for row in promised],
    )


def _promise(row: AnyRow, base: str) -> Promise:
    return Promise(
        text=row.text,
        owner=f"{row.unit}, {row.ministry}" if row.unit else row.party or "",
        due=short_date(row.due_on),
        state=row.status,
        word=str(COMMITMENT_STATES[row.status]),
        late=late_since(row.due_on) if _overdue(row) else None,
        report=row.latest_report or None,
        href=f"{base}/toezeggingen/{row.id}",
    )


def _overdue(row: AnyRow) -> bool:
    return row.status in OPEN_COMMITMENTS and row.due_on < clock.today()


def answered_by(bundle: Bundle) -> str:
    """'Antwoord op INB-2026-00001 en INB-2026-00002': the heading of an answer to more than one point."""
    numbers = [point.number for point in bundle.points]
    if len(numbers) == 1:
        return _("Antwoord op %(number)s", number=numbers[0])
    first = ", ".join(numbers[:-1])
    return _("Antwoord op %(first)s en %(last)s", first=first, last=numbers[-1])


def sum_of(tally: Tally) -> str:
    """M6 in one sentence."""
    count = tally.count
    return _(
        "%(heard)s punten gehoord, %(registered)s met een nummer: %(answered)s beantwoord, %(open)s nog open en "
        "%(withdrawn)s ingetrokken.",
        heard=tally.heard,
        registered=tally.registered,
        answered=count.answered,
        open=count.open,
        withdrawn=count.withdrawn,
    )


def late_in_short(tally: Tally) -> str | None:
    """How much is late, in one sentence; None if nothing is."""
    parts = []
    if tally.count.late:
        parts.append(ngettext("%(num)d punt", "%(num)d punten", tally.count.late))
    if tally.late_promises:
        parts.append(ngettext("%(num)d toezegging", "%(num)d toezeggingen", tally.late_promises))
    return _("Te laat: %(what)s.", what=_(" en ").join(parts)) if parts else None
