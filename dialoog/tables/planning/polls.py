"""Asking members which dates suit them (T4): ja, liever niet, nee; by a link in their mail, or logged in."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.links import issue_many
from dialoog.accounts.models import AccessLink, LinkPurpose, Person
from dialoog.db import Json
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan
from dialoog.mail.rules import Mail, queue_many
from dialoog.meetings.calendar.rules import members_on
from dialoog.organisations.models import Part
from dialoog.permissions import SYSTEM, Actor
from dialoog.tables.planning.models import Cycle, DatePoll, Liking, PlannedDate, PollAnswer
from dialoog.tables.planning.queries import answers_of, dates_of
from dialoog.terms.reminders import next_sending_moment

SUBJECT = "datumpeiling"
MAIL = "tables.poll"
REMIND_JOB = "tables.poll-remind"
# A contact person invites; the dates are those of who sits there.
ASKED = frozenset({Part.MEMBER, Part.CHAIR, Part.STAND_IN})
LONGEST = timedelta(days=90)
REMINDED_BEFORE = timedelta(days=3)
KEPT = timedelta(days=365)


def is_open(poll: DatePoll | None) -> bool:
    """Whether a poll takes answers now."""
    return poll is not None and poll.closed_at is None and clock.today() <= poll.closes_on


def asked(session: Session, cycle: Cycle) -> list[Person]:
    """Who is asked today: who sits at the table, by name. One query."""
    found = members_on(session, cycle.table.body, clock.today())
    people = [person for person, part in found.values() if part in ASKED]
    return sorted(people, key=lambda person: person.name.casefold())


def can_be_chosen(one: PlannedDate) -> bool:
    """Whether a date can still be fixed: it has a day that is to come, and no meeting."""
    return one.day is not None and one.day > clock.today() and one.meeting_id is None


def choices(session: Session, cycle: Cycle) -> Sequence[PlannedDate]:
    """The dates that are asked about: those of the year that can still be fixed."""
    return [one for one in dates_of(session, cycle) if can_be_chosen(one)]


def start(session: Session, cycle: Cycle, *, closes_on: date, actor: Actor) -> DatePoll:
    """Ask everybody at the table. Raises RuleViolation without dates or people, in a poll, or for a wrong day."""
    if not clock.today() < closes_on <= clock.today() + LONGEST:
        raise RuleViolation(_("Kies een dag na vandaag, binnen drie maanden."), field="closes_on")
    if not choices(session, cycle):
        raise RuleViolation(_("Er zijn geen datums om over te peilen."), field="closes_on")
    people = asked(session, cycle)
    if not people:
        raise RuleViolation(_("Er zit nog niemand aan deze tafel om het aan te vragen."), field="closes_on")
    _close_what_is_over(session, cycle)
    made = DatePoll(cycle=cycle, opened_at=clock.now(), closes_on=closes_on)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as running:
        raise RuleViolation(_("Er loopt al een peiling."), field="closes_on") from running
    _mail(session, made, people)
    remind_on = closes_on - REMINDED_BEFORE
    if remind_on > clock.today():
        moment = next_sending_moment(clock.start_of(remind_on))
        plan(session, kind=REMIND_JOB, key=str(made.id), due_at=moment, params={"poll": made.id})
    _note(session, made, "poll.started", actor, asked=len(people))
    return made


def _close_what_is_over(session: Session, cycle: Cycle) -> None:
    late = select(DatePoll).where(DatePoll.cycle_id == cycle.id, DatePoll.closed_at.is_(None))
    for poll in session.scalars(late.where(DatePoll.closes_on < clock.today())):
        poll.closed_at = clock.now()
    session.flush()


def _mail(session: Session, poll: DatePoll, people: Sequence[Person], *, again: bool = False) -> None:
    params: list[Json] = [{"person": person.id} for person in people]
    works = timedelta(days=(poll.closes_on - clock.today()).days + 1)
    links = issue_many(session, LinkPurpose.POLL, subject=(SUBJECT, poll.id), params=params, valid_for=works)
    mails = [
        Mail(person.email, {"poll": poll.id, "link": link.id, "again": again}, f"{MAIL}:{poll.id}:{person.id}:{again}")
        for person, link in zip(people, links, strict=True)
    ]
    queue_many(session, mails, kind=MAIL, subject=(SUBJECT, poll.id))


def remind(session: Session, poll: DatePoll) -> int:
    """Ask once more who did not say anything yet; how many."""
    if not is_open(poll):
        return 0
    said = set(session.scalars(select(PollAnswer.person_id).where(PollAnswer.poll_id == poll.id)))
    silent = [person for person in asked(session, poll.cycle) if person.id not in said]
    _mail(session, poll, silent, again=True)
    return len(silent)


def may_answer(session: Session, poll: DatePoll, person_id: int) -> bool:
    """Whether somebody is asked: they sit at the table today."""
    return any(person.id == person_id for person in asked(session, poll.cycle))


def answer(session: Session, poll: DatePoll, person_id: int, said: Mapping[int, Liking]) -> None:
    """Keep what somebody says of the dates; as long as the poll runs it can be changed.

    What is said of a date that is not asked about (any more) is left out. Raises RuleViolation when the poll is over,
    or it is not asked of them.
    """
    # Somebody who presses the button twice, or a poll that is just closed: one after the other.
    session.refresh(poll, with_for_update={"of": DatePoll})
    if not is_open(poll):
        raise RuleViolation(_("Deze peiling is gesloten. Uw antwoord kan niet meer mee."))
    if not may_answer(session, poll, person_id):
        raise RuleViolation(_("Deze vraag is voor wie aan de tafel zit."))
    offered = {one.id for one in choices(session, poll.cycle)}
    known = answers_of(session, poll, person_id)
    for key, value in said.items():
        if key not in offered:
            continue
        if key in known:
            known[key].value, known[key].said_at = value, clock.now()
        else:
            made = PollAnswer(poll_id=poll.id, date_id=key, person_id=person_id, value=value, said_at=clock.now())
            session.add(made)
    session.flush()


def close(session: Session, poll: DatePoll, *, actor: Actor) -> None:
    """No more answers. Raises RuleViolation for a poll that is closed."""
    if poll.closed_at is not None:
        raise RuleViolation(_("Deze peiling is al gesloten."))
    poll.closed_at = clock.now()
    session.flush()
    _note(session, poll, "poll.closed", actor)


def forget_old(session: Session) -> int:
    """P3: what was said in polls that ended a year ago or longer is forgotten; how many answers."""
    over = select(DatePoll.id).where(DatePoll.closes_on < clock.today() - KEPT)
    gone = session.scalars(delete(PollAnswer).where(PollAnswer.poll_id.in_(over)).returning(PollAnswer.id)).all()
    links = delete(AccessLink).where(AccessLink.subject_kind == SUBJECT, AccessLink.subject_id.in_(over))
    session.execute(links)
    if gone:
        audit.note(session, actor=SYSTEM, action="polls.answers-forgotten", detail={"answers": len(gone)})
    session.flush()
    return len(gone)


def forget_person(session: Session, person_id: int, *, actor: Actor) -> int:
    """P2: forget what somebody said in polls that are over, and that they were asked; of how many dates."""
    over = select(DatePoll.id).where(or_(DatePoll.closed_at.is_not(None), DatePoll.closes_on < clock.today()))
    theirs = delete(PollAnswer).where(PollAnswer.person_id == person_id, PollAnswer.poll_id.in_(over))
    gone = session.scalars(theirs.returning(PollAnswer.id)).all()
    links = select(AccessLink).where(AccessLink.subject_kind == SUBJECT, AccessLink.subject_id.in_(over))
    for link in session.scalars(links):
        if link.params.get("person") == person_id:
            session.delete(link)
    if gone:
        audit.note(session, actor=actor, action="polls.person-forgotten", detail={"answers": len(gone)})
    session.flush()
    return len(gone)


def _note(session: Session, poll: DatePoll, action: str, actor: Actor, **detail: int) -> None:
    told = {"poll": poll.id, **detail}
    audit.note(
        session, actor=actor, action=action, subject_kind="tafel", subject_key=poll.cycle.table.slug, detail=dict(told)
    )
