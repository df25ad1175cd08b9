"""T7 in two browsers: who saves second loses nothing, and a member reads, comments and reads back what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from dialoog.accounts import links, second_factor
from dialoog.accounts.models import LinkPurpose, Role
from dialoog.meetings.models import Level
from tests.factories import accounts as people
from tests.factories import contributions as points
from tests.factories import minutes as make
from tests.journeys import looks
from tests.journeys.conftest import Login, log_in
from tests.support.application import Databases
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service, database_of, running

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}
SAID = "Op het schoolplein is het druk met brommers."


@dataclass
class Table:
    """Two who write, and a member, each with a browser."""

    service: Service
    meeting: str
    first: Page
    second: Page
    member: Page

    def at(self, page: str) -> str:
        """The address of a page of the meeting."""
        return f"{self.service.address}{page.format(f'/bijeenkomsten/{self.meeting}')}"


@pytest.fixture
def table(sqlite_databases: Databases, tmp_path: Path, new_page: NewPage) -> Iterator[Table]:
    service = Service(tmp_path, sqlite_databases.fresh())
    with running(service, "--no-jobs"):
        with database_of(service) as database, database.session() as session:
            meeting, logins, door = _seated(session, service)
        pages = [new_page(viewport=WIDE) for _each in range(3)]
        for page, login in zip(pages, logins, strict=False):
            log_in(page, service.address, login)
        pages[2].goto(door)
        pages[2].get_by_role("main").get_by_role("button").first.click()
        yield Table(service, meeting, *pages)


def _seated(session: Session, service: Service) -> tuple[str, list[Login], str]:
    at = make.held(session, Level.PUBLIC)
    points.contribution(session, SAID, meeting=at.meeting)
    names = ("Noor", "Wim")
    writers = [people.person(session, Role.SECRETARIAT, name=name, password=people.PASSWORD) for name in names]
    link = links.issue(session, LinkPurpose.LOGIN, person_id=at.member.id, valid_for=timedelta(hours=1))
    session.commit()
    logins = [
        Login(who.email, people.PASSWORD, second_factor.secret(who.id, people.NONCE, SECRET), ()) for who in writers
    ]
    return at.meeting.slug, logins, f"{service.address}/inloggen/link/{links.token(link, SECRET)}"


def well(page: Page) -> None:
    """The page as it stands has no faults, wide and narrow."""
    assert looks.faults(page) == []
    page.set_viewport_size(WIDE)


def save(page: Page, add: str) -> None:
    """Write at the end and save."""
    box = page.get_by_label("Tekst van de notulen")
    box.fill(f"{box.input_value()}{add}")
    page.get_by_role("button", name="Bewaar").click()


def test_two_write_one_member_comments_and_all_of_it_stands(table: Table) -> None:
    begin(table)
    both_add(table)
    both_change_the_same(table)
    comment(table)


def begin(table: Table) -> None:
    page = table.first
    page.goto(table.at("/werk{}/notulen"))
    page.get_by_role("button", name="Begin de notulen").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    well(page)


def both_add(table: Table) -> None:
    """Each adds a paragraph; nobody is asked anything."""
    for page in (table.first, table.second):
        page.goto(table.at("/werk{}/notulen"))
    save(table.first, "\n\nNoor schrijft dit.")
    save(table.second, "\n\nWim schrijft dat.")
    expect(table.second.get_by_text("samengevoegd. Lees ze na.")).to_be_visible()
    text = table.second.get_by_label("Tekst van de notulen").input_value()
    assert "Noor schrijft dit." in text
    assert "Wim schrijft dat." in text


def both_change_the_same(table: Table) -> None:
    """Both change one paragraph: the second is shown both, and keeps both."""
    pages = (table.first, table.second)
    for page in pages:
        page.goto(table.at("/werk{}/notulen"))
    for page, word in zip(pages, ("koffie", "thee"), strict=True):
        box = page.get_by_label("Tekst van de notulen")
        box.fill(box.input_value().replace("schrijft dat", f"drinkt {word}"))
        page.get_by_role("button", name="Bewaar").click()
    page = table.second
    expect(page.get_by_text("Noor was u net voor")).to_be_visible()
    expect(page.get_by_role("heading", name="Waar de teksten verschillen")).to_be_visible()
    well(page)
    text = page.get_by_label("Tekst van de notulen").input_value()
    assert "drinkt koffie" in text
    assert "drinkt thee" in text
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_text("De notulen zijn bewaard")).to_be_visible()
    page.get_by_role("link", name="Volgende stap").click()
    page.get_by_role("button", name="Vraag leden te reageren").click()
    expect(page.get_by_text("Leden krijgen een mail")).to_be_visible()


def comment(table: Table) -> None:
    """A member speaks of one paragraph; the secretariat says what it does with it."""
    page = table.member
    page.goto(table.at("{}"))
    page.get_by_role("link", name="Lees het concept van de notulen").click()
    page.get_by_role("link", name="Reageer op alinea").last.click()
    page.get_by_role("textbox", name="Uw opmerking").fill("Ik dronk water.")
    page.get_by_role("button", name="Verstuur uw opmerking").click()
    expect(page.get_by_text("Ik dronk water.")).to_be_visible()
    writer = table.first
    writer.goto(table.at("/werk{}/notulen/opmerkingen"))
    writer.get_by_role("link", name="Handel af").click()
    writer.get_by_label("Nee, en hieronder staat waarom").check()
    writer.get_by_label("Toelichting").fill("Dat is niet gezegd.")
    writer.get_by_role("button", name="Bewaar").click()
    page.reload()
    expect(page.get_by_text("Dat is niet gezegd.")).to_be_visible()
    well(page)
