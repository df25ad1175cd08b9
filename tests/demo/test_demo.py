"""`dialoog demo`: a believable year, made by the rules on their own days, whole or not at all, and only once."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock, create_app
from dialoog.accounts import passwords, second_factor
from dialoog.accounts.models import Person
from dialoog.answers.models import AnswerVersion, EffectQuestion, Verdict, VerdictValue, VersionState
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState, Review, ReviewState
from dialoog.answers.queries.untold import count_stopped, count_untold
from dialoog.cli import dialoog
from dialoog.commitments.models import OPEN_STATES, Commitment, CommitmentState
from dialoog.config import Settings
from dialoog.contributions import page_mails
from dialoog.contributions.models import (
    Channel,
    Contribution,
    ContributionGiver,
    ContributionState,
    Giver,
    Look,
    Outcome,
    ShownAs,
    TextLook,
)
from dialoog.db import Database
from dialoog.demo import script, year
from dialoog.demo.whole import whole
from dialoog.dossiers.minutes.models import Handled, Minutes, MinutesComment, MinutesState
from dialoog.endorsements import mails as endorsements_mails
from dialoog.endorsements.models import Endorsement, EndorsementState
from dialoog.errors import RuleViolation
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.meetings.agenda.models import AgendaItem, Decision, Paper, PaperVersion, Presence, PresenceKind
from dialoog.meetings.agenda.models import ItemState as ItemOn
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.models import Level, Meeting
from dialoog.meetings.registrations.models import Registration, RegistrationState
from dialoog.register.models import Event, EventText, TreeHead
from dialoog.register.verification import verify_log
from dialoog.tables import mails as tables_mails
from dialoog.tables.models import HoldingState, MemberNeed, SeatHolding
from dialoog.tables.planning import polls
from dialoog.tables.planning.models import Cycle, DatePoll, PollAnswer, SchoolHoliday
from dialoog.tables.planning.queries import met_by
from dialoog.terms.models import Clock
from dialoog.wiring import BOUNCES, CHECKS, RENDERERS
from tests.factories import accounts as people
from tests.support.application import Databases


@pytest.fixture(scope="module")
def settings_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Settings]:
    def made(url: str) -> Settings:
        folder = tmp_path_factory.mktemp("demo")
        return Settings(instance=folder, database_url=url, secret_key="a-secret-for-tests-that-is-long-enough")

    return made


@pytest.fixture(scope="module")
def loaded(databases: Databases, settings_of: Callable[[str], Settings]) -> Iterator[Flask]:
    """An application with the demo in its database, loaded once: the tests below only look."""
    app = create_app(settings_of(databases.fresh()))
    result = run(app)
    assert result.exit_code == 0, result.output
    yield app
    app.extensions["dialoog_database"].dispose()


@pytest.fixture
def reading(loaded: Flask) -> Iterator[Session]:
    database: Database = loaded.extensions["dialoog_database"]
    with loaded.app_context(), database.session(read_only=True) as session:
        yield session


def run(app: Flask):  # type: ignore[no-untyped-def] - click's own result
    return FlaskCliRunner(app).invoke(dialoog, ["demo"])


def counted(session: Session, column) -> Counter[object]:  # type: ignore[no-untyped-def] - any column
    return Counter(dict(session.execute(select(column, func.count()).group_by(column)).all()))


def test_there_are_sixty_points_and_more_in_every_state_and_outcome(reading: Session) -> None:
    states = counted(reading, Contribution.status)
    assert sum(states.values()) >= 60
    assert set(states) == set(ContributionState)
    assert set(counted(reading, Contribution.outcome)) == {None, *Outcome}
    assert set(counted(reading, Contribution.channel)) == set(Channel)
    assert set(counted(reading, Contribution.level)) == set(Level)
    assert set(counted(reading, Contribution.shown_as)) == set(ShownAs)
    assert (reading.scalar(select(func.count()).where(Meeting.body_id.is_(None))) or 0) >= 2


def test_minutes_are_written_commented_on_and_published(reading: Session) -> None:
    """T7: and of a meeting to come there are an agenda, papers in versions, and what members put forward."""
    assert set(counted(reading, Minutes.state)) == set(MinutesState) - {MinutesState.ADOPTED}
    assert set(counted(reading, MinutesComment.handled)) == {None, *Handled}
    assert set(counted(reading, AgendaItem.state)) == set(ItemOn)
    assert set(counted(reading, Presence.kind)) == set(PresenceKind)
    assert set(counted(reading, Paper.public)) == {True, False}
    assert max(reading.scalars(select(PaperVersion.n))) == 2
    assert reading.scalar(select(func.count()).where(Decision.due_on < clock.today(), Decision.done_on.is_(None)))


def test_seats_are_in_every_state_and_needs_open_and_met(reading: Session) -> None:
    assert set(counted(reading, SeatHolding.state)) == set(HoldingState)
    met = select(MemberNeed.done_at.is_not(None)).distinct()
    assert set(reading.scalars(met)) == {True, False}


def test_commitments_are_in_every_state_and_some_are_late(reading: Session) -> None:
    assert set(counted(reading, Commitment.status)) == set(CommitmentState)
    late = select(func.count()).where(Commitment.status.in_(OPEN_STATES), Commitment.due_on < clock.today())
    assert (reading.scalar(late) or 0) >= 2


def test_some_answers_are_late_some_in_time_some_extended(reading: Session) -> None:
    waiting = select(Contribution.answer_due).where(Contribution.status == ContributionState.IN_HAND)
    dues = reading.scalars(waiting).all()
    assert min(d for d in dues if d) < clock.today() < max(d for d in dues if d)
    assert reading.scalar(select(func.count()).where(Clock.extended_by > 0))


def test_answers_have_versions_drafts_and_verdicts_of_every_kind(reading: Session) -> None:
    assert set(counted(reading, AnswerVersion.state)) == set(VersionState)
    assert set(counted(reading, Verdict.value)) == set(VerdictValue)
    assert reading.scalar(select(func.count()).where(Verdict.value == VerdictValue.NO, Verdict.handled_at.is_(None)))
    happened = set(reading.scalars(select(Event.kind)))
    assert {"sent-back", "laid-aside", "left-answer", "answer-changed"} <= happened


def test_releases_lie_ahead_are_done_and_called_off_and_colleagues_read(reading: Session) -> None:
    assert set(counted(reading, Release.state)) == set(ReleaseState)
    assert counted(reading, ReleaseItem.state)[ItemState.WAITING] == 2
    said = set(counted(reading, Review.state))
    assert said >= {ReviewState.ASKED, ReviewState.AGREED, ReviewState.REMARKS}


def test_texts_were_withdrawn_blacked_out_and_erased(reading: Session) -> None:
    by = [event.data["by"] for event in reading.scalars(select(Event).where(Event.kind == "withdrawn"))]
    assert set(by) == {"inbrenger", "secretariaat"}
    assert reading.scalar(select(func.count()).where(Event.kind == "erased")) == 1
    assert reading.scalar(select(func.count()).where(Contribution.public_text.contains("[weggelakt]"))) == 2
    assert reading.scalar(select(func.count()).where(EventText.erased_at.is_not(None)))


def test_words_wait_were_looked_at_and_were_hidden(reading: Session) -> None:
    """D3a: the reaction of a giver, and the name of a party that nobody knew."""
    assert set(counted(reading, TextLook.look)) == set(Look)
    assert reading.scalar(select(func.count()).where(TextLook.name == "reaction", TextLook.look == Look.WAITING))


def test_people_register_for_a_broad_meeting_wait_come_and_stay_away(reading: Session) -> None:
    """T5: one meeting lies ahead, with a waiting list; one was held, with check-ins."""
    assert set(counted(reading, Registration.state)) == set(RegistrationState)
    assert reading.scalar(select(func.count()).where(Registration.walked_in)) == 1
    assert reading.scalar(select(func.count()).where(Registration.forgotten_at.is_not(None)))


def test_parties_of_several_sectors_back_points(reading: Session) -> None:
    assert set(counted(reading, Endorsement.state)) >= set(EndorsementState) - {EndorsementState.HIDDEN}
    assert len(counted(reading, Endorsement.sector)) >= 4
    assert reading.scalar(select(func.count()).where(Contribution.endorsed > 0)) == 3


def test_givers_confirmed_denied_bounced_and_nobody_was_forgotten(reading: Session) -> None:
    assert reading.scalar(select(func.count()).where(Giver.confirmed_at.is_not(None)))
    assert reading.scalar(select(func.count()).where(Giver.bounced_at.is_not(None))) == 1
    assert reading.scalar(select(func.count()).where(ContributionGiver.denied_at.is_not(None))) == 1
    assert count_untold(reading) == 0


def test_givers_say_whether_it_shows_stop_move_and_are_forgotten(reading: Session) -> None:
    """D9, P2: in the demo somebody answered, somebody is still asked, and each other thing was done once."""
    assert set(counted(reading, EffectQuestion.value)) == {None, *VerdictValue}
    assert count_stopped(reading)
    assert reading.scalar(select(func.count()).where(Giver.forgotten_at.is_not(None))) == 1
    assert reading.scalar(select(func.count()).where(Giver.email == "mieke@zuivere-lucht.example.nl")) == 1


def test_the_log_is_whole_and_has_grown_day_by_day(reading: Session) -> None:
    """D12: heads of the log have the dates of the acts, in order, none in the future."""
    found = verify_log(reading, CHECKS)
    assert found.problems == []
    moments = list(reading.scalars(select(TreeHead.at).where(TreeHead.size > 0).order_by(TreeHead.size)))
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > timedelta(days=300)
    assert moments[-1] <= clock.now()
    assert len(moments) > 100


def test_staff_work_on_working_days(reading: Session) -> None:
    moments = reading.scalars(select(Event.at).where(Event.kind == "published"))
    assert all(clock.local(moment).weekday() < 5 for moment in moments)


def test_mail_of_the_past_is_not_sent_again(reading: Session) -> None:
    waiting = reading.scalars(select(OutboxMessage.created_at).where(OutboxMessage.state == MailState.WAITING)).all()
    assert all(clock.now() - made < year.STILL_SENT + timedelta(hours=1) for made in waiting)
    states = counted(reading, OutboxMessage.state)
    assert states[MailState.DEAD] == 1
    assert states[MailState.SENT] > 50


def test_the_kept_log_ins_open_the_door(loaded: Flask, reading: Session) -> None:
    kept = loaded.extensions["dialoog_settings"].instance / "demo-logins.json"
    logins = json.loads(kept.read_text(encoding="utf-8"))
    assert {role for login in logins for role in login["roles"]} == {"secretariat", "ministry", "admin"}
    assert [set(login) for login in logins] == [{"email", "password", "totpSecret", "roles"}] * len(logins)
    assert kept.stat().st_mode & 0o077 == 0
    first = logins[0]
    person = reading.scalars(select(Person).where(Person.email == first["email"])).one()
    assert passwords.fits(person.password_hash, first["password"])
    key = loaded.extensions["dialoog_settings"].secret_key
    assert second_factor.secret(person.id, person.totp_nonce or b"", key) == first["totpSecret"]
    assert len(pyotp.TOTP(first["totpSecret"]).now()) == 6


def test_a_second_time_changes_nothing(loaded: Flask, reading: Session) -> None:
    before = reading.scalar(select(func.count()).select_from(Event))
    reading.rollback()
    result = run(loaded)
    assert result.exit_code == 0
    assert "is er al" in result.output
    assert reading.scalar(select(func.count()).select_from(Event)) == before


def test_another_database_is_refused_with_one_line(own_settings: Settings) -> None:
    app = create_app(own_settings)
    database: Database = app.extensions["dialoog_database"]
    with app.app_context(), database.session() as session:
        people.unit(session)
    result = run(app)
    database.dispose()
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == 1
    assert "lege database" in result.output


def test_a_demo_that_breaks_off_leaves_nothing(own_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(own_settings)
    database: Database = app.extensions["dialoog_database"]
    monkeypatch.setitem(year.VERBS, "extend", lambda *_given: (_ for _ in ()).throw(RuleViolation("stuk")))
    assert run(app).exit_code == 1
    with database.session(read_only=True) as session:
        for kept in (Person, Contribution, Event, TreeHead):
            query = select(func.count()).select_from(kept)
            assert session.scalar(query if kept is not TreeHead else query.where(TreeHead.size > 0)) == 0
    database.dispose()


@pytest.mark.parametrize("today", ["2026-01-01", "2026-05-17", "2028-02-29"])
def test_any_day_will_do(sqlite_databases: Databases, settings_of: Callable[[str], Settings], today: str) -> None:
    """Terms depend on holidays, so the year is tried from several days."""
    app = create_app(settings_of(sqlite_databases.fresh()))
    database: Database = app.extensions["dialoog_database"]
    moment = datetime.fromisoformat(today).replace(hour=23, minute=10, tzinfo=UTC)
    with clock.at(moment), app.app_context(), whole(database) as all_or_nothing:
        year.pass_by(all_or_nothing, app.extensions["dialoog_settings"], app.extensions["dialoog_files"])
        with all_or_nothing.session() as session:
            assert set(session.scalars(select(Contribution.status))) == set(ContributionState)
    database.dispose()


def test_the_script_names_only_what_is_there() -> None:
    told = script.acts()
    assert {act.does for act in told} <= set(year.VERBS)
    assert min(act.days_ago for act in told) >= 1
    assert all("voorbeeld" in party["name"] for party in script.cast()["party"])


# Mails that follow what somebody did on their own page, or that are not for a giver.
NOT_ABOUT_POINTS = {*page_mails.BOUNCES, *endorsements_mails.BOUNCES, *tables_mails.BOUNCES}


def test_every_mail_to_a_giver_leads_to_their_own_page(loaded: Flask, reading: Session) -> None:
    kinds = BOUNCES.keys() - NOT_ABOUT_POINTS
    settings: Settings = loaded.extensions["dialoog_settings"]
    query = select(OutboxMessage).where(OutboxMessage.kind.in_(kinds), OutboxMessage.to_address.is_not(None))
    made = [(mail, RENDERERS[mail.kind](reading, mail, settings)) for mail in reading.scalars(query).all()]
    written = [(mail.kind, content.context.get("page")) for mail, content in made if content is not None]
    without = {kind for kind, page in written if not page}
    assert not without
    assert {kind for kind, _page in written} >= {"contributions.clarification", "contributions.text-hidden"}


def test_a_table_has_a_year_that_is_planned_and_one_that_is_polled(reading: Session) -> None:
    planned, polled = reading.scalars(select(Cycle).order_by(Cycle.year)).all()
    assert len(met_by(reading, planned)) >= 3
    poll = reading.scalars(select(DatePoll)).one()
    assert (poll.cycle_id, polls.is_open(poll)) == (polled.id, True)
    assert polls.choices(reading, polled)
    assert reading.scalar(select(func.count()).select_from(PollAnswer)) >= 4
    assert set(reading.scalars(select(MeetingInvitation.reply))) == {None, *Reply}
    assert reading.scalars(select(Meeting.slug).where(Meeting.cancelled_at.is_not(None))).all()
    assert reading.scalars(select(SchoolHoliday.sample).distinct()).all() == [True], "they are marked as made up"
