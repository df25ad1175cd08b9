"""What every test may ask for. The parts live in tests/support/."""

import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.network",
    "tests.support.databases",
    "tests.support.application",
    "tests.support.smtp",
    "tests.support.browser",
]

# Time limits per example say more about a busy machine than about the code.
settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), max_examples=150, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("both", "sqlite", "postgresql"),
        default="both",
        help="which database tests that use one run on (default: both)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # One suite, two databases: whatever rests on `database_kind` runs once on each.
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        if chosen == "both" and metafunc.definition.get_closest_marker("once"):
            chosen = "sqlite"
        kinds = ("sqlite", "postgresql") if chosen == "both" else (chosen,)
        # Lines are counted on SQLite alone: counting takes half as long again as the tests themselves.
        marks = {"postgresql": [pytest.mark.no_cover]} if chosen == "both" else {}
        parameters = [pytest.param(kind, marks=marks.get(kind, [])) for kind in kinds]
        metafunc.parametrize("database_kind", parameters, scope="session")
