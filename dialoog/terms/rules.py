"""Clocks as they are stored (D4): started, met, stopped, extended once, paused. `calendar` does the reckoning."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, Select, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.register.models import Recorded
from dialoog.terms import calendar
from dialoog.terms.models import Clock, Promise

LONGEST_EXTENSION = 20


@dataclass
class Length:
    """How many working days each promise gets (D4): filled once, by wiring, from the settings."""

    assign: int = 10
    answer: int = 30


LENGTH = Length()


@contextmanager
def lasting(length: Length) -> Iterator[None]:
    """Give new terms another length than the settings' meanwhile: for a story that was written for it."""
    set_to = LENGTH.assign, LENGTH.answer
    LENGTH.assign, LENGTH.answer = length.assign, length.answer
    try:
        yield
    finally:
        LENGTH.assign, LENGTH.answer = set_to


def start(session: Session, subject: Recorded, promise: Promise, *, working_days: int) -> Clock:
    """Start a promise's clock today; a later one for the same promise is a new round."""
    earlier = select(Clock.round).where(*_of(subject), Clock.promise == promise).order_by(Clock.round.desc()).limit(1)
    made = Clock(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        promise=promise,
        round=(session.scalar(earlier) or 0) + 1,
        **_reckoned(clock.today(), working_days),
    )
    session.add(made)
    session.flush()
    return made


def start_many(session: Session, kind: str, ids: Iterable[int], promises: Mapping[Promise, int]) -> None:
    """Start the first clocks of many new subjects: of each promise, with its number of working days.

    Each is due on `due_from_today` of that number.
    """
    shared = [(promise, _reckoned(clock.today(), days)) for promise, days in promises.items()]
    rows = [
        {"subject_kind": kind, "subject_id": subject_id, "promise": promise, "round": 1, **reckoned}
        for subject_id in ids
        for promise, reckoned in shared
    ]
    if rows:
        session.connection().execute(insert(Clock), rows)


def due_from_today(working_days: int) -> date:
    """The day on which a promise that starts today is due."""
    return calendar.due_date(clock.today(), working_days)


def _reckoned(started_on: date, working_days: int) -> dict[str, object]:
    due = calendar.due_date(started_on, working_days)
    return {
        "started_on": started_on,
        "working_days": working_days,
        "due_on": due,
        "free_days": calendar.free_days_snapshot(started_on, due),
        "extended_by": 0,
        "paused_days": 0,
    }


def running(session: Session, subject: Recorded, promise: Promise) -> Clock | None:
    """The clock of a promise that is still to be met."""
    return session.scalar(_running().where(*_of(subject), Clock.promise == promise))


def running_many(session: Session, kind: str, ids: Iterable[int], promise: Promise) -> dict[int, Clock]:
    """As `running`, for many subjects of a kind, by their ids. One query."""
    of = _running().where(Clock.subject_kind == kind, Clock.subject_id.in_(list(ids)), Clock.promise == promise)
    return {found.subject_id: found for found in session.scalars(of)}


def still_since(kind: str, subject_id: InstrumentedAttribute[int]) -> ScalarSelect[date | None]:
    """As a column beside subjects of a kind: since when the term of their answer stands still, if it does (D4)."""
    of = _running().where(Clock.subject_kind == kind, Clock.subject_id == subject_id, Clock.promise == Promise.ANSWER)
    return of.with_only_columns(Clock.paused_on).scalar_subquery()


def clocks_of(session: Session, subject: Recorded) -> list[Clock]:
    """All clocks of a subject, oldest first."""
    return list(session.scalars(select(Clock).where(*_of(subject)).order_by(Clock.id)))


def meet(session: Session, subject: Recorded, promise: Promise) -> None:
    """The promise is kept (or kept late: the clock remembers both days)."""
    meet_many(session, subject.subject_kind, [subject.id], promise)


def meet_many(session: Session, kind: str, ids: Iterable[int], promise: Promise) -> None:
    """As `meet`, for many subjects of a kind."""
    session.execute(
        update(Clock)
        .where(Clock.subject_kind == kind, Clock.subject_id.in_(list(ids)), Clock.promise == promise)
        .where(Clock.met_at.is_(None), Clock.stopped_at.is_(None))
        .values(met_at=clock.now())
    )


