"""The production server and its processes (architecture.md, row "server"): real processes, really killed."""

import contextlib
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest

from dialoog.server import Anteroom

HERE = Path(__file__).parent
T = TypeVar("T")

TOGETHER = 2.0  # within this many seconds of the main process's death all must be gone
PATIENCE = 60.0  # for a process that starts or ends on a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], T], seconds: float = 10) -> T:
    """Wait for something to become true; gives it."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
    return found


class Served:
    """A main process with its workers and jobs."""

    def __init__(self, notes: Path, port: int | None = None, **given: Any) -> None:
        self.port = port or free_port()
        self.notes = notes
        jobs = (
            {"jobs": True, "jobs_command": ["served", "jobs", str(notes)]}
            if given.pop("jobs", False)
            else {"jobs": False}
        )
        argument = {"port": self.port, "workers": 2, "threads": 2, "target": "served:app", **jobs, **given}
        self.main = subprocess.Popen(
            [sys.executable, str(HERE / "served.py"), "serve", json.dumps(argument)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def get(self, path: str = "/") -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return dict(json.load(answer))

    def answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return bool(self.get())
        return False

    def workers(self) -> set[int]:
        return {self.get()["pid"] for _ in range(20)}

    def all_workers(self) -> set[int]:
        def both() -> set[int]:
            with contextlib.suppress(OSError, http.client.HTTPException):
                found = self.workers()
                return found if len(found) == 2 else set()
            return set()

        return until(both)

    def jobs(self) -> list[int]:
        """Every job child that was ever started."""
        return [json.loads(line)["pid"] for line in self.notes.read_text().splitlines()] if self.notes.exists() else []

    def kill_main_alone(self) -> None:
        self.main.kill()
        self.main.wait()

    def stop(self, with_signal: int = signal.SIGTERM) -> tuple[int, str]:
        """Ask the main process to stop; gives its exit status and what it wrote."""
        self.main.send_signal(with_signal)
        _, written = self.main.communicate(timeout=PATIENCE)
        return self.main.returncode, written


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start_one(**given: Any) -> Served:
        served = Served(tmp_path / f"notes-{len(started)}", **given)
        started.append(served)
        return served

    yield start_one
    for served in started:
        served.main.kill()
        served.main.communicate()


def gone(pids: set[int]) -> bool:
    return not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids)


def test_workers_and_jobs_run_with_the_environment_given(start: Callable[..., Served]) -> None:
    served = start(jobs=True, env={"GIVEN": "yes"})
    workers = served.all_workers()
    assert served.main.pid not in workers
    assert served.get()["given"] == "yes"
    until(served.jobs)
    assert json.loads(served.notes.read_text())["given"] == "yes"
    status, written = served.stop()
    assert (status, written) == (0, "")
    assert gone(workers | set(served.jobs()))


def test_when_the_main_process_alone_is_killed_nothing_outlives_it_and_a_new_start_succeeds(
    start: Callable[..., Served],
) -> None:
    served = start(jobs=True)
    children = served.all_workers() | set(until(served.jobs))
    assert len(children) == 3
    served.kill_main_alone()
    until(lambda: gone(children), TOGETHER)
    again = start(port=served.port)
    until(again.answers)
    assert not again.workers() & children


def test_a_killed_worker_is_replaced_also_the_second_time_at_once(start: Callable[..., Served]) -> None:
    served = start()
    for _ in range(2):
        before = served.all_workers()
        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        until(partial(gone, {killed}), TOGETHER)
        assert killed not in served.all_workers()
    assert served.main.poll() is None
    status, written = served.stop()
    assert status == 0
    assert "Unexpected exit from worker" in json.loads(written.splitlines()[0])["message"]


def test_a_killed_job_child_is_started_again_while_the_site_keeps_answering(start: Callable[..., Served]) -> None:
    served = start(jobs=True)
    until(served.answers)
    (first,) = until(served.jobs)
    os.kill(first, signal.SIGKILL)
    second = until(lambda: served.jobs()[1:])[0]
    assert psutil.pid_exists(second)
    assert served.answers()
    # The new one, too, ends with the main process.
    served.kill_main_alone()
    until(lambda: gone({second}), TOGETHER)


def test_a_port_where_dialoog_runs_is_refused_with_one_line(start: Callable[..., Served]) -> None:
    served = start()
    workers = served.all_workers()
    second = start(port=served.port, jobs=True)
    written = second.main.communicate(timeout=PATIENCE)[1]
    assert second.main.returncode == 1
    assert written == (
        f"--port: {served.port} on 127.0.0.1 is already in use; stop what runs there or choose another port\n"
    )
    assert second.jobs() == []
    assert served.workers() == workers


def test_of_two_starts_at_once_one_is_refused(start: Callable[..., Served]) -> None:
    port = free_port()
    both = [start(port=port), start(port=port)]
    until(lambda: [served for served in both if served.main.poll() is not None])
    assert sorted(served.main.poll() or 0 for served in both) == [0, 1]
    until(both[0].answers)


def test_a_port_where_something_else_runs_is_refused(start: Callable[..., Served]) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        served = start(port=other.getsockname()[1])
        assert "is already in use" in served.main.communicate(timeout=PATIENCE)[1]
        assert served.main.returncode == 1


def test_a_host_that_is_not_ours_is_refused_with_one_line(start: Callable[..., Served]) -> None:
    for host, served in [(host, start(host=host)) for host in ("192.0.2.1", "no such host")]:
        written = served.main.communicate(timeout=PATIENCE)[1]
        assert served.main.returncode == 1
        assert written.startswith(f"--host: {host}")
        assert written.count("\n") == 1


def test_an_application_that_cannot_be_loaded_stops_the_server_with_1(start: Callable[..., Served]) -> None:
    served = start(target="served:nothing", jobs=True)
    _, written = served.main.communicate(timeout=PATIENCE)
    assert served.main.returncode == 1
    assert "has no attribute 'nothing'" in written
    assert gone(set(served.jobs()))


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_lets_a_request_under_way_finish_and_exits_0(start: Callable[..., Served], with_signal: int) -> None:
    served = start(jobs=True)
    children = served.all_workers() | set(until(served.jobs))
    idle = http.client.HTTPConnection("127.0.0.1", served.port)
    idle.request("GET", "/")
    idle.getresponse().read()
    slow = http.client.HTTPConnection("127.0.0.1", served.port)
    slow.request("GET", "/slow")
    time.sleep(0.2)
    began = time.monotonic()
    # As a terminal does at Ctrl-C, to the whole group.
    os.killpg(served.main.pid, with_signal)
    assert slow.getresponse().status == 200
    assert served.main.wait(timeout=PATIENCE) == 0
    assert time.monotonic() - began < 4  # before anything is killed
    assert gone(children)
    idle.close()
    slow.close()


def test_slow_senders_keep_nobody_out_and_are_served_when_they_are_done(start: Callable[..., Served]) -> None:
    served = start()
    served.all_workers()
    slow = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(12)]
    for sender in slow:
        sender.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello")
    time.sleep(0.3)
    assert len(served.workers()) == 2
    for sender in slow:
        sender.sendall(b"world")
        with sender, sender.makefile("rb") as answer:
            assert json.loads(answer.read().partition(b"\r\n\r\n")[2])["sent"] == "helloworld"


@pytest.mark.parametrize(
    ("sent", "headers", "taken"),
    [
        (b"", {}, 0),
        (b"0123456789", {"CONTENT_LENGTH": "10"}, 10),
        (b"0123456789a", {"CONTENT_LENGTH": "11"}, 0),  # left to the application, which refuses it unread
        (b"0123456789abc", {"HTTP_TRANSFER_ENCODING": "chunked"}, 11),  # one more than allowed: it will be refused
    ],
)
def test_what_is_too_large_is_not_taken_in(sent: bytes, headers: dict[str, str], taken: int) -> None:
    sender = io.BytesIO(sent)
    seen: list[tuple[int, bytes]] = []

    def app(environ: dict[str, Any], start_response: object) -> list[bytes]:
        seen.append((sender.tell(), environ["wsgi.input"].read()))
        return []

    Anteroom(app, places=1, largest=10)({"wsgi.input": sender, **headers}, lambda *_: lambda _: None)
    assert seen == [(taken, sent[: taken or None])]


def test_localhost_by_name_can_be_served(start: Callable[..., Served]) -> None:
    served = start(host="localhost")

    def answers() -> bool:
        with contextlib.suppress(OSError):
            return bool(urllib.request.urlopen(f"http://localhost:{served.port}/", timeout=5).read())
        return False

    assert until(answers)
