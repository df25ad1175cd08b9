"""Handing in as people do: by keyboard alone, on a telephone, without JavaScript (quality.md, Accessibility)."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from dialoog.accounts import links
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.models import Giver
from dialoog.db import Database
from tests.journeys import looks
from tests.journeys.keyboard import tab_to
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service

pytestmark = pytest.mark.browser

WORDS = "De stoplichten bij de school piepen de hele nacht door. Overdag is dat handig, om drie uur is er niemand."
NUMBER = re.compile(r"INB-\d{4}-\d{5}")
# A form that comes back faster than anybody can type is taken for a machine's (D3a).
LONG_ENOUGH = 2100


def test_with_the_keyboard_alone(demo: Service, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(demo.address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash"), "the first stop is the way to the content"
    tab_to(page, page.get_by_role("main").get_by_role("link", name="Breng iets in").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbreng/nieuw")

    # Sent empty: the mistakes get the focus, and lead to the fields.
    tab_to(page, page.get_by_role("button", name="Verstuur uw inbreng"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert looks.faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    text = page.get_by_label("Wat wilt u inbrengen?")
    expect(text).to_be_focused()

    page.keyboard.type(WORDS)
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_label("Waar gaat het over?"))
    page.keyboard.type("Gel")
    tab_to(page, page.get_by_role("radio", name=re.compile("mijn naam")))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Naam", exact=True))
    page.keyboard.type("Ilse Voorbeeld")
    tab_to(page, page.get_by_label("Sector", exact=True))
    page.keyboard.type("Inw")
    tab_to(page, page.get_by_role("button", name="Verstuur uw inbreng"))
    page.wait_for_timeout(LONG_ENOUGH)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/ontvangen"))
    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_on_a_telephone(demo: Service, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(demo.address)
    page.get_by_role("main").get_by_role("link", name="Breng iets in").first.tap()
    page.get_by_label("Wat wilt u inbrengen?").fill(WORDS)
    page.get_by_text("Een signaal: dit zie ik gebeuren").tap()
    page.get_by_text("Zonder te laten zien wie het inbrengt").tap()
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name="Verstuur uw inbreng").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)
    assert looks.faults(page) == []


def test_a_verdict_on_a_telephone(demo: Service, demo_database: Database, new_page: NewPage) -> None:
    with demo_database.session(read_only=True) as session:
        giver = session.scalars(select(Giver.id).where(Giver.email == "ruimte@waterhoek.example.nl")).one()
        mailed = session.scalars(select(AccessLink).where(AccessLink.purpose == LinkPurpose.VERDICT))
        token = links.token(next(link for link in mailed if giver in link.params["givers"]), SECRET)
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto(f"{demo.address}/oordeel/{token}")
    page.get_by_role("radio", name="Gedeeltelijk").tap()
    page.get_by_label("Uw reactie").fill("Het begin is er. Nu het vervolg nog.")
    page.get_by_role("button", name="Verstuur mijn oordeel").tap()
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()
    assert looks.faults(page) == []


def test_without_javascript(demo: Service, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{demo.address}/inbreng/nieuw")
    page.get_by_role("button", name="Verstuur uw inbreng").click()
    expect(page.get_by_role("link", name="Schrijf op wat u wilt inbrengen.")).to_be_visible()
    page.get_by_label("Wat wilt u inbrengen?").fill(WORDS)
    page.get_by_label("Een vraag").check()
    page.get_by_label(re.compile("organisatie, bedrijf of initiatief, bijv|naam van mijn organisatie")).check()
    page.get_by_label("Naam van uw organisatie, bedrijf of initiatief").fill("Werkgroep Stille Nacht (voorbeeld)")
    page.get_by_label("Sector", exact=True).select_option(label="Maatschappelijk initiatief")
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name="Verstuur uw inbreng").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)
    page.get_by_role("link", name="Bekijk uw dossier").click()
    expect(page.get_by_text("Werkgroep Stille Nacht (voorbeeld)").first).to_be_visible()
