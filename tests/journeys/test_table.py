"""From a new table to a member who sits there (T1 to T3), in a browser, with real mail: a table of sixteen seats is set
up, drawn from a list of eighty, everybody is asked, and one of them takes the seat on a phone.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dialoog import clock
from dialoog.accounts import second_factor
from dialoog.accounts.models import Role
from dialoog.demo import script
from dialoog.tables.rules.setting_up import add_years
from tests.factories import accounts as people
from tests.journeys import looks
from tests.journeys.conftest import Login, log_in
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service, database_of, until
from tests.support.smtp import SmtpServer

LINK = re.compile(r"http://127\.0\.0\.1:\d+/zetel/\S+")
TEXTS = {
    "Naam": "Dialoogtafel Proefdraaien",
    "Waar is de tafel voor?": "Samen uitproberen of dit werkt.",
    "Wat willen wij van dit gesprek?": "Horen waar het stokt.",
    "Wat gebeurt er met de uitkomst?": "Elk punt krijgt antwoord.",
    "Wat levert het de deelnemers op?": "U hoort wat ermee gebeurt.",
    "Wat vragen wij van deelnemers?": "Vier middagen per jaar.",
    "Bij welk traject hoort de tafel?": "Proefprogramma",
    "Wie organiseert de tafel?": "OFL",
    "Naam van de voorzitter": "Fenna Voorzitster",
    "E-mailadres van de voorzitter": "fenna@tafels.example.org",
    "Naam van de contactpersoon": "Noor Dijk",
    "E-mailadres van de contactpersoon": "noor@tafels.example.org",
}
QUOTAS = {
    "Overheid": 3,
    "Bedrijfsleven": 4,
    "Maatschappelijke organisatie": 3,
    "Maatschappelijk initiatief": 3,
    "Kennisinstelling": 1,
    "Jongeren": 2,
    "Inwoner": 0,
}


@pytest.mark.browser
def test_t3_a_table_is_drawn_from_eighty_and_a_member_takes_a_seat(
    service: Service, smtp_server: SmtpServer, new_page: NewPage, tmp_path: Path
) -> None:
    staff = new_page(viewport={"width": 1280, "height": 900})
    log_in(staff, service.address, _secretary(service))
    set_up(staff, service.address)
    list_candidates(staff, tmp_path)
    drawn = draw(staff)
    assert len(drawn) == sum(QUOTAS.values()) == 16
    until(lambda: len(_invitations(smtp_server)) == 16)
    phone = new_page(viewport={"width": 360, "height": 740})
    address, link = _invitations(smtp_server)[0]
    take_seat(phone, link)
    until(lambda: any("U zit aan tafel" in str(mail.message["Subject"]) for mail in smtp_server.to(address)))
    expect(phone.get_by_text("1 van 16 zetels bezet").first).to_be_visible()
    assert looks.faults(phone) == []


def _secretary(service: Service) -> Login:
    with database_of(service) as database, database.session() as session:
        noor = people.person(session, Role.SECRETARIAT, name="Noor Dijk", password=people.PASSWORD)
        session.commit()
        return Login(noor.email, people.PASSWORD, second_factor.secret(noor.id, people.NONCE, SECRET), ())


def _invitations(post: SmtpServer) -> list[tuple[str, str]]:
    """Whom a link to a seat was mailed, and the link."""
    found = [(mail.recipients[0], LINK.search(mail.text)) for mail in list(post.messages)]
    return [(address, link.group()) for address, link in found if link]


def set_up(page: Page, at: str) -> None:
    page.goto(f"{at}/werk/tafels/nieuw")
    for label, text in TEXTS.items():
        page.get_by_label(label, exact=True).fill(text)
    begins = clock.today() + timedelta(days=30)
    page.get_by_label("Eerste dag").fill(begins.isoformat())
    page.get_by_label("Laatste dag").fill((add_years(begins, 4) - timedelta(days=1)).isoformat())
    page.get_by_label("Hoe vaak per jaar").select_option("4")
    page.get_by_label("Aantal zetels").fill("16")
    page.get_by_role("button", name="Maak de tafel aan").click()
    expect(page.get_by_role("heading", name="Gewenste samenstelling")).to_be_visible()
    form = page.get_by_role("main").locator("form")
    for label, seats in QUOTAS.items():
        form.get_by_label(re.compile(f"^{label} \\(niet")).fill(str(seats))
    form.get_by_label("Jongeren (tot en met 30 jaar)").fill("4")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("De gewenste samenstelling is bewaard.")).to_be_visible()


def list_candidates(page: Page, folder: Path) -> None:
    file = folder / "kandidaten.csv"
    file.write_text(script.file("kandidaten.csv") + "Fout;geen adres;;overheid;;;\n", encoding="utf-8")
    page.get_by_role("link", name="Dialoogtafel Proefdraaien").click()
    page.get_by_role("link", name="Kandidaten en loting").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Kijk de lijst na").click()
    expect(page.get_by_text("Er is nog niets opgeslagen.")).to_be_visible()
    expect(page.get_by_text("Rij 82")).to_be_visible()
    assert looks.faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Sla 80 kandidaten op").click()
    expect(page.get_by_text("80 kandidaten staan op de lijst.")).to_be_visible()


def draw(page: Page) -> list[str]:
    """Draw as many as are wanted, by the quotas that stand filled in; who was drawn."""
    page.get_by_role("link", name="Loot zetels").click()
    page.get_by_label("Lotgetal").fill("Uitslag van zaterdag: 4 8 15 16 23 42")
    page.get_by_role("button", name="Doe de loting").click()
    expect(page.get_by_role("heading", name="Wie is geloot")).to_be_visible()
    names = page.locator("table").first.locator("tbody th").all_inner_texts()
    page.get_by_role("button", name="Nodig 16 personen uit").click()
    expect(page.get_by_text("16 uitnodigingen zijn verstuurd.")).to_be_visible()
    return names


def take_seat(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Ja, ik neem de zetel aan").click()
    expect(page.get_by_role("heading", name="Er gaat nog iets mis")).to_be_visible()
    page.get_by_label("Wat wilt u aan de tafel doen?").fill("Ik kom vier keer per jaar.")
    page.get_by_label("Geld").fill("Reiskosten.")
    page.get_by_label("Alleen mijn sector").check()
    page.get_by_role("button", name="Ja, ik neem de zetel aan").click()
    expect(page.get_by_text("Welkom aan tafel.")).to_be_visible()
    page.goto(link)
    expect(page.get_by_text("al gebruikt").first).to_be_visible()
    page.go_back()
