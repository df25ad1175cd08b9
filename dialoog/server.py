"""The production server behind `dialoog serve`: granian's workers, and beside them the jobs in a child process.

Nothing outlives the main process, not even kill -9 of it; and two servers never share a port.
"""

import contextlib
import errno
import gc
import importlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from dialoog.config import CHECKOUT
from dialoog.errors import SettingError
from dialoog.process import KeptAlive, die_with_parent, starting
from dialoog.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

# Requests that run at once in a worker. More only wait for each other: with 8 the slowest of 64 took thrice as long.
DEFAULT_THREADS = 4
# Requests of one worker that may be on their way in, beside those that run.
ARRIVING = 28
# Of what is arriving, this much a request stays in memory.
IN_MEMORY = 1024 * 1024
JOBS = ("dialoog.cli", "jobs")
# How many more objects there must be before garbage is looked for. A page makes some thousands, few of them in cycles.
GARBAGE_AFTER = 10_000
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
            blocking_threads=threads + ARRIVING,
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_FINISH,
            log_level=LogLevels.error,
            log_dictconfig=LOG_AS_JSON,
        )
        gc.collect()
        gc.freeze()
        server.run(threads, KeptAlive(jobs_command[0], jobs_command[1:]) if jobs else None)


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


class Anteroom:
    """Lets a request in when it has wholly arrived and one of the few places to run is free.

    Without it as many slow senders as there are places would keep everybody else out.
    """

    def __init__(self, app: "WSGIApplication", places: int, largest: int | None) -> None:
        self._app = app
        self._places = Turns(places)
        self._largest = largest

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Serve one request; what is too large is passed on unread, for the application to refuse."""
        length = environ.get("CONTENT_LENGTH") or 0
        too_large = self._largest is not None and int(length) > self._largest
        if too_large or not (length or "HTTP_TRANSFER_ENCODING" in environ):
            return self._run(environ, start_response)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as arrived:
            self._take_in(environ["wsgi.input"], arrived)
            environ["wsgi.input"] = arrived
            return self._run(environ, start_response)

    def _run(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with self._places:
            return self._app(environ, start_response)

    def _take_in(self, sender: "InputStream", arrived: IO[bytes]) -> None:
        # One byte more than allowed, so that the application sees that it is too much.
        left = sys.maxsize if self._largest is None else self._largest + 1
        while left and (part := sender.read(min(left, 64 * 1024))):
            left -= arrived.write(part)
        arrived.seek(0)


class _Server(MPServer):
    """Granian's main process, with the jobs beside its workers."""

    _jobs: KeptAlive | None = None

    def run(self, threads: int, jobs: KeptAlive | None) -> None:
        self._jobs = jobs
        self.on_startup(_stop_at_hangup(self.signal_handler_interrupt))
        if jobs:
            self.on_startup(jobs.start)
        try:
            self.serve(target_loader=partial(_load, self.target, threads, os.getpid()), wrap_loader=False)
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


def _load(target: str, threads: int, parent: int) -> "WSGIApplication":
    """Runs first in each worker: tie it to the main process, then import the application."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with_parent(parent)
    # In a session of its own: Ctrl-C is for the main process, which then asks the workers.
    os.setsid()
    sys.path.insert(0, str(CHECKOUT))
    module, _, name = target.partition(":")
    app = getattr(importlib.import_module(module), name or "app")
    _spare_memory()
    return Anteroom(app, threads, getattr(app, "config", {}).get("MAX_CONTENT_LENGTH"))


def _spare_memory() -> None:
    # What was loaded stays: to look through it for garbage again and again slows every answer, and takes a copy of all
    # that the processes share.
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)


def _refusal(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"--port: {port} on {host} is already in use; stop what runs there or choose another port"
    if error.errno == errno.EACCES:
        return f"--port: {port} may not be used by this user; choose one from 1024"
    return f"--host: {host} cannot be served on ({error.strerror})"
