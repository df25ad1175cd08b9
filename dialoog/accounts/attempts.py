"""Counted attempts at logging in: who guesses must wait ever longer (ASVS 5.0, 6.3.1).

A try is counted and committed before it is judged, so that many at once cannot outrun the count. Addresses count
whether anybody has them or not, and stand here as keyed hashes alone.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, delete, false, func, or_, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Attempt
from dialoog.errors import TooMany

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
COUNTED_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Scope:
    """A kind of attempt, how many are free of a pause within the hour, and whether being right clears them all.

    A place on the net is shared: who is right there takes back no more than the own attempt.
    """

    name: str
    free: int
    cleared: bool = True


# Anyone knows an official's address and can be wrong with it: what one place does there keeps no other place out.
# All places together may be wrong often enough to bother nobody, and too seldom to guess.
PASSWORD_BY_ADDRESS_THERE = Scope("password:address-there", 5)
PASSWORD_BY_ADDRESS = Scope("password:address", 50)
PASSWORD_BY_PLACE = Scope("password:place", 30, cleared=False)
LINK_BY_ADDRESS_THERE = Scope("link:address-there", 5)
# Those that were sent stay in the mailbox and work, so that few are enough.
LINK_BY_ADDRESS = Scope("link:address", 10)
LINK_BY_PLACE = Scope("link:place", 30, cleared=False)
CODE_BY_PERSON = Scope("code:person", 5)
PROOF_BY_PERSON = Scope("proof:person", 5)


@dataclass(frozen=True)
class Counter:
    """What one attempt counts towards."""

    scope: Scope
    key_hash: str


@dataclass(frozen=True)
class Try:
    """An attempt under way: what it counts towards, and its rows."""

    counters: tuple[Counter, ...]
    rows: tuple[int, ...]


def counter(scope: Scope, value: str | int | tuple[str, str], secret_key: str) -> Counter:
    """The counter of an address, a place on the net, both together or a person."""
    return Counter(scope, hmac.new(secret_key.encode(), f"attempt\0{value}".encode(), sha256).hexdigest())


def begin(session: Session, *counters: Counter) -> Try:
    """Count an attempt, and commit that. Raises TooMany, with how long to wait, when it may not be made now."""
    _refuse_if_waiting(session, counters, own=())
    now = clock.now()
    rows = [Attempt(scope=c.scope.name, key_hash=c.key_hash, at=now) for c in counters]
    session.execute(delete(Attempt).where(_any_of(counters), Attempt.at <= now - COUNTED_FOR))
    session.add_all(rows)
    session.commit()
    tried = Try(counters, tuple(row.id for row in rows))
    _refuse_if_waiting(session, counters, own=tried.rows)
    return tried


def forgive(session: Session, tried: Try) -> None:
    """Forget the attempts of who turned out to be right."""
    cleared = _any_of(tuple(counter for counter in tried.counters if counter.scope.cleared))
    session.execute(delete(Attempt).where(or_(cleared, Attempt.id.in_(tried.rows))))


def forget_old(session: Session) -> int:
    """Remove the attempts that no longer count; how many that were. For the nightly job."""
    old = delete(Attempt).where(Attempt.at <= clock.now() - COUNTED_FOR)
    return len(session.scalars(old.returning(Attempt.id)).all())


def pause(attempts: int, free: int) -> timedelta:
    """How long to wait after this many attempts: 30 seconds after the last free one, twice as long after each next."""
    if attempts < free:
        return timedelta()
    return min(FIRST_PAUSE * (1 << min(attempts - free, 10)), LONGEST_PAUSE)


def _refuse_if_waiting(session: Session, counters: tuple[Counter, ...], own: Iterable[int]) -> None:
    now = clock.now()
    query = (
        select(Attempt.scope, Attempt.key_hash, func.count(), func.max(Attempt.at))
        .where(_any_of(counters), Attempt.at > now - COUNTED_FOR, Attempt.id.not_in(list(own)))
        .group_by(Attempt.scope, Attempt.key_hash)
    )
    counted = {(scope, key): (number, last) for scope, key, number, last in session.execute(query)}
    waits = [_wait(counted.get((c.scope.name, c.key_hash)), c.scope.free, now) for c in counters]
    seconds = round(max(waits, default=timedelta()).total_seconds())
    if seconds > 0:
        raise TooMany(
            _("Er is te vaak geprobeerd. Wacht %(how_long)s en probeer het dan opnieuw.", how_long=_words(seconds)),
            seconds=seconds,
        )


def _wait(counted: tuple[int, datetime] | None, free: int, now: datetime) -> timedelta:
    if counted is None:
        return timedelta()
    number, last = counted
    return last + pause(number, free) - now


def _words(seconds: int) -> str:
    if seconds <= 90:
        return _("%(n)s seconden", n=seconds)
    return _("%(n)s minuten", n=-(-seconds // 60))


def _any_of(counters: tuple[Counter, ...]) -> ColumnElement[bool]:
    return or_(false(), *(and_(Attempt.scope == c.scope.name, Attempt.key_hash == c.key_hash) for c in counters))
