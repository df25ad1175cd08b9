"""D7: a job finds which points ask the same. D11: besloten points are never compared. D1: no word stays behind."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.config import Settings
from dialoog.contributions.jobs import find_look_alikes
from dialoog.contributions.models import Alike, Ground, Look
from dialoog.contributions.rules import likening
from dialoog.contributions.rules.blacking_out import black_out
from dialoog.contributions.rules.looking import hide, show
from dialoog.db import WorkSession
from dialoog.jobs.models import Job
from dialoog.meetings.models import Level
from tests.factories.contributions import SECRETARIAT, contribution

NOISE = "Meet het lawaai langs snelwegen met vaste meetpunten."
SAME = "Plaats meetpunten voor geluid bij rijkswegen."
OTHER = "Verbied plastic tasjes in winkels."


@pytest.fixture
def compared(app: Flask, session: WorkSession, settings: Settings) -> Session:
    """A session whose jobs of this kind are done by `done`."""
    session.info["app"], session.info["settings"] = app, settings
    return session


def done(session: Session) -> None:
    session.flush()
    database = session.info["app"].extensions["dialoog_database"]
    while jobs := session.scalars(select(Job).where(Job.kind == likening.ALIKE_JOB, Job.state == "waiting")).all():
        for job in jobs:
            find_look_alikes(database, session.info["settings"], job)
            session.delete(job)
        session.flush()


def pairs(session: Session) -> set[tuple[int, int]]:
    return {(row.one_id, row.two_id) for row in session.scalars(select(Alike))}


def test_d7_points_that_ask_the_same_are_found_once(compared: Session) -> None:
    one, _other, two = (contribution(compared, text) for text in (NOISE, OTHER, SAME))
    done(compared)
    assert pairs(compared) == {(one.id, two.id)}


def test_d7_one_job_for_all_points_of_one_act(compared: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likening, "AT_ONCE", 2)
    made = [contribution(compared, NOISE) for _ in range(5)]
    done(compared)
    assert len(pairs(compared)) == 10, made


@pytest.mark.parametrize("which", [0, 1])
def test_d11_closed_points_are_never_compared(compared: Session, which: int) -> None:
    levels = [Level.PUBLIC, Level.PUBLIC]
    levels[which] = Level.CLOSED
    for text, level in zip((NOISE, SAME), levels, strict=True):
        contribution(compared, text, level=level)
    done(compared)
    assert pairs(compared) == set()


def test_d3a_only_words_that_were_looked_at_are_compared(compared: Session) -> None:
    one, two = contribution(compared, NOISE), contribution(compared, SAME, look_first=True)
    done(compared)
    assert pairs(compared) == set()
    assert two.look is Look.WAITING
    show(compared, [two], actor=SECRETARIAT)
    done(compared)
    assert pairs(compared) == {(one.id, two.id)}


def test_d1_a_black_out_compares_anew_and_hidden_words_are_not_compared(compared: Session) -> None:
    one, two = contribution(compared, NOISE), contribution(compared, SAME)
    done(compared)
    black_out(compared, two, new_text="Plaats [weggelakt].", reason="Een naam van iemand", actor=SECRETARIAT)
    done(compared)
    assert pairs(compared) == set()
    hide(compared, one, ground=Ground.ADVERTISING, reason="Dit is reclame", actor=SECRETARIAT)
    contribution(compared, SAME)
    done(compared)
    assert pairs(compared) == set()
