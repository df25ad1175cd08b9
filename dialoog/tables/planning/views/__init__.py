"""Planning the year of a table: the table of its addresses.

| address | view |
|---|---|
| `/werk/tafels/<slug>/planning` | cycles.cycles |
| `/werk/tafels/<slug>/planning/<year>` | cycles.cycle (POST adds a date) |
| `…/<year>/ritme` | cycles.rhythm |
| `…/<year>/opnieuw` | cycles.again |
| `…/<year>/datums/<key>/weg` | cycles.remove |
| `…/<year>/fase` | cycles.phase |
| `…/<year>/vastleggen` | polling.fix |
| `…/<year>/peiling` | polling.poll |
| `…/<year>/peiling/sluiten` | polling.close |
| `/werk/tafels/<slug>/doel` | cycles.goal |
| `/werk/schoolvakanties` | school.holidays |
| `/werk/schoolvakanties/<key>/weg` | school.remove |
| `/datumpeiling/<token>` | answering.by_link |
| `/mijn/datumpeilingen` | answering.own |
| `/mijn/datumpeilingen/<key>` | answering.logged_in |
| `/tafels/<slug>.ics` | feeds.table |
"""

from flask import Blueprint

from dialoog.tables.planning.views import answering, cycles, feeds, polling, school

blueprint = Blueprint("planning", __name__)
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
YEAR = "/werk/tafels/<slug>/planning/<int:year>"

for address, name, view, methods in (
    ("/werk/tafels/<slug>/planning", "cycles", cycles.cycles, BOTH),
    (YEAR, "cycle", cycles.cycle, BOTH),
    (f"{YEAR}/ritme", "rhythm", cycles.rhythm, BOTH),
    (f"{YEAR}/opnieuw", "again", cycles.again, POST),
    (f"{YEAR}/datums/<int:key>/weg", "remove", cycles.remove, POST),
    (f"{YEAR}/fase", "phase", cycles.phase, BOTH),
    (f"{YEAR}/vastleggen", "fix", polling.fix, POST),
    (f"{YEAR}/peiling", "poll", polling.poll, BOTH),
    (f"{YEAR}/peiling/sluiten", "close", polling.close, POST),
    ("/werk/tafels/<slug>/doel", "goal", cycles.goal, BOTH),
    ("/werk/schoolvakanties", "holidays", school.holidays, BOTH),
    ("/werk/schoolvakanties/<int:key>/weg", "remove_holiday", school.remove, POST),
    ("/datumpeiling/<token>", "by_link", answering.by_link, BOTH),
    ("/mijn/datumpeilingen", "own", answering.own, GET),
    ("/mijn/datumpeilingen/<int:key>", "logged_in", answering.logged_in, BOTH),
    ("/tafels/<slug>.ics", "feed", feeds.table, GET),
):
    blueprint.add_url_rule(address, name, view, methods=methods)
