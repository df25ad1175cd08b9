"""Planning the year of a table: its phase and goal, proposing dates, adjusting them, and fixing them (T4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import Conflict, RuleViolation
from dialoog.meetings.calendar.rules import When, invite, set_time
from dialoog.meetings.models import Meeting, MeetingKind
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.permissions import Actor
from dialoog.tables.models import DialogueTable
from dialoog.tables.planning import polls
from dialoog.tables.planning.models import Cycle, Phase, PlannedDate, PollAnswer, Region, TableGoal
from dialoog.tables.planning.proposing import MOST, SOFT, Wish, propose
from dialoog.tables.planning.queries import dates_of, goals_of, last_poll, met_by, taken
from dialoog.tables.planning.shown import reason, why
from dialoog.web.rendering import long_date

SUBJECT = "tafel"
LONGEST_GOAL = 2000


@dataclass(frozen=True)
class Rhythm:
    """How often a table meets in a year, on which day of the week (0 for Monday) and from when to when."""

    meetings: int
    begins: time
    ends: time
    weekday: int | None = None
    place: str = ""
    regions: Collection[Region] = tuple(Region)


def start_cycle(session: Session, table: DialogueTable, year: int, rhythm: Rhythm, *, actor: Actor) -> Cycle:
    """Begin the year of a table, with a proposal for its dates.

    Raises RuleViolation for a year outside the table's term or that is there already, and for a rhythm that cannot be.
    """
    if not table.starts_on.year <= year <= table.ends_on.year:
        term = {"first": table.starts_on.year, "last": table.ends_on.year}
        raise RuleViolation(_("Deze tafel loopt van %(first)s tot en met %(last)s.", **term), field="year")
    if session.scalar(select(Cycle.id).where(Cycle.table_id == table.id, Cycle.year == year)) is not None:
        raise RuleViolation(_("Dit jaar is er al. Kies het in de lijst."), field="year")
    made = Cycle(table=table, year=year, phase=Phase.CARRYING_OUT, version=1, created_at=clock.now())
    _set_rhythm(made, rhythm)
    session.add(made)
    session.flush()
    _propose(session, made)
    _note(session, made, "cycle.started", actor, meetings=rhythm.meetings)
    return made


def change_rhythm(session: Session, cycle: Cycle, rhythm: Rhythm, *, version: int, actor: Actor) -> None:
    """Another rhythm, with new proposals; dates that are fixed stay. Raises Conflict, and RuleViolation in a poll."""
    _changed(session, cycle, version)
    _set_rhythm(cycle, rhythm)
    _propose_anew(session, cycle)
    _note(session, cycle, "cycle.rhythm", actor, meetings=rhythm.meetings)


def _set_rhythm(cycle: Cycle, rhythm: Rhythm) -> None:
    if not 1 <= rhythm.meetings <= MOST:
        raise RuleViolation(_("Kies 1 tot en met %(most)s bijeenkomsten.", most=MOST), field="meetings")
    if rhythm.ends <= rhythm.begins:
        raise RuleViolation(_("Het einde ligt voor het begin."), field="ends")
    cycle.meetings, cycle.weekday = rhythm.meetings, rhythm.weekday
    cycle.begins, cycle.ends, cycle.place = rhythm.begins, rhythm.ends, rhythm.place
    cycle.regions = sorted(region.value for region in rhythm.regions)


def propose_again(session: Session, cycle: Cycle, *, version: int, actor: Actor) -> None:
    """New proposals in place of the dates that are not fixed. Raises Conflict, and RuleViolation in a poll."""
    _changed(session, cycle, version)
    _propose_anew(session, cycle)
    _note(session, cycle, "cycle.proposed", actor)


def _propose_anew(session: Session, cycle: Cycle) -> None:
    if polls.is_open(last_poll(session, cycle)):
        raise RuleViolation(_("Er loopt een peiling over deze datums. Sluit die eerst."))
    loose = select(PlannedDate.id).where(PlannedDate.cycle_id == cycle.id, PlannedDate.meeting_id.is_(None))
    ids = session.scalars(loose).all()
    session.execute(delete(PollAnswer).where(PollAnswer.date_id.in_(ids)))
    session.execute(delete(PlannedDate).where(PlannedDate.id.in_(ids)))
    _propose(session, cycle)


def _propose(session: Session, cycle: Cycle) -> None:
    """Dates for what the year still lacks, none of which the term of the table does not hold."""
    first = max(date(cycle.year, 1, 1), cycle.table.starts_on)
    last = min(date(cycle.year, 12, 31), cycle.table.ends_on)
    wish = Wish(cycle.meetings, first, last, cycle.weekday, met_by(session, cycle))
    # A date whose meeting was moved or called off stays in the list: it is not proposed again.
    listed = {one.day: "" for one in dates_of(session, cycle) if one.day}
    known = taken(session, cycle)
    for found in propose(wish, replace(known, met={**listed, **known.met})):
        session.add(PlannedDate(cycle=cycle, day=found.day, wished_on=found.wished, why=why(found)))
    session.flush()


def add_date(
    session: Session, cycle: Cycle, day: date, *, despite: bool = False, version: int, actor: Actor
) -> PlannedDate:
    """A date of the secretariat's own choice. `despite`: also in a school holiday or within six weeks.

    Raises RuleViolation for a day that cannot be, saying why; Conflict.
    """
    _changed(session, cycle, version)
    if (
        not max(date(cycle.year, 1, 1), cycle.table.starts_on)
        <= day
        <= min(date(cycle.year, 12, 31), cycle.table.ends_on)
    ):
        raise RuleViolation(_("Kies een dag in %(year)s waarop deze tafel loopt.", year=cycle.year), field="day")
    if any(one.day == day for one in dates_of(session, cycle)):
        raise RuleViolation(_("Deze dag staat al in de lijst."), field="day")
    told = _check_day(session, cycle, day, despite=despite)
    made = PlannedDate(cycle=cycle, day=day, wished_on=day, why=told)
    session.add(made)
    session.flush()
    _note(session, cycle, "cycle.date-added", actor, date=made.id)
    return made


def _check_day(session: Session, cycle: Cycle, day: date, *, despite: bool) -> str:
    """In words what speaks against a day that is chosen despite it. Raises RuleViolation."""
    obstacle = taken(session, cycle).obstacle(day)
    if obstacle is None:
        return ""
    told = {"day": long_date(day), "why": reason(obstacle)}
    if obstacle.kind not in SOFT:
        raise RuleViolation(_("%(day)s kan niet: %(why)s.", **told), field="day")
    if not despite:
        asks = _("%(day)s: %(why)s. Kiest u die dag toch? Zet dan het vinkje.", **told)
        raise RuleViolation(asks, field="day")
    return _("Toch gekozen, al geldt: %(why)s.", **told)


def remove_date(session: Session, cycle: Cycle, planned: PlannedDate, *, version: int, actor: Actor) -> None:
    """Take a date from the list, with what was said of it. Raises RuleViolation for a fixed one; Conflict."""
    _changed(session, cycle, version)
    if planned.meeting_id is not None:
        raise RuleViolation(_("Deze datum is vastgelegd. Gelast de bijeenkomst af als zij niet doorgaat."))
    session.execute(delete(PollAnswer).where(PollAnswer.date_id == planned.id))
    session.delete(planned)
    session.flush()
    _note(session, cycle, "cycle.date-removed", actor)


def fix(session: Session, cycle: Cycle, keys: Collection[int], *, version: int, actor: Actor) -> Sequence[Meeting]:
    """Make the meetings of these dates and invite who sits at the table; a poll ends. All of them, or none.

    Raises RuleViolation without a date, or for one that cannot be (any more), saying why; Conflict.
    """
    _changed(session, cycle, version)
    chosen = [one for one in dates_of(session, cycle) if one.id in keys and one.day and one.meeting_id is None]
    if not chosen:
        raise RuleViolation(_("Kies een of meer datums."))
    made = []
    for planned in chosen:
        # Checked once more: another table may have taken the day since it was proposed.
        _check_day(session, cycle, planned.day or planned.wished_on, despite=True)
        planned.meeting = _meeting(session, cycle, planned.day or planned.wished_on, actor=actor)
        made.append(planned.meeting)
    open_poll = last_poll(session, cycle)
    if open_poll is not None and polls.is_open(open_poll):
        polls.close(session, open_poll, actor=actor)
    session.flush()
    _note(session, cycle, "cycle.dates-fixed", actor, meetings=len(made))
    for meeting in made:
        invite(session, meeting, actor=actor)
    return made


def _meeting(session: Session, cycle: Cycle, day: date, *, actor: Actor) -> Meeting:
    table = cycle.table
    details = MeetingDetails(
        title=_("%(table)s: overleg van %(day)s", table=table.name, day=long_date(day).partition(" ")[2])[:200],
        kind=MeetingKind.TABLE,
        about=table.purpose,
    )
    meeting = create_meeting(session, details, actor=actor)
    meeting.body_kind, meeting.body_id = table.body
    meeting.wanted, meeting.result, meeting.gives = table.wanted, table.result, table.gives
    meeting.track, meeting.organiser = table.track, table.organiser
    set_time(meeting, When(_at(day, cycle.begins), _at(day, cycle.ends), cycle.place))
    return meeting


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.AMSTERDAM).astimezone(UTC)


def set_phase(session: Session, cycle: Cycle, phase: Phase, *, version: int, actor: Actor) -> None:
    """Where the cycle is now (R95). Raises Conflict."""
    _changed(session, cycle, version)
    cycle.phase = phase
    session.flush()
    _note(session, cycle, "cycle.phase", actor)


def set_goal(session: Session, table: DialogueTable, text: str, *, reason: str, seen: int, actor: Actor) -> TableGoal:
    """A next version of what the table works towards; all stay to be read (R105).

    `seen`: the number of the version it is changed on top of, 0 for the first. Raises RuleViolation without a text, or
    without a reason for another one; Conflict when somebody else changed it.
    """
    known = goals_of(session, table)
    if (known[0].n if known else 0) != seen:
        raise Conflict(_("Iemand anders heeft het doel intussen gewijzigd. Er is niets overschreven."))
    if not text.strip():
        raise RuleViolation(_("Schrijf op waar de tafel naartoe werkt."), field="text")
    if known and not reason.strip():
        raise RuleViolation(_("Schrijf op waarom het doel verandert."), field="reason")
    made = TableGoal(table_id=table.id, n=seen + 1, text=text.strip(), why=reason.strip() if known else "")
    made.set_at, made.set_by_id = clock.now(), actor.person_id
    session.add(made)
    session.flush()
    audit.note(session, actor=actor, action="table.goal-set", subject_kind=SUBJECT, subject_key=table.slug)
    return made


def _changed(session: Session, cycle: Cycle, version: int) -> None:
    # Of two at once the second waits here, and then sees what the first did.
    session.refresh(cycle, with_for_update={"of": Cycle})
    if cycle.version != version:
        raise Conflict(_("Iemand anders heeft deze planning intussen gewijzigd. Er is niets overschreven."))
    cycle.version += 1


def _note(session: Session, cycle: Cycle, action: str, actor: Actor, **detail: int) -> None:
    told = {"year": cycle.year, **detail}
    audit.note(
        session, actor=actor, action=action, subject_kind=SUBJECT, subject_key=cycle.table.slug, detail=dict(told)
    )