def stop_all(session: Session, subject: Recorded) -> None:
    """Nothing is promised any more (withdrawn, D5)."""
    session.execute(
        update(Clock)
        .where(*_of(subject), Clock.met_at.is_(None), Clock.stopped_at.is_(None))
        .values(stopped_at=clock.now())
    )


def extend(session: Session, running_clock: Clock, *, days: int) -> Clock:
    """Give a promise more working days (D4): once, before it is due, at most 20. The caller records the reason."""
    if running_clock.extended_by:
        raise RuleViolation(_("Deze termijn is al een keer verlengd. Vaker mag niet."))
    if clock.today() > running_clock.due_on:
        raise RuleViolation(_("Deze termijn is al voorbij en kan niet meer worden verlengd."))
    if not 1 <= days <= LONGEST_EXTENSION:
        raise RuleViolation(_("Verlengen kan met 1 tot en met 20 werkdagen."), field="days")
    _lengthen(running_clock, days)
    running_clock.extended_by = days
    session.flush()
    return running_clock


def pause(running_clock: Clock) -> date | None:
    """Let a promise's time stand still from today (D4). Returns the first day that counts again however long we wait.

    None, and nothing changes, for a clock that stands still, is past its last day, or stood still for 20 days in all.
    The caller records the reason.
    """
    left = calendar.LONGEST_PAUSE - running_clock.paused_days
    if running_clock.paused_on or left < 1 or clock.today() > running_clock.due_on:
        return None
    _lengthen(running_clock, left)
    running_clock.paused_on = clock.today()
    first, table = _first_paused(running_clock, clock.today()), _table(running_clock)
    return calendar.pause_ends(first, already_paused=running_clock.paused_days, table=table)


def resume(session: Session, running_clock: Clock) -> int:
    """Let a promise's time run again: the working days it stood still come on top (D4). How many; 0 if it was running.

    Its holidays are those it was reckoned with when it was paused.
    """
    if running_clock.paused_on is None:
        return 0
    took, due = _resumed_today(running_clock, running_clock.paused_on)
    running_clock.free_days = [pair for pair in running_clock.free_days if date.fromisoformat(pair[0]) <= due]
    running_clock.due_on = due
    running_clock.paused_days += took
    running_clock.paused_on = None
    session.flush()
    return took


def due_if_resumed(running_clock: Clock) -> date:
    """The last day as it is if the clock runs again today: of one that stands still, without what is left to wait."""
    return (
        _resumed_today(running_clock, running_clock.paused_on)[1] if running_clock.paused_on else running_clock.due_on
    )


def _resumed_today(running_clock: Clock, paused_on: date) -> tuple[int, date]:
    table, already = _table(running_clock), running_clock.paused_days
    counted = running_clock.working_days + running_clock.extended_by + already
    before = calendar.due_date(running_clock.started_on, counted, table)
    first = _first_paused(running_clock, paused_on)
    took = calendar.resume(before, first, clock.today(), already_paused=already, table=table).paused_days
    return took, calendar.due_date(running_clock.started_on, counted + took, table)


def _lengthen(running_clock: Clock, days: int) -> None:
    due = calendar.extend(running_clock.due_on, days)
    later = calendar.free_days_snapshot(running_clock.due_on, due)
    known = {day for day, _name in running_clock.free_days}
    running_clock.free_days = [*running_clock.free_days, *(pair for pair in later if pair[0] not in known)]
    running_clock.due_on = due


def _first_paused(running_clock: Clock, paused_on: date) -> date:
    # The day on which it started never counted, so it does not stand still on it.
    return max(paused_on, running_clock.started_on + calendar.ONE_DAY)


def _table(running_clock: Clock) -> calendar.HolidayTable:
    return calendar.stored_table(running_clock.free_days, running_clock.due_on)


def _running() -> Select[Clock]:
    return select(Clock).where(Clock.met_at.is_(None), Clock.stopped_at.is_(None))


def _of(subject: Recorded) -> tuple[ColumnElement[bool], ...]:
    return Clock.subject_kind == subject.subject_kind, Clock.subject_id == subject.id
