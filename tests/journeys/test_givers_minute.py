"""A giver's minute on a telephone (D3, D4, D9): from a mail to their own page, and all that is asked of them there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Role
from dialoog.answers.rules import effects
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.contributions.clarifications.rules import ask
from dialoog.contributions.models import Channel, Contribution, Outcome, PointKind, ShownAs
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.handing_in import Speaker, hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.organisations.models import Sector
from dialoog.permissions import ANONYMOUS, SYSTEM
from tests.factories import accounts as people
from tests.factories.answers import answered, draft, official, unit
from tests.factories.clarifications import QUESTION
from tests.journeys import looks
from tests.support.application import Databases
from tests.support.browser import NewPage
from tests.support.service import Service, database_of, running, until
from tests.support.smtp import SmtpServer

pytestmark = pytest.mark.browser

GIVER = "mees@giver.example.org"
PAGE = re.compile(r"http://127\.0\.0\.1:\d+/uw-inbreng/[\w-]+")
TEXTS = (
    "De stoplichten bij de school piepen de hele nacht door.",
    "Laat de bus naar het ziekenhuis ook op zondag rijden.",
    "Meet de lucht ook in de Zoutstraat.",
)
PHONE = {"width": 360, "height": 740}


@dataclass
class Giver:
    """Somebody with a telephone, and the mail they got."""

    service: Service
    post: SmtpServer
    page: Page

    def mails(self, at_least: int) -> str:
        """All their mail as one text, once so many came."""
        until(lambda: len(self.post.to(GIVER)) >= at_least)
        return "\n".join(mail.text for mail in self.post.to(GIVER))


@pytest.fixture
def giver(sqlite_databases: Databases, smtp_server: SmtpServer, tmp_path: Path, new_page: NewPage) -> Iterator[Giver]:
    service = Service(tmp_path, sqlite_databases.fresh(), smtp_server.url, look_first=True)
    with running(service, "--jobs"):
        with database_of(service) as database, database.session() as session:
            _story(session)
            session.commit()
        yield Giver(service, smtp_server, new_page(viewport=PHONE, has_touch=True, is_mobile=True))


def _story(session: Session) -> None:
    """Three points: one answered, its commitment carried out; one answered; about one a question is asked."""
    people.person(session, Role.SECRETARIAT, name="Noor Dijk")
    ours = unit(session)
    lead = official(session, ours, lead=True)
    monday = _last_monday()
    with clock.at(monday - timedelta(weeks=8)):
        given = [_handed_in(session, text) for text in TEXTS]
        assign(session, given, unit=ours, assignee=None, actor=SYSTEM)
        first = answered(session, given[:1], lead, draft(ours))
        answered(session, given[1:2], lead, draft(ours, Outcome.NOT_ADOPTED))
    promised = session.scalars(select(Commitment).where(Commitment.source_id == first.id)).one()
    with clock.at(monday - timedelta(weeks=5)):
        commitments.complete(session, promised, text="De stoplichten zijn om elf uur stil.", actor=SYSTEM)
    with clock.at(monday):
        assert effects.ask(session, promised) == 1
        ask(session, given[2], question=QUESTION, actor=lead)


def _handed_in(session: Session, text: str) -> Contribution:
    given = Input(text, PointKind.SIGNAL, Channel.WEB)
    speaker = Speaker(ShownAs.SECTOR, sector=Sector.RESIDENT)
    return hand_in(session, given, speaker=speaker, email=GIVER, actor=ANONYMOUS)


def _last_monday() -> datetime:
    """The last one that has begun, at ten in the morning of it or a week before."""
    now = clock.local(clock.now()).replace(hour=10, minute=0, second=0, microsecond=0)
    return now - timedelta(days=now.weekday() + 7)


def test_a_givers_minute_on_a_telephone(giver: Giver) -> None:
    page = giver.page
    # Three receipts, two answers, a commitment that was carried out, whether it shows, and a question.
    link = PAGE.search(giver.mails(8))
    assert link
    page.goto(link.group())
    expect(page.get_by_role("heading", name="Wat wij u vragen")).to_be_visible()
    expect(page.locator(".own__ask")).to_have_count(4)
    for text in TEXTS:
        expect(page.get_by_text(text).first).to_be_visible()
    well(page)

    reply(page)
    shows(page)
    verdict(page)
    # One answer is left to be judged.
    expect(page.locator(".own__ask")).to_have_count(1)
    well(page)
    later(giver)


def well(page: Page) -> None:
    assert looks.faults(page) == []
    page.set_viewport_size(PHONE)


def back(page: Page) -> None:
    page.get_by_role("link", name="Terug naar uw inbreng").tap()
    expect(page.get_by_role("heading", name="Wat wij u vragen")).to_be_visible()


def reply(page: Page) -> None:
    """D4: what somebody waits for stands first."""
    page.get_by_role("link", name="Lees de vraag en reageer").tap()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    page.get_by_label("Uw reactie").fill("Bij de kruising, elke ochtend.")
    page.wait_for_timeout(2100)
    well(page)
    page.get_by_role("button", name="Verstuur mijn reactie").tap()
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()
    back(page)


def shows(page: Page) -> None:
    """D9: four weeks after a commitment was carried out."""
    page.get_by_role("link", name="Zeg of u er iets van merkt").tap()
    page.get_by_role("radio", name="Ja", exact=True).tap()
    well(page)
    page.get_by_role("button", name=re.compile("Verstuur")).tap()
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()
    back(page)


def verdict(page: Page) -> None:
    """D9: is this an answer?"""
    page.get_by_role("link", name="Lees het antwoord en zeg het").first.tap()
    page.get_by_role("radio", name="Nee", exact=True).tap()
    page.get_by_label("Uw reactie").fill("Tellen is mooi, maar de vraag was een grens.")
    well(page)
    page.get_by_role("button", name="Verstuur mijn oordeel").tap()
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()
    back(page)


def later(giver: Giver) -> None:
    """D3a: the words wait for a look; the verdict shows at once. The record is right."""
    page = giver.page
    page.goto(f"{giver.service.address}/antwoorden/1")
    text = page.get_by_role("main").inner_text()
    assert "Tellen is mooi" not in text
    assert "klopt" in giver.service.run("register", "verify")
