"""A process that ends with its parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from dialoog.process import KeptAlive

ROOT = Path(__file__).resolve().parent.parent

PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid())])
print(child.pid, flush=True)
child.wait()
"""
CHILD = """
import sys, threading, time
from dialoog import process
{tie}
print("tied", flush=True)
time.sleep(60)
"""
WAYS = {
    "by the kernel": "process.die_with_parent(int(sys.argv[1]))",
    "by looking": "threading.Thread(target=process.kill_when_orphaned, args=(int(sys.argv[1]),), daemon=True).start()",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_child_ends_within_2_seconds_of_its_killed_parent(way: str) -> None:
    command = [sys.executable, "-c", PARENT, CHILD.format(tie=WAYS[way])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert parent.stdout.readline() == "tied\n"
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 2
        while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_a_child_whose_parent_ended_before_it_was_tied_ends_at_once() -> None:
    not_the_parent = str(os.getppid())
    tied = subprocess.run(
        [sys.executable, "-m", "dialoog.child", not_the_parent, "this"], cwd=ROOT, timeout=10, check=False
    )
    assert tied.returncode == -signal.SIGKILL


def test_a_child_that_does_not_listen_is_killed_when_patience_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deaf.py").write_text(
        "import signal, sys, time, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "pathlib.Path(sys.argv[1]).touch()\n"
        "time.sleep(60)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    child = KeptAlive("deaf", [str(tmp_path / "started")])
    child.start()
    deadline = time.monotonic() + 5
    while not (tmp_path / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    began = time.monotonic()
    child.stop(patience=0.3)
    assert 0.3 <= time.monotonic() - began < 2
    assert not [one for one in psutil.Process().children() if "deaf" in " ".join(one.cmdline())]
