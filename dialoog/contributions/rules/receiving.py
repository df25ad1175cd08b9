"""Taking in a contribution: a number at once, its words verbatim, its clocks started (D0, D1, D3, D4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.happenings import Received
from dialoog.contributions.models import (
    Channel,
    Contribution,
    ContributionCounter,
    ContributionState,
    Look,
    PointKind,
    ShownAs,
)
from dialoog.contributions.rules.visibility import shown_sector
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.organisations.models import Organisation, Sector, Theme
from dialoog.permissions import Actor
from dialoog.register.rules import Entry, Words, record_many
from dialoog.search import search_terms
from dialoog.terms.models import Promise
from dialoog.terms.rules import LENGTH, due_from_today, start_many

LONGEST_TEXT = 10_000
# Working days until somebody looked at the words of who has no account (D3a).
LOOK_DAYS = 2
_COUNT = (
    update(ContributionCounter)
    .where(ContributionCounter.year == bindparam("which"))
    .values(last=ContributionCounter.last + bindparam("by"))
    .returning(ContributionCounter.last)
)


@dataclass(frozen=True)
class Input:
    """What someone brought in. Who said it, who wrote it down and who entered it stay apart (D0)."""

    text: str
    kind: PointKind
    channel: Channel
    level: Level = Level.PUBLIC
    theme: Theme | None = None
    meeting: Meeting | None = None
    topic: MeetingTopic | None = None
    round: str = ""
    room_table: str = ""
    said_by_name: str | None = None
    said_by_organisation: Organisation | None = None
    sector: Sector = Sector.UNKNOWN
    shown_as: ShownAs = ShownAs.SECTOR
    recorder: str | None = None
    import_id: int | None = None
    first_line: int | None = None
    last_line: int | None = None
    form_token: str | None = None
    look_first: bool = False


def receive(session: Session, given: Input, *, actor: Actor) -> Contribution:
    """Take in one contribution. Raises RuleViolation for an empty or too long text."""
    return receive_many(session, [given], actor=actor)[0]


def receive_many(session: Session, inputs: Sequence[Input], *, actor: Actor) -> list[Contribution]:
    """Take in many at once, in their order, numbered without gaps."""
    for given in inputs:
        _check(given)
    if not inputs:
        return []
    due = due_from_today(LENGTH.answer)
    contributions = [
        _contribution(given, number, due, actor)
        for given, number in zip(inputs, _numbers(session, len(inputs)), strict=True)
    ]
    entries = [_received(c, given) for c, given in zip(contributions, inputs, strict=True)]
    record_many(session, entries, actor=actor)
    ids = [contribution.id for contribution in contributions]
    promises = {Promise.ASSIGN: LENGTH.assign, Promise.ANSWER: LENGTH.answer}
    start_many(session, Contribution.subject_kind, ids, promises)
    return contributions


def _check(given: Input) -> None:
    if not given.text.strip():
        raise RuleViolation(_("Schrijf op wat u wilt inbrengen."), field="text")
    if len(given.text) > LONGEST_TEXT:
        raise RuleViolation(_("Uw tekst is te lang: er passen 10.000 tekens in."), field="text")


def _contribution(given: Input, number: str, due: date, actor: Actor) -> Contribution:
    made = Contribution(
        number=number,
        received_at=clock.now(),
        channel=given.channel,
        level=given.level,
        kind=given.kind,
        public_text=given.text,
        search_terms=search_terms(given.text) if _open_at_once(given) else "",
        theme=given.theme,
        meeting=given.meeting,
        topic=given.topic,
        round=given.round,
        room_table=given.room_table,
        said_by_name=given.said_by_name,
        said_by_organisation=given.said_by_organisation,
        sector=given.said_by_organisation.sector if given.said_by_organisation else given.sector,
        shown_as=given.shown_as,
        recorder=given.recorder,
        entered_by_id=actor.person_id,
        answer_due=due,
        import_id=given.import_id,
        first_line=given.first_line,
        last_line=given.last_line,
        form_token=given.form_token,
        look=Look.WAITING if given.look_first else Look.NOT_NEEDED,
        look_due=due_from_today(LOOK_DAYS) if given.look_first else None,
    )
    made.shown_sector = shown_sector(made, shared_by=0)
    return made


def _open_at_once(given: Input) -> bool:
    return given.level is not Level.CLOSED and not given.look_first


def _received(contribution: Contribution, given: Input) -> Entry:
    closed = given.level is Level.CLOSED
    happening = Received(
        level=given.level,
        channel=None if closed else given.channel,
        point_kind=None if closed else given.kind,
        theme=given.theme.slug if given.theme else None,
        meeting=given.meeting.slug if given.meeting and not closed else None,
        topic=given.topic.number if given.topic and not closed else None,
    )
    texts = {
        "text": Words(given.text, public=False),
        "public_text": Words(given.text, public=_open_at_once(given)),
    }
    return Entry(contribution, happening, texts, ContributionState.RECEIVED)


def _numbers(session: Session, count: int) -> list[str]:
    """The next numbers of this year. The counter's row stays locked until the commit, so no gap can arise (D3)."""
    year = clock.today().year
    connection = session.connection()
    asked = {"which": year, "by": count}
    last = connection.execute(_COUNT, asked).scalar()
    if last is None:
        try:
            with session.begin_nested():
                session.add(ContributionCounter(year=year, last=0))
        except IntegrityError:
            pass  # another transaction began the year in the same moment
        last = connection.execute(_COUNT, asked).scalar_one()
    return [f"INB-{year}-{n:05d}" for n in range(last - count + 1, last + 1)]
