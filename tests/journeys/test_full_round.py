"""The full round (issue: Must show 3): from a work session's report to a commitment that was kept, in a browser, with
real mail. Twice: on a report made up for the demo, and on a real one where that is at hand.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dialoog import clock
from dialoog.accounts import second_factor
from dialoog.accounts.models import Role
from dialoog.demo import script
from dialoog.organisations.models import UnitMember
from tests.factories import accounts as people
from tests.journeys import looks
from tests.journeys.conftest import Login, log_in
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service, database_of, until
from tests.support.smtp import Received, SmtpServer

REAL = Path(__file__).parents[3] / "shared" / "reports" / "terugblik-2024-11-06.txt"
UNIT = "Directie Proefdraaien"
GIVERS = {
    "Stichting Het Stille Spoor (voorbeeld)": "spoor@giver.example.org",
    "Bewonersgroep Zoutkade (voorbeeld)": "zoutkade@giver.example.org",
    "Imkersvereniging De Volle Raat (voorbeeld)": "imkers@giver.example.org",
}
POINTS = 12
LINK = re.compile(r"http://127\.0\.0\.1:\d+/oordeel/\S+")
MOTIVATION = "Wij gaan tellen hoeveel treinen er per nacht rijden en laten dat elke maand zien."
PROMISE = "Elke maand laten zien hoeveel treinen er per nacht rijden."


@pytest.fixture(params=["demo", "real"] if REAL.exists() else ["demo"])
def report(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A report of a work session, with at least twelve points."""
    if request.param == "real":
        return REAL
    made = tmp_path / "verslag.txt"
    made.write_text(script.file("verslag.txt").format(datum="WOENSDAG 14 JANUARI 2026"), encoding="utf-8")
    return made


@dataclass
class Story:
    """Who walks through it, each in a browser of their own, and the mail that came."""

    service: Service
    post: SmtpServer
    secretary: Page
    lead: Page
    visitor: Page

    def mails_to(self, giver: str, count: int) -> list[Received]:
        """So many mails to a giver, and not one more."""
        until(lambda: len(self.post.to(GIVERS[giver])) >= count)
        found = self.post.to(GIVERS[giver])
        assert len(found) == count
        return found


@pytest.fixture
def story(service: Service, smtp_server: SmtpServer, new_page: NewPage) -> Story:
    secretary, lead = _staff(service)
    pages = [new_page(viewport={"width": 1280, "height": 900}) for _each in range(3)]
    log_in(pages[0], service.address, secretary)
    log_in(pages[1], service.address, lead)
    return Story(service, smtp_server, *pages)


def _staff(service: Service) -> tuple[Login, Login]:
    with database_of(service) as database, database.session() as session:
        unit = people.unit(session, UNIT)
        one = people.person(session, Role.SECRETARIAT, name="Noor Dijk", password=people.PASSWORD)
        other = people.person(session, Role.MINISTRY, name="Jip Vos", password=people.PASSWORD)
        session.add(UnitMember(unit=unit, person=other, is_lead=True, since=clock.today()))
        session.commit()
        made = [
            Login(who.email, people.PASSWORD, second_factor.secret(who.id, people.NONCE, SECRET), ())
            for who in (one, other)
        ]
        return made[0], made[1]


@pytest.mark.browser
def test_from_a_report_to_a_commitment_that_was_kept(story: Story, report: Path) -> None:
    import_report(story, report)
    numbers = attach_givers(story)
    assign(story, numbers)
    answer(story)
    firsts = {giver: story.mails_to(giver, 1)[0] for giver in GIVERS}
    everyone_can_read_it(story, numbers[0])

    unhappy = next(iter(GIVERS))
    judge(story, firsts[unhappy], "Nee")
    send_back(story)
    assert "is teruggestuurd" in story.mails_to(unhappy, 2)[1].text
    told_of_it = {giver: int(giver == unhappy) for giver in GIVERS}
    new_version(story)
    seconds = {giver: story.mails_to(giver, 2 + told_of_it[giver])[-1] for giver in GIVERS}
    assert "is veranderd" in seconds[unhappy].text
    judge(story, seconds[unhappy], "Nee")
    not_a_second_time(story)

    keep_the_promise(story)
    thirds = {giver: story.mails_to(giver, 3 + told_of_it[giver])[-1] for giver in GIVERS}
    assert all(PROMISE in mail.text for mail in thirds.values())
    finished(story, numbers[0])
    assert "klopt" in story.service.run("register", "verify")


