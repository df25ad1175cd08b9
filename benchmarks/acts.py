"""`python -m benchmarks.acts import|answer|sheet|nota INSTANCE`: one large act, timed; prints the seconds.

`log-in` prints the cookie of an official instead.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from random import Random

from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from dialoog import clock, create_app
from dialoog.accounts import sessions
from dialoog.accounts.models import Person, PersonRole, Role
from dialoog.answers.queries import queue, sheets
from dialoog.answers.rules import publishing
from dialoog.answers.rules import sheets as rules
from dialoog.answers.rules.drafting import Act, Draft, Place, Plan, start
from dialoog.answers.spreadsheet import writing
from dialoog.answers.spreadsheet.columns import SHEET
from dialoog.answers.spreadsheet.reading import read_table
from dialoog.contributions.models import Channel, Contribution, Outcome, PointKind
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.importing import import_report, read_report
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.db import WorkSession
from dialoog.dossiers.documents import making
from dialoog.jobs.models import Job
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.organisations.models import Unit, UnitMember
from dialoog.permissions import SYSTEM, Actor
from dialoog.seeding import words
from dialoog.web.context import database, files

POINTS, ANSWERED = 159, 500
EMAIL = "robin@bench.example.org"


def made_up_report(points: int) -> bytes:
    """A report in the usual form: eight topics, strong and weak points and improvements."""
    chance = Random(points)
    lines = ["TERUGBLIK OP WERKSESSIE 6 MEI 2026", ""]
    sections = ("Sterke punten", "Zwakke punten", "Verbeterpunten")
    told = 0
    for topic in range(8):
        lines += [f"Onderwerp {topic + 1}: {words.topic(chance)}", ""]
        for n, section in enumerate(sections):
            last = topic == 7 and n == 2
            count = points - told if last else points // 24
            told += count
            lines += [section, *(f"• {words.point(chance)}" for _ in range(count)), ""]
    return "\n".join(lines).encode()


def _official(session: WorkSession) -> tuple[Unit, Person]:
    """The first unit, and somebody of it."""
    unit = session.scalars(select(Unit).order_by(Unit.id).limit(1)).one()
    person = session.scalar(select(Person).where(Person.email == EMAIL))
    if person is None:
        person = Person(
            email=EMAIL, name="Robin Proef", created_at=clock.now(), role_rows=[PersonRole(role=Role.MINISTRY)]
        )
        session.add(UnitMember(unit=unit, person=person, is_lead=True, since=clock.today()))
        session.flush()
    return unit, person


def _lead(unit: Unit, person_id: int) -> Actor:
    own, roles = frozenset({unit.id}), frozenset({"ministry"})
    return Actor(person_id=person_id, name="Robin Proef", roles=roles, units=own, leads=own, second_factor=True)


def log_in(app: Flask) -> str:
    """The cookie of an official who is logged in."""
    with database().transaction() as session:
        login, token = sessions.start(session, _official(session)[1], device="bench")
        login.second_factor_at = clock.now()
    with app.test_client() as client, client.session_transaction() as cookie:
        cookie["_user_id"] = token
    kept = client.get_cookie(name := app.config["SESSION_COOKIE_NAME"])
    if kept is None:
        raise RuntimeError("no cookie was made")
    return f"{name}={kept.value}"


def import_one(_app: Flask) -> float:
    """Reading and storing a report, from its bytes to the commit."""
    content = made_up_report(POINTS)
    began = time.perf_counter()
    given = read_report("verslag.txt", content)
    with database().transaction() as session:
        meeting = create_meeting(session, MeetingDetails("Werksessie van de meting"), actor=SYSTEM)
        done = import_report(session, meeting, given, files=files(), actor=SYSTEM)
    seconds = time.perf_counter() - began
    if done.created != POINTS:
        raise RuntimeError(f"{done.created} points were stored")
    return seconds


def answer_many(_app: Flask) -> float:
    """Assigning many points and answering them at once, from the first query to the commit."""
    chance = Random(ANSWERED)
    with database().transaction() as session:
        inputs = [Input(words.point(chance), PointKind.IDEA, Channel.WEB) for _ in range(ANSWERED)]
        ids = [contribution.id for contribution in receive_many(session, inputs, actor=SYSTEM)]
    began = time.perf_counter()
    with database().transaction() as session:
        points = session.scalars(select(Contribution).where(Contribution.id.in_(ids))).all()
        done = _answer(session, points, chance)
    seconds = time.perf_counter() - began
    if len(done.done) != ANSWERED:
        raise RuntimeError(f"{len(done.done)} points were answered")
    return seconds


def _answer(session: WorkSession, points: Sequence[Contribution], chance: Random) -> Act:
    """Assign these points and publish one answer to them."""
    unit, person = _official(session)
    actor = _lead(unit, person.id)
    assign(session, points, unit=unit, assignee=None, actor=SYSTEM)
    draft = Draft(
        outcome=Outcome.ADOPTED,
        motivation=words.motivation(chance),
        places=(Place("Verzonnen programma leefomgeving", "bijlage 2"),),
        plans=(Plan(words.promise(chance), clock.today() + timedelta(days=90), owner_unit_id=unit.id),),
    )
    answer = start(session, points, unit=unit, actor=actor, given=draft).answer
    return publishing.publish(session, answer, actor=actor)


def by_spreadsheet(_app: Flask) -> float:
    """The queue of many points as a file, and that file, filled in, read and stored; not the filling in."""
    chance = Random(ANSWERED)
    with database().transaction() as session:
        unit, person = _official(session)
        said = [Input(words.point(chance), PointKind.IDEA, Channel.WEB) for _ in range(ANSWERED)]
        points = receive_many(session, said, actor=SYSTEM)
        assign(session, points, unit=unit, assignee=None, actor=SYSTEM)
        actor, owner = _lead(unit, person.id), unit.name
        ids = [point.id for point in points]
    began = time.perf_counter()
    with database().session() as session:
        ours = queue.waiting(actor, queue.Filters()).where(Contribution.id.in_(ids))
        rows, owners = sheets.table(session, ours, actor)
        content = writing.written(rows, owners.offered)
    seconds = time.perf_counter() - began
    content = _filled_in(content, owner, chance)
    began = time.perf_counter()
    with database().transaction() as session:
        table = read_table("tabel.xlsx", content)
        given = rules.take_in(session, table, files=files(), actor=actor)
        done, left = 0, 1
        while left:
            carried = rules.carry_out(session, given, table, publishes=actor.leads, actor=actor)
            done, left = done + carried.points, carried.left
    if done != ANSWERED:
        raise RuntimeError(f"{done} points were answered")
    return seconds + time.perf_counter() - began


def _filled_in(content: bytes, owner: str, chance: Random) -> bytes:
    """Every row answered, three points to an answer."""
    book = load_workbook(BytesIO(content))
    sheet = book[SHEET]
    columns = {str(cell.value): n for n, cell in enumerate(sheet[1], start=1)}
    same: dict[str, str | date] = {}
    for n, row in enumerate(range(2, sheet.max_row + 1)):
        if n % 3 == 0:
            same = {
                "antwoord": f"punt {n}",
                "uitkomst": "Overgenomen",
                "motivering": words.motivation(chance),
                "plek 1 soort": "Document",
                "plek 1 titel": "Verzonnen programma leefomgeving",
                "plek 1 onderdeel": "bijlage 2",
                "toezegging 1 tekst": words.promise(chance),
                "toezegging 1 eigenaar": owner,
                "toezegging 1 datum": clock.today() + timedelta(days=90),
            }
        for name, value in same.items():
            sheet.cell(row, columns[name]).value = value
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def draw_note(app: Flask) -> float:
    """The reactienota of a meeting with many points, three to an answer, as PDF: the work of the job."""
    chance = Random(ANSWERED)
    with database().transaction() as session:
        meeting = create_meeting(session, MeetingDetails("Werksessie van de nota"), actor=SYSTEM)
        said = [Input(words.point(chance), PointKind.IDEA, Channel.IMPORT, meeting=meeting) for _ in range(ANSWERED)]
        points = receive_many(session, said, actor=SYSTEM)
        for first in range(0, ANSWERED, 3):
            _answer(session, points[first : first + 3], chance)
        job = Job(params={"meeting": meeting.id, "names": False})
    print("drawing", flush=True)
    began = time.perf_counter()
    making.make(database(), app.extensions["dialoog_settings"], job)
    return time.perf_counter() - began


ACTS: dict[str, Callable[[Flask], float | str]] = {
    "import": import_one,
    "answer": answer_many,
    "sheet": by_spreadsheet,
    "nota": draw_note,
    "log-in": log_in,
}


if __name__ == "__main__":
    os.environ["DIALOOG_INSTANCE"] = sys.argv[2]
    application = create_app()
    with application.app_context():
        print(ACTS[sys.argv[1]](application))
