"""Walking through pages as somebody without a mouse does."""

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 120


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there; the stop must be in view, and be seen."""
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            expect(target).to_be_in_viewport()
            outline = target.evaluate("(one) => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow")
            assert outline != "nonenone", "the focus cannot be seen"
            return
    pytest.fail(f"Tab does not come to {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to a button, link or box, and press it."""
    tab_to(page, target)
    page.keyboard.press(key)


def write(page: Page, target: Locator, text: str) -> None:
    """Go to a field and type."""
    tab_to(page, target)
    page.keyboard.type(text)


def choose(page: Page, target: Locator, text: str) -> None:
    """Go to a list of choices and type the first letters of one."""
    tab_to(page, target)
    page.keyboard.type(text)
    assert text in target.evaluate("(one) => one.selectedOptions[0].label")
