"""Build the one stylesheet of the site from NL Design System packages and our own theme.

Run by ``make install``, which notices a change in templates or ``dialoog/static/css``::

    python requirements/stylesheet.py

The result is ``dialoog/static/vendor/dialoog.css``: one request, in this order of strength
(cascade layers, the last wins): our theme and bare elements, the component CSS of
``@utrecht/*-css`` with its design tokens, our own components and pages. Of components and tokens
only what a template can match is kept, so a template names the classes it uses in full; the rest,
among which every class that only imitates a state, is two thirds of the packages. Git ignores the result.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "dialoog" / "static"
TARGET = STATIC / "vendor" / "dialoog.css"
TEMPLATES = ROOT / "templates"
PACKAGES = ROOT / "node_modules"
TOKENS = PACKAGES / "@nl-design-system-unstable" / "voorbeeld-design-tokens" / "dist" / "theme.css"
BASE = ("tokens", "base")
OWN = ("components", "pages", "print")
COMPONENTS = (
    "alert",
    "badge-status",
    "breadcrumb-nav",
    "button",
    "checkbox",
    "data-list",
    "form-field",
    "form-field-description",
    "form-field-error-message",
    "form-fieldset",
    "form-label",
    "page-footer",
    "page-header",
    "pagination",
    "radio-button",
    "select",
    "skip-link",
    "table",
    "textarea",
    "textbox",
)

CLASS = re.compile(r"utrecht-[a-z0-9_-]+")
DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+);")
NAME = re.compile(r"var\(\s*(--[\w-]+)")


def build() -> str:
    """Return the whole stylesheet; raises FileNotFoundError when a package is not installed."""
    base, own = ("\n".join(read_own(name) for name in names) for names in (BASE, OWN))
    used = used_classes()
    components = "\n".join(prune(read_component(name), used) for name in COMPONENTS)
    tokens = used_tokens(TOKENS.read_text("utf-8"), used_by=base + components + own, set_by=base)
    return (
        "/* Components and tokens: NL Design System community, EUPL-1.2. Theme: Dialoog, EUPL-1.2. */\n"
        "@layer base,nlds,dialoog;\n"
        f"@layer base{{{base}}}\n"
        f"@layer nlds{{:root{{{tokens}}}\n{components}}}\n"
        f"@layer dialoog{{{own}}}\n"
    )


def read_own(name: str) -> str:
    """Return one of our own sheets without comments and white space."""
    return squeeze((STATIC / "css" / f"{name}.css").read_text("utf-8"))


def read_component(name: str) -> str:
    """Return the CSS of one ``@utrecht/<name>-css`` package without comments and white space."""
    return squeeze((PACKAGES / "@utrecht" / f"{name}-css" / "dist" / "index.css").read_text("utf-8"))


def squeeze(css: str) -> str:
    """Return the CSS without comments and needless white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    css = re.sub(r":\s+", ":", css)
    return css.replace(";}", "}").strip()


def used_classes() -> frozenset[str]:
    """Return the component classes that templates name."""
    return frozenset(name for path in TEMPLATES.rglob("*.html") for name in CLASS.findall(path.read_text("utf-8")))


def prune(css: str, used: frozenset[str]) -> str:
    """Return squeezed component CSS without the rules that no page of ours can match."""
    kept = []
    for head, body in rules(css):
        if head.startswith("@"):
            inner = prune(body, used)
            kept.append(f"{head}{{{inner}}}" if inner else "")
            continue
        selectors = [one for one in split_selectors(head) if used.issuperset(CLASS.findall(one))]
        if selectors and body:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield head and body of each outermost rule."""
    start = 0
    while (opened := css.find("{", start)) != -1:
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:opened].strip(), css[opened + 1 : end - 1]
        start = end


def split_selectors(head: str) -> list[str]:
    """Split a selector list at its commas, but not inside brackets."""
    parts, depth = [""], 0
    for letter in head:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def used_tokens(theme: str, *, used_by: str, set_by: str) -> str:
    """Return the declarations of the base theme that are used, and not set by our own theme."""
    values = dict(DECLARATION.findall(re.sub(r"/\*.*?\*/", "", theme, flags=re.DOTALL)))
    own = {name for name, _ in DECLARATION.findall(set_by.replace("}", ";}"))}
    waiting = set(NAME.findall(used_by))
    used: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in own or name in used or name not in values:
            continue
        used[name] = re.sub(r"\s+", " ", values[name]).strip()
        waiting.update(NAME.findall(used[name]))
    return ";".join(f"{name}:{used[name]}" for name in sorted(used))


def main() -> int:
    """Write the stylesheet; 1 with one clear line when a package is missing."""
    try:
        css = build()
    except FileNotFoundError as error:
        sys.stderr.write(f"stylesheet: {error.filename} is missing; run `make install` first\n")
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(css, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
