"""The service as it runs for real: `dialoog serve` in processes of its own, on a database and folder of its own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from dialoog.config import Settings
from dialoog.db import Database

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-for-tests-that-is-long-enough"
PATIENCE = 30.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Wait for something to become true; gives it. Fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
    return found


@dataclass
class Service:
    """A service with its own folder and database; started and stopped as often as a test likes."""

    instance: Path
    database_url: str
    smtp_url: str = "file:"
    look_first: bool = False
    port: int = field(default_factory=free_port)
    main: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings, on top of this process's environment."""
        ours = {
            "DIALOOG_INSTANCE": str(self.instance),
            "DIALOOG_DATABASE_URL": self.database_url,
            "DIALOOG_SECRET_KEY": SECRET,
            "DIALOOG_BASE_URL": self.address,
            "DIALOOG_SMTP_URL": self.smtp_url,
            # What is handed in shows at once, but in the journey of the look itself (D3a).
            "DIALOOG_LOOK_FIRST": str(int(self.look_first)),
        }
        return {**os.environ, **ours}

    @property
    def settings(self) -> Settings:
        """The same, for code in this process."""
        return Settings(
            self.instance,
            self.database_url,
            SECRET,
            base_url=self.address,
            smtp_url=self.smtp_url,
            look_first=self.look_first,
        )

    def run(self, *command: str) -> str:
        """What `dialoog …` prints; fails with what it says when it refuses."""
        done = subprocess.run(
            [sys.executable, "-m", "dialoog.cli", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"dialoog {' '.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, *options: str) -> None:
        """Start it and wait until it answers."""
        log = (self.instance / "server.log").open("ab")
        self.main = subprocess.Popen(
            [sys.executable, "-m", "dialoog.cli", "serve", "--port", str(self.port), "--workers", "2", *options],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        log.close()
        until(self.answers)

    def answers(self) -> bool:
        """Whether it is up and its database is right."""
        assert self.main is None or self.main.poll() is None, (self.instance / "server.log").read_text()[-2000:]
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
            return bool(json.load(answer)["database"] == "ok")
        return False

    def processes(self) -> list[psutil.Process]:
        """All processes of the service, the main one first."""
        assert self.main is not None
        main = psutil.Process(self.main.pid)
        return [main, *main.children(recursive=True)]

    def workers(self) -> list[psutil.Process]:
        """The web workers that live now, without the jobs and Python's own helper."""
        return [one for one in self.processes()[1:] if "multiprocessing.spawn" in _command(one)]

    def jobs(self) -> psutil.Process | None:
        """The job process, if it lives now."""
        return next((one for one in self.processes()[1:] if " jobs" in _command(one)), None)

    def stop(self) -> None:
        """Ask it to end, and see to it that nothing is left."""
        if self.main is None:
            return
        children: list[psutil.Process] = []
        with contextlib.suppress(psutil.NoSuchProcess):
            children = self.processes()[1:]
        self.main.terminate()
        try:
            self.main.wait(timeout=10)
        finally:
            self.main.kill()
            self.main.wait()
            self.main = None
        _gone, left = psutil.wait_procs(children, timeout=5)
        for one in left:
            one.kill()


def _command(process: psutil.Process) -> str:
    """What a process was started with; nothing for one that was killed, whether or not anybody noticed."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


@contextmanager
def running(service: Service, *options: str) -> Iterator[Service]:
    """Serve while the block runs."""
    service.start(*options)
    try:
        yield service
    finally:
        service.stop()


@contextmanager
def database_of(service: Service) -> Iterator[Database]:
    """The service's database, seen from the test."""
    opened = Database(service.database_url)
    try:
        yield opened
    finally:
        opened.dispose()
