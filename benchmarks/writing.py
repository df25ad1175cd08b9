"""Rows about handing in and about large acts of staff."""

import http.client
import subprocess
import sys
import time
from http import HTTPStatus

from benchmarks.instance import hand_in_form
from benchmarks.load import Form, Load, paced, wrk
from benchmarks.rows import ROUNDS, Bench, Measured, Row, side_by_side

WRITERS, OFFERED = 8, 50
LONG_ENOUGH = 2.2
DRAWN_WITHIN = 8


def at_saturation(bench: Bench) -> Measured:
    """As fast as it goes: event, leaf, clocks, outbox row with its links; the floor writes two rows."""
    form = hand_in_form(bench.base)
    time.sleep(LONG_ENOUGH)
    pairs: list[tuple[Load, Load]] = []
    bare = Form("", "text=NUMBER+Het+zou+helpen+als+de+gemeente+het+geluid+langs+de+Wilgenkade+laat+meten.")
    begun = int(time.time() * 1000) % 10**9 * 100
    for n in range(ROUNDS):
        below = wrk(bench.floor, ["/post"], seconds=bench.seconds, form=bare)
        above = wrk(bench.base, ["/inbreng/nieuw"], seconds=bench.seconds, form=form, start=begun + n * 1_000_000)
        pairs.append((above, below))
    return side_by_side(pairs, 0.1, 0.25)


def paced_writers(bench: Bench) -> Measured:
    """Eight writers offer fifty a second together, each form fetched anew and filled in before it is timed."""
    seconds = max(10, bench.seconds * ROUNDS)
    forms = [hand_in_form(bench.base) for _ in range(WRITERS)]
    time.sleep(LONG_ENOUGH)
    lines = [http.client.HTTPConnection(bench.base.removeprefix("http://"), timeout=30) for _ in forms]
    began = int(time.time() * 1000)
    turns = [0] * WRITERS

    def send(writer: int) -> None:
        turns[writer] += 1
        token = f"{began:016d}{writer:02d}{turns[writer]:06d}"
        sender = f"10.200.{writer}.{turns[writer] % 250}"
        _send(lines[writer], forms[writer], token, sender)

    times, failed = paced(send, workers=WRITERS, rate=OFFERED, seconds=seconds)
    p99 = times[int(len(times) * 0.99)]
    good = not failed and p99 <= 150 and times[-1] <= 2000
    told = f"p50 {times[len(times) // 2]:.0f}, p99 {p99:.0f}, max {times[-1]:.0f} ms, {failed} errors"
    return Measured(told, "", None, good, None, {"p99": p99, "max": times[-1], "errors": failed})


def _send(line: http.client.HTTPConnection, form: Form, token: str, sender: str) -> None:
    headers = {
        "Cookie": form.cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": sender,
    }
    line.request("POST", "/inbreng/nieuw", form.body.replace("NUMBER", token), headers)
    answer = line.getresponse()
    answer.read()
    if answer.status not in (302, 303):
        raise RuntimeError(f"status {answer.status}")


def by_itself(name: str) -> Row:
    """A row measured in a process of its own (benchmarks.acts), while nothing loads the server."""
    acts = {
        "import": ("import of a report of 159 points", 1.0),
        "answer": ("assigned and answered at once: 500 points", 3.0),
        "sheet": ("spreadsheet of 500 points: out, read back, judged, answered", 10.0),
        "nota": ("reactienota of 500 points as PDF", 20.0),
    }
    what, most = acts[name]

    def measure(bench: Bench) -> Measured:
        command = [sys.executable, "-m", "benchmarks.acts", name, str(bench.instance.folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds = float(done.stdout.split()[-1])
        return Measured(f"{seconds:.2f} s", "", None, seconds <= most, None, {"seconds": seconds})

    return Row(name, what, f"≤ {most:.0f} s", "", measure)


def meanwhile(bench: Bench) -> Measured:
    """How fast pages come while a job draws a large PDF; asked for as long as that lasts."""
    paths = bench.instance.filtered()
    command = [sys.executable, "-m", "benchmarks.acts", "nota", str(bench.instance.folder)]
    lines = [http.client.HTTPConnection(bench.base.removeprefix("http://"), timeout=30) for _ in range(WRITERS)]
    turns = [0] * WRITERS

    def ask(reader: int) -> None:
        turns[reader] += 1
        lines[reader].request("GET", paths[(turns[reader] * WRITERS + reader) % len(paths)])
        answer = lines[reader].getresponse()
        answer.read()
        if answer.status != HTTPStatus.OK:
            raise RuntimeError(f"status {answer.status}")

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as drawing:
        assert drawing.stdout is not None
        drawing.stdout.readline()  # it begins to draw
        times, failed = paced(ask, workers=WRITERS, rate=20, seconds=DRAWN_WITHIN)
        seconds = float(drawing.stdout.read().split()[-1])
    p99 = times[int(len(times) * 0.99)]
    told = f"p50 {times[len(times) // 2]:.0f}, p99 {p99:.0f} ms, {failed} errors, PDF in {seconds:.1f} s"
    return Measured(told, "", None, not failed and p99 <= 150, None, {"p99": p99, "errors": failed})


ROWS: tuple[Row, ...] = (
    Row("hand-in", "handing in, as fast as it goes", "≥ 0.1 ×", "≥ 0.25 ×", at_saturation),
    Row("writers", "8 writers, 50 a second", "p99 ≤ 150 ms, none over 2 s, no errors", "", paced_writers),
    by_itself("import"),
    by_itself("answer"),
    by_itself("sheet"),
    by_itself("nota"),
    Row("meanwhile", "a visitor's list while that PDF is made, 20 a second", "p99 ≤ 150 ms, no errors", "", meanwhile),
)
