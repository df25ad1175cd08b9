"""The files of the project, as the house rules look at them."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
FOLDERS = ("dialoog", "templates", "migrations", "tests", "docs", "benchmarks", "requirements", ".ci")
TEXT = frozenset(
    {"", ".py", ".md", ".html", ".txt", ".in", ".css", ".js", ".json", ".toml", ".yml", ".mako", ".po", ".pot", ".cfg"}
)


def project_files() -> Iterator[Path]:
    """Every text file of the project, without what is fetched or made."""
    for path in sorted(HOME.iterdir()):
        if path.is_file() and path.suffix in TEXT and path.name not in (".git", ".env", ".coverage"):
            yield path
    for folder in FOLDERS:
        for path in sorted((HOME / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXT and not {"vendor", "__pycache__"} & set(path.parts):
                yield path


def python_files(*folders: str) -> list[Path]:
    """The Python files in these folders."""
    return [path for path in project_files() if path.suffix == ".py" and path.relative_to(HOME).parts[0] in folders]


def templates() -> list[Path]:
    """The templates."""
    return [path for path in project_files() if path.is_relative_to(HOME / "templates")]


def documents() -> list[Path]:
    """What is written for people."""
    return [path for path in project_files() if path.suffix == ".md"]


def name(path: Path) -> str:
    """A file's path in the checkout."""
    return path.relative_to(HOME).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions and methods of a Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
