"""The links of a receipt and its mail: GET never acts, POST acts once (D2, D3; interface.md, E-mail)."""

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import token as token_of
from dialoog.accounts.models import AccessLink, Role
from dialoog.accounts.rules.own_data import ask_new_address
from dialoog.config import Settings
from dialoog.contributions import giver_pages
from dialoog.contributions.models import Contribution, Giver
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.contributions.rules.handing_in import RECEIPT_MAIL
from dialoog.contributions.rules.unreachable import deny
from dialoog.contributions.rules.withdrawing import WITHDRAWN_MAIL, withdraw_wrong_entry
from dialoog.mail.models import MailState
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from tests.contributions.pages import get, send, written
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.register import independent_verifier

LINK = re.compile(r"http://localhost(/inbreng/(bevestigen|niet-van-mij|intrekken)/\S+)")


@pytest.fixture
def point(session: Session) -> tuple[Contribution, Giver]:
    made = make.handed_in(session)
    session.commit()
    return made


@pytest.fixture
def links(app: Flask, session: Session, settings: Settings, point: tuple[Contribution, Giver]) -> dict[str, str]:
    [mail] = make.mails(session, RECEIPT_MAIL)
    text = written(app, session, settings, mail)
    assert text is not None
    return {what: address for address, what in LINK.findall(text["plain"])}


@pytest.mark.parametrize("level", [Level.PUBLIC, Level.CLOSED])
def test_d3_d12_the_receipt_brings_the_proof_with_the_givers_own_words(
    app: Flask, session: Session, settings: Settings, level: Level
) -> None:
    made, _giver = make.handed_in(session, level=level)
    session.commit()
    [mail] = make.mails(session, RECEIPT_MAIL)
    with app.app_context():
        content = app.extensions["dialoog_mail"].renderers[mail.kind](session, mail, settings)
    [file] = content.attachments
    assert file.name == f"bewijs-{made.number}.json"
    proof = json.loads(file.text)
    assert independent_verifier.check(proof) == proof["rootHash"]
    assert [text["tekst"] for text in proof["teksten"]] == [made.public_text]


def test_d3_the_mail_says_what_happened_the_number_the_day_and_the_words(
    app: Flask, session: Session, settings: Settings, point: tuple[Contribution, Giver]
) -> None:
    [mail] = make.mails(session, RECEIPT_MAIL)
    text = written(app, session, settings, mail)
    assert text is not None
    assert text["plain"].strip().startswith("Wij hebben uw inbreng ontvangen. U hoeft nu niets te doen.")
    for part in (point[0].number, "Antwoord uiterlijk", f"http://localhost/inbreng/{point[0].number}", make.WORDS):
        assert part in text["plain"]
        assert part in text["html"]
    assert point[0].number in text["subject"]
    assert len(LINK.findall(text["plain"])) == 3


@pytest.mark.parametrize("what", ["bevestigen", "niet-van-mij", "intrekken"])
def test_opening_a_link_changes_nothing_and_tells_nobody(
    client: FlaskClient, session: Session, links: dict[str, str], point: tuple[Contribution, Giver], what: str
) -> None:
    answer = client.get(links[what])
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    session.refresh(point[0])
    session.refresh(point[1])
    assert (point[0].status, point[1].confirmed_at) == ("ontvangen", None)
    assert len(reachable_givers(session, [point[0].id])) == 1


@pytest.mark.parametrize("what", ["bevestigen", "niet-van-mij", "intrekken"])
def test_a_link_works_once(client: FlaskClient, links: dict[str, str], what: str) -> None:
    assert send(client, links[what], {}).status_code == 302
    get(client, links[what], status=410)
    assert client.post(links[what]).status_code in (400, 410)


def test_d3_confirming(
    client: FlaskClient, session: Session, links: dict[str, str], point: tuple[Contribution, Giver]
) -> None:
    answer = send(client, links["bevestigen"], {}, follow_redirects=True)
    assert "Uw e-mailadres is bevestigd" in answer.text
    session.refresh(point[1])
    assert point[1].confirmed_at is not None


def test_d3_this_was_not_me(
    client: FlaskClient, session: Session, links: dict[str, str], point: tuple[Contribution, Giver]
) -> None:
    answer = send(client, links["niet-van-mij"], {}, follow_redirects=True)
    assert "geen berichten meer" in answer.text
    session.expire_all()
    assert reachable_givers(session, [point[0].id]) == []
    for other in ("bevestigen", "intrekken"):
        get(client, links[other], status=410)


