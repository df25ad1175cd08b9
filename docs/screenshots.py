"""`make screenshots`: the pictures in README.md, anew from the demo, in docs/screenshots."""

import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyotp
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import ARGUMENTS
from tests.support.service import ROOT, Service, running

FOLDER = ROOT / "docs" / "screenshots"
LARGEST = 150 * 1024
COLOURS = 256
WIDE = (1200, 800)
PHONE = (390, 780)

Steps = Callable[[Page, str], None]


@dataclass(frozen=True)
class Picture:
    """One picture: who looks (by the first part of their address), and where to; `steps` lead on from there."""

    name: str
    path: str
    who: str = ""
    size: tuple[int, int] = WIDE
    scheme: str = "light"
    steps: Steps | None = None


def dossier(page: Page, address: str) -> None:
    """The dossier with most of a story: an answer that was sent back and came again."""
    page.get_by_role("link", name="luidste trein").first.click()
    page.wait_for_url(f"{address}/inbreng/INB-*")


def answer(page: Page, address: str) -> None:
    """As `dossier`, at its answer."""
    dossier(page, address)
    page.get_by_text("Teruggestuurd").first.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 420)")


def some_ticked(page: Page, _address: str) -> None:
    """The queue with a few points chosen."""
    for box in page.locator("input[name=nummer]").all()[:4]:
        box.check()
    page.evaluate("scrollTo(0, 0)")


def report(page: Page, address: str) -> None:
    """A report that was uploaded and understood, before anything is stored."""
    from_demo = ROOT / "dialoog" / "demo" / "script" / "verslag.txt"
    text = from_demo.read_text(encoding="utf-8").format(datum="WOENSDAG 4 MAART 2026")
    # A line that is no point, so that there is something to see of what could not be placed.
    text = text.replace("\nSterke punten\n", "\nopgeschreven door de gespreksleider van tafel 4\n\nSterke punten\n", 1)
    given = {"name": "terugblik.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]
    page.get_by_role("button", name="Lees dit verslag").click()
    page.wait_for_url(f"{address}/werk/verslagen/*")


PICTURES = (
    Picture("home", "/"),
    Picture("home-phone", "/", size=PHONE, scheme="dark"),
    Picture("dossier", "/inbreng?q=luidste+trein", steps=dossier),
    Picture("answer", "/inbreng?q=luidste+trein", steps=answer),
    Picture("commitments", "/toezeggingen"),
    Picture("hand-in-phone", "/inbreng/nieuw", size=PHONE),
    Picture("register", "/register"),
    Picture("workbench", "/werk", who="ilse"),
    Picture("queue", "/werk/beantwoorden", who="ilse", steps=some_ticked),
    Picture("report", "/werk/bijeenkomsten/brede-bijeenkomst-rond-de-fabriek/verslag", who="noor", steps=report),
)


def main() -> None:
    """Take every picture, or those named as arguments."""
    FOLDER.mkdir(exist_ok=True)
    wanted = [picture for picture in PICTURES if not sys.argv[1:] or picture.name in sys.argv[1:]]
    with demo() as service, sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        cookies = {who: log_in(browser, service, who) for who in {picture.who for picture in wanted} - {""}}
        for picture in wanted:
            take(browser, service.address, picture, cookies.get(picture.who))
        browser.close()


@contextmanager
def demo() -> Iterator[Service]:
    """The demo, served from a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder), f"sqlite:///{folder}/dialoog.sqlite")
        service.run("demo")
        with running(service, "--no-jobs"):
            yield service


def log_in(browser: Browser, service: Service, who: str) -> object:
    """The cookies of somebody of the demo."""
    logins = json.loads((service.instance / "demo-logins.json").read_text(encoding="utf-8"))
    login = next(login for login in logins if login["email"].startswith(f"{who}@"))
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{service.address}/inloggen")
    page.locator("input[autocomplete=username]").fill(login["email"])
    page.locator("input[autocomplete=current-password]").fill(login["password"])
    page.keyboard.press("Enter")
    page.locator("input[autocomplete=one-time-code]").fill(pyotp.TOTP(login["totpSecret"]).now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/werk")
    return context.storage_state()


def take(browser: Browser, address: str, picture: Picture, cookies: object) -> None:
    """Take one picture; fails where a page is not there, or the picture is too large to keep in the repository."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="nl-NL",
        storage_state=cookies,  # type: ignore[arg-type]
    )
    page = context.new_page()
    response = page.goto(address + picture.path)
    if response is None or not response.ok:
        raise SystemExit(f"{picture.path}: no page")
    if picture.steps:
        picture.steps(page, address)
    page.mouse.move(0, 0)
    small = io.BytesIO()
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    context.close()
    if len(small.getvalue()) > LARGEST:
        raise SystemExit(f"{picture.name}.png would take {len(small.getvalue()) // 1024} KB")
    (FOLDER / f"{picture.name}.png").write_bytes(small.getvalue())
    print(f"{picture.name}.png, {len(small.getvalue()) // 1024} KB")


if __name__ == "__main__":
    main()
