"""The look (D3a): somebody hands in on a telephone, the secretariat reads it by keyboard, then everyone can read it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dialoog.accounts import second_factor
from dialoog.accounts.models import Role
from tests.factories import accounts as people
from tests.journeys import looks
from tests.journeys.conftest import Login, log_in
from tests.journeys.test_handing_in import LONG_ENOUGH, NUMBER
from tests.support.application import Databases
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service, database_of, running
from tests.support.smtp import SmtpServer

TEXTS = (
    "De bus naar het ziekenhuis rijdt om en om wel en niet.",
    "Koop nu lampen bij Lampenland.",
    "Bel Fem Smit maar.",
)


@pytest.fixture
def looking(sqlite_databases: Databases, smtp_server: SmtpServer, tmp_path: Path) -> Iterator[Service]:
    """A service as it is unless somebody switches the look off."""
    made = Service(tmp_path, sqlite_databases.fresh(), smtp_server.url, look_first=True)
    with running(made, "--jobs"):
        yield made


def secretary(service: Service) -> Login:
    with database_of(service) as database, database.session() as session:
        who = people.person(session, Role.SECRETARIAT, name="Noor Dijk", password=people.PASSWORD)
        session.commit()
        return Login(who.email, people.PASSWORD, second_factor.secret(who.id, people.NONCE, SECRET), ())


def hand_in(page: Page, service: Service, text: str) -> str:
    page.goto(f"{service.address}/inbreng/nieuw")
    page.get_by_label("Wat wilt u inbrengen?").fill(text)
    page.get_by_text("Een signaal: dit zie ik gebeuren").tap()
    page.get_by_text("Zonder te laten zien wie het inbrengt").tap()
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name="Verstuur uw inbreng").tap()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(NUMBER)
    expect(page.get_by_text("Te lezen voor iedereen")).to_be_visible()
    return heading.inner_text()


@pytest.mark.browser
def test_words_are_read_by_keyboard_before_everyone_reads_them(looking: Service, new_page: NewPage) -> None:
    visitor = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    numbers = [hand_in(visitor, looking, text) for text in TEXTS]
    assert looks.faults(visitor) == []

    page = new_page(viewport={"width": 1280, "height": 900})
    log_in(page, looking.address, secretary(looking))
    page.get_by_role("link", name=re.compile("Bekijk nieuwe inbreng")).click()
    expect(page.get_by_text("3 teksten wachten")).to_be_visible()
    assert looks.faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_role("button", name="Toon", exact=True).first.focus()
    page.keyboard.press("t")
    expect(page.get_by_text(f"Iedereen kan {numbers[0]} nu lezen.")).to_be_visible()
    expect(page.locator(".look__item").first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".look__item").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("v")
    page.get_by_label("Het is reclame").check()
    page.get_by_label("Leg het uit").fill("De tekst beveelt een winkel aan.")
    assert looks.faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Verberg de tekst").click()
    expect(page.get_by_text(f"De tekst van {numbers[1]} is verborgen.")).to_be_visible()
    expect(page.locator(".look__item")).to_have_count(1)
    page.goto(f"{looking.address}/werk/inbreng/{numbers[1]}")
    expect(page.get_by_role("heading", name="De tekst is verborgen")).to_be_visible()
    assert looks.faults(page) == []

    seen = {number: told(visitor, looking, number) for number in numbers}
    assert TEXTS[0] in seen[numbers[0]]
    assert "Lampenland" not in seen[numbers[1]]
    assert "beveelt een winkel aan" in seen[numbers[1]]
    assert "nog niet bekeken" in seen[numbers[2]]
    assert "klopt" in looking.run("register", "verify")


def told(page: Page, service: Service, number: str) -> str:
    page.goto(f"{service.address}/inbreng/{number}")
    return page.get_by_role("main").inner_text()
