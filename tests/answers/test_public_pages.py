"""What everyone and the giver see of answers, and what becomes of a no (D8, D9, D9a, D11, P7)."""

import re
from dataclasses import replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.answers.models import Answer, Verdict, VerdictValue
from dialoog.answers.rules.judging import judge
from dialoog.answers.rules.publishing import publish
from dialoog.config import Settings
from dialoog.contributions.models import Outcome
from dialoog.contributions.rules.unreachable import deny
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import send_due
from dialoog.meetings.models import Level
from tests.factories.answers import (
    MOTIVATION,
    answered,
    begun,
    draft,
    giver,
    official,
    points,
    unit,
    version_of,
)
from tests.support.html import assert_valid_html
from tests.support.pages import as_staff, page, secretary, token_in


def test_d8_the_public_answer_with_points_versions_and_who_said_it(client: FlaskClient, session: Session) -> None:
    ours = unit(session, "directie Geluid")
    given = points(session, ours, 2)
    answer = answered(session, given, official(session, ours, lead=True, name="Noor Dijk"))
    public = page(client, f"/antwoorden/{answer.id}")
    assert "Noor Dijk, hoofd geluid, directie Geluid, ministerie van IenW" in public
    assert "Een antwoord op 2 punten" in public
    assert given[0].public_text in public
    assert "Meetplan lucht 2027, paragraaf 3.2" in public
    assert "De lijst van straten is openbaar" in public
    listed = page(client, "/antwoorden?uitkomst=deels-overgenomen")
    assert MOTIVATION in listed
    assert MOTIVATION not in page(client, "/antwoorden?uitkomst=niet-overgenomen")
    assert client.get("/antwoorden?uitkomst=misschien").status_code == 400
    assert client.get(f"/antwoorden/{answer.id}?versie=9").status_code == 404


