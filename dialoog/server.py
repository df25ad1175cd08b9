"""The production server behind `dialoog serve`: granian's workers, and beside them the jobs in a child process.

Nothing outlives the main process, not even kill -9 of it; and two servers never share a port.
"""

import contextlib
import errno
import importlib
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from dialoog.config import CHECKOUT
from dialoog.errors import SettingError
from dialoog.process import KeptAlive, die_with_parent, starting

# Measured with a small Flask view and one query on two cores: see docs/performance.md.
DEFAULT_THREADS = 4
JOBS = ("dialoog.cli", "jobs")
# What a request under way, or a job, may take to finish after we are asked to stop.
SECONDS_TO_FINISH = 4

LOG_AS_JSON = {
    "formatters": {"json": {"()": "dialoog.web.logs.JsonLine"}},
    "handlers": {"json": {"formatter": "json", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}},
    "loggers": {
        "_granian": {"handlers": ["json"], "propagate": False},
        "granian.access": {"handlers": ["json"], "propagate": False},
    },
}


def default_workers() -> int:
    """One worker for each core this process may use, and two at least, so that one can fail."""
    available = os.sched_getaffinity(0) if sys.platform == "linux" else range(os.cpu_count() or 1)
    return max(2, len(available))


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int | None = None,
    threads: int = DEFAULT_THREADS,
    jobs: bool = True,
    target: str = "wsgi:app",
    env: Mapping[str, str] | None = None,
    jobs_command: Sequence[str] = JOBS,
) -> None:
    """Serve the WSGI application `module:name` until SIGINT, SIGTERM or SIGHUP; call it from the main thread.

    `env` is added to the environment of this process, its workers and the jobs; `jobs_command` is a module with its
    arguments. Raises SettingError when the port is in use or the address cannot be served, and SystemExit with 1 when
    the application does not start.
    """
    os.environ.update(env or {})
    with claimed(host, port) as address:
        server = _Server(
            target,
            address,
            port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=workers or default_workers(),
            blocking_threads=threads,
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_FINISH,
            log_level=LogLevels.warning,
            log_dictconfig=LOG_AS_JSON,
        )
        server.run(KeptAlive(jobs_command[0], jobs_command[1:]) if jobs else None)


@contextlib.contextmanager
def claimed(host: str, port: int) -> Iterator[str]:
    """Hold a port, so that a second start on it is refused; gives the numeric address to serve on.

    Granian's workers each open the port with SO_REUSEPORT, which lets any number of servers share it unnoticed. So the
    port is first bound without; only then is it opened to our own workers, while this socket keeps others out.
    Raises SettingError, in one line, when that cannot be done.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise SettingError(f"--host: {host} is no address of this machine ({error.strerror})") from error
    with socket.socket(family, socket.SOCK_STREAM) as claim:
        # Connections that linger after a stop must not stand in the way of a start.
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            claim.bind(address)
        except OSError as error:
            raise SettingError(_refusal(host, port, error)) from error
        claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        if sys.platform == "linux":
            claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            # Elsewhere granian opens the port once, without sharing, so that holding it would only be in its way.
            claim.close()
        yield str(address[0])


class _Server(MPServer):
    """Granian's main process, with the jobs beside its workers."""

    _jobs: KeptAlive | None = None

    def run(self, jobs: KeptAlive | None) -> None:
        self._jobs = jobs
        self.on_startup(_stop_at_hangup(self.signal_handler_interrupt))
        if jobs:
            self.on_startup(jobs.start)
        try:
            self.serve(target_loader=partial(_load, self.target, os.getpid()), wrap_loader=False)
        finally:
            if jobs:
                jobs.stop(SECONDS_TO_FINISH)

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Let the jobs begin to end while the workers do."""
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]
        if self._jobs:
            self._jobs.ask_to_stop()

    def _spawn_workers(self, *args: Any, **kwargs: Any) -> None:
        with starting:
            super()._spawn_workers(*args, **kwargs)  # type: ignore[no-untyped-call]

    def _respawn_workers(self, workers: list[int], *args: Any, **kwargs: Any) -> None:
        # Granian gives up when a worker ends twice in a few seconds. That is right for an application that fails,
        # not for a worker that somebody, or the kernel short of memory, killed.
        killed = [index for index in workers if self.wrks[index].inner.exitcode == -signal.SIGKILL]
        with starting:
            super()._respawn_workers(workers, *args, **kwargs)
        for index in killed:
            self.respawned_wrks.pop(index, None)


def _stop_at_hangup(stop: Callable[..., None]) -> Callable[[], None]:
    # Granian takes SIGHUP, which a closing terminal sends, for a wish to reload. Under nohup it stays ignored.
    wanted = signal.SIG_IGN if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else stop

    def set_handler() -> None:
        signal.signal(signal.SIGHUP, wanted)

    return set_handler


def _load(target: str, parent: int) -> Any:
    """Runs first in each worker: tie it to the main process, then import the application."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent(parent)
    # In a session of its own: Ctrl-C is for the main process, which then asks the workers.
    os.setsid()
    sys.path.insert(0, str(CHECKOUT))
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name or "app")


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"--port: {port} on {host} is already in use; stop what runs there or choose another port"
    if error.errno == errno.EACCES:
        return f"--port: {port} may not be used by this user; choose one from 1024"
    return f"--host: {host} cannot be served on ({error.strerror})"
