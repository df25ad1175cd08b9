"""Blacking out: personal data goes, not a word is changed, and there is no way back (D1)."""

from datetime import timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.config import Settings
from dialoog.contributions.checks import CHECKS
from dialoog.contributions.jobs import HANDLERS
from dialoog.contributions.models import Channel, Contribution, PointKind
from dialoog.contributions.queries import Filters, listed
from dialoog.contributions.rules.blacking_out import (
    BLOCK,
    ERASE_JOB,
    black_out,
    blacked,
    erase_original,
    marks_for,
    only_blacks_out,
)
from dialoog.contributions.rules.receiving import Input, receive
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.db import Database
from dialoog.errors import RuleViolation
from dialoog.jobs.models import Job
from dialoog.jobs.upkeep import keep_up
from dialoog.meetings.models import Level
from dialoog.permissions import ANONYMOUS, Actor
from dialoog.register.queries import proof
from dialoog.register.rules import texts_of
from dialoog.register.verification import verify_log
from tests.factories import contributions as make

NEW = make.WORDS.replace("Jan Voorbeeld", BLOCK)
REASON = "Dit is de naam van een buurman."
LETTERS = st.text("ab []█\n", min_size=1, max_size=30).map(lambda typed: typed.strip() or "a")


def go(session: Session, point: Contribution, new: str = NEW) -> None:
    black_out(session, point, new_text=new, reason=REASON, actor=make.SECRETARIAT)


# --- what counts as blacking out ---


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Bel Jan op 1 mei", "Bel [weggelakt] op 1 mei"),
        ("Bel Jan op 1 mei", "Bel ███ op 1 mei"),
        ("Bel Jan op 1 mei", "[weggelakt] op █"),
        ("Bel Jan", "█"),
        ("aab", "█b"),
        ("aXbXc", "a█c"),
        ("Bel [weggelakt] op 1 mei", "Bel [weggelakt] op █"),
        ("regel een\r\nregel twee", "regel █\nregel twee"),
    ],
)
def test_d1_blocks_for_runs_are_allowed(old: str, new: str) -> None:
    assert only_blacks_out(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Bel Jan op 1 mei", "Bel Piet op 1 mei"),
        ("Bel Jan op 1 mei", "Bel [weggelakt] op 2 mei"),
        ("Bel Jan op 1 mei", "Bel  op 1 mei"),
        ("Bel Jan op 1 mei", "Bel Jan op 1 mei!"),
        ("Bel Jan op 1 mei", "Bel Jan█ op 1 mei"),
        ("Bel Jan op 1 mei", "op 1 mei Bel █"),
        ("aba", "ab█ba"),
        ("aa", "a█a"),
        ("Bel Jan", ""),
        ("Bel Jan", "bel █"),
    ],
)
def test_d1_a_changed_added_or_moved_word_is_not(old: str, new: str) -> None:
    assert not only_blacks_out(old, new)


def by_hand(old: str, new: str) -> bool:
    """The same question, answered by trying everything (old must hold no block of its own)."""
    if not new:
        return not old
    if new[0] == "█":
        rest = new.lstrip("█")
        return any(by_hand(old[n:], rest) for n in range(1, len(old) + 1))
    return bool(old) and old[0] == new[0] and by_hand(old[1:], new[1:])


@given(st.text("ab", max_size=9), st.text("ab█", max_size=9))
@example("ab", "█")
def test_d1_no_changed_word_ever_slips_through(old: str, new: str) -> None:
    assert only_blacks_out(old, new) == by_hand(old, new)


@given(st.text("ab c", max_size=12), st.text("abc ", min_size=1, max_size=3), st.data())
def test_d1_a_letter_changed_outside_the_blocks_is_refused(old: str, other: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(old)))
    changed = old[:place] + other + old[place + len(other) :]
    assume(changed != old)
    assert not only_blacks_out(old, changed)
    with pytest.raises(RuleViolation):
        blacked(old, changed)


# --- marking what must go ---


@given(LETTERS, st.integers(0, 30), st.integers(1, 10))
def test_d1_marking_a_passage_blacks_out_at_least_that_passage_and_nothing_else(
    words: str, start: int, length: int
) -> None:
    start %= len(words)
    before, after = marks_for(words)
    end = min(start + length, len(words))
    result = blacked(words, words[:start] + before + words[start:end] + after + words[end:])
    assert only_blacks_out(words, result)
    assert BLOCK in result


