"""Words that must go from minutes, and who said what of them (D1, P2, P3)."""

import threading
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry
from dialoog.db import Database
from dialoog.dossiers.minutes import queries, rules
from dialoog.dossiers.minutes.blacking_out import black_out
from dialoog.dossiers.minutes.forgetting import forget_old, forget_person
from dialoog.dossiers.minutes.models import Minutes, MinutesComment, MinutesRevision
from dialoog.errors import RuleViolation
from dialoog.meetings.agenda import rules as agenda
from dialoog.meetings.agenda.keeping import note_presence
from dialoog.meetings.agenda.models import AgendaItem, Presence, PresenceKind
from dialoog.meetings.agenda.rules import ItemDetails
from tests.contributions.pages import get, send
from tests.factories import accounts as people
from tests.factories import minutes as table
from tests.factories.minutes import SECRETARIAT, TEXT

NAME = "Klaas Klagert"


def said(session: Session) -> list[str]:
    texts = list(session.scalars(select(MinutesRevision.text)))
    for one in session.scalars(select(MinutesComment)):
        texts += [one.about, one.text, one.reason]
    return texts


def test_d1_blacked_out_words_are_nowhere_any_more(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at, f"{TEXT}\n\n{NAME} stookt elke avond.")
    rules.comment(session, minutes, f"Noem {NAME} niet.", shown=1, paragraph=5, actor=at.actor(at.member))
    rules.save(session, minutes, f"{TEXT}\n\n{NAME} stookt vaak.", based_on=1, actor=SECRETARIAT)
    session.commit()
    people.log_in(client, session, at.secretary)
    address = f"/werk/bijeenkomsten/{at.meeting.slug}/notulen/weglakken"
    given = {"words": NAME, "reason": "Naam van een buurman."}
    assert send(client, address, given).status_code == 302
    session.expire_all()
    assert not [text for text in said(session) if NAME in text]
    assert len([text for text in said(session) if "[weggelakt]" in text]) == 4
    row = session.scalars(select(AuditEntry).where(AuditEntry.action == "minutes.blacked-out")).one()
    assert row.detail == {"texts": 3, "reason": "Naam van een buurman."}


def test_d1_a_published_page_that_was_kept_shows_them_no_more(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    minutes = table.published(session, at, f"{TEXT}\n\n{NAME} stookt.")
    page = f"/bijeenkomsten/{at.meeting.slug}/notulen"
    assert NAME in get(client, page)
    black_out(session, minutes, NAME, "Naam van een buurman.", actor=SECRETARIAT)
    session.commit()
    assert NAME not in get(client, page)


@pytest.mark.parametrize(
    ("words", "reason"), [("xx", "Waarom."), (NAME, " "), (NAME, f"Over {NAME.lower()}."), ("staat er niet", "Waarom.")]
)
def test_d1_what_cannot_be_blacked_out_is_refused(session: Session, words: str, reason: str) -> None:
    minutes = table.draft(session, table.held(session), f"{TEXT}\n\n{NAME} stookt.")
    with pytest.raises(RuleViolation):
        black_out(session, minutes, words, reason, actor=SECRETARIAT)


def test_p3_a_year_after_publication_it_is_forgotten_who_commented(session: Session) -> None:
    at = table.held(session)
    with clock.at(clock.now() - timedelta(days=400)):
        minutes = table.opened(session, at)
        rules.comment(session, minutes, "Zo was het.", shown=1, paragraph=None, actor=at.actor(at.member))
        agenda.propose(session, at.meeting, ItemDetails("Houtrook", 10), actor=at.actor(at.member))
    at.meeting.held_on = clock.today() - timedelta(days=420)
    minutes.published_at = clock.now() - timedelta(days=364)
    session.flush()
    assert forget_old(session) == 1
    minutes.published_at = clock.now() - timedelta(days=366)
    session.flush()
    assert forget_old(session) == 1
    session.expire_all()
    assert session.scalars(select(MinutesComment)).one().person_id is None
    assert session.scalars(select(AgendaItem)).one().proposed_by_id is None
    assert queries.comments(session, minutes)[0].text == "Zo was het."


def test_p2_a_person_who_is_forgotten_leaves_no_trace_here(client: FlaskClient, session: Session) -> None:
    at = table.held(session)
    minutes = table.opened(session, at)
    rules.comment(session, minutes, "Zo was het.", shown=1, paragraph=None, actor=at.actor(at.member))
    note_presence(session, at.meeting, {at.seat.id: PresenceKind.PRESENT}, actor=SECRETARIAT)
    forget_person(session, at.member.id, actor=SECRETARIAT)
    assert session.scalars(select(Presence.membership_id)).one() == at.seat.id, "where they sit they are counted still"
    at.seat.until = clock.today()
    forget_person(session, at.member.id, actor=SECRETARIAT)
    session.commit()
    session.expire_all()
    assert session.scalars(select(Presence)).one().membership_id is None
    people.log_in(client, session, at.stand_in)
    page = get(client, f"/bijeenkomsten/{at.meeting.slug}/notulen/concept")
    assert "een lid van de tafel" in page
    assert at.member.name not in page


def test_t7_many_who_save_at_once_lose_no_words(own_database: Database) -> None:
    with own_database.session() as session:
        key = table.draft(session, table.held(session)).id
    words = [f"Toevoeging van schrijver {n}." for n in range(6)]
    gate = threading.Barrier(len(words))

    def write(mine: str) -> None:
        gate.wait()
        with own_database.transaction() as session:
            rules.save(session, session.get_one(Minutes, key), f"{TEXT}\n\n{mine}", based_on=1, actor=SECRETARIAT)

    writers = [threading.Thread(target=write, args=(mine,)) for mine in words]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with own_database.session(read_only=True) as session:
        minutes = session.get_one(Minutes, key)
        text = queries.revision(session, minutes, minutes.revision).text
    assert minutes.revision == 1 + len(words)
    assert [mine for mine in words if mine not in text] == []
