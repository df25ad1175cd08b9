"""Nothing grows too large to read at once. An exception has a reason, and goes when it is no longer needed."""

from pathlib import Path

from tests.house_rules.sources import functions, name, python_files, templates

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE = 400, 50, 150

# path, or path::function → why it may be longer.
EXCEPTIONS: dict[str, str] = {}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long() -> dict[str, int]:
    sizes = {name(path): lines_of(path) for path in python_files("dialoog", "tests", "benchmarks", "docs")}
    found = {path: size for path, size in sizes.items() if size > LONGEST_FILE}
    found |= {name(path): lines_of(path) for path in templates() if lines_of(path) > LONGEST_TEMPLATE}
    # A migration is a list of tables, written once: its length says nothing.
    for path in python_files("dialoog", "tests", "benchmarks", "docs"):
        for function in functions(path):
            size = (function.end_lineno or 0) - function.lineno + 1
            if size > LONGEST_FUNCTION:
                found[f"{name(path)}::{function.name}"] = size
    return found


def test_files_functions_and_templates_keep_to_their_size() -> None:
    assert {what: size for what, size in too_long().items() if what not in EXCEPTIONS} == {}


def test_no_exception_is_left_over() -> None:
    assert set(EXCEPTIONS) - set(too_long()) == set()
