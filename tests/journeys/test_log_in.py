"""The first log-in of somebody of the staff: the printed link, a new app; later a password and a code (P1)."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from dialoog import clock
from tests.journeys import looks
from tests.journeys.conftest import Login, log_in
from tests.support.browser import NewPage
from tests.support.service import Service

pytestmark = pytest.mark.browser

SECRET = re.compile(r"[A-Z2-7]{4}(?: ?[A-Z2-7]{4}){7}")
PASSWORD = "vier woorden op een rij"


def test_from_the_printed_link_to_a_password(demo: Service, new_page: NewPage) -> None:
    printed = demo.run("user", "create", "--email", "saar@example.org", "--name", "Saar", "--role", "secretariat")
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(printed.strip())
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("heading", name="Stel uw tweede stap in")).to_be_visible()
    assert looks.faults(page) == []
    shown = SECRET.search(page.get_by_role("main").inner_text())
    assert shown
    secret = shown.group().replace(" ", "")
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("heading", name="Bewaar uw herstelcodes")).to_be_visible()
    assert looks.faults(page) == []
    recovery = page.get_by_role("listitem").get_by_role("code").first.inner_text()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    page.wait_for_url("**/werk")

    page.goto(f"{demo.address}/mijn/gegevens/wachtwoord")
    # Each code works once, so this is the one that comes next.
    page.get_by_label("een code uit uw app").fill(pyotp.TOTP(secret).at(clock.now(), counter_offset=1))
    page.get_by_label("Nieuw wachtwoord").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url("**/mijn/gegevens")

    # The telephone is at home: a recovery code does as well.
    other = new_page()
    log_in(other, demo.address, Login("saar@example.org", PASSWORD, recovery, ()), code=recovery)
    expect(other).to_have_url(re.compile("/werk"))


def test_the_page_for_the_code(demo: Service, demo_logins: list[Login], new_page: NewPage) -> None:
    page = new_page()
    log_in(page, demo.address, demo_logins[1], code=None)
    expect(page.get_by_role("heading", name="Tweede stap")).to_be_visible()
    assert looks.faults(page) == []
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Ga verder").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    response = page.goto(f"{demo.address}/werk")
    assert response is not None
    expect(page.get_by_role("heading", name="Tweede stap")).to_be_visible()
