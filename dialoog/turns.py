"""Places that are given in the order they were asked for: a lock or semaphore lets whoever comes by go first."""

import fcntl
import os
import threading
from collections import deque
from pathlib import Path


class Turns:
    """A number of places; safe for threads, and used in a `with` or by `take` and `give_back`."""

    def __init__(self, places: int = 1) -> None:
        self._free = places
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def take(self, seconds: float = -1) -> bool:
        """Wait for a place, at most so many seconds (-1: as long as it takes); whether there is one."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        # It came in the moment we gave up.
        return True

    def give_back(self) -> None:
        """Leave the place to whoever waits longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_failure: object) -> None:
        self.give_back()


class SharedTurn:
    """One place for all threads of all processes on this machine that name the same file; left when a process ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._here = Turns()
        self._descriptor: int | None = None

    def take(self, seconds: float) -> bool:
        """Wait for the place, at most so many seconds for other threads of this process; whether there is one."""
        if not self._here.take(seconds):
            return False
        try:
            if self._descriptor is None:
                self._descriptor = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except BaseException:
            self._here.give_back()
            raise
        return True

    def give_back(self) -> None:
        """Leave the place."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._here.give_back()
