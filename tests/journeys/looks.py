"""What every page must be, however it is looked at: accessible, valid, never wider than the screen."""

from playwright.sync_api import Page, Response

from tests.support.browser import AXE, AXE_TAGS
from tests.support.html import html_faults

# Colours do not hang on the width: each scheme at one of the widths finds what all four would.
LOOKS = ((1280, "light"), (360, "dark"))
FIND = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${one.help}: ${node.html.slice(0, 200)}`));
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, response: Response | None = None) -> list[str]:
    """All that is wrong with a page, wide in light and narrow in dark, and with its HTML as it was sent."""
    found = [] if response is None else html_faults(response.text())
    # After a click the words can be there before their style is.
    page.wait_for_load_state("load")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{width} {scheme}: {one}" for one in page.evaluate(FIND, AXE_TAGS)]
        wide = page.evaluate(TOO_WIDE)
        if wide > 0:
            found.append(f"{width}: {wide} px wider than the screen")
    return found
