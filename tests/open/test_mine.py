"""The own page of who sits at a table: what is asked of them, and what comes next (T2, T4, T6, T7, T8)."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import links
from dialoog.accounts.models import LinkPurpose, Person
from dialoog.advices.rules import commenting
from dialoog.config import Settings
from dialoog.meetings.calendar import rules as calendar
from dialoog.meetings.calendar.models import Reply
from dialoog.meetings.calendar.queries import invitations_of
from dialoog.permissions import SYSTEM
from dialoog.tables.planning import polls, rules
from dialoog.tables.planning.models import Liking
from tests.factories import accounts as people
from tests.factories import answers as points
from tests.factories import minutes as made
from tests.factories.advices import seated, written
from tests.meetings.calendar.given import meeting_of, table_of
from tests.support.pages import page, token_in
from tests.support.queries import counted_queries
from tests.tables.planning.test_rules import RHYTHM

NOTHING = "Voor uw tafel hoeft u nu niets te doen."


def own(client: FlaskClient, session: Session, who: Person) -> str:
    session.commit()
    people.log_in(client, session, who)
    return page(client, "/mijn")


def test_who_sits_nowhere_sees_nothing_of_tables(client: FlaskClient, session: Session) -> None:
    shown = own(client, session, people.person(session))
    assert "Uw volgende bijeenkomsten" not in shown


def test_t6_an_invitation_is_asked_about_until_it_is_answered(client: FlaskClient, session: Session) -> None:
    table, (member,) = table_of(session, ["Jip Vos"])
    meeting = meeting_of(session, table, 30)
    calendar.invite(session, meeting, actor=SYSTEM)
    shown = own(client, session, member)
    assert "Komt u op" in shown
    assert f'href="/bijeenkomsten/{meeting.slug}"' in shown
    (invited,) = invitations_of(session, member.id)
    calendar.reply(session, invited, Reply.YES)
    shown = own(client, session, member)
    assert NOTHING in shown
    assert "u zei: ja" in shown


def test_t4_a_poll_is_asked_about_until_it_is_answered(client: FlaskClient, session: Session) -> None:
    table, (member,) = table_of(session, ["Jip Vos"])
    cycle = rules.start_cycle(session, table, clock.today().year + 1, RHYTHM, actor=SYSTEM)
    poll = polls.start(session, cycle, closes_on=clock.today() + timedelta(days=9), actor=SYSTEM)
    assert f'href="/mijn/datumpeilingen/{poll.id}"' in own(client, session, member)
    polls.answer(session, poll, member.id, {one.id: Liking.YES for one in polls.choices(session, cycle)})
    assert NOTHING in own(client, session, member)


def test_t7_minutes_are_asked_about_for_two_weeks(client: FlaskClient, session: Session) -> None:
    held = made.held(session)
    made.opened(session, held)
    assert f'href="/bijeenkomsten/{held.meeting.slug}/notulen/concept"' in own(client, session, held.member)
    with clock.at(clock.now() + timedelta(days=15)):
        assert NOTHING in own(client, session, held.member)


def test_t8_an_advice_is_asked_about_while_members_may_comment(client: FlaskClient, session: Session) -> None:
    at = seated(session)
    advice = written(session, at)
    assert NOTHING in own(client, session, at.member)
    commenting.ask_for_comments(session, advice, until=clock.today(), actor=at.of_chair)
    assert f'href="/adviezen/{advice.slug}/opmerkingen"' in own(client, session, at.member)
    stranger = seated(session)
    assert advice.title not in own(client, session, stranger.member)


def test_it_asks_the_same_for_one_meeting_and_for_many(client: FlaskClient, session: Session) -> None:
    table, (member,) = table_of(session, ["Jip Vos"])
    counts = []
    for days in ((20,), (30, 40, 50, 60)):
        for ahead in days:
            calendar.invite(session, meeting_of(session, table, ahead), actor=SYSTEM)
        session.commit()
        people.log_in(client, session, member)
        with counted_queries(client.application) as asked:
            page(client, "/mijn")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_t6_a_meeting_shows_before_invitations_are_sent(client: FlaskClient, session: Session) -> None:
    table, (member,) = table_of(session, ["Jip Vos"])
    ahead, off = meeting_of(session, table, 30), meeting_of(session, table, 40)
    off.cancelled_at = clock.now()
    shown = own(client, session, member)
    assert shown.count(f'href="/bijeenkomsten/{ahead.slug}"') == 1
    assert f'href="/bijeenkomsten/{off.slug}"' not in shown
    stranger = seated(session)
    assert ahead.slug not in own(client, session, stranger.member)


def test_a_chair_is_led_to_their_table(client: FlaskClient, session: Session) -> None:
    held = made.held(session)
    assert f'href="/adviezen?tafel={held.table.slug}"' in own(client, session, held.chair)
    assert f'href="/adviezen?tafel={held.table.slug}"' not in own(client, session, held.member)


def test_what_waits_is_asked_under_one_heading_of_that_name(client: FlaskClient, session: Session) -> None:
    held = made.held(session)
    points.giver(session, points.points(session, None), email=held.member.email)
    shown = own(client, session, held.member)
    assert shown.count(">Wat wij u vragen<") == 1
    assert "Niets. U hoeft nu niets te doen." not in shown


def test_p2_points_stay_with_whoever_changes_their_address(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    person = people.person(session, name="Jip Vos")
    (point,) = points.points(session, None)
    given = points.giver(session, [point], email=person.email)
    assert point.number in own(client, session, person)
    new = "jip@elders.example.org"
    link = links.issue(
        session, LinkPurpose.CONFIRM, person_id=person.id, params={"email": new}, valid_for=timedelta(hours=1)
    )
    session.commit()
    path = f"/mijn/gegevens/e-mail/{links.token(link, settings.secret_key)}"
    assert client.post(path, data={"csrf_token": token_in(page(client, path))}).status_code == 302
    assert point.number in page(client, "/mijn")
    session.refresh(given)
    assert given.email == new
