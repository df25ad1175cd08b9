"""D12: a receipt is checked in the visitor's own browser, and nothing of it leaves the device."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Request

from dialoog import create_app
from dialoog.config import Settings
from dialoog.db import Database
from tests.factories.open import story
from tests.support.application import Databases
from tests.support.browser import NewPage, assert_accessible
from tests.support.serving import serving

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Site:
    address: str
    number: str
    receipt: dict[str, Any]


@pytest.fixture(scope="module")
def site(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    url = sqlite_databases.fresh()
    settings = Settings(
        tmp_path_factory.mktemp("register"), url, "a-secret-for-tests-that-is-long-enough", testing=True
    )
    app: Flask = create_app(settings)
    database = Database(url)
    with app.app_context(), database.session() as session:
        number = story(session).point.number
    receipt = app.test_client().get(f"/inbreng/{number}/bewijs").json
    with serving(app) as address:
        yield Site(address, number, receipt)
    database.dispose()
    app.extensions["dialoog_database"].dispose()


@pytest.fixture
def asked(page: Page, site: Site) -> list[Request]:
    """Everything the page asks for after it was loaded."""
    page.goto(f"{site.address}/register#controleren", wait_until="networkidle")
    found: list[Request] = []
    page.on("request", lambda request: found.append(request))
    return found


def check(page: Page, receipt: Path) -> str:
    """Choose the file, press the button, and read what it says."""
    page.get_by_label("Kies het bestand met het bewijs").set_input_files(receipt)
    page.get_by_role("button", name="Controleer", exact=True).click()
    page.locator("form[data-receipt-state]").wait_for()
    return page.locator("form[data-receipt-check] output").inner_text()


def saved(folder: Path, receipt: dict[str, Any]) -> Path:
    file = folder / "bewijs.json"
    file.write_text(json.dumps(receipt), encoding="utf-8")
    return file


def test_a_receipt_is_good_and_nothing_was_sent(page: Page, asked: list[Request], site: Site, tmp_path: Path) -> None:
    told = check(page, saved(tmp_path, site.receipt))
    assert told.startswith(f"Klopt: het bewijs van {site.number} past bij het register")
    details = page.locator("[data-receipt-details] li")
    assert details.nth(0).inner_text().startswith("Klopt: gebeurtenis 1, ingebracht, ")
    assert "Lindestraat" in details.filter(has_text="zoals openbaar").inner_text()
    assert "Niet te controleren" in details.filter(has_text="zoals ingebracht").inner_text()
    assert asked == []
    assert_accessible(page)


def test_compared_with_the_published_head_only_its_size_is_asked(
    page: Page, asked: list[Request], site: Site, tmp_path: Path
) -> None:
    check(page, saved(tmp_path, site.receipt))
    page.get_by_role("button", name="Vergelijk met de gepubliceerde stand").click()
    page.locator("[data-receipt-comparison][data-receipt-state=good]").wait_for()
    size = site.receipt["treeSize"]
    assert [request.url for request in asked] == [f"{site.address}/api/v1/register/hoofd?treeSize={size}"]
    assert asked[0].post_data is None


@pytest.mark.parametrize("part", ["text", "leaf", "path"])
def test_a_tampered_receipt_is_not_good(
    page: Page, asked: list[Request], site: Site, tmp_path: Path, part: str
) -> None:
    receipt = json.loads(json.dumps(site.receipt))
    if part == "text":
        receipt["teksten"][0]["tekst"] += " Of niet."
    elif part == "leaf":
        leaf = receipt["gebeurtenissen"][1]["leaf"]
        receipt["gebeurtenissen"][1]["leaf"] = ("f" if leaf[0] == "e" else "e") + leaf[1:]
    else:
        receipt["gebeurtenissen"][0]["auditPath"][0] = "0" * 64
    told = check(page, saved(tmp_path, receipt))
    assert told.startswith(f"Klopt niet: in het bewijs van {site.number}")
    assert page.get_by_role("button", name="Vergelijk met de gepubliceerde stand").is_hidden()
    assert asked == []
    assert_accessible(page)


def test_what_is_no_receipt_is_named_so(page: Page, asked: list[Request], tmp_path: Path) -> None:
    file = tmp_path / "foto.json"
    file.write_bytes(b"\xff\xd8\xff")
    assert check(page, file).startswith("Dit is geen leesbaar bewijs:")
    assert asked == []


def test_without_scripts_the_page_says_what_to_do(new_page: NewPage, site: Site) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site.address}/register")
    assert "dialoog register verify --receipt BESTAND" in page.locator("noscript").inner_text()
    assert page.locator("form[data-receipt-check]").is_hidden()
