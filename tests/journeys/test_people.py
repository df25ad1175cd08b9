"""P1 in a browser: from an invitation to working, and every page of people by eye of axe in both colour schemes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page

from dialoog import clock, create_app
from dialoog.accounts import links, sessions
from dialoog.accounts.models import LinkPurpose, Role
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.organisations.models import Sector
from dialoog.organisations.rules.invitations import Invitation, invite
from dialoog.organisations.rules.parties import add_party
from dialoog.permissions import SYSTEM
from tests.factories import accounts as make
from tests.support.application import Databases
from tests.support.browser import NewPage, assert_accessible
from tests.support.serving import serving

pytestmark = pytest.mark.browser
HOUR = timedelta(hours=1)


@dataclass
class Site:
    """A running Dialoog with an invitation, and cookies of people who are logged in."""

    address: str
    invitation: str
    link: str
    cookies: dict[str, str]
    person: int
    unit: str


@pytest.fixture
def site(own_settings: Settings) -> Iterator[Site]:
    app = create_app(own_settings)
    database: Database = app.extensions["dialoog_database"]
    with serving(app) as address:
        yield _furnished(app, database, own_settings, address)
    database.dispose()


def _furnished(app: Flask, database: Database, settings: Settings, address: str) -> Site:
    with app.app_context(), database.session() as session:
        unit = make.unit(session, "directie Leefomgeving en Lucht")
        admin = make.person(session, Role.ADMIN, Role.SECRETARIAT, name="Sam Bos", password=make.PASSWORD)
        member = make.member(session, unit, lead=True, name="Jip van der Veen")
        fresh = make.person(session, Role.MINISTRY, name="Ada Groen")
        fresh.totp_nonce = fresh.totp_confirmed_at = None
        add_party(session, actor=SYSTEM, name="Vereniging Schone Straat", sector=Sector.CIVIL_SOCIETY)
        offer = Invitation("bo@voorbeeld.example", "Bo Smit", "hoofd lucht", [Role.MINISTRY], unit, lead=True)
        invitation = invite(session, offer, actor=SYSTEM)
        link = links.issue(session, LinkPurpose.LOGIN, person_id=admin.id, valid_for=HOUR)
        logins = {"admin": (admin, True), "half": (admin, False), "fresh": (fresh, False)}
        cookies = {}
        for name, (person, second_step) in logins.items():
            login, token = sessions.start(session, person)
            login.second_factor_at = clock.now() if second_step else None
            cookies[name] = _cookie(app, token)
        session.commit()
        key = settings.secret_key
        return Site(address, links.token(invitation, key), links.token(link, key), cookies, member.id, unit.slug)


def _cookie(app: Flask, token: str) -> str:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    kept = client.get_cookie("dialoog")
    assert kept is not None
    return kept.value


def test_from_an_invitation_to_working_and_back(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/uitnodiging/{site.invitation}")
    page.get_by_label("Wachtwoord").fill(make.PASSWORD)
    page.get_by_role("button", name="Maak mijn account").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Code").fill("123")
    page.get_by_role("button", name="Ga verder").click()
    assert page.locator("[data-error-summary] a").inner_text().startswith("Deze code klopt niet")
    assert page.locator(".secret").inner_text().replace(" ", "") == secret
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Ga verder").click()
    recovery = page.locator(".codes code").first.inner_text()
    assert_accessible(page)
    page.goto(f"{site.address}/mijn")
    assert "Bo Smit" in page.locator("main").inner_text()
    page.get_by_role("button", name="Uitloggen").click()
    page.goto(f"{site.address}/mijn/gegevens")
    by_password = page.locator("section", has=page.get_by_role("heading", name="Met een wachtwoord"))
    by_password.get_by_label("E-mailadres").fill("bo@voorbeeld.example")
    by_password.get_by_label("Wachtwoord").fill(make.PASSWORD)
    by_password.get_by_role("button", name="Log in").click()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Ga verder").click()
    page.wait_for_url("**/mijn/gegevens")
    assert re.search(r"nog 9 herstelcodes", page.locator("main").inner_text())


def test_a_link_logs_in_by_keyboard(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/inloggen/link/{site.link}")
    page.get_by_role("button", name="Log in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/inloggen/code*")


def pages(site: Site) -> dict[str, str]:
    """Every page of people, and whose cookie it takes."""
    found = dict.fromkeys(
        (
            "/inloggen",
            "/inloggen/verstuurd",
            "/inloggen/link/x",
            f"/inloggen/link/{site.link}",
            f"/uitnodiging/{site.invitation}",
        ),
        "",
    )
    own = (
        "",
        "/gegevens",
        "/gegevens/e-mail",
        "/gegevens/wachtwoord",
        "/gegevens/tweede-stap",
        "/gegevens/herstelcodes",
    )
    staff = (
        "mensen",
        "mensen/uitnodigen",
        f"mensen/{site.person}",
        f"mensen/{site.person}/tweede-stap",
        "diensten",
        "diensten/nieuw",
        f"diensten/{site.unit}",
        "partijen",
        "partijen?q=niets",
        "partijen/vereniging-schone-straat",
        "themas",
        "themas/geluid",
        "auditlog",
    )
    found |= dict.fromkeys(own, "admin")
    return found | dict.fromkeys((f"/werk/{address}" for address in staff), "admin")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible(sqlite_databases: Databases, tmp_path: Path, new_page: NewPage, scheme: str) -> None:
    settings = Settings(tmp_path, sqlite_databases.fresh(), secret_key="x" * 40, testing=True)
    app = create_app(settings)
    database: Database = app.extensions["dialoog_database"]
    with serving(app) as address:
        site = _furnished(app, database, settings, address)
        page = new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)
        for path, who in {**pages(site), "/inloggen/code?half": "half", "/inloggen/code?fresh": "fresh"}.items():
            page.context.clear_cookies()
            if who:
                page.context.add_cookies([{"name": "dialoog", "value": site.cookies[who], "url": address}])
            page.goto(f"{address}{path}")
            assert_accessible(page)
        page.context.clear_cookies()
        page.goto(f"{address}/inloggen")
        page.get_by_role("button", name="Log in", exact=True).click()
        assert_accessible(page)
    database.dispose()
