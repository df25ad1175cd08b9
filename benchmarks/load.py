"""Loading a server: with wrk as fast as it goes, or with writers who each keep to their pace."""

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Load:
    """What wrk saw; times in milliseconds."""

    requests: int
    seconds: float
    bytes: int
    failed: int
    refused: int
    p50: float
    p99: float
    max: float

    @property
    def rate(self) -> float:
        """Answers a second; none when something was refused, so that errors are never taken for speed."""
        return 0.0 if self.failed or self.refused else self.requests / self.seconds


@dataclass(frozen=True)
class Form:
    """A form to be sent: a cookie, and a body in which NUMBER becomes a new number each time."""

    cookie: str
    body: str


def wrk(
    base: str,
    paths: Sequence[str],
    *,
    seconds: int,
    connections: int = 16,
    start: int = 0,
    form: Form | None = None,
    cookie: str = "",
) -> Load:
    """Ask these paths in turn, from the `start`-th, as fast as they are answered; `cookie`: of who is logged in."""
    with tempfile.TemporaryDirectory() as folder:
        listed, sent = Path(folder, "paths"), Path(folder, "form")
        listed.write_text("\n".join(paths) + "\n")
        environment = {**os.environ, "BENCH_PATHS": str(listed), "BENCH_START": str(start)}
        if cookie:
            environment["BENCH_COOKIE"] = cookie
        if form:
            sent.write_text(f"{form.cookie}\n{form.body}\n")
            environment["BENCH_FORM"] = str(sent)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT), base]
        out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    line = next(line for line in out.splitlines() if line.startswith("RESULT "))
    return Load(**json.loads(line.removeprefix("RESULT ")))


def paced(act: Callable[[int], None], *, workers: int, rate: float, seconds: float) -> tuple[list[float], int]:
    """Have workers act at fixed moments, `rate` a second together; the time each act took, and how many failed.

    Counted from the moment an act was due, so that a pause shows in all acts that had to wait for it.
    """
    times: list[float] = []
    failures: list[BaseException] = []
    began = time.monotonic() + 0.5

    def work(worker: int) -> None:
        for turn in range(int(rate * seconds / workers)):
            due = began + (turn * workers + worker) / rate
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                act(worker)
            except Exception as error:  # noqa: BLE001 - whatever it is, it counts as a failure
                failures.append(error)
            times.append((time.monotonic() - due) * 1000)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in failures[:3]:
        print("  failed:", repr(error))
    return sorted(times), len(failures)
