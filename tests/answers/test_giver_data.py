"""What we keep of a giver: to see, to download, to change, or to have taken away (P2)."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.links import token as link_token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.contributions.clarifications import rules as clarifications
from dialoog.contributions.rules import own_page
from dialoog.permissions import Actor
from tests.answers.given import Given, sent
from tests.contributions.pages import get
from tests.factories.endorsements import endorsed


@pytest.fixture
def given(session: Session, settings: Settings) -> Given:
    return Given(session, settings)


def test_p2_what_we_keep_is_shown_and_downloaded(client: FlaskClient, given: Given) -> None:
    text = get(client, f"{given.page}/gegevens")
    assert given.bo.email is not None
    assert given.bo.email in text
    file = client.get(f"{given.page}/gegevens.json")
    told = json.loads(file.text)
    assert (told["eMail"], told["namen"]) == (given.bo.email, ["Bo Smit"])
    assert [one["nummer"] for one in told["inbreng"]] == [point.number for point in given.points]
    assert "attachment" in file.headers["Content-Disposition"]


def test_p2_what_somebody_endorsed_from_the_address_is_shown_and_forgotten_too(
    client: FlaskClient, given: Given, session: Session, settings: Settings
) -> None:
    point = given.add(1)[0]
    backed = endorsed(session, point, email=given.bo.email or "")
    data = f"{given.page}/gegevens"
    assert "Onderschreven" in get(client, data)
    told = json.loads(client.get(f"{data}.json").text)
    [one] = told["onderschrijvingen"]
    assert (one["nummer"], one["organisatie"], one["contactpersoon"]) == (point.number, backed.name, "Bo Smit")
    sent(client, data, data, act="vergeten")
    address = f"/uw-inbreng/vergeten/{_asked_by_mail(session, settings, own_page.FORGET)}"
    assert "U onderschreef namens een organisatie" in get(client, address)
    sent(client, address, address)
    session.refresh(backed)
    assert backed.email is None


def test_p2_what_a_giver_replied_and_what_is_still_asked_stand_with_what_we_keep(
    client: FlaskClient, given: Given, session: Session
) -> None:
    point, *others = given.points
    question = clarifications.ask(session, point, question="Op welke hoek staat de paal?", actor=given.lead)
    gave = Actor(gave=frozenset({point.id}))
    clarifications.reply(session, question, given.bo, text="Bij de bakker.", look_first=True, actor=gave)
    commitment = given.asked(others)
    data = f"{given.page}/gegevens"
    assert "Reacties op vragen" in get(client, data)
    told = json.loads(client.get(f"{data}.json").text)
    [one] = told["navragen"]
    assert (one["nummer"], one["vraag"], one["reactie"]) == (
        point.number,
        "Op welke hoek staat de paal?",
        "Bij de bakker.",
    )
    assert [asked["over"] for asked in told["gevraagd"]] == [f"toezegging/{commitment.id}"]


def _asked_by_mail(session: Session, settings: Settings, about: str) -> str:
    link = session.scalars(select(AccessLink).where(AccessLink.subject_kind == about)).one()
    return link_token(link, settings.secret_key)


def test_p2_another_address_takes_two_mails(
    client: FlaskClient, given: Given, session: Session, settings: Settings
) -> None:
    data = f"{given.page}/gegevens"
    assert sent(client, data, data, act="adres", email="geen adres").status_code == 400
    sent(client, data, data, act="adres", email="nieuw@voorbeeld.nl")
    first = f"/uw-inbreng/adres/{_asked_by_mail(session, settings, own_page.MOVE)}"
    sent(client, first, first)
    second = f"/uw-inbreng/nieuw-adres/{_asked_by_mail(session, settings, own_page.NEW_ADDRESS)}"
    assert given.bo.email != "nieuw@voorbeeld.nl"
    assert "Uw adres is nu nieuw@voorbeeld.nl" in sent(client, second, second).text
    session.refresh(given.bo)
    assert given.bo.email == "nieuw@voorbeeld.nl"
    for used in (first, second):
        get(client, used, status=410)
    get(client, first.replace("/adres/", "/vergeten/"), status=410)


def test_p2_being_forgotten_takes_a_mail(
    client: FlaskClient, given: Given, session: Session, settings: Settings
) -> None:
    page, data = given.page, f"{given.page}/gegevens"
    sent(client, data, data, act="vergeten")
    session.refresh(given.bo)
    assert given.bo.email
    address = f"/uw-inbreng/vergeten/{_asked_by_mail(session, settings, own_page.FORGET)}"
    assert given.points[0].number in get(client, address)
    assert "Uw naam en adres zijn weg" in sent(client, address, address).text
    get(client, page, status=410)
    get(client, address, status=410)
    assert "De inbrenger is vergeten" in get(client, f"/inbreng/{given.points[0].number}")
