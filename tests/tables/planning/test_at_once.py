"""Two who do the same at the same moment: nothing twice, nobody's page breaks (T4, T6)."""

from datetime import timedelta

from sqlalchemy import func, select

from dialoog import clock, create_app
from dialoog.accounts.models import Person
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.meetings.calendar import keys
from dialoog.meetings.calendar import rules as invitations
from dialoog.meetings.calendar.models import CalendarKey, MeetingInvitation
from dialoog.meetings.models import Meeting
from dialoog.permissions import SYSTEM
from dialoog.tables.planning import polls, rules
from dialoog.tables.planning.models import Cycle, DatePoll, Liking, PollAnswer
from tests.answers.test_at_once import at_once
from tests.meetings.calendar.given import mails, meeting_of, table_of
from tests.tables.planning.test_rules import RHYTHM


def test_t4_t6_at_once(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    with app.app_context(), own_database.session() as session:
        table, [jip] = table_of(session, ["Jip Vos"])
        meeting = meeting_of(session, table).id
        cycle = rules.start_cycle(session, table, clock.today().year + 1, RHYTHM, actor=SYSTEM)
        poll = polls.start(session, cycle, closes_on=clock.today() + timedelta(days=9), actor=SYSTEM)
        dates = [one.id for one in polls.choices(session, cycle)]
        key, cycle_id, poll_id = jip.id, cycle.id, poll.id
        session.commit()
    said = dict.fromkeys(dates, Liking.YES)
    both = ["done", "done"]
    assert (
        at_once(app, own_database, lambda s: invitations.invite(s, s.get_one(Meeting, meeting), actor=SYSTEM)) == both
    )
    assert at_once(app, own_database, lambda s: polls.answer(s, s.get_one(DatePoll, poll_id), key, said)) == both
    assert at_once(app, own_database, lambda s: keys.renew(s, s.get_one(Person, key), actor=SYSTEM)) == both
    fixing = at_once(
        app, own_database, lambda s: rules.fix(s, s.get_one(Cycle, cycle_id), dates, version=1, actor=SYSTEM)
    )
    assert fixing == ["Conflict", "done"]
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(PollAnswer)) == len(dates)
        assert session.scalar(select(func.count()).select_from(CalendarKey)) == 1
        assert session.scalar(select(func.count()).select_from(Meeting)) == 1 + len(dates)
        assert session.scalar(select(func.count()).select_from(MeetingInvitation)) == 1 + len(dates)
        assert len(mails(session)) == 1 + len(dates)