@pytest.mark.parametrize(
    "marked",
    [
        "Bel Jan op 1 mei",
        "Bel [[Jan op 1 mei",
        "Bel Jan]] op 1 mei",
        "Bel [[]]Jan op 1 mei",
        "Bel [[Piet]] op 1 mei",
        "Bel [[Jan]] op 2 mei",
        "Bel [[J[[an]] op 1 mei",
        "Bel op 1 mei",
    ],
)
def test_d1_marks_that_do_not_fit_are_refused_at_their_field(marked: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        blacked("Bel Jan op 1 mei", marked)
    assert refused.value.field == "marked"


def test_d1_a_text_with_double_brackets_of_its_own_gets_other_marks() -> None:
    words = "Zie [[bijlage]] van Jan"
    assert marks_for(words) == ("[[[", "]]]")
    assert blacked(words, "Zie [[bijlage]] van [[[Jan]]]") == f"Zie [[bijlage]] van {BLOCK}"


# --- what happens then ---


def test_d1_the_old_public_text_goes_at_once_with_its_salt(session: Session) -> None:
    point = make.contribution(session)
    go(session, point)
    old, new = texts_of(session, point, "public_text")
    assert (old.text, old.salt) == (None, None)
    assert old.erased_at is not None
    assert (new.text, new.public, point.public_text) == (NEW, True, NEW)
    event = make.events(session, point)[-1]
    assert (event.kind, event.actor_role) == ("blacked-out", "secretariaat")
    assert {row.name: row.text for row in event.text_rows}["reason"] == REASON
    assert point.blacked_out_at is not None


def test_d1_the_original_is_for_staff_for_four_weeks_and_then_gone(session: Session) -> None:
    point = make.contribution(session)
    go(session, point)
    [job] = session.scalars(select(Job).where(Job.kind == ERASE_JOB)).all()
    assert job.due_at - clock.now() > timedelta(days=27, hours=23)
    assert [row.text for row in texts_of(session, point, "text")] == [make.WORDS]
    assert erase_original(session, point)
    [original] = texts_of(session, point, "text")
    assert (original.text, original.salt) == (None, None)
    assert make.kinds(session, point) == ["received", "blacked-out", "erased"]
    assert not erase_original(session, point), "a second time there is nothing to do"
    session.commit()
    found = verify_log(session, CHECKS)
    assert (found.problems, found.erased_texts) == ([], 2)


def test_d1_what_is_gone_is_not_found_or_proved_any_more(session: Session) -> None:
    point = make.contribution(session, "Bel mevrouw Zoekwoord over de geur")
    go(session, point, f"Bel mevrouw {BLOCK} over de geur")

    def find(question: str) -> list[Contribution]:
        return list(session.scalars(listed(session, Filters(q=question), select(Contribution))))

    assert (find("zoekwoord"), find("weggelakt"), find("geur")) == ([], [], [point])
    session.commit()
    shown = [row["tekst"] for row in proof(session, point, texts=True)["teksten"]]
    assert shown == [f"Bel mevrouw {BLOCK} over de geur", REASON, "Sam Bos, secretariaat OFL"]


def test_d1_more_can_be_taken_out_later(session: Session) -> None:
    point = make.contribution(session)
    go(session, point)
    go(session, point, NEW.replace("maandag", "█"))
    assert [bool(row.text) for row in texts_of(session, point, "public_text")] == [False, False, True]
    assert len(session.scalars(select(Job).where(Job.kind == ERASE_JOB)).all()) == 2


def test_d1_nothing_is_stored_when_it_is_refused(session: Session) -> None:
    point = make.contribution(session)
    for new, reason in ((make.WORDS, REASON), ("Iets heel anders", REASON), (NEW, "kort")):
        with pytest.raises(RuleViolation):
            black_out(session, point, new_text=new, reason=reason, actor=make.SECRETARIAT)
    assert (make.kinds(session, point), point.public_text) == (["received"], make.WORDS)


def test_d11_blacking_out_makes_a_closed_text_no_wider(session: Session) -> None:
    point = make.contribution(session, level=Level.CLOSED)
    go(session, point)
    assert not texts_of(session, point, "public_text")[-1].public
    assert point.search_terms == ""


def test_d2_blacking_out_brings_no_withdrawn_text_back(session: Session) -> None:
    point, giver = make.handed_in(session)
    withdraw_own(session, point, giver, actor=Actor(gave=frozenset({point.id})))
    go(session, point)
    assert (point.public_text, texts_of(session, point, "public_text")[-1].public) == ("", False)
    session.commit()
    assert verify_log(session, CHECKS).problems == []


def test_d1_an_erased_word_stands_nowhere_in_the_database(own_database: Database, own_settings: Settings) -> None:
    """Not in a row, not in the search index, and after the nightly upkeep not in the file either."""
    with own_database.transaction() as session:
        words = Input("Bel mevrouw Uitgewistnaam over de geur", PointKind.IDEA, Channel.WEB)
        point = receive(session, words, actor=ANONYMOUS)
    with own_database.transaction() as session:
        point = session.get_one(Contribution, point.id)
        go(session, point, f"Bel mevrouw {BLOCK} over de geur")
        job = session.scalars(select(Job).where(Job.kind == ERASE_JOB)).one()
    HANDLERS[ERASE_JOB](own_database, own_settings, job)
    keep_up(own_database, own_settings, job)
    assert rows_with(own_database, "uitgewist") == []
    if own_database.engine.dialect.name == "sqlite":
        with open(own_settings.database_url.removeprefix("sqlite:///"), "rb") as file:  # noqa: PTH123 - bytes of a database
            assert b"uitgewist" not in file.read().lower()


def rows_with(database: Database, word: str) -> list[str]:
    """The tables with a row in which the word stands, in whatever column."""
    with database.session(read_only=True) as session:
        tables = inspect(session.connection()).get_table_names()
        return [
            table
            for table in tables
            for row in session.execute(text(f'SELECT * FROM "{table}"'))
            if word in str(row).lower()
        ]
