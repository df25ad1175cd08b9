"""A person sees a page that says what went wrong; programs get problem+json (interface.md, Errors)."""

import pytest
from flask.testing import FlaskClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READER = "application/atom+xml, application/xml;q=0.9, text/html;q=0.5"
FILES = ("/inbreng.csv?foo=1", "/inbreng.json?foo=1", "/inbreng.atom?foo=1")
PROBLEM = "application/problem+json"


def asked(client: FlaskClient, path: str, accept: str | None) -> tuple[int, str]:
    answer = client.get(path, headers={} if accept is None else {"Accept": accept})
    assert "Accept" in answer.vary
    if answer.mimetype == PROBLEM:
        assert answer.json["status"] == answer.status_code
    return answer.status_code, answer.mimetype


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("accept", [None, "*/*", "text/csv", READER])
def test_who_asks_for_a_file_or_feed_gets_a_problem(client: FlaskClient, path: str, accept: str | None) -> None:
    assert asked(client, path, accept) == (400, PROBLEM)


@pytest.mark.parametrize("path", FILES)
def test_who_clicks_on_a_file_gets_a_page(client: FlaskClient, path: str) -> None:
    assert asked(client, path, BROWSER) == (400, "text/html")


def test_a_flood_of_downloads_is_told_to_wait_in_the_same_manner(client: FlaskClient) -> None:
    for _ in range(30):
        assert client.get("/inbreng.csv").status_code == 200
    assert asked(client, "/inbreng.csv", None) == (429, PROBLEM)
    assert asked(client, "/inbreng.csv", BROWSER) == (429, "text/html")


@pytest.mark.parametrize(
    "accept", ["application/json", PROBLEM, "application/json, */*;q=0.1", f"text/html;q=0.5, {PROBLEM}"]
)
def test_who_wants_json_most_gets_a_problem_anywhere(client: FlaskClient, accept: str) -> None:
    assert asked(client, "/nergens", accept) == (404, PROBLEM)


@pytest.mark.parametrize(
    "accept", [None, "*/*", BROWSER, "text/html, application/json", "application/json;q=0.5, text/html", "image/png"]
)
def test_everybody_else_gets_a_page(client: FlaskClient, accept: str | None) -> None:
    assert asked(client, "/nergens", accept) == (404, "text/html")


def test_the_api_gives_problems_to_everybody(client: FlaskClient) -> None:
    assert asked(client, "/api/v1/nergens", BROWSER) == (404, PROBLEM)
