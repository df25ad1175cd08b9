"""120 people for 100 places, 50 at a time: never too many, in the right order, on both databases (T5)."""

import random
import threading
from collections import Counter
from datetime import timedelta
from queue import Empty, SimpleQueue

from flask import Flask
from sqlalchemy import select

from dialoog import clock, create_app
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import MeetingKind
from dialoog.meetings.registrations.allotting import free
from dialoog.meetings.registrations.models import Admission, Registration, RegistrationState
from dialoog.meetings.registrations.rules import places, registering
from dialoog.meetings.registrations.rules.admitting import AdmissionDetails, open_admission
from dialoog.meetings.registrations.rules.registering import Given
from dialoog.meetings.registrations.rules.telling import MOVED_UP_MAIL, PLACE_MAIL, WAITING_MAIL
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM

KEPT = {Sector.YOUTH: 10, Sector.KNOWLEDGE: 10, Sector.INITIATIVE: 15}
SECTORS = [Sector.YOUTH] * 15 + [Sector.KNOWLEDGE] * 12 + [Sector.INITIATIVE] * 33 + [Sector.BUSINESS] * 60
AT_ONCE = 50


def opened(database: Database) -> tuple[int, list[int]]:
    """A meeting with 100 places, and 120 who did not confirm yet."""
    day = clock.today() + timedelta(weeks=8)
    with database.transaction() as session:
        meeting = create_meeting(session, MeetingDetails("Breed", MeetingKind.BROAD, held_on=day), actor=SYSTEM)
        details = AdmissionDetails(100, clock.today(), day - timedelta(weeks=1), KEPT)
        to = open_admission(session, meeting, details, actor=SYSTEM)
        asked = [
            registering.ask(session, to, Given(f"Gast {n}", sector, email=f"gast{n}@voorbeeld.nl")).id
            for n, sector in enumerate(SECTORS)
        ]
        return meeting.id, asked


def all_at_once(app: Flask, database: Database, asked: list[int]) -> list[BaseException]:
    """Each confirms, every fourth cancels at some moment afterwards; so many threads at a time."""
    luck = random.Random(5)
    luck.shuffle(asked)
    work: SimpleQueue[int] = SimpleQueue()
    wrong: list[BaseException] = []
    start = threading.Barrier(AT_ONCE)
    for key in asked:
        work.put(key)

    def one() -> None:
        start.wait()
        try:
            with app.app_context():
                while True:
                    key = work.get_nowait()
                    with database.transaction() as session:
                        registering.confirm(session, session.get_one(Registration, key))
                    if key % 4 == 0:
                        with database.transaction() as session:
                            registering.cancel(session, session.get_one(Registration, key))
        except Empty:
            pass
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)

    threads = [threading.Thread(target=one) for _n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def check(database: Database, meeting_id: int) -> None:
    with database.session(read_only=True) as session:
        to = session.get_one(Admission, meeting_id)
        held = places.held(session, to)
        left = free(places.room_of(to), held)
        everybody = session.scalars(select(Registration).order_by(Registration.turn)).all()
        mails = Counter(session.scalars(select(OutboxMessage.kind)))
    assert held.total() <= 100
    assert all(held[sector] <= number for sector, number in KEPT.items())
    assert held[None] <= 100 - sum(KEPT.values())
    assert [one.turn for one in everybody] == list(range(1, 121))
    placed = [one for one in everybody if one.state is RegistrationState.PLACED]
    waits = [one for one in everybody if one.state is RegistrationState.WAITING]
    gone = [one for one in everybody if one.state is RegistrationState.CANCELLED]
    assert (len(placed), len(gone), len(placed) + len(waits) + len(gone)) == (held.total(), 30, 120)
    for one in waits:
        assert not left[None]
        assert not left[one.sector]
        # Within a sector nobody passes anybody.
        assert all(other.turn < one.turn for other in placed if other.sector is one.sector)
    assert mails[PLACE_MAIL] + mails[WAITING_MAIL] == 120
    assert mails[MOVED_UP_MAIL] <= mails[WAITING_MAIL]


def test_t5_120_people_for_100_places_50_at_a_time(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    with app.app_context():
        meeting_id, asked = opened(own_database)
    assert all_at_once(app, own_database, asked) == []
    check(own_database, meeting_id)