def import_report(story: Story, report: Path) -> None:
    page, at = story.secretary, story.service.address
    page.goto(f"{at}/werk/bijeenkomsten/nieuw")
    page.get_by_label("Naam", exact=True).fill("Werksessie in de veilinghal")
    page.get_by_role("button", name="Maak de bijeenkomst aan").click()
    page.goto(f"{at}/werk/bijeenkomsten/werksessie-in-de-veilinghal/verslag")
    page.locator("input[type=file]").set_input_files(report)
    page.get_by_role("button", name="Lees dit verslag").click()
    expect(page.get_by_role("heading", name="Dit is begrepen van het verslag")).to_be_visible()
    assert looks.faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name=re.compile("een nummer")).click()
    expect(page.get_by_role("heading", name="Onderwerpen")).to_be_visible()


def attach_givers(story: Story) -> list[str]:
    """Three parties with an address each get four of twelve points; gives the numbers of all."""
    page, at = story.secretary, story.service.address
    page.goto(f"{at}/werk/beantwoorden?dienst=")
    boxes = page.locator("input[name=nummer]")
    numbers = [boxes.nth(n).get_attribute("value") or "" for n in range(POINTS)]
    for n, (party, email) in enumerate(GIVERS.items()):
        page.goto(f"{at}/werk/beantwoorden?dienst=")
        tick(page, numbers[n * 4 : n * 4 + 4])
        page.get_by_role("button", name="Koppel inbrengers").click()
        page.get_by_label("Partij").fill(party)
        page.get_by_role("combobox", name="Sector").select_option(label="Maatschappelijke organisatie")
        page.get_by_label("E-mailadres").fill(email)
        page.get_by_role("button", name="Koppel aan deze 4 punten").click()
        expect(page.get_by_text(f"{party} is gekoppeld aan 4 punten.")).to_be_visible()
    return numbers


def tick(page: Page, numbers: list[str]) -> None:
    for number in numbers:
        page.locator(f"#punt-{number}").check()


def assign(story: Story, numbers: list[str]) -> None:
    page = story.secretary
    page.goto(f"{story.service.address}/werk/beantwoorden?dienst=")
    tick(page, numbers)
    page.get_by_role("region", name="Gekozen").get_by_label("Dienst").select_option(label=UNIT)
    page.get_by_role("button", name="Wijs toe").click()
    expect(page.get_by_text(re.compile("12 punten"))).to_be_visible()


