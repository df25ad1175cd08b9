"""T7: draft, two weeks of comments, adopted, published; and two who write at the same time."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person
from dialoog.db import Database
from dialoog.dossiers.minutes import queries, rules, telling
from dialoog.dossiers.minutes.models import Handled, Minutes, MinutesRevision, MinutesState
from dialoog.dossiers.minutes.rules import MinutesConflict
from dialoog.errors import RuleViolation
from dialoog.jobs.models import Job
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from tests.factories import contributions as make
from tests.factories import minutes as table
from tests.factories import tables
from tests.factories.minutes import SECRETARIAT, TEXT

CLOSED_WORDS = "De directeur zei dat de vergunning te snel is gegeven."


def later(days: int):  # type: ignore[no-untyped-def] - a context
    return clock.at(clock.now() + timedelta(days=days))


def texts(session: Session, minutes: Minutes) -> list[str]:
    query = select(MinutesRevision.text).where(MinutesRevision.minutes_id == minutes.id).order_by(MinutesRevision.n)
    return list(session.scalars(query))


def test_t7_every_text_that_was_saved_stays_to_be_read(session: Session) -> None:
    minutes = table.draft(session, table.held(session))
    rules.save(session, minutes, f"{TEXT}\n\nNog iets.", based_on=1, actor=SECRETARIAT)
    rules.save(session, minutes, "Korter.", based_on=2, actor=SECRETARIAT)
    assert texts(session, minutes) == [TEXT, f"{TEXT}\n\nNog iets.", "Korter."]
    assert minutes.revision == 3


def test_saving_the_same_text_makes_no_version(session: Session) -> None:
    minutes = table.draft(session, table.held(session))
    saved = rules.save(session, minutes, f"{TEXT}\n\n\n", based_on=1, actor=SECRETARIAT)
    assert (saved.revision.n, minutes.revision) == (1, 1)


def test_t7_two_who_write_elsewhere_in_the_text_both_stay(session: Session) -> None:
    minutes = table.draft(session, table.held(session))
    rules.save(session, minutes, TEXT.replace("Er is gemeten.", "Er is veel gemeten."), based_on=1, actor=SECRETARIAT)
    saved = rules.save(session, minutes, f"{TEXT}\n\nTot de volgende keer.", based_on=1, actor=SECRETARIAT)
    assert saved.merged
    assert "veel gemeten" in saved.revision.text
    assert "Tot de volgende keer." in saved.revision.text
    assert (saved.revision.n, saved.revision.merged_with) == (3, 2)


def test_t7_two_who_change_the_same_words_are_asked_and_nothing_is_lost(session: Session) -> None:
    minutes = table.draft(session, table.held(session))
    rules.save(session, minutes, TEXT.replace("Niets.", "Hun vraag."), based_on=1, actor=SECRETARIAT)
    session.commit()
    with pytest.raises(MinutesConflict) as conflict:
        rules.save(session, minutes, TEXT.replace("Niets.", "Mijn vraag."), based_on=1, actor=SECRETARIAT)
    assert "Hun vraag.\n\nMijn vraag." in conflict.value.merged.text
    assert "Mijn vraag." in conflict.value.mine
    assert "Hun vraag." in conflict.value.theirs.text
    assert minutes.revision == 2
    rules.save(session, minutes, conflict.value.merged.text, based_on=2, actor=SECRETARIAT)
    assert minutes.revision == 3


def test_t7_at_the_same_moment_in_two_transactions_no_words_are_lost(own_database: Database) -> None:
    with own_database.session() as session:
        key = table.draft(session, table.held(session)).id
    for words in ("Eerste toevoeging.", "Tweede toevoeging.", "Derde toevoeging."):
        # Each wrote from the first version, and knows of nothing the others did.
        with own_database.transaction() as session:
            rules.save(session, session.get_one(Minutes, key), f"{TEXT}\n\n{words}", based_on=1, actor=SECRETARIAT)
    with own_database.session(read_only=True) as session:
        minutes = session.get_one(Minutes, key)
        text = queries.revision(session, minutes, minutes.revision).text
        assert all(f"{nth} toevoeging." in text for nth in ("Eerste", "Tweede", "Derde"))


def test_minutes_are_begun_once(session: Session) -> None:
    at = table.held(session)
    table.draft(session, at)
    with pytest.raises(RuleViolation, match="al begonnen"):
        rules.start(session, at.meeting, TEXT, actor=SECRETARIAT)


def test_t7_members_are_mailed_reminded_and_the_secretariat_told(session: Session) -> None:
    at = table.held(session)
    former = table.people.person(session, name="Otto Oud")
    tables.member(session, at.table, former, until=clock.today())
    minutes = table.opened(session, at)
    assert minutes.comments_until == clock.today() + timedelta(days=14)
    seated = {at.member.email, at.stand_in.email, at.chair.email}
    assert {mail.to_address for mail in session.scalars(select(OutboxMessage))} == seated
    due = {job.kind: clock.local(job.due_at).date() for job in session.scalars(select(Job)) if "minutes" in job.kind}
    assert due == {
        telling.REMIND_JOB: clock.today() + timedelta(days=11),
        telling.ENDED_JOB: clock.today() + timedelta(days=15),
    }


def test_t7_who_said_something_is_not_reminded(session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    rules.comment(session, minutes, "Goed zo.", shown=1, paragraph=None, actor=at.actor(at.member))
    assert telling.remind(session, minutes.id) == 2
    with later(20):
        assert telling.remind(session, minutes.id) == 0


def test_t7_after_the_term_the_secretariat_hears_it(session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    assert telling.tell_ended(session, minutes.id) == 1
    mail = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == telling.ENDED_MAIL)).one()
    assert mail.to_address == at.secretary.email


def test_t7_a_comment_quotes_its_paragraph_as_it_stood(session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    made = rules.comment(session, minutes, "Waar?", shown=1, paragraph=2, actor=at.actor(at.member))
    rules.save(session, minutes, TEXT.replace("gemeten", "geteld"), based_on=1, actor=SECRETARIAT)
    assert (made.about, made.revision) == ("Er is gemeten.", 1)


@pytest.mark.parametrize(("shown", "paragraph", "text"), [(1, 9, "x"), (7, 1, "x"), (0, None, "x"), (1, None, "  ")])
def test_a_comment_on_what_is_not_there_is_refused(
    session: Session, shown: int, paragraph: int | None, text: str
) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    with pytest.raises(RuleViolation):
        rules.comment(session, minutes, text, shown=shown, paragraph=paragraph, actor=at.actor(at.member))


def test_t7_the_last_day_counts_and_the_day_after_does_not(session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    with later(14):
        rules.comment(session, minutes, "Net op tijd.", shown=1, paragraph=None, actor=at.actor(at.member))
    with later(15), pytest.raises(RuleViolation, match="voorbij"):
        rules.comment(session, minutes, "Te laat.", shown=1, paragraph=None, actor=at.actor(at.member))


def test_t7_not_taking_a_comment_over_needs_a_reason(session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    made = rules.comment(session, minutes, "Anders.", shown=1, paragraph=None, actor=at.actor(at.member))
    with pytest.raises(RuleViolation, match="waarom"):
        rules.handle(session, minutes, made, handled=Handled.NOT_TAKEN, reason=" ", actor=SECRETARIAT)
    rules.handle(session, minutes, made, handled=Handled.TAKEN, reason="", actor=SECRETARIAT)
    assert made.handled is Handled.TAKEN


def test_t7_adopting_waits_for_the_term_and_for_every_comment(session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    made = rules.comment(session, minutes, "Anders.", shown=1, paragraph=None, actor=at.actor(at.member))
    with pytest.raises(RuleViolation, match="nog reageren"):
        rules.adopt(session, minutes, clock.today(), actor=SECRETARIAT)
    with later(15):
        with pytest.raises(RuleViolation, match="niet afgehandeld"):
            rules.adopt(session, minutes, clock.today(), actor=SECRETARIAT)
        rules.handle(session, minutes, made, handled=Handled.TAKEN, reason="", actor=SECRETARIAT)
        with pytest.raises(RuleViolation, match="na de termijn"):
            rules.adopt(session, minutes, clock.today() + timedelta(days=1), actor=SECRETARIAT)
        rules.adopt(session, minutes, clock.today(), actor=SECRETARIAT)
    assert minutes.state is MinutesState.ADOPTED


def test_t7_adopted_text_does_not_change_and_no_step_is_skipped(session: Session) -> None:
    at = table.held(session)
    draft = table.draft(session, at)
    with pytest.raises(RuleViolation, match="kan nu niet"):
        rules.publish(session, draft, actor=SECRETARIAT)
    other = table.adopted(session, table.held(session))
    with pytest.raises(RuleViolation, match="vastgesteld"):
        rules.save(session, other, "Iets anders.", based_on=1, actor=SECRETARIAT)
    rules.publish(session, other, actor=SECRETARIAT)
    with pytest.raises(RuleViolation, match="kan nu niet"):
        rules.open_for_comments(session, other, actor=SECRETARIAT)


def test_d11_closed_words_stay_out_of_open_minutes(session: Session) -> None:
    at = table.held(session)
    point = make.contribution(session, CLOSED_WORDS, level=Level.CLOSED, meeting=at.meeting)
    minutes = table.draft(session, at, f"# 1. Lucht\n\n{CLOSED_WORDS.upper().replace(' ', chr(10), 1)}")
    with pytest.raises(RuleViolation, match=point.number):
        rules.open_for_comments(session, minutes, actor=SECRETARIAT)
    rules.save(session, minutes, f"Zie {point.number}.", based_on=1, actor=SECRETARIAT)
    rules.open_for_comments(session, minutes, actor=SECRETARIAT)


def test_d11_of_a_closed_meeting_they_may_stand_there(session: Session) -> None:
    at = table.held(session, Level.CLOSED)
    make.contribution(session, CLOSED_WORDS, level=Level.CLOSED, meeting=at.meeting)
    rules.open_for_comments(session, table.draft(session, at, CLOSED_WORDS), actor=SECRETARIAT)


def test_p4_each_step_is_noted_without_its_words(session: Session) -> None:
    table.published(session, table.held(session))
    rows = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("minutes."))).all()
    steps = ["started", "opened", "adopted", "published"]
    assert [row.action for row in rows] == [f"minutes.{step}" for step in steps]
    assert not any("gemeten" in str(row.detail) for row in rows)
    assert session.scalar(select(Person.id).limit(1)) is not None
