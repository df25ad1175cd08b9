"""A broad meeting on a telephone (T5): registering, the waiting list, moving up, the code, and the door."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import second_factor
from dialoog.accounts.models import Person, Role
from dialoog.meetings.models import Meeting
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from tests.factories import accounts as people
from tests.factories.registrations import admission, broad_meeting, registered
from tests.journeys import looks
from tests.journeys.conftest import Login, log_in
from tests.support.application import Databases
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service, database_of, running, until
from tests.support.smtp import SmtpServer

pytestmark = pytest.mark.browser

BO = "bo@buurt.example.org"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/aanmelding/[\w/-]+")
PHONE = {"width": 360, "height": 740}


@dataclass
class Visitor:
    """Somebody with a telephone, and the mail they got."""

    service: Service
    post: SmtpServer
    page: Page

    def mail(self, subject: str) -> str:
        """The link in the mail of this subject, once it came."""

        def arrived() -> list[str]:
            mails = [mail for mail in self.post.to(BO) if str(mail.message["subject"]).startswith(subject)]
            return [mail.text for mail in mails]

        found = LINK.search(until(arrived)[-1])
        assert found
        return found.group()


@pytest.fixture
def visitor(
    sqlite_databases: Databases, smtp_server: SmtpServer, tmp_path: Path, new_page: NewPage
) -> Iterator[Visitor]:
    service = Service(tmp_path, sqlite_databases.fresh(), smtp_server.url, look_first=True)
    with running(service, "--jobs"):
        with database_of(service) as database, database.session() as session:
            people.person(session, Role.SECRETARIAT, name="Noor Dijk", password=people.PASSWORD)
            registered(session, admission(session, broad_meeting(session, "Stil op straat"), places=1))
        yield Visitor(service, smtp_server, new_page(viewport=PHONE, has_touch=True, is_mobile=True))


def test_from_the_page_of_the_meeting_to_the_door(visitor: Visitor, new_page: NewPage) -> None:
    page = visitor.page
    register(visitor)
    page.goto(visitor.mail("Bevestig uw aanmelding"))
    well(page)
    page.get_by_role("button", name="Ja, ik meld mij aan").tap()
    expect(page.get_by_text("U hebt nummer 1 op de wachtlijst")).to_be_visible()
    well(page)

    staff = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    somebody_cancels(visitor, staff)
    page.goto(visitor.mail("Er is een plek voor u"))
    expect(page.get_by_role("heading", name="Uw code voor bij de deur")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("QR-code"))).to_be_visible()
    page.get_by_label("Wat hebt u nodig").fill("Een plek vooraan")
    page.get_by_role("button", name="Bewaar wat ik nodig heb").tap()
    expect(page.get_by_text("Het secretariaat ziet wat u nodig hebt")).to_be_visible()
    well(page)

    at_the_door(visitor, staff)
    page.reload()
    expect(page.get_by_text("U bent ingecheckt")).to_be_visible()


def register(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.service.address}/bijeenkomsten/stil-op-straat")
    page.get_by_role("link", name="Meld u aan voor de wachtlijst").tap()
    page.get_by_text("Hoe de plekken worden verdeeld").tap()
    page.get_by_label("Uw naam").fill("Bo Smit")
    page.get_by_label("Sector").select_option("jongeren")
    page.get_by_label("E-mailadres").fill(BO)
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Meld mij aan").tap()
    expect(page.get_by_role("link", name="Zonder uw toestemming")).to_be_visible()
    well(page)
    page.get_by_label("Ik vind het goed").check()
    page.get_by_role("button", name="Meld mij aan").tap()
    expect(page.get_by_text("Kijk in uw mail")).to_be_visible()


def somebody_cancels(visitor: Visitor, page: Page) -> None:
    """The secretariat takes off who told so by telephone; the first who waits has the place at once."""
    with database_of(visitor.service) as database, database.session(read_only=True) as session:
        noor = session.scalars(select(Person)).one()
    login = Login(noor.email, people.PASSWORD, second_factor.secret(noor.id, people.NONCE, SECRET), ())
    log_in(page, visitor.service.address, login)
    page.goto(f"{visitor.service.address}/werk/bijeenkomsten/stil-op-straat/aanmeldingen")
    well(page)
    page.get_by_role("link", name=re.compile("^Gast")).tap()
    page.get_by_role("link", name="Meld af").tap()
    page.get_by_role("button", name="Meld af").tap()
    expect(page.get_by_text("Een plek die vrijkomt")).to_be_visible()


def at_the_door(visitor: Visitor, page: Page) -> None:
    """The day has come: the code is scanned, and one button."""
    with database_of(visitor.service) as database, database.session() as session:
        today_is_the_day(session, clock.today())
        bo = session.scalars(select(Registration).where(Registration.state == RegistrationState.PLACED)).one()
    page.goto(f"{visitor.service.address}/werk/bijeenkomsten/stil-op-straat/inchecken")
    page.get_by_role("searchbox").fill("bo sm")
    page.get_by_role("button", name="Zoeken").tap()
    expect(page.get_by_text("Een plek vooraan")).to_be_visible()
    well(page)
    page.goto(f"{visitor.service.address}/werk/bijeenkomsten/stil-op-straat/inchecken/{bo.code}")
    well(page)
    page.get_by_role("button", name="Check in").tap()
    expect(page.get_by_text("Bo Smit is binnen.")).to_be_visible()


def today_is_the_day(session: Session, day: date) -> None:
    meeting = session.scalars(select(Meeting)).one()
    to = session.get_one(Admission, meeting.id)
    meeting.held_on, to.freezes_on = day, day - timedelta(days=1)
    session.commit()


def well(page: Page) -> None:
    assert looks.faults(page) == []
    page.set_viewport_size(PHONE)
