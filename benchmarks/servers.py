"""Dialoog and the floor, each on the real server with two workers, on one seeded instance."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import floor
from dialoog.config import CHECKOUT

WORKERS = 2
MEETINGS_PER = 500


@contextmanager
def serving(command: list[str], environment: dict[str, str], ready: str) -> Iterator[tuple[str, int]]:
    """Run a server command, with its port added, until the block ends; gives its address and process id."""
    port = _free_port()
    process = subprocess.Popen(
        [*command, str(port)], env={**os.environ, **environment}, cwd=CHECKOUT, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base + ready, process)
        yield base, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def dialoog_command() -> list[str]:
    """The command that serves Dialoog."""
    return [sys.executable, "-m", "dialoog.cli", "serve", "--no-jobs", "--workers", str(WORKERS), "--port"]


def dialoog_environment(instance: Path) -> dict[str, str]:
    # Behind a proxy, so that each sender of the load may have an address of its own (rate limits).
    return {"DIALOOG_INSTANCE": str(instance), "DIALOOG_TRUSTED_PROXIES": "1", "DIALOOG_BASE_URL": "http://127.0.0.1"}


def floor_command() -> list[str]:
    """The command that serves the floor, on the very same server."""
    return [sys.executable, "-m", "benchmarks.serve_floor"]


def seeded(size: int, folder: Path, kept: Path | None) -> Path:
    """An instance with so many contributions; made anew, or copied from (and kept in) a folder of earlier ones."""
    instance = folder / f"instance-{size}"
    template = kept / str(size) if kept else None
    if template and (template / "dialoog.sqlite").exists():
        shutil.copytree(template, instance)
    else:
        print(f"Seeding {size} contributions …", flush=True)
        command = [sys.executable, "-m", "dialoog.cli", "seed", "--contributions", str(size)]
        command += ["--meetings", str(max(20, size // MEETINGS_PER))]
        environment = {**os.environ, "DIALOOG_INSTANCE": str(instance)}
        subprocess.run(command, env=environment, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
        if template:
            shutil.copytree(instance, template)
    floor.make(str(instance / "dialoog.sqlite"), str(instance / "floor.sqlite"))
    _settle(instance / "dialoog.sqlite")
    return instance


def _settle(database: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def private_memory(parent: int) -> list[float]:
    """The private memory, in MB, of each worker of a server."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"PPid:\t{parent}\n" not in (process / "status").read_text():
                continue
            lines = (process / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found.append(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024)
    # Of Python's own helpers (the tracker of shared things) there is one too, far smaller than a worker.
    return sorted(found)[-WORKERS:]


def _free_port() -> int:
    with socket.socket() as claim:
        claim.bind(("127.0.0.1", 0))
        return int(claim.getsockname()[1])


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{address} does not answer")
