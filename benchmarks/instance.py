"""A seeded instance as the benchmarks see it: what addresses there are to ask for."""

import random
import re
import sqlite3
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from benchmarks.load import Form
from dialoog.seeding.words import COMMON, RARE

MANY = 20_000


@dataclass(frozen=True)
class Instance:
    """One folder with its database, read beside the server."""

    folder: Path
    size: int

    def column(self, query: str) -> list[str]:
        """The first column of what a query finds."""
        connection = sqlite3.connect(self.folder / "dialoog.sqlite")
        found = [str(row[0]) for row in connection.execute(query)]
        connection.close()
        return found

    def filtered(self, path: str = "/inbreng") -> list[str]:
        """Pages of the list with all sorts of filters, hardly any of them twice."""
        themes = self.column("SELECT slug FROM theme WHERE active")
        meetings = self.column("SELECT slug FROM meeting WHERE id IN (SELECT meeting_id FROM contribution) LIMIT 50")
        choices = {
            "thema": themes,
            "bijeenkomst": meetings,
            "soort": ["idee", "signaal", "sterk", "zwak"],
            "sector": ["inwoner", "jongeren", "overheid", "bedrijfsleven"],
            "status": ["ontvangen", "in-behandeling", "beantwoord", "afgerond"],
            "uitkomst": ["overgenomen", "niet-overgenomen"],
            "te_laat": ["1"],
        }
        combinations = [
            ("thema",), ("status",), ("thema", "status"), ("soort",), ("sector", "soort"), ("bijeenkomst",),
            ("uitkomst", "thema"), ("te_laat",), ("thema", "sector", "status"), ("bijeenkomst", "soort"),
        ]  # fmt: skip
        chance = random.Random(1)
        return [
            f"{path}?" + urllib.parse.urlencode(
                {name: chance.choice(choices[name]) for name in combinations[n % len(combinations)]}
                | {"na": chance.randrange(self.size // 2, self.size)}
            )
            for n in range(MANY)
        ]  # fmt: skip

    def queues(self) -> list[str]:
        """The queue of answering as its filters show it, each asked for in a way of its own."""
        themes = self.column("SELECT slug FROM theme WHERE active")
        units = ["", *self.column("SELECT slug FROM unit WHERE active")]
        terms = ["", "te-laat", "week", "later"]
        chance = random.Random(3)
        return [
            "/werk/beantwoorden?" + urllib.parse.urlencode(
                {"dienst": chance.choice(units), "thema": chance.choice(["", *themes]), "termijn": chance.choice(terms)}
                | {"n": n}
            )
            for n in range(MANY)
        ]  # fmt: skip

    def dossiers(self) -> list[str]:
        """Dossiers in no order, each asked for in a way of its own."""
        numbers = self.column("SELECT number FROM contribution ORDER BY id")
        chance = random.Random(2)
        return [f"/inbreng/{chance.choice(numbers)}?n={n}" for n in range(MANY)]

    def searches(self, term: str) -> list[str]:
        """A search for one word, each asked for in a way of its own."""
        return [f"/inbreng?q={term}&n={n}" for n in range(MANY)]

    def floor_lists(self, path: str = "/list") -> list[str]:
        """The floor's list of one theme, from all over."""
        themes = self.column("SELECT id FROM theme WHERE active")
        chance = random.Random(1)
        return [
            f"{path}?theme={chance.choice(themes)}&na={chance.randrange(self.size // 2, self.size)}"
            for _ in range(MANY)
        ]

    def floor_items(self) -> list[str]:
        """The floor's items in no order."""
        chance = random.Random(2)
        return [f"/item/{chance.randrange(1, self.size)}" for _ in range(MANY)]

    @property
    def terms(self) -> tuple[str, str]:
        """A rare word, and one in 70 % of the texts."""
        return RARE, COMMON


def hand_in_form(base: str) -> Form:
    """The form of handing in as a visitor gets it, filled in; it may be sent two seconds from now."""
    with urllib.request.urlopen(f"{base}/inbreng/nieuw") as answer:
        page = answer.read().decode()
        cookies: SimpleCookie = SimpleCookie(answer.headers["Set-Cookie"])
    hidden = {name: _value(page, name) for name in ("csrf_token", "begun")}
    fields = {
        **hidden,
        "form_token": "NUMBER",
        "text": "NUMBER Het zou helpen als de gemeente het geluid langs de Wilgenkade elke maand laat meten.",
        "theme": "geluid",
        "kind": "signaal",
        "shown_as": "sector",
        "sector": "inwoner",
        "email": "bench-NUMBER@example.org",
    }
    return Form("; ".join(f"{c.key}={c.value}" for c in cookies.values()), urllib.parse.urlencode(fields))


def _value(page: str, name: str) -> str:
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    value = field and re.search(r'value="([^"]*)"', field.group())
    if not value:
        raise RuntimeError(f"the form has no {name}")
    return value.group(1)
