"""`python -m benchmarks.acts import|answer|nota INSTANCE`: one large act, timed; prints the seconds."""

import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from random import Random

from flask import Flask
from sqlalchemy import select

from dialoog import clock, create_app
from dialoog.answers.rules import publishing
from dialoog.answers.rules.drafting import Act, Draft, Place, Plan, start
from dialoog.contributions.models import Channel, Contribution, Outcome, PointKind
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.importing import import_report, read_report
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.db import WorkSession
from dialoog.dossiers.documents import making
from dialoog.jobs.models import Job
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.organisations.models import Unit
from dialoog.permissions import SYSTEM, Actor
from dialoog.seeding import words
from dialoog.web.context import database, files

POINTS, ANSWERED = 159, 500


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
    unit = session.scalars(select(Unit).order_by(Unit.id).limit(1)).one()
    own = frozenset({unit.id})
    actor = Actor(name="Robin Proef", roles=frozenset({"ministry"}), units=own, leads=own, second_factor=True)
    assign(session, points, unit=unit, assignee=None, actor=SYSTEM)
    draft = Draft(
        outcome=Outcome.ADOPTED,
        motivation=words.motivation(chance),
        places=(Place("Verzonnen programma leefomgeving", "bijlage 2"),),
        plans=(Plan(words.promise(chance), clock.today() + timedelta(days=90), owner_unit_id=unit.id),),
    )
    answer = start(session, points, unit=unit, actor=actor, given=draft).answer
    return publishing.publish(session, answer, actor=actor)


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
    began = time.perf_counter()
    making.make(database(), app.extensions["dialoog_settings"], job)
    return time.perf_counter() - began


ACTS = {"import": import_one, "answer": answer_many, "nota": draw_note}


if __name__ == "__main__":
    os.environ["DIALOOG_INSTANCE"] = sys.argv[2]
    application = create_app()
    with application.app_context():
        print(ACTS[sys.argv[1]](application))
