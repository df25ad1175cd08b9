"""The pages of advices: who sees what, writing at the table, reacting at the ministry (T8, D11)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.accounts.models import Person, Role
from dialoog.advices.models import Advice, AdviceState
from dialoog.advices.queries import comments_of
from dialoog.advices.rules import commenting, reacting, writing
from dialoog.answers.models import Answer
from dialoog.answers.rules import drafting
from dialoog.answers.rules.publishing import publish
from dialoog.organisations.models import Part
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.factories import tables
from tests.factories.advices import SUMMARY, WORDS, Table, reacted, seated, sent, written
from tests.factories.answers import draft
from tests.support.html import assert_valid_html
from tests.support.pages import as_staff, page, secretary, token_in
from tests.support.queries import counted_queries

SECRET = "Straatlantaarns tellen mee"


@pytest.fixture
def at(session: Session) -> Table:
    return seated(session)


def post(client: FlaskClient, address: str, **data: object) -> TestResponse:
    return client.post(address, data={"csrf_token": token_in(page(client, address)), **data})


def sees(client: FlaskClient, advice: Advice) -> bool:
    answer = client.get(f"/adviezen/{advice.slug}")
    assert_valid_html(answer.text)
    return answer.status_code == 200 and SECRET in answer.text


def test_d11_of_what_was_laid_away_nothing_shows(client: FlaskClient, session: Session, at: Table) -> None:
    advice = written(session, at, title=SECRET)
    commenting.ask_for_comments(session, advice, until=clock.today(), actor=at.of_chair)
    commenting.comment(session, advice, "Noem ook de scholen.", actor=at.of_member)
    writing.lay_away(session, advice, reason="De minister deed het al.", actor=at.of_chair)
    session.commit()
    for who in (at.chair, at.member, people.person(session, Role.SECRETARIAT)):
        people.log_in(client, session, who)
        for address in ("", "/opmerkingen", "/tekst"):
            assert client.get(f"/adviezen/{advice.slug}{address}").status_code in (403, 404)
    people.log_in(client, session, at.member)
    own = page(client, "/mijn")
    assert "Noem ook de scholen." in own
    assert advice.slug not in own


def test_d11_the_chair_stands_under_an_advice_as_the_table_names_them(
    client: FlaskClient, session: Session, at: Table
) -> None:
    at.table.chair_name = "F. Voorzitter"
    advice = sent(session, at)
    reacted(session, at, advice)
    reacting.send_back(session, advice, reason="Dit is geen antwoord op ons advies.", actor=at.of_chair)
    session.commit()
    shown = page(client, f"/adviezen/{advice.slug}")
    assert "F. Voorzitter" in shown
    assert "Fenna" not in shown


def test_d11_a_draft_is_for_who_sits_at_the_table_and_the_secretariat(
    client: FlaskClient, session: Session, at: Table
) -> None:
    advice = written(session, at, summary=f"{SUMMARY} {SECRET}.")
    former, stand_in, elsewhere = (people.person(session) for _ in range(3))
    tables.member(session, at.table, former, until=clock.today())
    tables.member(session, at.table, stand_in, Part.STAND_IN)
    tables.member(session, tables.table(session), elsewhere, Part.CHAIR)
    session.commit()
    assert not sees(client, advice), "a visitor"
    admin = people.person(session, Role.ADMIN)
    lead = session.get_one(Person, at.lead.person_id)
    for who, expected in (
        (at.chair, True),
        (at.member, True),
        (stand_in, True),
        (former, False),
        (elsewhere, False),
        (admin, False),
        (lead, False),
        (people.person(session, Role.SECRETARIAT), True),
    ):
        people.log_in(client, session, who)
        assert sees(client, advice) is expected, who
        listed = SECRET in client.get("/adviezen").text or advice.title in client.get("/adviezen").text
        assert listed is expected, who


def test_t8_the_chair_writes_and_a_member_does_not(client: FlaskClient, session: Session, at: Table) -> None:
    people.log_in(client, session, at.chair)
    answer = post(
        client,
        "/adviezen/nieuw",
        table=at.table.slug,
        title="Meten in de straat",
        addressee="minister",
        summary=SUMMARY,
        text=WORDS,
    )
    assert answer.status_code == 302
    assert "Meten in de straat" in page(client, answer.location)
    people.log_in(client, session, at.member)
    assert client.get("/adviezen/nieuw").status_code == 403
    assert client.get(f"{answer.location}/tekst").status_code == 403


def test_t8_a_chair_begins_no_advice_of_another_table(client: FlaskClient, session: Session, at: Table) -> None:
    other = tables.table(session)
    session.commit()
    people.log_in(client, session, at.chair)
    answer = post(client, "/adviezen/nieuw", table=other.slug, title="Van een ander", addressee="minister")
    assert answer.status_code == 400
    assert "Van een ander" in answer.text, "what was typed is kept"


def test_t8_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, at: Table
) -> None:
    people.log_in(client, session, at.chair)
    given = {"table": at.table.slug, "title": "Titel", "addressee": "minister", "text": "Lange tekst"}
    answer = post(client, "/adviezen/nieuw", numbers="INB-1999-00001", **given)
    assert answer.status_code == 400
    assert_valid_html(answer.text)
    assert "INB-1999-00001" in answer.text
    assert "Lange tekst" in answer.text


def test_t8_who_saves_second_sees_the_others_words_beside_their_own(
    client: FlaskClient, session: Session, at: Table
) -> None:
    advice = written(session, at)
    session.commit()
    people.log_in(client, session, at.chair)
    form = {"title": advice.title, "addressee": "minister", "text": WORDS, "edit": "1"}
    first = post(client, f"/adviezen/{advice.slug}/tekst", **{**form, "summary": f"{SUMMARY} Van de een."})
    second = post(client, f"/adviezen/{advice.slug}/tekst", **{**form, "summary": f"{SUMMARY} Van de ander."})
    assert (first.status_code, second.status_code) == (302, 409)
    assert_valid_html(second.text)
    assert "Van de een." in second.text
    assert "Van de ander." in second.text
    session.refresh(advice)
    assert advice.summary.endswith("Van de een.")


def test_t8_from_draft_to_sent_by_the_chair(client: FlaskClient, session: Session, at: Table) -> None:
    advice = written(session, at)
    session.commit()
    where = f"/adviezen/{advice.slug}"
    people.log_in(client, session, at.chair)
    assert post(client, f"{where}/opmerkingen/vragen", until=clock.today().isoformat()).status_code == 302
    people.log_in(client, session, at.member)
    assert post(client, f"{where}/opmerkingen", text="Noem ook de scholen.").status_code == 302
    people.log_in(client, session, at.chair)
    refused = post(client, f"{where}/vaststellen", edit="1")
    assert refused.status_code == 400
    assert "nog reageren" in refused.text
    advice.comments_until = None
    (said,) = comments_of(session, advice)
    session.commit()
    assert post(client, f"{where}/opmerkingen/{said.id}", taken_over="1").status_code == 302
    assert post(client, f"{where}/vaststellen", edit="1").status_code == 302
    assert post(client, f"{where}/aanbieden", unit=at.unit.slug).status_code == 302
    client.delete_cookie("dialoog")
    shown = page(client, where)
    assert "Wacht op een reactie" in shown
    assert "Noem ook de scholen." not in shown, "comments stay at the table"
    assert client.get(f"{where}/opmerkingen").status_code == 302, "to log in"


def test_t8_the_unit_reacts_and_everyone_reads_it(client: FlaskClient, session: Session, at: Table) -> None:
    advice = sent(session, at)
    session.commit()
    as_staff(client, session, at.lead)
    assert advice.title in page(client, "/werk/adviezen")
    answer = post(client, f"/werk/adviezen/{advice.slug}")
    assert answer.status_code == 302
    editor = page(client, answer.location)
    assert advice.title in editor
    session.refresh(advice)
    reaction = drafting.draft_of(session, _answer(session, advice))
    drafting.save(session, reaction, draft(at.unit), edit=1, actor=at.lead)
    session.commit()
    assert advice.title in page(client, f"{answer.location}/voorbeeld")
    publish(session, _answer(session, advice), actor=at.lead)
    session.commit()
    assert advice.title in page(client, answer.location)
    client.delete_cookie("dialoog")
    assert draft(at.unit).motivation in page(client, f"/adviezen/{advice.slug}")
    assert advice.title in page(client, f"/antwoorden/{advice.answer_id}")
    assert "op een advies" in page(client, "/antwoorden")


def _answer(session: Session, advice: Advice) -> Answer:
    return session.get_one(Answer, advice.answer_id)


def test_t8_another_unit_reads_and_does_not_react(client: FlaskClient, session: Session, at: Table) -> None:
    advice = sent(session, at)
    other = people.member(session, people.unit(session), lead=True)
    people.log_in(client, session, other)
    assert 'method="post"' not in page(client, f"/werk/adviezen/{advice.slug}").partition("<main")[2]
    token = token_in(page(client, "/werk/beantwoorden/vrijgaven"))
    assert client.post(f"/werk/adviezen/{advice.slug}", data={"csrf_token": token}).status_code == 403


def test_d9_the_chair_alone_sends_a_reaction_back(client: FlaskClient, session: Session, at: Table) -> None:
    advice = sent(session, at)
    reacted(session, at, advice)
    session.commit()
    where = f"/adviezen/{advice.slug}/terugsturen"
    people.log_in(client, session, at.member)
    assert client.get(where).status_code == 403
    people.log_in(client, session, at.chair)
    assert post(client, where, reason="Dit gaat over iets anders.").status_code == 302
    session.refresh(advice)
    assert advice.status == AdviceState.SENT
    assert "Dit gaat over iets anders." in page(client, f"/adviezen/{advice.slug}")


def test_t8_the_talk_with_the_minister_is_prepared(client: FlaskClient, session: Session, at: Table) -> None:
    advice = sent(session, at)
    make.contribution(session)
    session.commit()
    secretary(client, session)
    shown = page(client, "/werk/gesprek-bewindspersoon")
    assert advice.title in shown
    assert "Nog niet toegewezen" in shown


@pytest.mark.parametrize("path", ["/adviezen", "/werk/adviezen", "/werk/gesprek-bewindspersoon"])
def test_lists_ask_the_same_for_one_advice_and_for_many(
    client: FlaskClient, session: Session, at: Table, path: str
) -> None:
    as_staff(client, session, at.lead)
    counts = []
    for more in (1, 6):
        for _ in range(more):
            sent(session, at)
        session.commit()
        with counted_queries(client.application) as asked:
            page(client, path)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_an_advice_asks_the_same_for_one_point_and_for_many(client: FlaskClient, session: Session, at: Table) -> None:
    counts = []
    for how_many in (1, 9):
        numbers = tuple(make.contribution(session).number for _ in range(how_many))
        advice = sent(session, at, numbers=numbers)
        reacted(session, at, advice)
        session.commit()
        with counted_queries(client.application) as asked:
            page(client, f"/adviezen/{advice.slug}")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_a_comment_is_handled_in_its_own_advice_alone(client: FlaskClient, session: Session, at: Table) -> None:
    one, other = written(session, at), written(session, at)
    commenting.ask_for_comments(session, one, until=clock.today(), actor=at.of_chair)
    said = commenting.comment(session, one, "Een opmerking.", actor=at.of_member)
    session.commit()
    people.log_in(client, session, at.chair)
    assert client.get(f"/adviezen/{other.slug}/opmerkingen/{said.id}").status_code == 404


def test_t8_laying_away_asks_why(client: FlaskClient, session: Session, at: Table) -> None:
    advice = written(session, at)
    session.commit()
    people.log_in(client, session, at.chair)
    assert post(client, f"/adviezen/{advice.slug}/wegleggen", reason="").status_code == 400
    assert post(client, f"/adviezen/{advice.slug}/wegleggen", reason="De minister deed het al.").status_code == 302
    session.refresh(advice)
    assert advice.status == AdviceState.LAID_AWAY
