"""Reminders of terms and commitments (D4): one mail for each recipient at a sending moment, listing all of theirs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.accounts.queries import secretariat_addresses
from dialoog.answers.queries.officials import lead_addresses
from dialoog.commitments.models import OPEN_STATES, Commitment
from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.mail.models import OutboxMessage
from dialoog.mail.rules import queue
from dialoog.terms.calendar import local_day
from dialoog.terms.models import Clock, Promise
from dialoog.terms.reminders import FIRST_OFFSET, Recipient, reminders, sending_moment

MAIL = "answers.reminder"
Lines = list[dict[str, Any]]


@dataclass(frozen=True)
class Watched:
    """One term that is watched: whose it is, and until when."""

    subject_kind: str
    subject_id: int
    started: date
    due: date
    unit_id: int | None
    assignee_id: int | None = None
    of_secretariat: bool = False


@dataclass(frozen=True)
class Further:
    """Terms of a kind of subject from a higher domain: those due on or before a day, and what a mail says of each."""

    kind: str
    watched: Callable[[Session, date], Iterable[Watched]]
    lines: Callable[[Session, list[int], Settings], Lines]


@dataclass
class AllFurther:
    """Filled once, by wiring."""

    terms: tuple[Further, ...] = ()


FURTHER = AllFurther()


def remind(session: Session, *, director: str | None, now: datetime | None = None) -> int:
    """Queue the reminders of this moment; how many mails. Once a day: what fell since the last ones is caught up.

    Nothing outside sending moments. `director`: the programme director's address, where one is set.
    """
    now = now or clock.now()
    if not sending_moment(now):
        return 0
    before = _last_sent(session)
    if before == local_day(now):
        return 0
    sent = dict.fromkeys(Recipient, before) if before else {}
    desks = _Desks(session, director)
    digests: dict[str, list[list[object]]] = defaultdict(list)
    for watched in _watched(session, local_day(now)):
        for reminder in reminders(watched.due, None, now=now, sent=sent, started=watched.started):
            item: list[object] = [watched.subject_kind, watched.subject_id, reminder.offset]
            for address in desks.of(watched, reminder.recipient):
                if item not in digests[address]:
                    digests[address].append(item)
    for address, items in sorted(digests.items()):
        key = f"{MAIL}:{local_day(now).isoformat()}:{address}"
        queue(session, kind=MAIL, to=address, params={"items": items}, unique_key=key[:120])
    return len(digests)


def _last_sent(session: Session) -> date | None:
    query = select(OutboxMessage.created_at).where(OutboxMessage.kind == MAIL).order_by(OutboxMessage.id.desc())
    moment = session.scalar(query.limit(1))
    return local_day(moment) if moment else None


class _Desks:
    """Whose mail a reminder is."""

    def __init__(self, session: Session, director: str | None) -> None:
        self._leads: Mapping[int, list[str]] = lead_addresses(session)
        self._secretariat = secretariat_addresses(session)
        self._director = [director] if director else []
        self._people = dict(session.execute(select(Person.id, Person.email).where(Person.active)).all())

    def of(self, watched: Watched, recipient: Recipient) -> list[str]:
        """The addresses: the official in charge (else the leads), the unit's leads, or the director."""
        if recipient is Recipient.DIRECTOR:
            return self._director
        if watched.of_secretariat or watched.unit_id is None:
            return self._secretariat
        assignee = self._people.get(watched.assignee_id or 0)
        if recipient is Recipient.OWNER and assignee:
            return [assignee]
        return self._leads.get(watched.unit_id) or self._secretariat


def _watched(session: Session, today: date) -> Iterator[Watched]:
    horizon = today - timedelta(days=FIRST_OFFSET)
    yield from _clocks(session, horizon)
    for further in FURTHER.terms:
        yield from further.watched(session, horizon)
    query = select(Commitment).where(Commitment.status.in_(OPEN_STATES), Commitment.due_on <= horizon)
    for commitment in session.scalars(query.order_by(Commitment.due_on, Commitment.id)):
        yield Watched(
            Commitment.subject_kind,
            commitment.id,
            local_day(commitment.made_at),
            commitment.due_on,
            commitment.owner_unit_id,
        )


def _clocks(session: Session, horizon: date) -> Iterable[Watched]:
    query = (
        select(Clock, Contribution.unit_id, Contribution.assignee_id)
        .join(Contribution, Contribution.id == Clock.subject_id)
        .where(Clock.subject_kind == Contribution.subject_kind, Clock.due_on <= horizon)
        .where(Clock.met_at.is_(None), Clock.stopped_at.is_(None), Clock.paused_on.is_(None))
        .order_by(Clock.due_on, Clock.id)
    )
    for running, unit, assignee in session.execute(query):
        yield Watched(
            running.subject_kind,
            running.subject_id,
            running.started_on,
            running.due_on,
            unit,
            assignee,
            of_secretariat=running.promise is Promise.ASSIGN,
        )
