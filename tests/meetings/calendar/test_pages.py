"""The pages and feeds of calendars: the link in the mail, one's own, the secretariat's (T6)."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.config import Settings
from dialoog.meetings.calendar import rules
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.models import Meeting
from dialoog.permissions import SYSTEM
from tests.contributions.pages import get, send, written
from tests.factories import accounts, tables
from tests.meetings.calendar.given import at, mails, meeting_of, table_of, when
from tests.support.pages import secretary, token_in
from tests.support.queries import counted_queries

LINK = re.compile(r"https?://[^/\s]+(/bijeenkomst/aanwezig/[^\s\"]+)")


@pytest.fixture
def jip(session: Session) -> Person:
    """Somebody at a table of which a meeting lies ahead."""
    table, [person] = table_of(session, ["Jip Vos"])
    rules.invite(session, meeting_of(session, table), actor=SYSTEM)
    session.commit()
    return person


def invitation_of(session: Session, person: Person) -> MeetingInvitation:
    session.expire_all()
    return session.scalars(select(MeetingInvitation).where(MeetingInvitation.person_id == person.id)).one()


def link_of(app: Flask, session: Session, settings: Settings, person: Person) -> str:
    told = written(app, session, settings, mails(session, person)[-1])
    assert told is not None
    assert set(LINK.findall(told["plain"])) == set(LINK.findall(told["html"]))
    [link] = LINK.findall(told["plain"])
    return link


class TestByTheLink:
    def test_t6_an_answer_is_kept_by_post_alone_and_can_be_changed(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, jip: Person
    ) -> None:
        link = link_of(app, session, settings, jip)
        get(client, link)
        assert invitation_of(session, jip).reply is None
        for reply in (Reply.MAYBE, Reply.YES):
            assert send(client, link, {"reply": reply.value}).location == link
            assert invitation_of(session, jip).reply is reply
        assert "U zei: Ja." in get(client, link)

    def test_t6_a_yes_to_the_old_day_is_none_to_the_new_one(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, jip: Person
    ) -> None:
        link = link_of(app, session, settings, jip)
        found = invitation_of(session, jip)
        shown = get(client, link)
        assert 'name="sequence" value="0"' in shown
        rules.move(session, found.meeting, when(67), sequence=0, actor=SYSTEM)
        session.commit()
        old = {"reply": "ja", "sequence": "0"}
        assert "intussen gewijzigd" in send(client, link, old).text
        accounts.log_in(client, session, jip)
        data = {**old, "csrf_token": token_in(get(client, "/mijn/kalender"))}
        assert client.post(f"/mijn/kalender/{found.id}/antwoord", data=data).status_code == 302
        assert invitation_of(session, jip).reply is None
        assert send(client, link, {"reply": "ja", "sequence": "1"}).location == link
        assert invitation_of(session, jip).reply is Reply.YES

    def test_what_is_no_answer_is_refused(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, jip: Person
    ) -> None:
        answer = send(client, link_of(app, session, settings, jip), {"reply": "wellicht"})
        assert answer.status_code == 400
        assert invitation_of(session, jip).reply is None

    def test_the_link_ends_with_the_invitation_and_with_the_meeting(
        self, app: Flask, client: FlaskClient, session: Session, settings: Settings, jip: Person
    ) -> None:
        link = link_of(app, session, settings, jip)
        with clock.at(at(61)):
            assert "voorbij" in get(client, link, 410)
        invitation_of(session, jip).ended_at = clock.now()
        session.commit()
        assert "niet meer uitgenodigd" in get(client, link, 410)
        found = invitation_of(session, jip)
        found.ended_at, meeting = None, found.meeting
        rules.cancel(session, meeting, sequence=0, actor=SYSTEM)
        session.commit()
        assert "afgelast" in get(client, link, 410)
        get(client, f"{link[:-3]}abc", 410)


def test_each_mail_says_what_happened_and_is_no_mail_to_a_giver(
    app: Flask, session: Session, settings: Settings, jip: Person
) -> None:
    meeting = invitation_of(session, jip).meeting
    told = [written(app, session, settings, mails(session, jip)[-1])]
    rules.move(session, meeting, when(70), sequence=0, actor=SYSTEM)
    told.append(written(app, session, settings, mails(session, jip)[-1]))
    rules.cancel(session, meeting, sequence=1, actor=SYSTEM)
    told.append(written(app, session, settings, mails(session, jip)[-1]))
    known = [mail for mail in told if mail]
    assert [mail["subject"].partition(":")[0] for mail in known] == ["Uitnodiging", "Gewijzigd", "Afgelast"]
    for mail, words in zip(known, ("zet u de bijeenkomst", "(eerst: ", "is afgelast"), strict=True):
        assert words in mail["plain"]
        assert words in mail["html"]
        assert "Al uw inbreng" not in mail["plain"] + mail["html"]
        assert f"/bijeenkomsten/{meeting.slug}" in mail["plain"]


class TestOwnCalendar:
    def test_t6_a_secret_address_that_can_be_renewed(self, client: FlaskClient, session: Session, jip: Person) -> None:
        accounts.log_in(client, session, jip)
        send(client, "/mijn/kalender", {})
        first = self._renewed(client)
        feed = client.get(first)
        assert (feed.status_code, feed.content_type) == (200, "text/calendar; charset=utf-8")
        assert feed.headers["Cache-Control"] == "no-store"
        [event] = Calendar.from_ical(feed.text).walk("VEVENT")
        assert event.decoded("DTSTART") == at(60)
        second = self._renewed(client)
        assert second != first
        assert [client.get(address).status_code for address in (first, second)] == [404, 200]
        jip.active = False
        session.commit()
        assert client.get(second).status_code == 404

    def _renewed(self, client: FlaskClient) -> str:
        page = get(client, "/mijn/kalender")
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        assert token
        client.post("/mijn/kalender/adres", data={"csrf_token": token[1]})
        found = re.search(r"https?://[^/\s<]+(/mijn/kalender/[\w-]+\.ics)", get(client, "/mijn/kalender"))
        assert found
        return found[1]

    @pytest.mark.parametrize("secret", ["x", "A" * 54, "é", "_" * 54])
    def test_what_is_no_secret_gives_nothing(self, client: FlaskClient, secret: str) -> None:
        assert client.get(f"/mijn/kalender/{secret}.ics").status_code == 404

    def test_an_own_answer_and_nobody_elses(self, client: FlaskClient, session: Session, jip: Person) -> None:
        key = invitation_of(session, jip).id
        other = accounts.person(session, name="Iemand Anders")
        accounts.log_in(client, session, other)
        fields = {"reply": "ja", "csrf_token": self._token(client)}
        assert client.post(f"/mijn/kalender/{key}/antwoord", data=fields).status_code == 404
        accounts.log_in(client, session, jip)
        fields["csrf_token"] = self._token(client)
        assert client.post(f"/mijn/kalender/{key}/antwoord", data=fields).status_code == 302
        assert invitation_of(session, jip).reply is Reply.YES
        assert "U zei: Ja." in get(client, "/mijn/kalender")

    def test_p2_what_is_over_or_called_off_is_shown_too(
        self, client: FlaskClient, session: Session, jip: Person
    ) -> None:
        found = invitation_of(session, jip)
        rules.reply(session, found, Reply.MAYBE)
        rules.cancel(session, found.meeting, sequence=0, actor=SYSTEM)
        session.commit()
        accounts.log_in(client, session, jip)
        page = get(client, "/mijn/kalender")
        for words in ("U bent nu nergens voor uitgenodigd", "u zei: misschien", "Afgelast"):
            assert words in page

    def _token(self, client: FlaskClient) -> str:
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', get(client, "/mijn/kalender"))
        assert found
        return found[1]


def test_t6_the_public_feed_holds_every_meeting_and_nobodys_name(
    client: FlaskClient, session: Session, jip: Person
) -> None:
    feed = client.get("/bijeenkomsten.ics")
    assert feed.status_code == 200
    [event] = Calendar.from_ical(feed.text).walk("VEVENT")
    assert event["SUMMARY"] == "Tafeloverleg"
    assert "Jip" not in feed.text
    assert jip.email not in feed.text
    rules.cancel(session, invitation_of(session, jip).meeting, sequence=0, actor=SYSTEM)
    session.commit()
    [event] = Calendar.from_ical(client.get("/bijeenkomsten.ics").text).walk("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


class TestForTheSecretariat:
    def test_invited_moved_and_called_off(self, client: FlaskClient, session: Session) -> None:
        table, _people = table_of(session, ["Jip Vos", "Mees Kok"])
        meeting = meeting_of(session, table)
        session.commit()
        secretary(client, session)
        address = f"/werk/bijeenkomsten/{meeting.slug}"
        assert "Er is nog niemand uitgenodigd" in get(client, f"{address}/uitnodigingen")
        assert send(client, f"{address}/uitnodigingen", {}).status_code == 302
        page = get(client, f"{address}/uitnodigingen")
        assert "2 mensen krijgen een uitnodiging." in page
        assert "Mees Kok" in page
        new = when(70, 10, "Zwolle")
        moved = {"day": str(clock.local(new.begins_at).date()), "begin": "10:00", "until": "13:00", "place": "Zwolle"}
        assert send(client, f"{address}/verzetten", moved).location == f"{address}/uitnodigingen"
        session.expire_all()
        assert (meeting.begins_at, meeting.place, meeting.sequence) == (new.begins_at, "Zwolle", 1)
        late = send(client, f"{address}/verzetten", {**moved, "begin": "11:00", "sequence": "0"})
        assert late.status_code == 409
        for words in ("Iemand anders", "van 10.00 tot 13.00 uur, Zwolle", "11:00"):
            assert words in late.text
        assert send(client, f"{address}/verzetten", {**moved, "until": "09:00"}).status_code == 400
        assert send(client, f"{address}/afgelasten", {}).status_code == 302
        assert "is afgelast" in get(client, f"{address}/uitnodigingen")
        assert "gaat niet door" in get(client, f"/bijeenkomsten/{meeting.slug}")
        get(client, f"{address}/afgelasten", 400)

    def test_a_meeting_of_no_body_says_so(self, client: FlaskClient, session: Session) -> None:
        meeting = tables.meeting(session, tables.table(session))
        meeting.body_id = meeting.body_kind = None
        session.commit()
        secretary(client, session)
        assert "hoort niet bij een tafel" in get(client, f"/werk/bijeenkomsten/{meeting.slug}/uitnodigingen")

    def test_a_meeting_without_a_time_gets_one_and_then_invites(self, client: FlaskClient, session: Session) -> None:
        table, _people = table_of(session, ["Jip Vos"])
        meeting = tables.meeting(session, table)
        session.commit()
        secretary(client, session)
        address = f"/werk/bijeenkomsten/{meeting.slug}"
        assert "heeft nog geen tijd" in get(client, f"{address}/uitnodigingen")
        day = str(clock.local(when(40).begins_at).date())
        assert send(client, f"{address}/verzetten", {"day": day, "begin": "13:00", "until": "16:00"}).status_code == 302
        assert "Verstuur de uitnodigingen" in get(client, f"{address}/uitnodigingen")

    def test_an_hour_that_summer_time_skips_is_refused(self, client: FlaskClient, session: Session) -> None:
        meeting: Meeting = meeting_of(session, tables.table(session))
        session.commit()
        secretary(client, session)
        fields = {"day": "2031-03-30", "begin": "02:30", "until": "05:00"}
        answer = send(client, f"/werk/bijeenkomsten/{meeting.slug}/verzetten", fields)
        assert answer.status_code == 400
        assert "bestaat op die dag niet" in answer.text


@pytest.mark.once
def test_pages_ask_the_same_few_questions_for_many_rows(app: Flask, client: FlaskClient, session: Session) -> None:
    table, [jip] = table_of(session, ["Jip Vos"])
    meeting = meeting_of(session, table)
    rules.invite(session, meeting, actor=SYSTEM)
    session.commit()
    addresses = {"staff": f"/werk/bijeenkomsten/{meeting.slug}/uitnodigingen", "own": "/mijn/kalender"}

    def counts() -> dict[str, int]:
        found = {}
        for who, address in (*addresses.items(), ("feed", "/bijeenkomsten.ics")):
            if who == "staff":
                secretary(client, session)
            else:
                accounts.log_in(client, session, jip)
            with counted_queries(app) as statements:
                assert client.get(address).status_code == 200
            found[who] = len(statements)
        return found

    few = counts()
    for number in range(20):
        tables.member(session, table, accounts.person(session, name=f"Lid {number}"))
        rules.invite(session, meeting_of(session, table, 70 + number), actor=SYSTEM)
    rules.keep_all_up(session)
    session.commit()
    assert counts() == few
    assert max(few.values()) <= 9
