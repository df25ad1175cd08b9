"""Every page type, of the public and of staff, as it stands in the demo: looked at by a browser (quality.md, Looks)."""

from collections.abc import Iterator

import pytest
from flask import Flask

from dialoog import create_app
from dialoog.db import Database
from dialoog.dossiers.documents import making
from tests.journeys import looks
from tests.journeys.conftest import Cookies
from tests.journeys.in_demo import values_in
from tests.support.browser import NewPage
from tests.support.service import Service

# The contact person of a table works at the secretariat, and sits in the table.
CONTACT = "wim"
NOBODY, SECRETARY, LEAD, OFFICIAL, OTHER_LEAD, ADMIN = "", "noor", "ilse", "rachid", "astrid", "bea"

# Who looks, at what, and the status it comes with; {…} is found in the demo.
PAGES: tuple[tuple[str, str, int], ...] = (
    (NOBODY, "/", 200),
    (NOBODY, "/inbreng", 200),
    (NOBODY, "/inbreng?q=trein&soort=zwak", 200),
    (NOBODY, "/inbreng?q=zeppelin", 200),
    (NOBODY, "/inbreng?te_laat=1", 200),
    (NOBODY, "/inbreng/{answered}", 200),
    (NOBODY, "/inbreng/{reopened}", 200),
    (NOBODY, "/inbreng/{own_answer}", 200),
    (NOBODY, "/inbreng/{late}", 200),
    (NOBODY, "/inbreng/{closed}", 200),
    (NOBODY, "/inbreng/{withdrawn}", 200),
    (NOBODY, "/inbreng/{blacked_out}", 200),
    (NOBODY, "/inbreng/{hidden}", 200),
    (NOBODY, "/inbreng/{received}", 200),
    (NOBODY, "/inbreng/{received}/ontvangen", 200),
    (NOBODY, "/inbreng/nieuw", 200),
    (NOBODY, "/inbreng/bevestigen/{confirm_token}", 200),
    (NOBODY, "/inbreng/niet-van-mij/{deny_token}", 200),
    (NOBODY, "/inbreng/intrekken/{withdraw_token}", 200),
    (NOBODY, "/inbreng/bevestigen/verlopen", 410),
    (NOBODY, "/antwoorden", 200),
    (NOBODY, "/antwoorden/{shared_answer}", 200),
    (NOBODY, "/toezeggingen", 200),
    (NOBODY, "/toezeggingen/{late_commitment}", 200),
    (NOBODY, "/toezeggingen/{done_commitment}", 200),
    (NOBODY, "/bijeenkomsten", 200),
    (NOBODY, "/bijeenkomsten/{meeting}", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/terugkoppeling", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/reactienota", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/reactienota?namen=1", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/reactienota.pdf", 202 if making.possible() else 503),
    (NOBODY, "/bijeenkomsten/{held_meeting}", 200),
    (NOBODY, "/bijeenkomsten/{held_meeting}/notulen", 200),
    (NOBODY, "/bijeenkomsten/{next_meeting}", 200),
    (NOBODY, "/bijeenkomsten/{commented_meeting}", 200),
    (CONTACT, "/bijeenkomsten/{next_meeting}", 200),
    (CONTACT, "/bijeenkomsten/{next_meeting}/inbrengen", 200),
    (CONTACT, "/bijeenkomsten/{next_meeting}/agendapunt", 200),
    (CONTACT, "/bijeenkomsten/{commented_meeting}/notulen/concept", 200),
    (CONTACT, "/bijeenkomsten/{commented_meeting}/notulen/concept?alinea=4", 200),
    (CONTACT, "/bijeenkomsten/{commented_meeting}/notulen/versies/2", 200),
    (NOBODY, "/bijeenkomsten/{broad}", 200),
    (NOBODY, "/bijeenkomsten/{broad}/aanmelden", 200),
    (NOBODY, "/bijeenkomsten/{held}/aanmelden", 200),
    (NOBODY, "/aanmelding/bevestigen/{register_token}", 200),
    (NOBODY, "/aanmelding/{placed_token}", 200),
    (NOBODY, "/aanmelding/{listed_token}", 200),
    (NOBODY, "/aanmelding/{cancelled_token}", 200),
    (NOBODY, "/aanmelding/{came_token}", 200),
    (NOBODY, "/aanmelding/{placed_token}/afmelden", 200),
    (NOBODY, "/aanmelding/{placed_token}/verwijderen", 200),
    (NOBODY, "/aanmelding/verlopen", 410),
    (NOBODY, "/bijeenkomsten/{called_off}", 200),
    (NOBODY, "/bijeenkomst/aanwezig/{attendance_token}", 200),
    (NOBODY, "/bijeenkomst/aanwezig/verlopen", 410),
    (NOBODY, "/datumpeiling/{poll_token}", 200),
    (NOBODY, "/tafels", 200),
    (NOBODY, "/tafels/{full_table}", 200),
    (NOBODY, "/tafels/{new_table}", 200),
    (NOBODY, "/zetel/{seat_token}", 200),
    (NOBODY, "/zetel/{seat_token}/nee", 200),
    (NOBODY, "/zetel/verlopen", 410),
    (NOBODY, "/oordeel/{verdict_token}", 200),
    (NOBODY, "/inbreng/{backed}", 200),
    (NOBODY, "/inbreng/{backed}/onderschrijven", 200),
    (NOBODY, "/inbreng?onderschreven=1", 200),
    (NOBODY, "/onderschrijving/bevestigen/{endorse_confirm_token}", 200),
    (NOBODY, "/onderschrijving/intrekken/{endorse_withdraw_token}", 200),
    (NOBODY, "/onderschrijving/geen-bericht/{endorse_stop_token}", 200),
    (NOBODY, "/doorgeleid/{referral_token}", 200),
    (NOBODY, "/navraag/{clarification_token}", 200),
    (NOBODY, "/inbreng/{asked}", 200),
    (NOBODY, "/inbreng/{unreplied}", 200),
    (NOBODY, "/inbreng/{offered}", 200),
    (NOBODY, "/inbreng/{put_off}", 200),
    (NOBODY, "/oordeel/verlopen", 410),
    (NOBODY, "/uw-inbreng", 200),
    (NOBODY, "/uw-inbreng/verstuurd", 200),
    (NOBODY, "/uw-inbreng/{giver_token}", 200),
    (NOBODY, "/uw-inbreng/verlopen", 410),
    (NOBODY, "/uw-inbreng/{giver_token}/oordeel/{giver_answer}", 200),
    (NOBODY, "/uw-inbreng/{asked_token}/navraag/{question}", 200),
    (NOBODY, "/uw-inbreng/{giver_token}/merkbaar/{giver_commitment}", 200),
    (NOBODY, "/uw-inbreng/{giver_token}/gegevens", 200),
    (NOBODY, "/uw-inbreng/adres/{move_token}", 200),
    (NOBODY, "/uw-inbreng/nieuw-adres/{new_address_token}", 200),
    (NOBODY, "/uw-inbreng/vergeten/{forget_token}", 200),
    (NOBODY, "/inloggen", 200),
    (NOBODY, "/inloggen/verstuurd", 200),
    (NOBODY, "/inloggen/link/{login_token}", 200),
    (NOBODY, "/inloggen/link/verlopen", 410),
    (NOBODY, "/uitnodiging/{invitation_token}", 200),
    (NOBODY, "/uitnodiging/verlopen", 410),
    (NOBODY, "/register", 200),
    (NOBODY, "/begrippen", 200),
    (NOBODY, "/begrippen?q=zeppelin", 200),
    (NOBODY, "/begrippen/voorstellen", 200),
    (NOBODY, "/begrippen/voorstellen?woord=emissie", 200),
    (NOBODY, "/zoeken?q=trein", 200),
    (NOBODY, "/over", 200),
    (NOBODY, "/privacy", 200),
    (NOBODY, "/toegankelijkheid", 200),
    (NOBODY, "/bestaat-niet", 404),
    (SECRETARY, "/mijn", 302),
    (SECRETARY, "/mijn/zetels", 200),
    (SECRETARY, "/mijn/zetels/vergeten", 200),
    (SECRETARY, "/mijn/zetels/{own_seat}", 200),
    (SECRETARY, "/mijn/gegevens", 200),
    (SECRETARY, "/mijn/gegevens/e-mail", 200),
    (SECRETARY, "/mijn/gegevens/e-mail/{address_token}", 200),
    (SECRETARY, "/mijn/gegevens/herstelcodes", 200),
    (SECRETARY, "/mijn/gegevens/tweede-stap", 200),
    (SECRETARY, "/mijn/gegevens/wachtwoord", 200),
    (SECRETARY, "/werk", 200),
    (LEAD, "/werk", 200),
    (ADMIN, "/werk", 200),
    (SECRETARY, "/werk/beantwoorden", 200),
    (OFFICIAL, "/werk/beantwoorden", 200),
    (OFFICIAL, "/werk/beantwoorden/tabel", 200),
    (OFFICIAL, "/werk/beantwoorden/tabel/{sheet}", 200),
    (OFFICIAL, "/werk/beantwoorden/groepen", 200),
    (LEAD, "/werk/beantwoorden/groepen", 200),
    (OFFICIAL, "/werk/beantwoorden/vrijgaven", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_ahead}", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_done}", 200),
    (OFFICIAL, "/werk/beantwoorden/vrijgaven/{release_off}", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_ahead}/wijzigen", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_ahead}/afgelasten", 200),
    (LEAD, "/werk/antwoorden/{waiting}", 200),
    (OFFICIAL, "/werk/antwoorden/{waiting}/voorbeeld", 200),
    (LEAD, "/werk/antwoorden/{remarked}/voorbeeld", 200),
    (OFFICIAL, "/werk/antwoorden/{remarked}/toets", 200),
    (LEAD, "/werk/antwoorden/{to_read}/lezen", 200),
    (OFFICIAL, "/werk/antwoorden/{draft}", 200),
    (OFFICIAL, "/werk/antwoorden/{draft}/voorbeeld", 200),
    (OFFICIAL, "/werk/antwoorden/{draft}/weggooien", 200),
    (LEAD, "/werk/antwoorden/{shared_answer}", 200),
    (ADMIN, "/werk/auditlog", 200),
    (SECRETARY, "/werk/bijeenkomsten", 200),
    (SECRETARY, "/werk/bijeenkomsten/nieuw", 200),
    (SECRETARY, "/werk/bijeenkomsten/{meeting}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{meeting}/verslag", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/agenda", 200),
    (SECRETARY, "/werk/bijeenkomsten/{meeting}/agenda", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/agenda/nieuw", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/agenda/{standing_item}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/agenda/{proposed_item}/niet-overnemen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/stukken", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/stukken/{paper}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/stukken/{paper}/vernietigen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{commented_meeting}/besluiten", 200),
    (SECRETARY, "/werk/bijeenkomsten/{commented_meeting}/besluiten/{decision}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{commented_meeting}/aanwezig", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/aanwezig", 200),
    (SECRETARY, "/werk/bijeenkomsten/{next_meeting}/notulen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{drafted_meeting}/notulen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held_meeting}/notulen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{drafted_meeting}/notulen/volgende", 200),
    (SECRETARY, "/werk/bijeenkomsten/{commented_meeting}/notulen/volgende", 200),
    (SECRETARY, "/werk/bijeenkomsten/{commented_meeting}/notulen/opmerkingen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{commented_meeting}/notulen/weglakken", 200),
    (SECRETARY, "/werk/bijeenkomsten/{commented_meeting}/notulen/opmerkingen/{comment}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{meeting}/aanmeldingen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/aanmeldingen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held}/aanmeldingen?q=bedacht&stand=aanwezig", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/aanmeldingen/instellen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/aanmeldingen/nieuw", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/aanmeldingen/{placed}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/aanmeldingen/{listed}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/aanmeldingen/{placed}/afmelden", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/inchecken", 200),
    (SECRETARY, "/werk/bijeenkomsten/{broad}/inchecken/{placed_code}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held}/inchecken", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held}/inchecken?q=niemand", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held}/inchecken/{came_code}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held}/inchecken/{away_code}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held}/inchecken/nieuw", 200),
    (SECRETARY, "/werk/bijeenkomsten/{held}/inchecken/afsluiten", 200),
    (SECRETARY, "/werk/verslagen/{report}", 200),
    (SECRETARY, "/werk/verslagen/{report}/verbeteren", 200),
    (SECRETARY, "/werk/tafels", 200),
    (SECRETARY, "/werk/tafels/nieuw", 200),
    (SECRETARY, "/werk/tafels/{full_table}", 200),
    (SECRETARY, "/werk/tafels/{new_table}/samenstelling", 200),
    (SECRETARY, "/werk/tafels/{new_table}/zetels", 200),
    (SECRETARY, "/werk/tafels/{new_table}/zetels/{asked_seat}", 200),
    (SECRETARY, "/werk/tafels/{full_table}/zetels/{full_seat}", 200),
    (SECRETARY, "/werk/tafels/{new_table}/zetels/9/uitnodigen", 200),
    (SECRETARY, "/werk/tafels/{full_table}/zetels/7/{holder}/beeindigen", 200),
    (SECRETARY, "/werk/tafels/{new_table}/kandidaten", 200),
    (SECRETARY, "/werk/tafels/{full_table}/kandidaten", 200),
    (SECRETARY, "/werk/tafels/{new_table}/loting", 200),
    (SECRETARY, "/werk/tafels/{full_table}/loting", 200),
    (SECRETARY, "/werk/tafels/{new_table}/loting/{table_draw}", 200),
    (SECRETARY, "/werk/tafels/{full_table}/behoeften", 200),
    (SECRETARY, "/werk/tafels/{full_table}/behoeften/{need}", 200),
    (SECRETARY, "/werk/inbreng/nieuw", 200),
    (SECRETARY, "/werk/inbreng/{received}", 200),
    (SECRETARY, "/werk/inbreng/{blacked_out}/origineel", 200),
    (SECRETARY, "/werk/inbreng/{received}/intrekken", 200),
    (SECRETARY, "/werk/bekijken", 200),
    (SECRETARY, "/werk/bekijken/{act}/verbergen", 200),
    (SECRETARY, "/werk/bekijken/{act}/weglakken/party", 200),
    (SECRETARY, "/werk/inbreng/{backed}", 200),
    (SECRETARY, "/werk/inbreng/{backed}/onderschrijven", 200),
    (SECRETARY, "/werk/inbreng/{received}/verbergen", 200),
    (SECRETARY, "/werk/inbreng/{received}/weglakken", 200),
    (SECRETARY, "/werk/inbreng/inbrengers?nummer={received}", 200),
    (SECRETARY, "/werk/inbreng/{replied}", 200),
    (SECRETARY, "/werk/bekijken/{reply_act}/verbergen", 200),
    (SECRETARY, "/werk/bekijken/{reply_act}/weglakken/reply", 200),
    (SECRETARY, "/werk/bekijken/{question_act}/weglakken/question", 200),
    (OFFICIAL, "/werk/inbreng/navraag?nummer={unreplied}", 200),
    (OTHER_LEAD, "/werk/inbreng/{running}/verlengen", 200),
    (SECRETARY, "/werk/nog-niet-bericht", 200),
    (SECRETARY, "/werk/oordelen", 200),
    (SECRETARY, "/werk/oordelen/{to_judge}", 200),
    (OFFICIAL, "/mijn/kalender", 200),
    (ADMIN, "/mijn/kalender", 200),
    (OFFICIAL, "/mijn/datumpeilingen", 200),
    (ADMIN, "/mijn/datumpeilingen", 200),
    (OFFICIAL, "/mijn/datumpeilingen/{poll}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{ahead}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{ahead}/uitnodigingen", 200),
    (SECRETARY, "/werk/bijeenkomsten/{ahead}/verzetten", 200),
    (SECRETARY, "/werk/bijeenkomsten/{ahead}/afgelasten", 200),
    (SECRETARY, "/werk/bijeenkomsten/{called_off}/uitnodigingen", 200),
    (SECRETARY, "/werk/tafels/{table}/planning", 200),
    (SECRETARY, "/werk/tafels/{table}/planning/{year}", 200),
    (SECRETARY, "/werk/tafels/{table}/planning/{polled_year}", 200),
    (SECRETARY, "/werk/tafels/{table}/planning/{polled_year}/peiling", 200),
    (SECRETARY, "/werk/tafels/{table}/planning/{year}/ritme", 200),
    (SECRETARY, "/werk/tafels/{table}/planning/{year}/fase", 200),
    (SECRETARY, "/werk/tafels/{table}/doel", 200),
    (SECRETARY, "/werk/schoolvakanties", 200),
    (NOBODY, "/adviezen", 200),
    (NOBODY, "/adviezen?te_laat=1", 200),
    (NOBODY, "/adviezen/{answered_advice}", 200),
    (NOBODY, "/adviezen/{sent_advice}", 200),
    (SECRETARY, "/adviezen", 200),
    (SECRETARY, "/adviezen/nieuw", 200),
    (SECRETARY, "/adviezen/{draft_advice}", 200),
    (SECRETARY, "/adviezen/{draft_advice}/tekst", 200),
    (SECRETARY, "/adviezen/{draft_advice}/opmerkingen", 200),
    (SECRETARY, "/adviezen/{draft_advice}/opmerkingen/{advice_comment}", 200),
    (SECRETARY, "/adviezen/{draft_advice}/opmerkingen/vragen", 200),
    (SECRETARY, "/adviezen/{draft_advice}/vaststellen", 200),
    (SECRETARY, "/adviezen/{draft_advice}/terug", 200),
    (SECRETARY, "/adviezen/{draft_advice}/wegleggen", 200),
    (SECRETARY, "/adviezen/{draft_advice}/aanbieden", 200),
    (LEAD, "/werk/adviezen", 200),
    (LEAD, "/werk/adviezen/{sent_advice}", 200),
    (SECRETARY, "/werk/gesprek-bewindspersoon", 200),
    (SECRETARY, "/werk/partijen", 200),
    (SECRETARY, "/werk/partijen/nieuw", 200),
    (SECRETARY, "/werk/partijen/{party}", 200),
    (SECRETARY, "/werk/themas", 200),
    (SECRETARY, "/werk/themas/nieuw", 200),
    (SECRETARY, "/werk/themas/{theme}", 200),
    (SECRETARY, "/werk/begrippen", 200),
    (SECRETARY, "/werk/begrippen/nieuw", 200),
    (SECRETARY, "/werk/begrippen/{word}", 200),
    (SECRETARY, "/werk/begrippen/{proposal}", 200),
    (SECRETARY, "/werk/begrippen/{proposal}/afwijzen", 200),
    (SECRETARY, "/werk/post", 200),
    (SECRETARY, "/werk/toezeggingen", 200),
    (OTHER_LEAD, "/werk/toezeggingen/{running_commitment}", 200),
    (ADMIN, "/werk/mensen", 200),
    (ADMIN, "/werk/mensen/{person}", 200),
    (ADMIN, "/werk/mensen/uitnodigen", 200),
    (ADMIN, "/werk/mensen/{person}/tweede-stap", 200),
    (ADMIN, "/werk/diensten", 200),
    (ADMIN, "/werk/diensten/nieuw", 200),
    (ADMIN, "/werk/diensten/{unit}", 200),
    (ADMIN, "/werk/partijen/nieuw", 200),
    (OFFICIAL, "/werk/auditlog", 403),
)
# What machines read.
FOR_MACHINES = ("/api/", "/bewijs", ".json", ".csv", ".docx", ".atom", ".ics", ".txt", ".xml")
# Addresses that are no page to look at, or that a journey passes through.
NO_PAGE = {
    "static",
    "health.process_up",
    "health.ready",
    "health.metrics",
    "meetings.download",  # a file
    "agenda.download",  # a file
    "answers.sheet_file",  # a file
    "registrations.as_xlsx",  # a file
    "registrations.data_file",  # a file
    "accounts.second_factor",  # test_log_in.py
    "advices.send_back",  # for the chair alone: tests/advices/test_pages.py
}


@pytest.fixture(scope="session")
def found(demo: Service, demo_database: Database) -> dict[str, str]:
    """What stands for {…} in the addresses."""
    app = create_app(demo.settings)
    with app.app_context(), demo_database.session() as session:
        values = values_in(session)
        session.commit()
    app.extensions["dialoog_database"].dispose()
    return values


@pytest.fixture(scope="module")
def routes(demo: Service) -> Iterator[Flask]:
    app = create_app(demo.settings)
    yield app
    app.extensions["dialoog_database"].dispose()


def test_no_page_is_forgotten(routes: Flask, found: dict[str, str]) -> None:
    match = routes.url_map.bind("127.0.0.1").match
    seen = {match(path.format(**found).partition("?")[0])[0] for _who, path, status in PAGES if status != 404}
    read = [rule for rule in routes.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.endpoint for rule in read if not any(part in rule.rule for part in FOR_MACHINES)}
    assert pages - seen - NO_PAGE == set()


@pytest.mark.browser
@pytest.mark.parametrize(("who", "path", "status"), PAGES, ids=[f"{who}{path}" for who, path, _status in PAGES])
def test_a_page(
    demo: Service, found: dict[str, str], cookies_of: Cookies, new_page: NewPage, who: str, path: str, status: int
) -> None:
    page = new_page(storage_state=cookies_of(who))
    response = page.goto(demo.address + path.format(**found))
    assert response is not None
    assert response.status == (200 if status == 302 else status)
    assert looks.faults(page, response) == []
