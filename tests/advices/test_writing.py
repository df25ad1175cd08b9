"""T8: an advice is written by the table, commented on by its members, adopted, and then stands."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.advices.models import AdviceContribution, AdviceState
from dialoog.advices.queries import comments_of
from dialoog.advices.rules import commenting, sending, writing
from dialoog.advices.rules.writing import AdviceConflict
from dialoog.errors import Conflict, RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.register.queries import events_of
from tests.factories import contributions as make
from tests.factories import tables
from tests.factories.advices import SUMMARY, WORDS, Table, seated, text, written


@pytest.fixture
def at(session: Session) -> Table:
    return seated(session)


def test_t8_a_draft_is_kept_and_its_title_stands_in_no_leaf(session: Session, at: Table) -> None:
    made = written(session, at, title="Geheime titel", question="Wat vindt u van het meetplan?")
    assert (made.status, made.slug, made.edit) == (AdviceState.DRAFT, "geheime-titel", 1)
    (begun,) = events_of(session, made)
    assert begun.data == {"table": at.table.slug, "asked": True}
    assert "geheim" not in f"{begun.subject_key}{begun.data}".lower()


def test_t8_two_advices_of_one_title_have_two_addresses(session: Session, at: Table) -> None:
    slugs = [written(session, at, title="Nieuw").slug for _ in range(3)]
    assert slugs == ["nieuw-2", "nieuw-3", "nieuw-4"], "'nieuw' is a page of its own"


def test_t8_two_who_write_do_not_overwrite_each_other(session: Session, at: Table) -> None:
    made = written(session, at)
    writing.save(session, made, text(summary=f"{SUMMARY} Van de een."), edit=1, actor=at.of_chair)
    with pytest.raises(AdviceConflict) as conflict:
        writing.save(session, made, text(summary=f"{SUMMARY} Van de ander."), edit=1, actor=at.of_chair)
    assert conflict.value.advice.summary.endswith("Van de een.")
    assert conflict.value.yours.summary.endswith("Van de ander.")
    writing.save(session, made, text(summary=f"{SUMMARY} Van beiden."), edit=2, actor=at.of_chair)
    assert made.summary.endswith("Van beiden.")


def test_t8_it_rests_on_points_that_everyone_may_know(session: Session, at: Table) -> None:
    open_point = make.contribution(session)
    closed = make.contribution(session, level=Level.CLOSED)
    made = written(session, at, numbers=(open_point.number.lower(), open_point.number))
    resting = select(AdviceContribution.contribution_id).where(AdviceContribution.advice_id == made.id)
    assert session.scalars(resting).all() == [open_point.id]
    with pytest.raises(RuleViolation, match=closed.number):
        writing.rest_on(session, made, (closed.number,))
    with pytest.raises(RuleViolation, match="INB-1999-00001"):
        writing.rest_on(session, made, ("INB-1999-00001",))
    assert session.scalars(resting).all() == [open_point.id]


@pytest.mark.parametrize(("missing", "field"), [({"summary": ""}, "summary"), ({"text": "Kort."}, "text")])
def test_t8_what_is_adopted_is_whole(session: Session, at: Table, missing: dict[str, str], field: str) -> None:
    made = written(session, at, **missing)
    with pytest.raises(RuleViolation) as refused:
        writing.adopt(session, made, edit=1, actor=at.of_chair)
    assert refused.value.field == field


def test_t8_what_was_read_is_what_is_adopted(session: Session, at: Table) -> None:
    made = written(session, at)
    writing.save(session, made, text(title="Een andere titel"), edit=1, actor=at.of_chair)
    with pytest.raises(Conflict):
        writing.adopt(session, made, edit=1, actor=at.of_chair)
    writing.adopt(session, made, edit=2, actor=at.of_chair)
    assert (made.status, made.adopted_on) == (AdviceState.ADOPTED, clock.today())
    with pytest.raises(RuleViolation, match="vastgesteld"):
        writing.save(session, made, text(), edit=3, actor=at.of_chair)


def test_t8_an_adopted_text_may_go_back_for_a_reason(session: Session, at: Table) -> None:
    made = written(session, at)
    writing.adopt(session, made, edit=1, actor=at.of_chair)
    with pytest.raises(RuleViolation):
        writing.reconsider(session, made, reason="ja", actor=at.of_chair)
    writing.reconsider(session, made, reason="Er ontbreekt een alinea.", actor=at.of_chair)
    assert (made.status, made.adopted_on) == (AdviceState.DRAFT, None)


def test_t8_a_draft_that_is_laid_away_is_not_written_any_more(session: Session, at: Table) -> None:
    made = written(session, at)
    writing.lay_away(session, made, reason="De minister deed het al.", actor=at.of_chair)
    with pytest.raises(RuleViolation):
        writing.save(session, made, text(), edit=1, actor=at.of_chair)


def test_d11_words_of_a_closed_point_of_the_table_stand_in_no_advice(session: Session, at: Table) -> None:
    meeting = tables.meeting(session, at.table, Level.CLOSED)
    secret = "De directeur zei dat de vergunning te snel is gegeven."
    point = make.contribution(session, secret, level=Level.CLOSED, meeting=meeting)
    made = written(session, at, text=f"{WORDS} {secret.upper()}")
    with pytest.raises(RuleViolation, match=point.number):
        writing.adopt(session, made, edit=1, actor=at.of_chair)
    writing.save(session, made, text(), edit=1, actor=at.of_chair)
    writing.adopt(session, made, edit=2, actor=at.of_chair)
    late = make.contribution(session, SUMMARY, level=Level.CLOSED, meeting=meeting)
    with pytest.raises(RuleViolation, match=late.number):
        sending.send(session, made, unit=at.unit, actor=at.of_chair)


def test_t8_members_comment_and_see_what_was_done_with_it(session: Session, at: Table) -> None:
    made = written(session, at)
    with pytest.raises(RuleViolation, match="voorbij"):
        commenting.comment(session, made, "Te vroeg.", actor=at.of_member)
    until = clock.today() + timedelta(days=14)
    assert commenting.ask_for_comments(session, made, until=until, actor=at.of_chair) == 2
    mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == commenting.ASK_MAIL)).all()
    assert {mail.to_address for mail in mails} == {at.member.email, at.chair.email}

    said = commenting.comment(session, made, "Noem ook de scholen.", actor=at.of_member)
    with pytest.raises(RuleViolation, match="nog reageren"):
        writing.adopt(session, made, edit=1, actor=at.of_chair)
    with clock.at(clock.now() + timedelta(days=15)):
        with pytest.raises(RuleViolation, match="opmerking"):
            writing.adopt(session, made, edit=1, actor=at.of_chair)
        with pytest.raises(RuleViolation) as refused:
            commenting.handle(session, said, taken_over=False, reason="", actor=at.of_chair)
        assert refused.value.field == "reason"
        commenting.handle(
            session, said, taken_over=False, reason="Scholen krijgen een eigen advies.", actor=at.of_chair
        )
        writing.adopt(session, made, edit=1, actor=at.of_chair)
    (kept,) = comments_of(session, made)
    assert (kept.text, kept.taken_over) == ("Noem ook de scholen.", False)


@pytest.mark.parametrize("days", [-1, 61])
def test_t8_the_time_to_comment_is_a_day_to_come(session: Session, at: Table, days: int) -> None:
    with pytest.raises(RuleViolation) as refused:
        commenting.ask_for_comments(
            session, written(session, at), until=clock.today() + timedelta(days=days), actor=at.of_chair
        )
    assert refused.value.field == "until"