def test_the_newest_answer_is_the_one_that_was_published_last(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    first, second, third = (begun(session, points(session, ours), by).answer for _ in range(3))
    for days, answer in ((3, second), (2, first), (1, third)):
        with clock.at(clock.now() - timedelta(days=days)):
            publish(session, answer, actor=by)
    hrefs = re.findall(r'href="/antwoorden/(\d+)"', page(client, "/antwoorden"))
    assert hrefs == [str(answer.id) for answer in (third, first, second)]
    assert re.findall(r'href="/antwoorden/(\d+)"', page(client, f"/antwoorden?aantal=1&na={third.id}")) == [
        str(first.id)
    ]
    assert re.findall(r'href="/antwoorden/(\d+)"', page(client, f"/antwoorden?na={second.id}")) == []


def test_d11_closed_answers_and_drafts_are_never_public(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    closed = answered(session, points(session, ours, level=Level.CLOSED), by)
    writing = begun(session, points(session, ours), by).answer
    assert client.get(f"/antwoorden/{closed.id}").status_code == 404
    assert client.get(f"/antwoorden/{writing.id}").status_code == 404
    assert "0 antwoorden" not in page(client, "/antwoorden")
    assert f'href="/antwoorden/{closed.id}"' not in page(client, "/antwoorden")


def verdict_address(session: Session, settings: Settings) -> str:
    link = session.scalars(select(AccessLink).order_by(AccessLink.id.desc())).first()
    assert link is not None
    return f"/oordeel/{token(link, settings.secret_key)}"


def test_d9_the_giver_judges_behind_the_link(client: FlaskClient, session: Session, settings: Settings) -> None:
    ours = unit(session)
    given = points(session, ours, 2)
    giver(session, given)
    answered(session, given, official(session, ours, lead=True))
    session.commit()
    address = verdict_address(session, settings)
    opened = client.get(address)
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    assert_valid_html(opened.text)
    assert session.scalars(select(Verdict)).all() == []
    csrf = {"csrf_token": token_in(opened.text)}
    empty = client.post(address, data=csrf)
    assert empty.status_code == 400
    assert "Kies ja, gedeeltelijk of nee." in empty.text
    said = {**csrf, "value": "ja", f"punt-{given[1].id}": "nee", "reaction": "Mijn straat ontbreekt."}
    thanks = client.post(address, data=said)
    assert_valid_html(thanks.text)
    assert {v.contribution_id: v.value for v in session.scalars(select(Verdict))} == {
        given[0].id: VerdictValue.YES,
        given[1].id: VerdictValue.NO,
    }
    assert client.post(address, data=said).status_code == 410


def test_d11_the_link_shows_a_closed_answer_only_to_who_still_has_a_point_under_it(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    ours = unit(session)
    given = points(session, ours, level=Level.CLOSED)
    bo = giver(session, given)
    answered(session, given, official(session, ours, lead=True))
    session.commit()
    address = verdict_address(session, settings)
    assert MOTIVATION in page(client, address)
    deny(session, given[0], bo)
    session.commit()
    gone = client.get(address)
    assert gone.status_code == 410
    assert MOTIVATION not in gone.text


def test_d9_the_secretariat_sends_back_once(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours)
    bo = giver(session, given)
    version = version_of(answered(session, given, by))
    values = {given[0].id: VerdictValue.NO}
    judge(session, version, giver_ids=[bo.id], values=values, reaction="Mijn straat ontbreekt.")
    secretary(client, session)
    assert given[0].number in page(client, "/werk/oordelen")
    at = f"/werk/oordelen/{given[0].number}"
    ask = page(client, at)
    assert "Mijn straat ontbreekt." in ask
    short = client.post(at, data={"csrf_token": token_in(ask), "act": "terug", "reason": "nee"})
    assert short.status_code == 400
    sent = {"csrf_token": token_in(ask), "act": "terug", "reason": "De straat van de inbrenger ontbreekt."}
    assert client.post(at, data=sent).location == "/werk/oordelen"
    session.expire_all()
    assert given[0].status == "heropend"
    assert client.post(at, data=sent).status_code == 400
    assert "Er wacht niets op u" in page(client, "/werk/oordelen")
    as_staff(client, session, by)
    back = page(client, f"/werk/antwoorden/{version.answer_id}")
    assert "1 punt is teruggestuurd" in back
    csrf = {"csrf_token": token_in(back), "nummer": given[0].number}
    own = client.post(f"/werk/antwoorden/{version.answer_id}/eigen-antwoord", data=csrf).location
    assert MOTIVATION in page(client, own)


def test_d9a_the_list_of_who_was_not_told_is_emptied_by_its_button(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    given = points(session, ours, 2)
    late = giver(session, given[:1])
    late.bounced_at = given[0].received_at
    answered(session, given, official(session, ours, lead=True))
    late.bounced_at = None
    secretary(client, session)
    waiting = page(client, "/werk/nog-niet-bericht")
    assert "1 inbrenger heeft een adres" in waiting
    assert "Bij 1 beantwoord punt is er geen adres" in waiting
    client.post("/werk/nog-niet-bericht", data={"csrf_token": token_in(waiting)})
    assert "Iedereen is bericht" in page(client, "/werk/nog-niet-bericht")
    assert session.scalars(select(OutboxMessage.to_address)).all() == [late.email]


def test_mails_say_what_happened_and_lead_to_the_verdict(app: Flask, session: Session, settings: Settings) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours, 2)
    giver(session, given, name="Bo Smit")
    answered(session, given, by, replace(draft(ours), outcome=Outcome.ADOPTED))
    session.commit()
    send_due(app)
    session.expire_all()
    assert session.scalars(select(OutboxMessage.state)).all() == ["sent"]
    written = next((settings.instance / "mail").glob("*.eml")).read_text()
    assert f"Antwoord op uw inbreng {given[0].number}, {given[1].number}" in written.replace("\n ", " ")
    assert "Er is een antwoord op uw inbreng: overgenomen." in written
    assert session.get_one(Answer, given[0].answer_id).status == "gepubliceerd"