def test_d2_withdrawing(
    client: FlaskClient, session: Session, links: dict[str, str], point: tuple[Contribution, Giver]
) -> None:
    answer = send(client, links["intrekken"], {}, follow_redirects=True)
    assert "ingetrokken" in answer.text
    assert make.WORDS not in answer.text
    session.refresh(point[0])
    assert point[0].status == "ingetrokken"
    assert make.events(session, point[0])[-1].actor_role == "inbrenger"


def test_d0_who_is_logged_in_for_work_and_uses_the_link_is_recorded_as_the_giver(
    client: FlaskClient, session: Session, links: dict[str, str], point: tuple[Contribution, Giver]
) -> None:
    people.log_in(client, session, people.person(session, Role.MINISTRY))
    assert send(client, links["intrekken"], {}).status_code == 302
    session.refresh(point[0])
    assert make.events(session, point[0])[-1].actor_role == "inbrenger"


@pytest.mark.parametrize("what", ["bevestigen", "niet-van-mij", "intrekken"])
def test_d3_links_that_were_renewed_do_nothing_and_those_in_mail_that_waits_work(
    client: FlaskClient, session: Session, links: dict[str, str], point: tuple[Contribution, Giver], what: str
) -> None:
    [mail] = make.mails(session, RECEIPT_MAIL)
    owner = giver_pages.owner(session, point[1])
    with clock.at(clock.now() + timedelta(hours=1)):
        own_page.renew(session, owner)
        session.commit()
    get(client, links[what])
    mail.state = MailState.SENT
    with clock.at(clock.now() + timedelta(hours=2)):
        own_page.renew(session, owner)
        session.commit()
    get(client, links[what], status=410)


def test_a_link_of_one_kind_is_no_other_kind(client: FlaskClient, links: dict[str, str]) -> None:
    get(client, links["bevestigen"].replace("bevestigen", "intrekken"), status=410)
    get(client, "/inbreng/intrekken/onzin", status=410)


def test_d3_nothing_is_mailed_any_more_to_who_denied_it(
    app: Flask, session: Session, settings: Settings, point: tuple[Contribution, Giver]
) -> None:
    [mail] = make.mails(session, RECEIPT_MAIL)
    deny(session, *point)
    assert written(app, session, settings, mail) is None


def test_d5_p7_the_mail_about_a_wrong_entry_gives_the_reason_who_gave_it_and_the_right_number(
    app: Flask, session: Session, settings: Settings, point: tuple[Contribution, Giver]
) -> None:
    right = make.contribution(session)
    withdraw_wrong_entry(session, point[0], reason="Stond er dubbel in.", instead=right, actor=make.SECRETARIAT)
    [mail] = make.mails(session, WITHDRAWN_MAIL)
    text = written(app, session, settings, mail)
    assert text is not None
    for part in ("Stond er dubbel in.", "Sam Bos, secretariaat OFL", f"http://localhost/inbreng/{right.number}"):
        assert part in text["plain"]
        assert part in text["html"]
    assert make.WORDS not in text["plain"]


def test_d3_a_bounce_of_the_receipt_marks_the_address(
    app: Flask, session: Session, point: tuple[Contribution, Giver]
) -> None:
    [mail] = make.mails(session, RECEIPT_MAIL)
    app.extensions["dialoog_mail"].bounces[mail.kind](session, mail)
    assert reachable_givers(session, [point[0].id]) == []


def test_a_link_for_one_thing_is_no_link_for_another(
    client: FlaskClient, session: Session, settings: Settings, links: dict[str, str]
) -> None:
    """Also where both are to confirm something: a receipt, and a new address of an account."""
    person = people.person(session, Role.ADMIN)
    ask_new_address(session, person, "nieuw@voorbeeld.nl", actor=Actor(person_id=person.id))
    session.commit()
    address_link = session.scalars(select(AccessLink).where(AccessLink.person_id == person.id)).one()
    people.log_in(client, session, person)
    token = token_of(address_link, settings.secret_key)
    for page in ("bevestigen", "niet-van-mij", "intrekken"):
        assert client.get(f"/inbreng/{page}/{token}").status_code == 410
    for address in links.values():
        other = address.rpartition("/")[2]
        for page in ("/oordeel/", "/inloggen/link/", "/uitnodiging/"):
            assert client.get(f"{page}{other}").status_code == 410
        opened = client.get(f"/mijn/gegevens/e-mail/{other}")
        if opened.status_code == 200:
            sent = {"csrf_token": people.csrf(client, "/mijn/gegevens")}
            assert client.post(f"/mijn/gegevens/e-mail/{other}", data=sent).status_code == 410
