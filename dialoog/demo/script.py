"""What is told in dialoog/demo/script: who take part, and what happened on which day of the year.

The words stand there in Dutch, as data, so that whoever writes well can better them without reading code.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "script"
CHAPTERS = "[0-9]-*.toml"

Given = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """One thing that happens, so many days ago: a verb of `acts` with what it needs."""

    days_ago: int
    does: str
    given: Given


def cast() -> Given:
    """The units, staff and parties, each with the key by which the acts name them."""
    return _read(FOLDER / "people.toml")


def words() -> Given:
    """The words of policy with their meaning, and what visitors proposed."""
    return _read(FOLDER / "words.toml")


def acts() -> list[Act]:
    """All acts in the order in which they happen; on one day in the order in which they are written."""
    return sorted(_acts(), key=lambda act: -act.days_ago)


def file(name: str) -> str:
    """The text of a file beside the script."""
    return (FOLDER / name).read_text(encoding="utf-8")


def _acts() -> Iterator[Act]:
    for chapter in sorted(FOLDER.glob(CHAPTERS)):
        for told in _read(chapter)["act"]:
            yield Act(told.pop("day"), told.pop("does"), told)


def _read(path: Path) -> Given:
    return tomllib.loads(path.read_text(encoding="utf-8"))