def answer(story: Story) -> None:
    """The lead finds the twelve in the queue, and answers them at once with a commitment."""
    page = story.lead
    page.goto(f"{story.service.address}/werk/beantwoorden")
    expect(page.get_by_text("12 punten", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Kies alles op deze pagina").click()
    page.get_by_role("button", name="Beantwoord in één keer").click()
    page.get_by_label("Deels overgenomen").check()
    page.get_by_label("Motivering").fill(MOTIVATION)
    page.get_by_label("Hoe heet het?").fill("Voorbeeldprogramma Stil op het spoor")
    page.get_by_label("Welk deel?").fill("hoofdstuk 2")
    page.get_by_label("Wat zegt u toe?").last.fill(PROMISE)
    page.get_by_label("Wie voert het uit?").select_option(label=UNIT)
    page.get_by_label("Uiterlijk klaar op").fill((clock.today() + timedelta(days=90)).isoformat())
    publish(page)
    expect(page.get_by_text("Gepubliceerd: 12 punten zijn beantwoord.")).to_be_visible()


def publish(page: Page) -> None:
    page.get_by_role("button", name="Bekijk en publiceer").click()
    expect(page.get_by_role("heading", name="Zo komt het antwoord eruit te zien")).to_be_visible()
    page.get_by_role("button", name="Publiceer", exact=True).click()


def everyone_can_read_it(story: Story, number: str) -> None:
    page, at = story.visitor, story.service.address
    page.goto(f"{at}/inbreng/{number}")
    expect(page.get_by_text(MOTIVATION).first).to_be_visible()
    expect(page.get_by_text(PROMISE).first).to_be_visible()
    page.goto(f"{at}/toezeggingen")
    expect(page.get_by_text(PROMISE)).to_be_visible()


def judge(story: Story, mail: Received, value: str) -> None:
    """The giver opens the link in the mail, which only shows a page; the button acts."""
    link = LINK.search(mail.text)
    assert link
    page = story.visitor
    page.goto(link.group())
    page.get_by_role("radio", name=value, exact=True).check()
    page.get_by_label("Uw reactie").fill("Tellen is mooi, maar de vraag was een grens.")
    page.get_by_role("button", name="Verstuur mijn oordeel").click()
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()


def send_back(story: Story) -> None:
    first_verdict(story)
    page = story.secretary
    assert looks.faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Reden").fill("Het antwoord zegt niets over een grens, en daar vroeg de inbrenger om.")
    page.get_by_role("button", name="Stuur terug").click()
    expect(page.get_by_role("status").or_(page.get_by_text("teruggestuurd")).first).to_be_visible()


def first_verdict(story: Story) -> None:
    page = story.secretary
    page.goto(f"{story.service.address}/werk/oordelen")
    page.get_by_role("main").locator("a[href^='/werk/oordelen/']").first.click()
    expect(page.get_by_text("de vraag was een grens").first).to_be_visible()


def new_version(story: Story) -> None:
    page, at = story.lead, story.service.address
    until(lambda: any("teruggestuurd" in mail.text for mail in story.post.messages))
    page.goto(f"{at}/werk/antwoorden/1")
    page.get_by_role("button", name="Maak een nieuwe versie").click()
    page.get_by_label("Waarom verandert het antwoord?").fill("De inbrenger wees ons erop dat een datum ontbrak.")
    page.get_by_label("Motivering").fill(f"{MOTIVATION} Volgend jaar komt er een voorstel voor een grens.")
    page.get_by_label("Wat zegt u toe?").last.fill("Een voorstel voor een grens aan de luidste trein.")
    page.get_by_label("Wie voert het uit?").select_option(label=UNIT)
    page.get_by_label("Uiterlijk klaar op").fill((clock.today() + timedelta(days=120)).isoformat())
    publish(page)


def not_a_second_time(story: Story) -> None:
    """D9: once per contribution."""
    story.secretary.goto(f"{story.service.address}/werk/oordelen")
    sent_back = story.secretary.get_by_role("main").locator("a[href^='/werk/oordelen/']")
    addresses = [link.get_attribute("href") for link in sent_back.all()]
    once = 0
    for address in dict.fromkeys(addresses):
        story.secretary.goto(story.service.address + (address or ""))
        if story.secretary.get_by_text("Vaker kan niet").count():
            once += 1
            expect(story.secretary.get_by_role("button", name="Stuur terug")).to_have_count(0)
    assert once == 1


def keep_the_promise(story: Story) -> None:
    page, at = story.lead, story.service.address
    page.goto(f"{at}/werk/toezeggingen")
    page.get_by_role("link", name=PROMISE).click()
    page.get_by_label("Het is gereed").check()
    page.get_by_label("Toelichting").fill("De eerste cijfers staan op de website.")
    page.get_by_role("button", name="Bewaar en bericht de inbrengers").click()
    expect(page.get_by_text("Gereed", exact=True).first).to_be_visible()


def finished(story: Story, number: str) -> None:
    page, at = story.visitor, story.service.address
    page.goto(f"{at}/inbreng/{number}")
    expect(page.get_by_text("De eerste cijfers staan op de website.").first).to_be_visible()
    assert looks.faults(page) == []
