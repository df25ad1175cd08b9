"""Rows about pages that are read."""

import gzip
import http.client
import re
import subprocess
import sys
from collections.abc import Callable, Sequence

from benchmarks.instance import Instance
from benchmarks.load import wrk
from benchmarks.rows import Bench, Measured, Row, ratio
from benchmarks.servers import private_memory


def floor_lists(instance: Instance) -> Sequence[str]:
    return instance.floor_lists()


def official_cookie(instance: Instance) -> str:
    """The cookie of an official who is logged in."""
    command = [sys.executable, "-m", "benchmarks.acts", "log-in", str(instance.folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def at_64_connections(bench: Bench) -> Measured:
    """Lists, dossiers and searches mixed, none of them asked before."""
    mixed = [
        path
        for paths in zip(
            bench.instance.filtered(),
            bench.instance.dossiers(),
            bench.instance.searches(bench.instance.terms[0]),
            strict=True,
        )
        for path in paths
    ]
    load = wrk(bench.base, mixed, seconds=max(10, bench.seconds), connections=64, start=len(mixed) // 5)
    good = load.failed == load.refused == 0
    times = load.p99 / load.p50 if load.p50 else float("inf")
    told = f"p50 {load.p50:.0f} ms, p99 {load.p99:.0f} ms" + ("" if good else f", {load.refused + load.failed} errors")
    return Measured(told, "", times, good and times <= 4, None, {"p50": load.p50, "p99": load.p99})


def memory(bench: Bench) -> Measured:
    """The private memory of the workers, after load of every kind."""
    for paths in (bench.instance.filtered(), bench.instance.dossiers(), ["/"]):
        wrk(bench.base, paths, seconds=bench.seconds, connections=64)
    found = private_memory(bench.pid)
    told = ", ".join(f"{one:.0f}" for one in found) + " MB"
    return Measured(told, "", None, max(found) <= 110, max(found) <= 75, {"largest": max(found)})


def first_view(bench: Bench) -> Measured:
    """Everything a phone fetches for its first page: the page, its style sheets, scripts and pictures, compressed."""
    sizes = {path: _weight(bench.base, path) for path in ("/", "/inbreng", bench.instance.dossiers()[0])}
    largest = max(sizes.values()) / 1024
    return Measured(f"{largest:.0f} KB", "", None, largest <= 100, largest <= 50, {"largest": largest})


def _weight(base: str, path: str) -> float:
    page, sent = _fetch(base, path)
    parts = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
    return sent + sum(_fetch(base, part.decode())[1] for part in parts)


def _fetch(base: str, path: str) -> tuple[bytes, int]:
    connection = http.client.HTTPConnection(base.removeprefix("http://"))
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    headers = len(str(answer.headers))
    body = answer.read()
    connection.close()
    plain = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
    return plain, len(body) + headers


def _asked_before(name: str, what: str, paths: Callable[[Instance], Sequence[str]]) -> Row:
    return ratio(name, f"{what}, asked before", paths, floor_lists, must=1, goal=2, warm=True)


def _uncached(name: str, what: str, paths: Callable[[Instance], Sequence[str]], must: float, goal: float) -> Row:
    return ratio(name, f"{what}, uncached", paths, floor_lists, must=must, goal=goal, every_size=True)


def _search(name: str, what: str, *, common: bool, must: float, goal: float) -> Row:
    return ratio(
        name,
        f"search, {what}",
        lambda instance: instance.searches(instance.terms[common]),
        lambda instance: [f"/search?q={instance.terms[common]}"],
        must=must,
        goal=goal,
        every_size=not common,
    )


ROWS: tuple[Row, ...] = (
    _asked_before("home", "front page", lambda _instance: ["/"]),
    _asked_before("first-list", "first list page", lambda _instance: ["/inbreng"]),
    _asked_before("dossier-again", "dossier", lambda instance: instance.dossiers()[:50]),
    _uncached("list", "list with filters", lambda instance: instance.filtered(), 0.3, 0.45),
    _uncached("dossier", "dossier", lambda instance: instance.dossiers(), 0.25, 0.4),
    _search("search-rare", "rare word", common=False, must=0.35, goal=0.6),
    _search("search-common", "word in 70 % of rows", common=True, must=1, goal=2),
    ratio(
        "json",
        "JSON list",
        lambda instance: instance.filtered("/api/v1/inbrengen"),
        lambda instance: instance.floor_lists("/list.json"),
        must=0.4,
        goal=0.6,
    ),
    ratio(
        "queue",
        "queue of answering with filters, of an official",
        lambda instance: instance.queues(),
        floor_lists,
        must=0.3,
        goal=0.45,
        every_size=True,
        cookie=official_cookie,
    ),
    Row("64", "p99 at 64 connections, uncached", "≤ 4 × p50, only 2xx", "", at_64_connections),
    Row("memory", "memory per worker after load", "≤ 110 MB", "≤ 75 MB", memory),
    Row("first-view", "first view on a phone", "≤ 100 KB", "≤ 50 KB", first_view),
)
