"""Turns: who asked first goes first, also across processes."""

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from dialoog.turns import SharedTurn, Turns

PROCESSES = multiprocessing.get_context("spawn")


def waiting(turns: Turns) -> int:
    return len(turns._waiting)


def ask(turns: Turns, name: int, came: list[int]) -> threading.Thread:
    def stand() -> None:
        with turns:
            came.append(name)

    before = waiting(turns)
    thread = threading.Thread(target=stand)
    thread.start()
    while waiting(turns) == before:
        time.sleep(0.001)
    return thread


def test_places_are_given_in_the_order_they_were_asked_for() -> None:
    turns = Turns()
    came: list[int] = []
    with turns:
        threads = [ask(turns, name, came) for name in range(20)]
        assert came == []
    for thread in threads:
        thread.join()
    assert came == list(range(20))


def test_as_many_run_at_once_as_there_are_places() -> None:
    turns = Turns(2)
    assert turns.take(0)
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give_back()
    assert turns.take(0)


def test_who_gave_up_waiting_gets_no_place() -> None:
    turns = Turns()
    turns.take()
    assert not turns.take(0.01)
    turns.give_back()
    assert turns.take(0)


def hold(file: Path, until: threading.Event, held: threading.Event) -> None:
    turn = SharedTurn(file)
    turn.take(1)
    held.set()
    until.wait(30)
    turn.give_back()


@pytest.mark.parametrize("killed", [False, True], ids=["gives it back", "is killed"])
def test_another_process_waits_and_goes_on_when_the_first(tmp_path: Path, killed: bool) -> None:
    file = tmp_path / "turn"
    until, held = PROCESSES.Event(), PROCESSES.Event()
    other = PROCESSES.Process(target=hold, args=(file, until, held))
    other.start()
    assert held.wait(30)
    turn, got = SharedTurn(file), threading.Event()

    def wait() -> None:
        turn.take(1)
        got.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    assert not got.wait(0.2)
    if killed:
        other.kill()
    else:
        until.set()
    assert got.wait(10)
    waiter.join()
    other.join()
    assert (file.stat().st_mode & 0o777) == 0o600
