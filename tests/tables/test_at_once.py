"""What two do at once with a seat: it is given to one, and answered once (T2)."""

import threading
from collections.abc import Callable, Iterator
from itertools import count

from flask import Flask
from sqlalchemy import func, select

from dialoog import create_app
from dialoog.config import Settings
from dialoog.db import Database, WorkSession
from dialoog.errors import DialoogError
from dialoog.organisations.models import Membership, Sector
from dialoog.permissions import SYSTEM
from dialoog.tables.candidate_files import Given
from dialoog.tables.drawing import Quotas
from dialoog.tables.models import DialogueTable, HoldingState, SeatHolding, TableCandidate, TableDraw, TableSeat
from dialoog.tables.rules import holding, inviting, raffling
from dialoog.tables.rules.holding import Acceptance
from dialoog.tables.rules.inviting import Invited
from dialoog.tables.rules.setting_up import fill_seats
from tests.factories import tables as make

NUMBERS = count(1)


def at_once(app: Flask, database: Database, act: Callable[[WorkSession], object]) -> list[str]:
    """Four threads do the same, each in a transaction of its own; what each came to."""
    start = threading.Barrier(4)
    came_to: list[str] = []

    def one() -> None:
        start.wait()
        try:
            with app.app_context(), database.transaction() as session:
                act(session)
            came_to.append("done")
        except DialoogError as error:
            came_to.append(type(error).__name__)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came_to)


def table_in(app: Flask, database: Database) -> int:
    with app.app_context(), database.transaction() as session:
        table = make.table(session, most_seats=3)
        fill_seats(session, table)
        people = [Given(f"Mens {n}", f"mens{n}@voorbeeld.nl", Sector.BUSINESS) for n in range(9)]
        raffling.add_candidates(session, table, people, actor=SYSTEM)
        return table.id


def invited(session: WorkSession, table_id: int) -> SeatHolding:
    seat = session.scalars(select(TableSeat).where(TableSeat.table_id == table_id, TableSeat.number == 1)).one()
    given = Invited("Mees Kok", f"lid{next(NUMBERS)}@voorbeeld.nl", Sector.BUSINESS)
    return inviting.invite(session, seat, given, actor=SYSTEM)


def test_t2_of_many_who_are_asked_for_a_seat_at_once_one_is(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    table_id = table_in(app, own_database)
    came_to = at_once(app, own_database, lambda session: invited(session, table_id))
    assert came_to == [*["RuleViolation"] * 3, "done"]
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count(SeatHolding.id))) == 1


def test_t2_a_link_that_is_used_at_once_takes_one_seat(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    table_id = table_in(app, own_database)
    with app.app_context(), own_database.transaction() as session:
        key = invited(session, table_id).id

    def accept(session: WorkSession) -> None:
        holding.accept(session, session.get_one(SeatHolding, key), Acceptance("Mees Kok", "Ik kom."))

    assert at_once(app, own_database, accept) == [*["LinkGone"] * 3, "done"]
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count(Membership.id))) == 1
        assert session.get_one(SeatHolding, key).state is HoldingState.ACCEPTED


def test_t3_no_more_seats_are_drawn_at_once_than_are_free(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    table_id = table_in(app, own_database)

    def draw(session: WorkSession) -> None:
        table = session.get_one(DialogueTable, table_id)
        raffling.hold_draw(session, table, Quotas(3, {}), seed="lotgetal", actor=SYSTEM)

    assert at_once(app, own_database, draw) == [*["RuleViolation"] * 3, "done"]
    with own_database.session(read_only=True) as session:
        assert session.scalar(select(func.count(TableDraw.id))) == 1


def test_t2_a_seat_that_is_taken_while_the_invitation_is_withdrawn_is_one_or_the_other(
    own_settings: Settings, own_database: Database
) -> None:
    app = create_app(own_settings)
    table_id = table_in(app, own_database)
    for _round in range(4):
        with app.app_context(), own_database.transaction() as session:
            key = invited(session, table_id).id
        turns = iter((True, False, False, False))

        def act(session: WorkSession, key: int = key, turns: Iterator[bool] = turns) -> None:
            one = session.get_one(SeatHolding, key)
            if next(turns):
                holding.accept(session, one, Acceptance("Mees Kok", "Ik kom."))
            else:
                inviting.take_back(session, one, actor=SYSTEM)

        assert at_once(app, own_database, act).count("done") == 1
        with app.app_context(), own_database.transaction() as session:
            one = session.get_one(SeatHolding, key)
            assert (one.state is HoldingState.ACCEPTED) == (one.membership_id is not None)
            if one.state is HoldingState.ACCEPTED:
                holding.end(session, one, reason="Klaar", actor=SYSTEM)


def test_r81_a_list_that_is_sent_twice_at_once_is_stored_once(own_settings: Settings, own_database: Database) -> None:
    app = create_app(own_settings)
    table_id = table_in(app, own_database)
    people = [Given(f"Gast {n}", f"gast{n}@voorbeeld.nl", Sector.YOUTH) for n in range(30)]

    def store(session: WorkSession) -> None:
        raffling.add_candidates(session, session.get_one(DialogueTable, table_id), people, actor=SYSTEM)

    assert at_once(app, own_database, store) == ["done"] * 4
    with own_database.session(read_only=True) as session:
        young = TableCandidate.sector == Sector.YOUTH
        assert session.scalar(select(func.count(TableCandidate.id)).where(young)) == 30
