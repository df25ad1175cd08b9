"""The verbs of the script about a dialogue table in time: its year, polls, meetings and invitations."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.meetings.calendar import keys
from dialoog.meetings.calendar import rules as invitations
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.calendar.rules import When
from dialoog.meetings.models import Meeting, MeetingKind
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.permissions import SYSTEM
from dialoog.tables.models import DialogueTable
from dialoog.tables.planning import polls, rules, school_holidays
from dialoog.tables.planning.models import Cycle, DatePoll, Liking, Phase, Region
from dialoog.tables.planning.queries import dates_of
from dialoog.tables.planning.rules import Rhythm
from dialoog.tables.planning.school_holidays import Row
from dialoog.terms.calendar import is_free


def know_school_holidays(session: Session, stage: Stage, given: Given) -> None:
    """Made-up school holidays of this year and the next, marked as such."""
    rows = [
        Row(Region(told["region"]), told["name"], first := date(year, told["month"], told["day"]), first + _days(told))
        for year in (stage.today.year, stage.today.year + 1)
        for told in given["holidays"]
    ]
    school_holidays.keep(session, rows, sample=True, actor=SYSTEM)


def _days(told: Given) -> timedelta:
    return timedelta(days=told["days"] - 1)


def plan_year(session: Session, stage: Stage, given: Given) -> None:
    """A year of a table is planned, `ahead` years from that in which the story ends; its first dates are fixed."""
    table, actor = _table(session, given), stage.actors[given["by"]]
    rhythm = Rhythm(table.meetings_a_year, time(13), time(16), given["weekday"], given["place"])
    made = rules.start_cycle(session, table, stage.today.year + given["ahead"], rhythm, actor=actor)
    fitting = [one.id for one in dates_of(session, made) if one.day]
    if fixed := fitting[: given["fixed"]]:
        rules.fix(session, made, fixed, version=made.version, actor=actor)
    if "phase" in given:
        rules.set_phase(session, made, Phase(given["phase"]), version=made.version, actor=actor)


def set_goal(session: Session, stage: Stage, given: Given) -> None:
    """A table says what it works towards, or adjusts it."""
    told = {"reason": given.get("why", ""), "actor": stage.actors[given["by"]]}
    rules.set_goal(session, _table(session, given), given["text"], seen=given["seen"], **told)


def call_meeting(session: Session, stage: Stage, given: Given) -> None:
    """A meeting of a table is planned apart, so many days ahead of the day on which the year ends."""
    table, actor = _table(session, given), stage.actors[given["by"]]
    details = MeetingDetails(given["title"], MeetingKind.TABLE, about=given["about"])
    meeting = create_meeting(session, details, slug=given["slug"], actor=actor)
    meeting.body_kind, meeting.body_id = table.body
    meeting.wanted, meeting.result, meeting.gives = table.wanted, table.result, table.gives
    meeting.track, meeting.organiser = table.track, table.organiser
    invitations.set_time(meeting, _when(stage, given))
    session.flush()
    invitations.invite(session, meeting, actor=actor)


def _when(stage: Stage, given: Given) -> When:
    day = stage.day(-given["in_days"])
    while is_free(day):
        day += timedelta(days=1)
    begins = datetime.combine(day, time(given["hour"]), clock.AMSTERDAM).astimezone(UTC)
    return When(begins, begins + timedelta(hours=3), given["place"])


def say_who_comes(session: Session, stage: Stage, given: Given) -> None:
    """Members say by the link in their invitation whether they come."""
    meeting = stage.meeting(session, given["meeting"])
    for address, reply in given["replies"].items():
        asked = select(MeetingInvitation).where(MeetingInvitation.meeting_id == meeting.id)
        of = asked.join(Person, Person.id == MeetingInvitation.person_id).where(Person.email == address)
        invitations.reply(session, session.scalars(of).one(), Reply(reply))


def move_meeting(session: Session, stage: Stage, given: Given) -> None:
    """A meeting is held on another day."""
    meeting, actor = stage.meeting(session, given["meeting"]), stage.actors[given["by"]]
    invitations.move(session, meeting, _when(stage, given), sequence=meeting.sequence, actor=actor)


def call_off_meeting(session: Session, stage: Stage, given: Given) -> None:
    """A meeting does not go on."""
    meeting: Meeting = stage.meeting(session, given["meeting"])
    invitations.cancel(session, meeting, sequence=meeting.sequence, actor=stage.actors[given["by"]])


def ask_dates(session: Session, stage: Stage, given: Given) -> None:
    """Members are asked which dates of the last planned year suit them, until so many days after the story."""
    table = _table(session, given)
    cycle = session.scalars(select(Cycle).where(Cycle.table_id == table.id).order_by(Cycle.year.desc())).first()
    if cycle is not None:
        polls.start(session, cycle, closes_on=stage.day(-given["in_days"]), actor=stage.actors[given["by"]])


def say_dates(session: Session, _stage: Stage, given: Given) -> None:
    """Members say which dates suit them, in the order of the dates."""
    poll = session.scalars(select(DatePoll).order_by(DatePoll.id.desc()).limit(1)).one()
    dates = polls.choices(session, poll.cycle)
    for address, values in given["said"].items():
        person = session.scalars(select(Person).where(Person.email == address)).one()
        said = {one.id: Liking(value) for one, value in zip(dates, values, strict=False)}
        polls.answer(session, poll, person.id, said)


def own_calendar(session: Session, stage: Stage, given: Given) -> None:
    """Somebody takes a secret address for their calendar."""
    keys.renew(session, stage.person(session, given["who"]), actor=stage.actors[given["who"]])


def _table(session: Session, given: Given) -> DialogueTable:
    return session.scalars(select(DialogueTable).where(DialogueTable.slug == given["table"])).one()


VERBS: dict[str, Verb] = {
    "know_school_holidays": know_school_holidays,
    "plan_year": plan_year,
    "set_goal": set_goal,
    "call_meeting": call_meeting,
    "say_who_comes": say_who_comes,
    "move_meeting": move_meeting,
    "call_off_meeting": call_off_meeting,
    "ask_dates": ask_dates,
    "say_dates": say_dates,
    "own_calendar": own_calendar,
}
