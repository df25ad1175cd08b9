"""Who may ask which address: every address asked as everyone, and the table that says what should come of it.

`python -m tests.house_rules.permissions` writes who_may_what.txt anew; what changed in it is reviewed in the diff.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from dialoog import create_app, migrating
from dialoog.accounts.models import Role
from dialoog.config import Settings
from dialoog.db import Database
from tests.factories import accounts as make

TABLE = Path(__file__).with_name("who_may_what.txt")
HEAD = """\
# Every address of Dialoog and who gets past its door, asked as everyone and compared by test_permissions.py.
# After a change: python -m tests.house_rules.permissions, and read the difference: an address that vanishes
# from here breaks somebody's bookmark, a name that is added opens a door.
# "everyone" is all of: visitor, person (an account without a role), half (staff before the second step),
# secretariat, official (of a unit), lead (of a unit), loose (ministry without a unit), admin.
# What is behind the door may still depend on the thing itself, such as the unit it belongs to.
"""
EVERYONE = ("visitor", "person", "half", "secretariat", "official", "lead", "loose", "admin")
SAMPLES = {"int": "999999999"}


@dataclass(frozen=True)
class Door:
    """One address and one way of asking it."""

    method: str
    address: str
    endpoint: str

    @property
    def sample(self) -> str:
        """An address that fits the rule; the thing it names need not exist."""
        return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda m: SAMPLES.get(m[1] or "", "x"), self.address)


def doors(app: Flask) -> list[Door]:
    """All of them, in the order of the table."""
    return sorted(
        (Door(method, rule.rule, rule.endpoint) for rule in app.url_map.iter_rules() for method in _methods(rule)),
        key=lambda door: (door.address, door.method),
    )


def _methods(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


class Cast:
    """A client for everyone, each logged in as who they are."""

    def __init__(self, app: Flask, session: Session) -> None:
        unit = make.unit(session)
        people = {
            "person": make.person(session),
            "half": make.person(session, Role.ADMIN, Role.SECRETARIAT),
            "secretariat": make.person(session, Role.SECRETARIAT),
            "official": make.member(session, unit),
            "lead": make.member(session, unit, lead=True),
            "loose": make.person(session, Role.MINISTRY),
            "admin": make.person(session, Role.ADMIN),
        }
        self.clients: dict[str, FlaskClient] = {name: app.test_client() for name in EVERYONE}
        for name, person in people.items():
            make.log_in(self.clients[name], session, person, second_step=bool(person.role_rows) and name != "half")

    def who_gets_past(self, door: Door) -> Iterator[str]:
        """Who is not turned away at this door: neither to log-in, nor to the second step, nor with a clear no."""
        for name, client in self.clients.items():
            answer = client.open(door.sample, method=door.method)
            assert answer.status_code < 500, f"{door.method} {door.address} as {name}: {answer.status}"
            onward = answer.headers.get("Location", "")
            turned = answer.status_code == 302 and onward.startswith(("/inloggen?verder=", "/inloggen/code?verder="))
            if answer.status_code != 403 and not turned:
                yield name


def table(app: Flask, session: Session) -> str:
    """The whole table as text."""
    # Forms are sent without their tokens here: the question is the door, not the form behind it.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    cast = Cast(app, session)
    lines = []
    for door in doors(app):
        allowed = tuple(cast.who_gets_past(door))
        shown = "everyone" if allowed == EVERYONE else " ".join(allowed) or "nobody"
        lines.append(f"{door.method:<4} {door.address:<60} {door.endpoint:<36} {shown}".rstrip())
        # Asking as somebody may have ended their log-in.
        if door.address == "/uitloggen":
            cast = Cast(app, session)
    return HEAD + "\n".join(lines) + "\n"


def main() -> None:
    """Write the table anew."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/table.sqlite"
        migrating.upgrade(url)
        app = create_app(Settings(instance=Path(folder), database_url=url, secret_key="x" * 40, testing=True))
        with Database(url).session() as session:
            TABLE.write_text(table(app, session), encoding="utf-8")
    sys.stdout.write(f"{TABLE.name} written\n")


if __name__ == "__main__":
    main()
