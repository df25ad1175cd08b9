"""The API for reading, as interface.md promises it: shapes, filters, paging, headers, errors (D4, D11)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from dialoog import clock
from dialoog.answers.rules.judging import send_back
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Channel, PointKind
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.db import WorkSession
from dialoog.permissions import SYSTEM
from dialoog.register.queries import head
from tests.factories.answers import SECRETARIAT
from tests.factories.open import Story, story
from tests.register import independent_verifier
from tests.support.pages import secretary

API = "/api/v1"
CONTRIBUTION = {
    *("nummer", "tekst", "soort", "onderwerp", "bijeenkomst", "sector", "partij", "status", "ontvangenOp"),
    *("termijn", "antwoord", "toezeggingen", "_links"),
}


@pytest.fixture
def told(session: WorkSession) -> Story:
    return story(session)


def read(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/json"
    return answer.json


def numbers(client: FlaskClient, query: str = "") -> list[str]:
    return [row["nummer"] for row in read(client, f"/inbrengen{query}")["resultaten"]]


def add_points(session: WorkSession, how_many: int) -> None:
    receive_many(session, [Input(f"Punt {n}", PointKind.IDEA, Channel.IMPORT) for n in range(how_many)], actor=SYSTEM)
    session.commit()


def test_a_contribution_has_all_that_was_promised(client: FlaskClient, told: Story) -> None:
    found = read(client, f"/inbrengen/{told.point.number}")
    assert set(found) >= CONTRIBUTION
    assert found["tekst"] == "Meet het geluid ook 's nachts in de Lindestraat."
    assert found["soort"] == "verbeter"
    assert found["onderwerp"] == {"nummer": 1, "titel": "GELUID IN DE STRAAT"}
    assert found["bijeenkomst"] == {"slug": told.meeting.slug, "titel": told.meeting.title}
    assert found["sector"] == "maatschappelijke-organisatie"
    assert found["partij"] == "Vereniging Stille Straat"
    assert found["status"] == "beantwoord"
    assert datetime.fromisoformat(found["ontvangenOp"]) == told.point.received_at
    assert set(found["termijn"]) == {"vervalt", "teLaat", "gehaaldOp", "staatStilSinds"}
    assert found["termijn"]["vervalt"] == str(told.point.answer_due)
    assert datetime.fromisoformat(found["termijn"]["gehaaldOp"]).tzinfo is not None


def test_its_answer_and_commitments_stand_with_it(client: FlaskClient, told: Story) -> None:
    found = read(client, f"/inbrengen/{told.point.number}")
    answer = found["antwoord"]
    assert set(answer) == {"uitkomst", "motivering", "versie", "gepubliceerdOp", "_links"}
    assert (answer["uitkomst"], answer["versie"]) == ("deels-overgenomen", 1)
    assert client.get(answer["_links"]["self"]["href"]).json["motivering"] == answer["motivering"]
    (promised,) = found["toezeggingen"]
    assert set(promised) == {"tekst", "eigenaar", "vervalt", "status"}
    assert promised["eigenaar"] == f"{told.unit.name}, {told.unit.ministry}"
    assert promised["status"] == "toegezegd"


def test_the_links_of_a_contribution_lead_somewhere(client: FlaskClient, told: Story) -> None:
    links = read(client, f"/inbrengen/{told.point.number}")["_links"]
    assert set(links) == {"self", "pagina", "bewijs", "bijeenkomst", "antwoord"}
    for link in links.values():
        assert link["href"].startswith("http://localhost/")
        assert client.get(link["href"]).status_code == 200


def test_without_source_tells_no_party_and_no_small_sector(client: FlaskClient, told: Story) -> None:
    # D11: fewer than five of that sector were there.
    found = read(client, f"/inbrengen/{told.without_source.number}")
    assert found["tekst"] == "Laat ons weten wie er meet."
    assert (found["partij"], found["sector"]) == (None, "onbekend")


def test_a_withdrawn_contribution_keeps_its_line_without_its_words(client: FlaskClient, told: Story) -> None:
    found = read(client, f"/inbrengen/{told.withdrawn.number}")
    assert (found["status"], found["tekst"]) == ("ingetrokken", None)
    assert found["termijn"]["teLaat"] is False


def test_an_answer_has_what_was_promised_and_the_numbers_it_covers(client: FlaskClient, told: Story) -> None:
    (listed,) = read(client, "/antwoorden")["resultaten"]
    one = read(client, f"/antwoorden/{told.answer.id}")
    assert one == {**listed, "inbrengen": [told.point.number]}
    assert one["aantalInbrengen"] == 1
    assert one["terugTeVinden"] == [
        {"soort": "document", "titel": "Meetplan lucht 2027", "paragraaf": "paragraaf 3.2", "adres": None}
    ]
    assert one["ondertekendDoor"]["naam"] == told.lead.name


def test_a_commitment_leads_to_its_answer(client: FlaskClient, told: Story) -> None:
    (listed,) = read(client, "/toezeggingen")["resultaten"]
    one = read(client, f"/toezeggingen/{listed['id']}")
    assert one == listed
    assert (one["status"], one["teLaat"]) == ("toegezegd", False)
    assert one["_links"]["antwoord"]["href"].endswith(f"/api/v1/antwoorden/{told.answer.id}")


def test_d9_a_commitment_tells_what_givers_notice_of_it_in_files_too(client: FlaskClient, session: WorkSession) -> None:
    story(session)
    (listed,) = read(client, "/toezeggingen")["resultaten"]
    assert listed["merkbaar"] is None
    commitment = session.get_one(Commitment, listed["id"])
    commitment.shows_asked, commitment.shows_yes, commitment.shows_partly, commitment.shows_no = 7, 3, 2, 1
    session.commit()
    said = {"gevraagd": 7, "ja": 3, "gedeeltelijk": 2, "nee": 1}
    assert read(client, f"/toezeggingen/{commitment.id}")["merkbaar"] == said
    names, line = client.get("/toezeggingen.csv").text.splitlines()[:2]
    row = dict(zip(names.split(";"), line.split(";"), strict=True))
    assert [row[f"merkbaar{name}"] for name in ("Gevraagd", "Ja", "Gedeeltelijk", "Nee")] == ["7", "3", "2", "1"]


def test_a_meeting_has_its_topics_and_its_count(client: FlaskClient, told: Story) -> None:
    one = read(client, f"/bijeenkomsten/{told.meeting.slug}")
    assert one["onderwerpen"] == [{"nummer": 1, "titel": "GELUID IN DE STRAAT", "verwijzing": "NMP 3.1"}]
    assert one["punten"] == {"gehoord": 2, "beantwoord": 1, "open": 1, "ingetrokken": 0, "teLaat": 0}
    assert one in read(client, "/bijeenkomsten")["resultaten"]


def test_t3_a_table_has_its_seats_and_how_they_are_divided(client: FlaskClient, told: Story) -> None:
    one = read(client, f"/tafels/{told.table.slug}")
    assert one["zetels"] == {"totaal": 16, "bezet": 1}
    assert one["samenstelling"] == [
        {"kenmerk": "jongeren", "waarde": None, "gewenst": None, "bezet": 1},
        {"kenmerk": "sector", "waarde": "bedrijfsleven", "gewenst": None, "bezet": 1},
        {"kenmerk": "sector", "waarde": "overheid", "gewenst": 3, "bezet": 0},
    ]
    assert one in read(client, "/tafels")["resultaten"]
    row = client.get("/tafels.csv").text.splitlines()
    assert any("overheid: 0 van 3" in line for line in row)


def test_pages_lead_on_until_all_was_seen_once(client: FlaskClient, session: WorkSession) -> None:
    add_points(session, 7)
    seen, address, pages = [], f"http://localhost{API}/inbrengen?aantal=3", 0
    while address:
        page = client.get(address).json
        assert page["_links"]["self"]["href"] == address
        assert page["totaal"] == 7
        assert "meerDan" not in page
        seen += [row["nummer"] for row in page["resultaten"]]
        address, pages = (page["_links"]["next"] or {}).get("href"), pages + 1
    assert pages == 3
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 7


def test_past_the_end_there_is_nothing_but_the_total_stays(client: FlaskClient, session: WorkSession) -> None:
    add_points(session, 2)
    page = read(client, "/inbrengen?na=1")
    assert (page["resultaten"], page["totaal"], page["_links"]["next"]) == ([], 2, None)


def test_above_a_thousand_the_total_is_not_counted_out(client: FlaskClient, session: WorkSession) -> None:
    add_points(session, 1001)
    page = read(client, "/inbrengen?aantal=1")
    assert (page["totaal"], page["meerDan"]) == (None, 1000)


def test_exactly_a_thousand_is_a_thousand(client: FlaskClient, session: WorkSession) -> None:
    add_points(session, 1000)
    assert read(client, "/inbrengen?aantal=1")["totaal"] == 1000


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("q=lindestraat", ["point"]),
        ("q=nachts geluid", ["point"]),
        ("thema={theme.slug}&status=beantwoord", ["closed", "point"]),
        ("bijeenkomst={meeting.slug}", ["without_source", "point"]),
        ("bijeenkomst={meeting.slug}&onderwerp=1", ["point"]),
        ("soort=vraag", ["without_source"]),
        ("sector=maatschappelijke-organisatie", ["point"]),
        ("status=ingetrokken", ["withdrawn"]),
        ("uitkomst=deels-overgenomen", ["point"]),
        ("te_laat=1", []),
        ("q=&soort=", ["withdrawn", "closed", "without_source", "point"]),
    ],
)
def test_the_filters_are_those_of_the_page(client: FlaskClient, told: Story, query: str, wanted: list[str]) -> None:
    found = numbers(client, "?" + query.format(theme=told.theme, meeting=told.meeting))
    assert found == [getattr(told, name).number for name in wanted]


def test_answers_and_commitments_have_their_filters(client: FlaskClient, told: Story) -> None:
    unit = told.unit.slug
    assert read(client, f"/antwoorden?uitkomst=deels-overgenomen&dienst={unit}&thema={told.theme.slug}")["totaal"] == 1
    assert read(client, "/antwoorden?uitkomst=overgenomen")["totaal"] == 0
    assert read(client, f"/toezeggingen?status=toegezegd&te_laat=0&dienst={unit}")["totaal"] == 1
    assert read(client, "/toezeggingen?te_laat=1")["totaal"] == 0


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/inbrengen?kleur=rood", "kleur"),
        ("/inbrengen?soort=onzin", "soort"),
        ("/inbrengen?status=weg", "status"),
        ("/inbrengen?thema=bestaat-niet", "thema"),
        ("/inbrengen?bijeenkomst=bestaat-niet", "bijeenkomst"),
        ("/inbrengen?onderwerp=1", "onderwerp"),
        ("/inbrengen?onderwerp=een", "onderwerp"),
        ("/inbrengen?te_laat=ja", "te_laat"),
        ("/inbrengen?soort=idee&soort=vraag", "soort"),
        ("/inbrengen?na=-1", "na"),
        ("/inbrengen?na=%C2%B2", "na"),
        ("/inbrengen?aantal=0", "aantal"),
        ("/inbrengen?aantal=101", "aantal"),
        ("/inbrengen/INB-2026-00001?na=3", "na"),
        ("/antwoorden?soort=idee", "soort"),
        ("/antwoorden?dienst=bestaat-niet", "dienst"),
        ("/toezeggingen?status=ontvangen", "status"),
        ("/bijeenkomsten?thema=geluid", "thema"),
        ("/register/hoofd?treeSize=-1", "treeSize"),
        ("/register/hoofd?treesize=1", "treesize"),
        ("/register/consistentie?van=1", "tot"),
        ("/register/consistentie?van=1&tot=x", "tot"),
    ],
)
def test_an_unknown_filter_or_value_is_refused_and_named(
    client: FlaskClient, session: WorkSession, path: str, named: str
) -> None:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 400
    assert_problem(answer, 400)
    assert f"'{named}'" in answer.json["detail"]


def assert_problem(answer: Any, status: int) -> None:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert answer.headers["API-Version"] == "1.0.0"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "/inbrengen/INB-2026-99999",
        "/inbrengen/onzin",
        "/inbrengen/",
        "/antwoorden/1",
        "/antwoorden/99999999999999999999999",
        "/toezeggingen/1",
        "/bijeenkomsten/bestaat-niet",
        "/tafels/bestaat-niet",
        "/adviezen/bestaat-niet",
        "/register/hoofd?treeSize=99999999",
        "/register/consistentie?van=1&tot=99999999",
        "/register/consistentie?van=2&tot=1",
        "/bestaat-niet",
    ],
)
def test_what_is_not_there_is_a_problem_too(client: FlaskClient, session: WorkSession, path: str) -> None:
    assert_problem(client.get(f"{API}{path}"), 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_there_is_only_reading(client: FlaskClient, method: str) -> None:
    answer = client.open(f"{API}/inbrengen", method=method)
    assert_problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/inbrengen?thema=a%00b", "/inbrengen?q=%00", "/bijeenkomsten/a%00b", "/tafels/a%00b", "/adviezen/a%00b"]
)
def test_a_null_byte_breaks_nothing(client: FlaskClient, session: WorkSession, path: str) -> None:
    assert client.get(f"{API}{path}").status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/inbrengen",
            "/antwoorden",
            "/toezeggingen",
            "/bijeenkomsten",
            "/tafels",
            "/adviezen",
            "/openapi.json",
            "/register/hoofd",
        ),
        "/register/consistentie?van=0&tot=1",
    ],
)
def test_whoever_has_it_already_gets_304(client: FlaskClient, told: Story, path: str) -> None:
    first = client.get(f"{API}{path}")
    assert first.status_code == 200
    again = client.get(f"{API}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["API-Version"] == "1.0.0"
    # Also for who sends a cookie, whom the page cache leaves alone.
    client.set_cookie("iets", "1")
    other = client.get(f"{API}{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 304


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("cookie", [False, True], ids=["kept", "not kept"])
def test_an_etag_that_became_weak_on_the_way_is_the_same_one(
    client: FlaskClient, told: Story, coding: str, cookie: bool
) -> None:
    """RFC 9110, 13.1.2."""
    if cookie:
        client.set_cookie("iets", "1")
    first = client.get(f"{API}/inbrengen", headers={"Accept-Encoding": coding})
    weak = "W/" + first.headers["ETag"].removeprefix("W/")
    again = client.get(f"{API}/inbrengen", headers={"Accept-Encoding": coding, "If-None-Match": weak})
    assert again.status_code == 304


def test_the_etag_changes_with_the_answer(client: FlaskClient, told: Story, session: WorkSession) -> None:
    before = client.get(f"{API}/inbrengen").headers["ETag"]
    add_points(session, 1)
    assert client.get(f"{API}/inbrengen", headers={"If-None-Match": before}).status_code == 200


def test_other_websites_may_read_it(client: FlaskClient, told: Story) -> None:
    answer = client.get(f"{API}/inbrengen", headers={"Origin": "https://elders.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = client.options(f"{API}/inbrengen", headers={"Access-Control-Request-Method": "GET"})
    assert asked.status_code == 200
    assert set(asked.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_staff_get_what_a_visitor_gets(client: FlaskClient, told: Story, session: WorkSession) -> None:

    secretary(client, session)
    found = client.get(f"{API}/inbrengen/{told.closed.number}").json
    assert found["tekst"] is None


def test_an_overdue_term_shows_and_stays(client: FlaskClient, session: WorkSession) -> None:
    # D4: what was too late stays to be seen after the answer.
    with clock.at(clock.now() - timedelta(days=100)):
        told = story(session)
    late = read(client, "/inbrengen?te_laat=1")["resultaten"]
    assert [row["nummer"] for row in late] == [told.without_source.number]
    assert late[0]["termijn"]["teLaat"] is True
    assert date.fromisoformat(late[0]["termijn"]["vervalt"]) < clock.today()
    answered = read(client, f"/inbrengen/{told.point.number}")["termijn"]
    assert (answered["teLaat"], answered["gehaaldOp"] is None) == (False, False)
    told.point.answered_at = clock.now()
    session.commit()
    assert read(client, f"/inbrengen/{told.point.number}")["termijn"]["teLaat"] is True


def test_what_was_sent_back_has_a_new_term_that_its_old_answer_does_not_meet(
    client: FlaskClient, told: Story, session: WorkSession
) -> None:
    # D9: the term runs again.
    send_back(session, told.point, reason="Dit is nog geen antwoord op de vraag.", actor=SECRETARIAT)
    session.commit()
    found = read(client, f"/inbrengen/{told.point.number}")
    assert found["status"] == "heropend"
    due = str(told.point.answer_due)
    assert found["termijn"] == {"vervalt": due, "teLaat": False, "gehaaldOp": None, "staatStilSinds": None}
    assert found["antwoord"]["versie"] == 1


def test_the_head_of_the_register_now_and_then(client: FlaskClient, told: Story, session: WorkSession) -> None:
    # D12: and the proof that the one grew from the other.
    now = read(client, "/register/hoofd")
    assert now == head(session)
    then = read(client, f"/register/hoofd?treeSize={now['treeSize'] - 3}")
    sizes = (then["treeSize"], now["treeSize"])
    proof = read(client, "/register/consistentie?van={}&tot={}".format(*sizes))
    assert (proof["van"], proof["tot"]) == sizes
    path = [bytes.fromhex(node) for node in proof["pad"]]
    roots = independent_verifier.roots_from_proof(*sizes, bytes.fromhex(then["rootHash"]), path)
    assert tuple(root.hex() for root in roots) == (then["rootHash"], now["rootHash"])
