"""An official's hour (D3a, D7, D7b): look, assign, group, answer, a second reader, a release. By keyboard alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import second_factor
from dialoog.accounts.models import Role
from dialoog.answers.prepared import Release
from dialoog.answers.rules.releasing import JOB as RELEASE_JOB
from dialoog.contributions.models import Alike, Channel, PointKind, ShownAs
from dialoog.contributions.rules.handing_in import Speaker, hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.jobs.models import Job
from dialoog.organisations.models import Sector, UnitMember
from dialoog.permissions import ANONYMOUS
from tests.factories import accounts as people
from tests.journeys import looks
from tests.journeys.conftest import Login, log_in
from tests.journeys.keyboard import choose, press, write
from tests.support.application import Databases
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service, database_of, running, until
from tests.support.smtp import SmtpServer

pytestmark = pytest.mark.browser

UNIT = "Directie Proefdraaien"
ALIKE = (
    "Meet het lawaai langs de snelweg echt, in plaats van alleen te rekenen.",
    "Het geluid van de snelweg moet echt gemeten worden, niet alleen berekend.",
)
OTHER = "De bus naar het ziekenhuis rijdt om en om wel en niet."
PROMISE = "Tien meetpunten langs de snelweg."
MOTIVATION = "Wij gaan volgend jaar op tien plekken meten hoeveel geluid de snelweg maakt."
WIDE = {"width": 1280, "height": 900}


@dataclass
class Desk:
    """Who sits at it, each with a browser, and what comes by mail."""

    service: Service
    post: SmtpServer
    secretary: Page
    lead: Page
    colleague: Page


@pytest.fixture
def desk(sqlite_databases: Databases, smtp_server: SmtpServer, tmp_path: Path, new_page: NewPage) -> Iterator[Desk]:
    service = Service(tmp_path, sqlite_databases.fresh(), smtp_server.url, look_first=True)
    with running(service, "--jobs"):
        logins = _staff(service)
        pages = [new_page(viewport=WIDE) for _login in logins]
        for page, login in zip(pages, logins, strict=True):
            log_in(page, service.address, login)
        yield Desk(service, smtp_server, *pages)


def _staff(service: Service) -> list[Login]:
    with database_of(service) as database, database.session() as session:
        unit = people.unit(session, UNIT)
        secretary = people.person(session, Role.SECRETARIAT, name="Noor Dijk", password=people.PASSWORD)
        lead = people.person(session, Role.MINISTRY, name="Jip Vos", password=people.PASSWORD)
        colleague = people.person(session, Role.MINISTRY, name="Mika Berg", password=people.PASSWORD)
        today = clock.today()
        session.add(UnitMember(unit=unit, person=lead, is_lead=True, since=today))
        session.add(UnitMember(unit=unit, person=colleague, is_lead=False, since=today))
        session.flush()
        _said(session)
        session.commit()
        return [
            Login(who.email, people.PASSWORD, second_factor.secret(who.id, people.NONCE, SECRET), ())
            for who in (secretary, lead, colleague)
        ]


def _said(session: Session) -> None:
    """What three people handed in, each with an address."""
    for n, text in enumerate((*ALIKE, OTHER)):
        given = Input(text, PointKind.SIGNAL, Channel.WEB, look_first=True)
        hand_in(
            session,
            given,
            speaker=Speaker(ShownAs.SECTOR, sector=Sector.RESIDENT),
            email=f"gever-{n}@giver.example.org",
            actor=ANONYMOUS,
        )


def test_an_officials_hour_by_keyboard(desk: Desk) -> None:
    look(desk)
    assign(desk)
    group(desk)
    answer(desk)
    second_reader(desk)
    release(desk)
    published(desk)


def well(page: Page) -> None:
    """The page as it stands has no faults, wide and narrow."""
    assert looks.faults(page) == []
    page.set_viewport_size(WIDE)


def look(desk: Desk) -> None:
    """D3a: three texts wait; each is read, and shown with one key."""
    page = desk.secretary
    page.goto(f"{desk.service.address}/werk")
    press(page, page.get_by_role("link", name=re.compile("Bekijk nieuwe inbreng")))
    page.wait_for_url("**/werk/bekijken")
    expect(page.get_by_text("3 teksten wachten")).to_be_visible()
    well(page)
    page.locator(".look__item").first.focus()
    for left in (2, 1, 0):
        page.keyboard.press("t")
        expect(page.locator(".look__item")).to_have_count(left)


def assign(desk: Desk) -> None:
    page = desk.secretary
    page.goto(f"{desk.service.address}/werk/beantwoorden?dienst=")
    press(page, page.get_by_role("button", name="Kies alles op deze pagina"))
    choose(page, page.get_by_role("region", name="Gekozen").get_by_label("Dienst"), UNIT)
    press(page, page.get_by_role("button", name="Wijs toe"))
    expect(page.get_by_text(re.compile("3 punten")).first).to_be_visible()


def group(desk: Desk) -> None:
    """D7: the two that ask the same are proposed together; a person decides."""
    until(lambda: _compared(desk.service))
    page = desk.lead
    page.goto(f"{desk.service.address}/werk/beantwoorden")
    press(page, page.get_by_role("link", name="Bekijk groepen punten die hetzelfde vragen"))
    page.wait_for_url("**/groepen")
    well(page)
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    for n in range(2):
        press(page, boxes.nth(n), "Space")
    press(page, page.get_by_role("button", name="Beantwoord de gekozen punten in één keer"))
    expect(page.get_by_role("heading", name="2 punten")).to_be_visible()


def _compared(service: Service) -> bool:
    with database_of(service) as database, database.session(read_only=True) as session:
        return session.scalar(select(Alike.score).limit(1)) is not None


def answer(desk: Desk) -> None:
    page = desk.lead
    press(page, page.get_by_role("radio", name="Overgenomen", exact=True), "Space")
    write(page, page.get_by_label("Motivering"), MOTIVATION)
    write(page, page.get_by_label("Hoe heet het?").first, "Meetplan geluid")
    write(page, page.get_by_label("Welk deel?").first, "hoofdstuk 2")
    write(page, page.get_by_label("Wat zegt u toe?").first, PROMISE)
    choose(page, page.get_by_label("Wie voert het uit?").first, UNIT)
    page.get_by_label("Uiterlijk klaar op").first.fill((clock.today() + timedelta(days=90)).isoformat())
    press(page, page.get_by_role("button", name="Bekijk en publiceer"))
    expect(page.get_by_role("heading", name="Zo komt het antwoord eruit te zien")).to_be_visible()


def second_reader(desk: Desk) -> None:
    """D7b: a colleague reads it first, finds it in their own list, and says yes."""
    page = desk.lead
    press(page, page.get_by_role("link", name="Vraag een collega om dit te lezen"))
    choose(page, page.get_by_label("Collega", exact=True), "Mika Berg")
    write(page, page.get_by_label("Waar moet uw collega op letten?"), "Klopt het aantal plekken?")
    press(page, page.get_by_role("button", name="Vraag om te lezen"))
    expect(page.get_by_text("Mika Berg is gevraagd").first).to_be_visible()

    reader = desk.colleague
    reader.goto(f"{desk.service.address}/werk")
    expect(reader.get_by_role("heading", name="Aan u gevraagd om te lezen")).to_be_visible()
    press(reader, reader.get_by_role("main").locator("a[href$='/lezen']").first)
    expect(reader.get_by_text("Klopt het aantal plekken?")).to_be_visible()
    well(reader)
    press(reader, reader.get_by_role("radio").first, "Space")
    press(reader, reader.get_by_role("button", name="Stuur naar uw collega"))
    reader.wait_for_url("**/werk")
    expect(reader.get_by_role("heading", name="Aan u gevraagd om te lezen")).to_have_count(0)


def release(desk: Desk) -> None:
    """D7b: the lead sees that it was read, and gives it along with a new release; nobody else reads it before."""
    page = desk.lead
    page.goto(f"{desk.service.address}/werk/antwoorden/1/voorbeeld")
    expect(page.get_by_text("Mika Berg: akkoord")).to_be_visible()
    press(page, page.get_by_role("radio", name="Nu"), "Space")
    page.keyboard.press("ArrowDown")
    press(page, page.get_by_text("Alleen bij een nieuwe vrijgave"))
    write(page, page.get_by_label("Naam van de vrijgave"), "Brief over geluid")
    moment = clock.local(clock.now()) + timedelta(days=1)
    page.get_by_label("Dag").fill(moment.date().isoformat())
    page.get_by_label("Tijd").fill("09:00")
    press(page, page.get_by_role("button", name="Publiceer"))
    expect(page.get_by_text("Brief over geluid").first).to_be_visible()
    page.goto(f"{desk.service.address}/werk/beantwoorden/vrijgaven/1")
    well(page)
    assert _mails(desk, "gever-0") == 1
    _let_it_be_time(desk.service)


def _let_it_be_time(service: Service) -> None:
    """As if the night had passed."""
    with database_of(service) as database, database.transaction() as session:
        session.execute(update(Release).values(at=clock.now()))
        session.execute(update(Job).where(Job.kind == RELEASE_JOB).values(due_at=clock.now()))


def published(desk: Desk) -> None:
    """Both givers are told, the third is not; everyone can read it, under the name of who gave it free."""
    until(lambda: _mails(desk, "gever-0") == 2 and _mails(desk, "gever-1") == 2)
    assert _mails(desk, "gever-2") == 1
    page = desk.secretary
    page.goto(f"{desk.service.address}/antwoorden/1")
    expect(page.get_by_text(MOTIVATION)).to_be_visible()
    expect(page.get_by_text("Jip Vos").first).to_be_visible()
    assert "klopt" in desk.service.run("register", "verify")


def _mails(desk: Desk, giver: str) -> int:
    return len(desk.post.to(f"{giver}@giver.example.org"))
