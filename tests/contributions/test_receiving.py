"""Taking in: a number at once, words verbatim, four people kept apart (D0, D1, D3)."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.config import Settings
from dialoog.contributions.models import Channel, Contribution, PointKind
from dialoog.contributions.rules.receiving import LONGEST_TEXT, Input, receive_many
from dialoog.db import Database
from dialoog.errors import RuleViolation
from dialoog.permissions import ANONYMOUS, SYSTEM, Actor
from dialoog.register.rules import texts_of
from dialoog.register.verification import verify_log
from dialoog.web.forms import clean
from tests.factories import contributions as make

PROGRAM = Path(__file__).with_name("many_givers.py")


def test_d3_numbers_follow_each_other_within_a_year(session: Session) -> None:
    with clock.at(datetime(2031, 12, 31, 12, tzinfo=UTC)):
        old = [make.contribution(session).number for _ in range(3)]
    with clock.at(datetime(2032, 1, 1, 12, tzinfo=UTC)):
        new = make.contribution(session).number
    assert (old, new) == (["INB-2031-00001", "INB-2031-00002", "INB-2031-00003"], "INB-2032-00001")


def test_d3_the_year_of_a_number_is_a_dutch_year(session: Session) -> None:
    with clock.at(datetime(2030, 12, 31, 23, 30, tzinfo=UTC)):
        assert make.contribution(session).number == "INB-2031-00001"


def test_d3_what_is_refused_takes_no_number(session: Session) -> None:
    before = make.contribution(session)
    good = Input("Goed", PointKind.IDEA, Channel.WEB)
    with pytest.raises(RuleViolation):
        receive_many(session, [good, Input("  ", PointKind.IDEA, Channel.WEB)], actor=ANONYMOUS)
    assert int(make.contribution(session).number[-5:]) == int(before.number[-5:]) + 1


def test_d1_a_text_of_10_000_characters_fits_and_one_more_does_not(session: Session) -> None:
    assert len(make.contribution(session, "a" * LONGEST_TEXT).public_text) == LONGEST_TEXT
    with pytest.raises(RuleViolation) as refused:
        make.contribution(session, "a" * (LONGEST_TEXT + 1))
    assert refused.value.field == "text"


def test_d1_the_words_stand_in_the_record_as_they_came(session: Session) -> None:
    words = "Één straat,\n  twee regels; “aanhalingen” – en 😀."
    made = make.contribution(session, words)
    assert made.public_text == words
    assert [row.text for name in ("text", "public_text") for row in texts_of(session, made, name)] == [words, words]


def test_d1_the_database_refuses_another_text_in_the_record(session: Session) -> None:
    made = make.contribution(session)
    change = text("UPDATE event_text SET text = 'iets anders' WHERE event_id = :event")
    with pytest.raises(DatabaseError, match="may only be erased"), session.begin_nested():
        session.execute(change, {"event": make.events(session, made)[0].id})


@given(st.text())
def test_d1_cleaning_what_was_typed_takes_away_no_visible_character(typed: str) -> None:
    visible = [c for c in typed if c.isprintable() and not c.isspace()]
    assert [c for c in clean(typed) if c.isprintable() and not c.isspace()] == visible


def test_d0_who_said_wrote_and_entered_it_are_different_people(session: Session) -> None:
    someone = make.party(session, "Voorbeeldbedrijf")
    made = make.contribution(
        session, said_by_name="Fem Smit", said_by_organisation=someone, recorder="Lot de Wit", room_table="4"
    )
    assert (made.said_by_name, made.said_by_organisation, made.recorder) == ("Fem Smit", someone, "Lot de Wit")
    assert made.entered_by_id is None
    assert made.sector is someone.sector


def test_d0_an_importing_official_is_never_the_giver(session: Session) -> None:
    importer = Actor(name="Sam Bos", roles=frozenset({"secretariat"}), second_factor=True)
    [made] = receive_many(session, [Input("Punt", PointKind.WEAK, Channel.IMPORT)], actor=importer)
    assert (made.said_by_name, made.said_by_organisation_id, made.giver_links) == (None, None, [])


def test_d3_the_event_of_receipt_names_no_person_and_holds_no_words(session: Session) -> None:
    made = make.contribution(session, "Geheim woord", said_by_name="Fem Smit")
    [event] = make.events(session, made)
    assert (event.kind, event.new_state, event.actor_role) == ("received", "ontvangen", "bezoeker")
    assert not {"Geheim woord", "Fem Smit"} & {str(value) for value in event.data.values()}


def test_d3_eight_processes_hand_in_at_once_without_gaps_or_copies(
    own_settings: Settings, own_database: Database
) -> None:
    """Each form is sent by two of them at the same time."""
    writers, each = 8, 4
    command = [sys.executable, str(PROGRAM), own_settings.database_url, str(own_settings.instance), str(each)]
    running = [subprocess.Popen([*command, str(n // 2)]) for n in range(writers)]
    assert [process.wait(timeout=120) for process in running] == [0] * writers
    with own_database.session(read_only=True) as session:
        numbers = session.scalars(select(Contribution.number).order_by(Contribution.number)).all()
        assert [int(number[-5:]) for number in numbers] == list(range(1, writers // 2 * each + 1))
        assert len(make.mails(session, "contributions.receipt")) == len(numbers)
        assert verify_log(session).problems == []


def test_d3_an_import_is_one_act_by_the_system(session: Session) -> None:
    made = receive_many(session, [Input(f"Punt {n}", PointKind.WEAK, Channel.IMPORT) for n in range(5)], actor=SYSTEM)
    first = int(made[0].number[-5:])
    assert [int(one.number[-5:]) for one in made] == list(range(first, first + 5))
