"""Every page of handing in and of staff's work on a contribution in a real browser: axe, a phone, both schemes."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from dialoog import create_app
from dialoog.accounts.models import Role
from dialoog.config import Settings
from dialoog.contributions.rules.assigning import assign
from dialoog.db import Database
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.support.browser import NewPage, assert_accessible
from tests.support.serving import serving

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
PUBLIC = ("/inbreng/nieuw", "/inbreng/{}/ontvangen")
STAFF = (
    "/werk/inbreng/{}",
    "/werk/inbreng/nieuw",
    "/werk/inbreng/inbrengers?nummer={}",
    "/werk/inbreng/{}/weglakken",
    "/werk/inbreng/{}/intrekken",
)


@pytest.fixture
def served(own_settings: Settings) -> Iterator[tuple[Flask, str]]:
    app = create_app(own_settings)
    with serving(app) as address:
        app.extensions["dialoog_settings"] = replace(own_settings, base_url=address)
        yield app, address
    app.extensions["dialoog_database"].dispose()


@pytest.fixture
def number(own_database: Database, served: tuple[Flask, str]) -> str:
    with served[0].app_context(), own_database.transaction() as session:
        point, _giver = make.handed_in(session)
        assign(session, [point], unit=make.unit(session), assignee=None, actor=make.SECRETARIAT)
        return point.number


def log_in(served: tuple[Flask, str], own_database: Database, page: Page) -> None:
    """Give the browser the cookie of a secretary."""
    app, address = served
    client = app.test_client()
    with own_database.session() as session:
        people.log_in(client, session, people.person(session, Role.SECRETARIAT, name="Sam Bos"))
    cookie = client.get_cookie("dialoog")
    assert cookie is not None
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def test_d3_somebody_hands_in_on_a_phone(new_page: NewPage, served: tuple[Flask, str]) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{served[1]}/inbreng/nieuw")
    assert_accessible(page)
    expect(page.get_by_label("Naam", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Verstuur uw inbreng").click()
    expect(page.get_by_role("alert")).to_contain_text("Schrijf op wat u wilt inbrengen.")
    page.wait_for_load_state("load")
    assert_accessible(page)
    page.get_by_label("Wat wilt u inbrengen?").fill("Meet ook in de straat.")
    page.get_by_label("Een idee").check()
    page.get_by_label("Met mijn naam").check()
    page.get_by_label("Naam", exact=True).fill("Mees Kok")
    page.get_by_label("Sector", exact=True).select_option("inwoner")
    page.wait_for_timeout(2000)
    page.get_by_role("button", name="Verstuur uw inbreng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"INB-\d{4}-00001"))
    expect(page.get_by_role("button", name="Druk af")).to_be_visible()
    page.wait_for_load_state("load")
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_can_be_read_by_everyone(
    new_page: NewPage,
    served: tuple[Flask, str],
    own_database: Database,
    number: str,
    screen: dict[str, int],
    scheme: str,
) -> None:
    page = new_page(viewport=screen, color_scheme=scheme)
    for address in PUBLIC:
        page.goto(served[1] + address.format(number))
        assert_accessible(page)
    log_in(served, own_database, page)
    for address in STAFF:
        page.goto(served[1] + address.format(number))
        assert_accessible(page)
