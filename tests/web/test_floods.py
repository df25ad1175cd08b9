"""What somebody makes up to make us remember it, or to make us stumble: neither works (quality.md, 'Safe')."""

import gzip
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import REGISTRY

from dialoog.open.views import files
from dialoog.web import page_cache
from dialoog.web.page_cache import KeptPage, PageCache
from tests.support.queries import counted_queries

NOW = (1, date(2026, 3, 3))
LONG_NUMBER = "9" * 5000


def kept(body: bytes = b"x") -> KeptPage:
    return KeptPage(NOW, [], body, "e")


def test_an_address_counts_with_its_page_in_what_may_be_kept() -> None:
    cache = PageCache(most_bytes=100_000)
    for n in range(1000):
        cache.put((f"/{n}", "q" * 1900, ""), kept())
    assert len([n for n in range(1000) if cache.get((f"/{n}", "q" * 1900, ""), NOW)]) < 30


def test_a_page_under_a_made_up_long_address_is_not_kept(app: Flask) -> None:
    for length, kept_for_next in ((100, True), (page_cache.LONGEST_ADDRESS, False)):
        address = f"/bijeenkomsten?{'x' * length}"
        app.test_client().get(address)
        with counted_queries(app) as asked:
            app.test_client().get(address)
        assert all("public_version" in statement for statement in asked) is kept_for_next


def test_a_path_with_a_question_mark_is_not_the_page_with_that_query(client: FlaskClient) -> None:
    assert client.get("/inbreng?q=lucht").status_code == 200
    assert client.get("/inbreng%3Fq=lucht").status_code == 404


def test_two_slashes_send_nobody_to_a_host_they_named(client: FlaskClient) -> None:
    for address in ("/inbreng//nieuw", "/werk//", "/inbreng/"):
        answer = client.get(address, headers={"Host": "evil.example"})
        assert answer.status_code == 404
        assert "evil.example" not in answer.headers.get("Location", "")


def test_made_up_methods_are_counted_under_one_name(client: FlaskClient) -> None:
    for n in range(5):
        assert client.open("/", method=f"VERZONNEN{n}").status_code == 405
    counted = [s.labels["method"] for family in REGISTRY.collect() for s in family.samples if "method" in s.labels]
    assert "other" in counted
    assert not [method for method in counted if method.startswith("VERZONNEN")]


def test_pages_are_zipped_for_whoever_can_read_that(client: FlaskClient) -> None:
    answer = client.get("/inbreng", headers={"Accept-Encoding": "gzip"})
    assert b"<!DOCTYPE html>" in gzip.decompress(answer.data)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/inbreng?aantal={LONG_NUMBER}", 400),
        (f"/inbreng?na={LONG_NUMBER}", 400),
        (f"/antwoorden/{LONG_NUMBER[:25]}", 404),
        (f"/antwoorden/{LONG_NUMBER}", 404),
        (f"/toezeggingen/{LONG_NUMBER[:25]}", 404),
    ],
)
def test_a_number_no_database_holds_is_plainly_refused(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_large_files_are_made_one_at_a_time(client: FlaskClient) -> None:
    assert client.get("/inbreng.csv").status_code == 200
    with files._alone():
        waits = client.get("/inbreng.csv")
    assert (waits.status_code, waits.headers["Retry-After"]) == (429, "5")
    assert client.get("/inbreng.csv").status_code == 200


def test_one_place_on_the_net_gets_thirty_large_files_a_minute(client: FlaskClient) -> None:
    answers = [client.get(f"/bijeenkomsten.csv?na={n}").status_code for n in range(1, 32)]
    assert answers == [200] * 30 + [429]


def test_the_sitemap_is_not_made_anew_for_made_up_addresses(client: FlaskClient) -> None:
    assert client.get("/sitemap.xml").status_code == 200
    assert client.get("/sitemap.xml?x=1").status_code == 400
    assert client.get("/sitemap-1.xml?x=1").status_code == 400
