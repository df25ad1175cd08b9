"""How the figures are shown: a table in Markdown, and JSON."""

import dataclasses
import json

from benchmarks.rows import Measured, Row

COLUMNS = ("what", "measured", "floor", "ratio", "must", "goal", "")


def heading(size: int) -> str:
    """The title and the head of the table."""
    head = "| " + " | ".join(COLUMNS) + " |\n|" + "---|" * len(COLUMNS)
    return f"\n{size:,} contributions\n\n{head}"


def line(row: Row, found: Measured) -> str:
    """One row."""
    share = "" if found.ratio is None else f"{found.ratio:.2f}"
    goal = row.goal if found.goal is None or not row.goal else f"{row.goal} {'✓' if found.goal else '✗'}"
    return cells(row.what, found.measured, found.floor, share, row.must, goal, bool(found.must))


def cells(what: str, measured: str, floor: str, share: str, must: str, goal: str, holds: bool) -> str:
    """The cells of one row."""
    return "| " + " | ".join((what, measured, floor, share, must, goal, "ok" if holds else "**NO**")) + " |"


def as_json(found: dict[int, dict[str, Measured]], machine: dict[str, object]) -> str:
    """Everything that was measured, by size and row."""
    sizes = {str(size): {name: dataclasses.asdict(one) for name, one in rows.items()} for size, rows in found.items()}
    return json.dumps({"machine": machine, "contributions": sizes}, indent=1, ensure_ascii=False) + "\n"
