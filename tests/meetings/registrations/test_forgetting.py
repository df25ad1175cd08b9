"""What is kept of who registers, and for how long; and the jobs (P2, P3)."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink, AuditEntry, LinkPurpose
from dialoog.answers.rules.forgetting import forget as forget_giver
from dialoog.answers.views.giver_data import told
from dialoog.config import Settings
from dialoog.contributions import giver_pages
from dialoog.contributions.rules import own_page
from dialoog.db import Database
from dialoog.jobs.models import Job
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.meetings.registrations import jobs
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules import forgetting, registering
from dialoog.organisations.models import Sector
from tests.factories import accounts as people
from tests.factories import contributions
from tests.factories.registrations import admission, asked, registered


@pytest.fixture
def to(session: Session) -> Admission:
    return admission(session, places=2)


def days_after(to: Admission, days: int):  # type: ignore[no-untyped-def]
    assert to.meeting.held_on is not None
    return clock.at(clock.start_of(to.meeting.held_on + timedelta(days=days)) + timedelta(hours=4))


def test_p3_what_nobody_confirmed_goes_after_thirty_days(session: Session, to: Admission) -> None:
    one, other = asked(session, to), registered(session, to)
    with clock.at(clock.now() + timedelta(days=29)):
        assert forgetting.forget_old(session) == 0
    with clock.at(clock.now() + timedelta(days=31)):
        assert forgetting.forget_old(session) == 1
    assert session.scalars(select(Registration)).all() == [other]
    mail = session.scalars(select(OutboxMessage).where(OutboxMessage.subject_id == one.id)).one()
    assert (mail.state, mail.to_address) == (MailState.SKIPPED, None)


def test_p3_needs_go_two_weeks_after_the_day_people_a_year_after(session: Session, to: Admission) -> None:
    one = registered(session, to, needs="Een tolk")
    with days_after(to, 14):
        assert forgetting.forget_old(session) == 0
    with days_after(to, 15):
        assert forgetting.forget_old(session) == 1
    assert (one.needs, bool(one.name), one.forgotten_at) == ("", True, None)
    with days_after(to, 366):
        assert forgetting.forget_old(session) == 1
        assert forgetting.forget_old(session) == 0
    assert (one.name, one.email, one.link_id, one.sector) == ("", None, None, Sector.RESIDENT)
    links = session.scalars(select(AccessLink).where(AccessLink.purpose == LinkPurpose.REGISTRATION)).all()
    with days_after(to, 367):
        assert all(link.expires_at <= clock.now() for link in links)
    rows = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "registrations.forgotten")).all()
    assert {"unconfirmed": 0, "needs": 0, "people": 1} in rows


def test_p3_who_did_not_come_goes_a_month_after_the_day(session: Session, to: Admission) -> None:
    comes, _second, waits = (registered(session, to) for _n in range(3))
    gone = registered(session, to)
    registering.cancel(session, gone)
    with days_after(to, 31):
        forgetting.forget_old(session)
    assert [bool(one.forgotten_at) for one in (comes, waits, gone)] == [False, True, True]


def test_p2_an_address_is_forgotten_at_every_meeting(session: Session, to: Admission) -> None:
    other = admission(session, places=1)
    mine = [registered(session, one, email="bo@voorbeeld.nl") for one in (to, other)]
    waits = registered(session, other)
    assert [one.admission for one in forgetting.of_address(session, "bo@voorbeeld.nl")] == [to, other]
    assert forgetting.forget_address(session, "bo@voorbeeld.nl") == 2
    assert [one.state for one in mine] == [RegistrationState.CANCELLED] * 2
    assert waits.state is RegistrationState.PLACED
    assert forgetting.of_address(session, "bo@voorbeeld.nl") == []
    addresses = session.scalars(select(OutboxMessage.to_address)).all()
    assert "bo@voorbeeld.nl" not in addresses


def test_the_jobs_do_what_falls_due(app: Flask, own_settings: Settings, own_database: Database) -> None:
    with app.app_context():
        with own_database.session() as session:
            to = admission(session, places=2, kept={Sector.YOUTH: 1})
            waits = [registered(session, to, needs="Een tolk") for _n in range(2)][1]
            to.meeting.place = "Elders"
            session.commit()
            held_on = to.meeting.held_on
        assert held_on is not None
        for job, days in ((jobs.TELL_JOB, -60), (jobs.FREEZE_JOB, -7), (jobs.REMIND_JOB, -6), (jobs.FORGET_JOB, 20)):
            with clock.at(clock.start_of(max(held_on + timedelta(days=days), clock.today())) + timedelta(hours=1)):
                jobs.JOBS[job](own_database, own_settings, Job(kind=job, params={}))
        with own_database.session(read_only=True) as session:
            found = session.get_one(Registration, waits.id)
            kinds = set(session.scalars(select(OutboxMessage.kind)))
            assert (found.state, found.needs) == (RegistrationState.PLACED, "")
            assert {"registrations.changed", "registrations.moved-up", "registrations.reminder"} <= kinds


def test_p2_whoever_gave_a_point_too_sees_and_forgets_both(session: Session, to: Admission) -> None:
    giver = contributions.giver(session, contributions.contribution(session), email="bo@voorbeeld.nl")
    one = registered(session, to, email="bo@voorbeeld.nl")
    owner = giver_pages.owner(session, giver)
    assert [kept["bijeenkomst"] for kept in told(session, owner)["aanmeldingen"]] == [to.meeting.slug]
    own_page.ask_forgetting(session, owner, party=False)
    query = select(AccessLink).where(AccessLink.subject_kind == own_page.FORGET)
    forget_giver(session, session.scalars(query).one(), giver)
    assert (one.email, one.name) == (None, "")


def test_p2_who_has_an_account_sees_where_they_come(client: FlaskClient, session: Session, to: Admission) -> None:
    somebody = people.person(session)
    registered(session, to, email=somebody.email)
    people.log_in(client, session, somebody)
    page = client.get("/mijn").text
    assert to.meeting.title in page
    assert 'href="/aanmelding/' in page
