"""The look, on every component at once: accessible in both schemes, at home on any width, small, valid, printable."""

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask, render_template
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader

from dialoog.web.rendering import long_date, options, paragraphs, static
from tests.house_rules.sources import HOME
from tests.look.sample import sent_with_mistakes
from tests.support.browser import NewPage, assert_accessible
from tests.support.html import assert_valid_html
from tests.support.serving import serving

STATIC = HOME / "dialoog" / "static"
WIDTHS = (320, 360, 768, 1280)
# Links in running text may be as high as their line (WCAG 2.5.8); everything else is to be hit with a finger.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((one) => getComputedStyle(one).display !== "inline" && one.getClientRects().length)
  .filter((one) => Math.min(one.offsetHeight, one.offsetWidth) < 24)
  .map((one) => one.outerHTML.slice(0, 120))"""


def gallery_app() -> Flask:
    """A bare application without database: base layout and components need none."""
    app = Flask("gallery", static_folder=STATIC)
    Babel(app, default_locale="nl")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(paragraphs=paragraphs, long_date=long_date)
    app.jinja_env.filters["explained"] = lambda text, _seen: paragraphs(text)
    app.jinja_env.globals.update(csrf_token=lambda: "teken", static=static, options_of=options)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(HOME / "templates"), FileSystemLoader(HOME / "tests" / "look")])

    @app.get("/")
    def gallery() -> str:
        return render_template("gallery.html", form=sent_with_mistakes())

    @app.after_request
    def as_strict_as_the_service(response: object) -> object:
        response.headers["Content-Security-Policy"] = "default-src 'self'"  # type: ignore[attr-defined]
        return response

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(gallery_app()) as address:
        yield address


def test_the_gallery_is_valid_html() -> None:
    page = gallery_app().test_client().get("/").text
    assert_valid_html(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_is_accessible(address: str, new_page: NewPage, width: int, scheme: str) -> None:
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    assert_accessible(page)
    assert page.evaluate(SMALL_TARGETS) == []


def test_on_a_phone_the_menu_opens_without_scripts(address: str, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page.goto(address)
    link = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Toezeggingen")
    assert not link.is_visible()
    page.get_by_text("Menu", exact=True).click()
    assert link.is_visible()


def test_a_wide_screen_shows_menu_and_filters_at_once(address: str, new_page: NewPage) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    assert page.get_by_role("link", name="Toezeggingen", exact=True).is_visible()
    assert page.get_by_label("Thema").first.is_visible()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(address: str, new_page: NewPage) -> None:
    page = new_page()
    page.goto(address)
    summary = page.get_by_role("alert")
    assert summary.evaluate("(one) => one === document.activeElement")
    summary.get_by_role("link", name="Schrijf op wat u wilt inbrengen.").click()
    assert page.evaluate("location.hash") == "#text"
    assert page.get_by_label("Uw inbreng").get_attribute("aria-describedby") == "text-hint text-fout"


def test_the_first_view_on_a_phone_is_small() -> None:
    page = gallery_app().test_client().get("/").data
    style, script, icon = (
        (STATIC / path).read_bytes() for path in ("vendor/dialoog.css", "js/dialoog.js", "img/favicon.svg")
    )
    assert len(gzip.compress(style)) < 25_000
    assert sum(len(gzip.compress(part)) for part in (page, style, script, icon)) < 50_000
