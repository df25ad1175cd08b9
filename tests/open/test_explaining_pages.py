"""Pages that explain, and what search engines and reporters of weak spots ask for."""

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from dialoog import clock
from dialoog.db import WorkSession
from dialoog.glossary.site_words import ENTRIES
from dialoog.open.views import machines
from dialoog.register.queries import head
from dialoog.terms.calendar import is_free
from tests.factories.contributions import contribution
from tests.factories.open import story
from tests.support.pages import page

LOC = f"{{{machines.SITEMAP}}}loc"


@pytest.mark.parametrize("address", ["/register", "/over", "/privacy", "/toegankelijkheid", "/begrippen"])
def test_they_are_right_html_and_set_no_cookie(client: FlaskClient, session: WorkSession, address: str) -> None:
    page(client, address)
    assert "Set-Cookie" not in client.get(address).headers


def test_d12_the_register_shows_its_head(client: FlaskClient, session: WorkSession) -> None:
    story(session)
    now = head(session)
    shown = page(client, "/register")
    assert now["rootHash"] in shown
    assert f'<p class="register-size">{now["treeSize"]}</p>' in shown
    assert 'id="controleren"' in shown


def test_d12_the_register_can_be_empty(client: FlaskClient, session: WorkSession) -> None:
    assert "Sinds" not in page(client, "/register")


def test_d4_terms_are_explained_with_the_free_days_of_two_years(client: FlaskClient, session: WorkSession) -> None:
    shown = page(client, "/over")
    assert 'id="termijnen"' in shown
    year = clock.today().year
    for wanted in (f"Feestdagen in {year}", f"Feestdagen in {year + 1}", "Goede Vrijdag", "30 werkdagen"):
        assert wanted in shown
    liberation = clock.today().replace(year=year + 1, month=5, day=5)
    assert is_free(liberation)
    assert (f"5 mei {year + 1}" in shown) == (liberation.weekday() < 5)


def test_every_word_has_its_place_once(client: FlaskClient, session: WorkSession) -> None:
    shown = page(client, "/begrippen")
    assert len({entry.anchor for entry in ENTRIES}) == len(ENTRIES)
    for entry in ENTRIES:
        assert f'<dt id="{entry.anchor}">{entry.word}</dt>' in shown


def test_searching_leads_to_the_list(client: FlaskClient) -> None:
    assert client.get("/zoeken?q=houtrook+en+geur").headers["Location"] == "/inbreng?q=houtrook+en+geur"
    assert client.get("/zoeken").headers["Location"] == "/inbreng"


def sitemap(client: FlaskClient, path: str = "/sitemap.xml") -> list[str]:
    answer = client.get(path)
    assert answer.content_type == "application/xml"
    return [loc.text or "" for loc in ET.fromstring(answer.data).iter(LOC)]


def test_the_sitemap_leads_to_every_public_page(client: FlaskClient, session: WorkSession) -> None:
    told = story(session)
    found = sitemap(client)
    for path in ("/", "/over", f"/inbreng/{told.point.number}", f"/antwoorden/{told.answer.id}"):
        assert f"http://localhost{path}" in found
    assert f"http://localhost/bijeenkomsten/{told.meeting.slug}" in found
    assert f"http://localhost/tafels/{told.table.slug}" in found
    assert len(found) == len(set(found))
    for address in found:
        assert client.get(address).status_code == 200, address


def test_a_large_site_has_its_sitemap_in_parts(
    client: FlaskClient, session: WorkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = contribution(session).id
    points = [contribution(session) for _ in range(4)]
    session.commit()
    # Ids go on where earlier tests left them: three parts or four, whatever they are.
    most = first // 3 + 2
    monkeypatch.setattr(machines, "MOST", most)
    parts = sitemap(client)
    assert len(parts) == -(-(first + 4) // most) > 1
    together = [address for part in parts for address in sitemap(client, part)]
    assert {f"http://localhost/inbreng/{point.number}" for point in points} <= set(together)
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


def test_search_engines_are_told_where_to_look(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /werk\n" in text
    assert text.endswith("Sitemap: http://localhost/sitemap.xml\n")


def test_security_txt_is_as_rfc_9116_asks(client: FlaskClient) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:dialoog@localhost"
    expires = datetime.fromisoformat(fields["Expires"])
    assert clock.now() + timedelta(days=90) < expires < clock.now() + timedelta(days=365)
    # The RFC asks https of web addresses; this test is served without.
    assert "http:" not in answer.text
