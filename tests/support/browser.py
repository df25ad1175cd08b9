"""A real Chromium, and what it must not do on any page of ours."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.support.availability import missing

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not path:
        missing("no Chromium found (on Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Watch:
    """What went wrong in the pages of one test: script errors, blocked content, requests to others, bad answers.

    A test that means to cause some of it empties the list (`page_watch.faults.clear()`).
    """

    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch all pages of a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # An answer of 4xx is logged as an error too; whether it is one is for the test to say.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.hostname not in ("127.0.0.1", "localhost"):
            self.faults.append(f"request to another machine: {request.url}")


@pytest.fixture
def page_watch() -> Watch:
    return Watch()


@pytest.fixture
def new_page(browser: Browser, page_watch: Watch) -> Iterator[NewPage]:
    """Open a page in a context of its own; options as of Playwright's `new_context` (viewport, color_scheme, …).

    At the end of the test nothing may have gone wrong in any of them.
    """
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "nl-NL", "timezone_id": "Europe/Amsterdam", **options})
        context.set_default_timeout(10_000)
        page_watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not page_watch.faults


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page at 1280 × 800 in the light scheme."""
    return new_page(viewport={"width": 1280, "height": 800})


def axe(page: Page) -> list[str]:
    """What axe finds wrong with the page as it now stands: one line per rule and element."""
    # Evaluated by the browser's own hand, which our Content-Security-Policy does not (and should not) forbid.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with axe's findings, if any, and where the page is wider than the screen (WCAG 1.4.10)."""
    assert axe(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page is {wide} px wider than the screen"
