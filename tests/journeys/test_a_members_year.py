"""A member's year on a telephone: asked for a seat, taking it, speaking, and reading back a year later, in one place,
what became of all they said (T2, D3, D11). Nobody else reads there what was besloten.
"""

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
from dialoog.accounts import links
from dialoog.accounts.models import LinkPurpose, Person, Role
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution, Outcome
from dialoog.contributions.rules.assigning import assign
from dialoog.db import Base
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Sector
from dialoog.permissions import SYSTEM
from dialoog.tables.models import DialogueTable, SeatHolding, TableSeat
from dialoog.tables.rules.inviting import Invited, invite
from tests.factories import accounts as people
from tests.factories import answers as work
from tests.factories import tables
from tests.journeys import looks
from tests.support.application import Databases
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service, database_of, running, until
from tests.support.smtp import SmtpServer

pytestmark = pytest.mark.browser

MEMBER = "lotte@leden.example.org"
PARTY = "Buurtwacht Stille Kade (voorbeeld)"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/(?:zetel|inloggen/link)/\S+")
PHONE = {"width": 360, "height": 740}
A_YEAR = timedelta(days=365)
PROMISE = "De lijst van straten is openbaar"


@dataclass(frozen=True)
class Point:
    """What the member says, who may read it, and what the ministry does with it."""

    text: str
    level: str
    outcome: Outcome
    words: str


PUBLIC = Point("Zet een meetpaal bij de kade.", "Openbaar.", Outcome.PARTLY, "deels overgenomen")
NO_SOURCE = Point("De melders krijgen nooit iets terug.", "Zonder herkomst.", Outcome.ADOPTED, "overgenomen")
CLOSED = Point("Het Kadebedrijf loost elke zondagnacht.", "Besloten.", Outcome.NOT_ADOPTED, "niet overgenomen")
POINTS = (PUBLIC, NO_SOURCE, CLOSED)


@dataclass
class Year:
    """The service, the mail, the member's telephone, and how others come in."""

    service: Service
    post: SmtpServer
    phone: Page
    new_page: NewPage
    meeting: str
    table: str

    def link(self, subject: str) -> str:
        """The link in the mail to the member with these words in its subject, once it came."""
        mails = until(lambda: [one for one in self.post.to(MEMBER) if subject in str(one.message["Subject"])])
        found = LINK.search(mails[-1].text)
        assert found
        return found.group()


@pytest.fixture
def year(sqlite_databases: Databases, smtp_server: SmtpServer, tmp_path: Path, new_page: NewPage) -> Iterator[Year]:
    service = Service(tmp_path, sqlite_databases.fresh(), smtp_server.url)
    with running(service, "--jobs"):
        with database_of(service) as database, database.session() as session:
            meeting, table = _invited(session)
            session.commit()
        phone = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
        yield Year(service, smtp_server, phone, new_page, meeting, table)


def _invited(session: Session) -> tuple[str, str]:
    """A table with a meeting today, and an invitation for a seat on its way."""
    people.person(session, Role.SECRETARIAT, name="Noor Dijk")
    table = tables.table(session, chair_name="Fenna Voorzitster", contact_name="Noor Dijk")
    table.contact_email = "noor@tafels.example.org"
    seat = TableSeat(table=table, number=1)
    session.add(seat)
    meeting = tables.meeting(session, table, title="Tafeloverleg over de kade")
    asked = Invited("Lotte Voorbeeld", MEMBER, Sector.CIVIL_SOCIETY, party=PARTY)
    invite(session, seat, asked, actor=SYSTEM)
    return meeting.slug, table.slug


def test_t2_a_member_reads_back_a_year_later_what_became_of_all_they_said(year: Year) -> None:
    take_seat(year)
    log_in(year)
    numbers = [speak(year, point) for point in POINTS]
    answer(year)
    # Before days are set back, which the register would rightly not believe.
    assert "klopt" in year.service.run("register", "verify")
    a_year_passes(year)
    log_in(year)
    read_back(year, numbers)
    others_read_what_they_may(year, numbers)
    leave(year)
    read_back(year, numbers)


def well(page: Page) -> None:
    """The page as it stands has no faults, wide and narrow."""
    assert looks.faults(page) == []
    page.set_viewport_size(PHONE)


def take_seat(year: Year) -> None:
    page = year.phone
    page.goto(year.link("Wilt u meedoen"))
    page.get_by_label("Wat wilt u aan de tafel doen?").fill("Ik kom vier keer per jaar.")
    page.get_by_label("Toegankelijkheid").fill("Een zaal zonder drempels.")
    well(page)
    page.get_by_role("button", name="Ja, ik neem de zetel aan").tap()
    expect(page.get_by_text("Welkom aan tafel.")).to_be_visible()


def log_in(year: Year) -> None:
    page = year.phone
    page.context.clear_cookies()
    year.post.reset()
    page.goto(f"{year.service.address}/inloggen")
    by_link = page.get_by_role("region", name="Met een link in uw mail")
    by_link.get_by_label("E-mailadres").fill(MEMBER)
    by_link.get_by_role("button", name="Stuur mij een link").tap()
    page.goto(year.link("Uw link om in te loggen"))
    with page.expect_navigation():
        page.get_by_role("button", name="Log in").tap()
    page.goto(f"{year.service.address}/mijn")
    expect(page.get_by_role("heading", name="Mijn Dialoog")).to_be_visible()


