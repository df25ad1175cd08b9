"""Processes that belong together: a child ends with its parent, and one that ends by itself is started again."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
LOOK_EVERY = 0.5

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A child that lived this long is in order: when it ends, the pauses start small again.
IN_ORDER_AFTER = 60.0

# Held while a process is started: one forked in the middle of another's start would keep that one's pipes open.
starting = threading.RLock()


def die_with_parent(parent: int) -> None:
    """Let this process be killed as soon as its parent, with the id given, is gone; at once if it already is.

    Killed and not asked: what was confirmed is in the database, and asking would take as long as it takes.
    On Linux the kernel sees to it when the parent's thread that started this process ends (prctl(2)); elsewhere a
    thread looks every half second.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")
    else:
        threading.Thread(target=kill_when_orphaned, args=(parent,), daemon=True).start()
    # The parent may have ended before the kernel was asked.
    if os.getppid() != parent:
        _kill_this()


def kill_when_orphaned(parent: int) -> None:
    """Kill this process when its parent is another than the one given; looks until then."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    _kill_this()


class KeptAlive:
    """A module run in a child process, which is started again, with growing pauses, whenever it ends."""

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        self._command = [sys.executable, "-m", "dialoog.child", str(os.getpid()), module, *arguments]
        self._name = " ".join([module, *arguments])
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = False
        self._stopping = threading.Event()
        # This thread starts the child, so for the kernel it is the parent: it must live as long as this process.
        self._thread = threading.Thread(target=self._keep, name=f"keeps {module}", daemon=True)

    def start(self) -> None:
        """Start the child and keep it alive from now on."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Ask the child to end and start it no more; returns at once, and may be called by a signal handler."""
        self._asked = True
        child = self._child
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()

    def stop(self, patience: float) -> None:
        """Ask the child to end, and kill it when so many seconds were not enough."""
        self.ask_to_stop()
        self._stopping.set()
        self._thread.join(patience)
        if self._thread.is_alive() and self._child is not None:
            log.warning("%s did not end in %s s and is killed", self._name, patience)
            self._child.kill()
            self._thread.join(1)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            status = self._start().wait()
            if self._asked:
                return
            pause = FIRST_PAUSE if time.monotonic() - began > IN_ORDER_AFTER else pause
            log.error("%s ended with %s and is started again in %s s", self._name, status, pause)
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE)

    def _start(self) -> subprocess.Popen[bytes]:
        with starting:
            # In a session of its own: Ctrl-C is for the parent, which then asks the child.
            self._child = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        # Asked while it was being started.
        if self._asked:
            self._child.terminate()
        return self._child


def _kill_this() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
