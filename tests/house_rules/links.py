"""Dead links in what is written for people.

`python -m tests.house_rules.links` (in `make check`) names each link to a file or heading that is not there, and each
path of the project in `backticks` that does not exist. Addresses elsewhere are left alone: checks need no network.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from tests.house_rules.sources import FOLDERS, HOME, documents, name

LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")
NAMED = re.compile(r"`((?:" + "|".join(map(re.escape, FOLDERS)) + r")/[\w./-]*\w)/?`")
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
# Made by `make install` or by the service itself.
MADE = ("dialoog/static/vendor",)


def faults() -> Iterator[str]:
    """One line per dead link."""
    for document in documents():
        text = FENCED.sub("", document.read_text(encoding="utf-8"))
        for link in LINK.findall(text):
            if problem := _problem(document, link):
                yield f"{name(document)}: {link}: {problem}"
        for path in NAMED.findall(text):
            if not (HOME / path).exists() and not path.startswith(MADE):
                yield f"{name(document)}: {path}: no such file"


def _problem(document: Path, link: str) -> str | None:
    if re.match(r"[a-z][a-z0-9+.-]*:", link):
        return None
    file, _, heading = unquote(link).partition("#")
    target = document if not file else (HOME / file[1:] if file.startswith("/") else document.parent / file)
    if not target.exists():
        return "no such file"
    if not target.resolve().is_relative_to(HOME):
        return "outside the project"
    if heading and target.suffix == ".md" and heading not in headings(target.read_text(encoding="utf-8")):
        return "no such heading"
    return None


def headings(text: str) -> set[str]:
    """The anchors that a code host makes of the headings of a text."""
    found: set[str] = set()
    for title in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", FENCED.sub("", text), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        number = 1
        while (anchor := slug if number == 1 else f"{slug}-{number - 1}") in found:
            number += 1
        found.add(anchor)
    return found


if __name__ == "__main__":
    dead = list(faults())
    print("\n".join(dead) or f"No dead links in {len(documents())} documents.")
    sys.exit(bool(dead))