def speak(year: Year, point: Point) -> str:
    """From the page of the meeting; gives the number of the point."""
    page = year.phone
    page.goto(f"{year.service.address}/bijeenkomsten/{year.meeting}")
    page.get_by_role("link", name="Breng iets in bij deze bijeenkomst").tap()
    page.get_by_label("Wat wilt u inbrengen?").fill(point.text)
    page.get_by_label(re.compile("^Een signaal")).check()
    page.get_by_label(re.compile(f"^{point.level}")).check()
    page.get_by_label("Alleen met de sector").check()
    well(page)
    page.get_by_role("button", name="Verstuur uw inbreng").tap()
    expect(page.get_by_text("Uw inbreng is ontvangen")).to_be_visible()
    well(page)
    return page.get_by_role("heading", level=1).inner_text()


def answer(year: Year) -> None:
    """The ministry answers each, and keeps what it promised."""
    with database_of(year.service) as database, database.session() as session:
        ours = work.unit(session)
        lead = work.official(session, ours, lead=True)
        for point in POINTS:
            given = session.scalars(select(Contribution).where(Contribution.public_text == point.text)).one()
            assign(session, [given], unit=ours, assignee=None, actor=SYSTEM)
            made = work.answered(session, [given], lead, work.draft(ours, point.outcome))
            for promised in session.scalars(select(Commitment).where(Commitment.source_id == made.id)):
                commitments.complete(session, promised, text="De lijst staat op de website.", actor=lead)
        session.commit()


def a_year_passes(year: Year) -> None:
    """All that happened is a year ago."""
    with database_of(year.service) as database, database.session() as session:
        for kind in (Meeting, Membership, SeatHolding, Contribution, Answer, AnswerVersion, Commitment):
            for row in session.scalars(select(kind)):
                _set_back(row)
        session.commit()


def _set_back(row: Base) -> None:
    for attribute in row.__mapper__.column_attrs:
        value = getattr(row, attribute.key)
        # A moment is a day too.
        if isinstance(value, date):
            setattr(row, attribute.key, value - A_YEAR)


def read_back(year: Year, numbers: list[str]) -> None:
    """One page has all three, with their words, outcome, answer and what was done; it lies one tap away."""
    page = year.phone
    page.goto(f"{year.service.address}/mijn")
    expect(page.get_by_role("heading", name="Uw inbreng", exact=True)).to_be_visible()
    for number, point in zip(numbers, POINTS, strict=True):
        card = page.locator("li.card").filter(has=page.get_by_role("link", name=number, exact=True))
        expect(card).to_contain_text(point.text)
        expect(card.locator("p.badges")).to_contain_text(re.compile(rf"(^|\W){point.words}", re.IGNORECASE))
        expect(card).to_contain_text(re.compile(rf"Beantwoord op \w+ {_day(clock.today() - A_YEAR)}"))
        card.get_by_text("Lees het antwoord").tap()
        expect(card.get_by_text(work.MOTIVATION)).to_be_visible()
        expect(card.get_by_text(PROMISE)).to_have_count(int(point.outcome is not Outcome.NOT_ADOPTED))
    well(page)


def _day(day: date) -> str:
    months = "januari februari maart april mei juni juli augustus september oktober november december".split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def others_read_what_they_may(year: Year, numbers: list[str]) -> None:
    """The closed words are for who sits at the table now; of the point without source nobody learns who said it."""
    fellow, former, elsewhere = (_inside(year, link) for link in _others(year))
    closed = numbers[POINTS.index(CLOSED)]
    fellow.goto(f"{year.service.address}/inbreng/{closed}")
    expect(fellow.get_by_text(CLOSED.text).first).to_be_visible()
    for page in (former, elsewhere, year.new_page(viewport=PHONE)):
        no_closed_words(year, page, numbers)
        page.goto(f"{year.service.address}/inbreng/{numbers[POINTS.index(NO_SOURCE)]}")
        expect(page.get_by_text(NO_SOURCE.text).first).to_be_visible()
        assert PARTY not in page.content()
    for page in (fellow, former, elsewhere):
        page.goto(f"{year.service.address}/mijn")
        assert not any(point.text in page.content() for point in POINTS)
    well(former)


def _others(year: Year) -> list[str]:
    """Links to log in of who sits at the table, who left it today, and who sits at another."""
    with database_of(year.service) as database, database.session() as session:
        ours = session.scalars(select(DialogueTable).where(DialogueTable.slug == year.table)).one()
        made = []
        for table, until_when in ((ours, None), (ours, clock.today()), (tables.table(session), None)):
            person = people.person(session)
            tables.member(session, table, person, until=until_when)
            made.append(links.issue(session, LinkPurpose.LOGIN, person_id=person.id, valid_for=timedelta(hours=1)))
        session.commit()
        return [f"{year.service.address}/inloggen/link/{links.token(link, SECRET)}" for link in made]


def _inside(year: Year, link: str) -> Page:
    page = year.new_page(viewport=PHONE)
    page.goto(link)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").first.click()
    return page


def no_closed_words(year: Year, page: Page, numbers: list[str]) -> None:
    """Nowhere where the member's points stand, and no search finds them."""
    paths = [
        *(f"/inbreng/{number}" for number in numbers),
        "/inbreng",
        "/inbreng?q=Kadebedrijf",
        "/zoeken?q=Kadebedrijf",
        *(f"/bijeenkomsten/{year.meeting}{page}" for page in ("", "/terugkoppeling", "/reactienota")),
        f"/tafels/{year.table}",
    ]
    for path in paths:
        page.goto(year.service.address + path)
        assert "loost elke" not in page.content(), path


def leave(year: Year) -> None:
    """The member leaves the table; what they said stays theirs."""
    with database_of(year.service) as database, database.session() as session:
        member = session.scalars(select(Person).where(Person.email == MEMBER)).one()
        for seat in session.scalars(select(Membership).where(Membership.person_id == member.id)):
            seat.until = clock.today()
        session.commit()
