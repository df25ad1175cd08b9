"""Templates compile, hold nothing our Content-Security-Policy forbids, and none of their macros is forgotten."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from dialoog import create_app
from dialoog.config import Settings
from tests.house_rules.sources import HOME, name, python_files, templates

FORBIDDEN = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an address elsewhere that the browser fetches": re.compile(
        r"""<(?:script|img|link|iframe|source)\b[^>]*\b(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE
    ),
}
# path → why what it marks as safe cannot come from outside.
SAFE = {"templates/components/shape.html": "the drawings stand in the file itself"}
TEMPLATES = templates()


def source(path: Path) -> str:
    """A template without its comments."""
    return re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    instance = tmp_path_factory.mktemp("instance")
    settings = Settings(
        instance=instance, database_url=f"sqlite:///{instance / 'none.sqlite'}", secret_key="x" * 40, testing=True
    )
    return create_app(settings).jinja_env


def in_mail(path: Path) -> bool:
    """Mail programs know no stylesheets; the policy is one of pages."""
    return any("mail" in part for part in path.relative_to(HOME / "templates").parts)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_it_compiles(path: Path, environment: Environment) -> None:
    environment.get_template(path.relative_to(HOME / "templates").as_posix())


@pytest.mark.parametrize("path", [path for path in TEMPLATES if not in_mail(path)], ids=name)
def test_it_holds_nothing_inline_and_fetches_nothing_elsewhere(path: Path) -> None:
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source(path))] == []


def test_nothing_user_made_is_let_through_unescaped() -> None:
    # What is safe is said in Python, where it is made (Markup), not where it is shown.
    marked = {name(path) for path in TEMPLATES if re.search(r"\|\s*safe\b|autoescape\s+false", source(path))}
    assert marked == set(SAFE)


def test_every_macro_is_used(environment: Environment) -> None:
    everything = "".join(map(source, TEMPLATES))
    unused = {
        f"{name(path)}: {macro.name}"
        for path in TEMPLATES
        for macro in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.Macro)
        if len(re.findall(rf"(?<![\w.-]){re.escape(macro.name)}\(", everything)) < 2
    }
    assert unused == set()


def test_every_template_is_used() -> None:
    """By its path, in Python or in another template. Partials chosen by name are found by their folder.

    A mail names both of its templates at once, by their path below mail/ without a suffix.
    """
    everything = "".join(map(source, TEMPLATES)) + "".join(
        path.read_text(encoding="utf-8") for path in python_files("dialoog")
    )
    unused = {
        name(path)
        for path in TEMPLATES
        if (short := path.relative_to(HOME / "templates").as_posix()) not in everything
        if f'"{short.removeprefix("mail/").rpartition(".")[0]}"' not in everything
        if f"{short.rpartition('/')[0]}/{{" not in everything and f'{short.rpartition("/")[0]}/" ~' not in everything
    }
    assert unused == set()


def test_no_view_passes_what_the_frame_sets_itself(environment: Environment) -> None:
    """A name set at the top of the frame hides, in every block, what a view gives under the same name."""
    frames = [path for path in TEMPLATES if path.name in ("base.html", "base_staff.html")]
    taken = {
        node.target.name
        for path in frames
        for node in environment.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name)
    }
    assert "page_path" in taken
    given = {
        keyword.arg
        for path in python_files("dialoog")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("render_template", "token_page")
        for keyword in call.keywords
    }
    assert taken & given == set()
