"""What the code keeps to, beyond what `make check` sees."""

import ast
import re
from pathlib import Path

import pytest

from tests.house_rules.sources import HOME, functions, name, project_files, python_files

CODE = python_files("dialoog", "migrations")
# Other ways to ask for the time than dialoog.clock, which a test or the demo could not set.
TIME = re.compile(
    r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.time\(|\bfunc\.(?:now|current_\w+)\(|CURRENT_TIMESTAMP"
)
# Written apart, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.", "yarn" + "pkg", "unp" + "kg"))
)
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.}/-])/(?:ro" + "ot|ho" + "me|wo" + r"rk)/\w")


def matches(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_only_the_clock_knows_the_time() -> None:
    assert matches(TIME, [path for path in CODE if name(path) != "dialoog/clock.py"]) == []


def test_no_file_names_a_package_registry() -> None:
    assert matches(REGISTRIES, list(project_files())) == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert matches(SOMEBODYS_FOLDER, list(project_files())) == []


@pytest.mark.parametrize("path", CODE, ids=name)
def test_imports_stand_at_the_top_where_the_contract_sees_them(path: Path) -> None:
    inside = [
        node.lineno
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_only_the_outside_makes_an_application() -> None:
    """`create_app` stands above all domains; import-linter cannot say that of a package's own `__init__`."""
    modules = {path.stem for path in (HOME / "dialoog").iterdir()}
    importing = {
        name(path)
        for path in python_files("dialoog")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "dialoog"
        if {alias.name for alias in node.names} - modules
    }
    assert {path for path in importing if not path.startswith(("dialoog/cli", "dialoog/__main__"))} == set()


def test_only_a_process_of_its_own_draws_pdfs() -> None:
    """WeasyPrint takes memory and half a second, needs Pango, and would read what a page names: see dialoog/pdf.py."""
    wanted = re.compile(r"^\s*(?:from|import) (?:weasyprint|dialoog\.pdf)|^\s*from dialoog import .*\bpdf\b")
    found = {line.partition(":")[0] for line in matches(wanted, CODE)}
    assert found == {"dialoog/pdf.py"}
