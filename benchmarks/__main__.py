"""`python -m benchmarks` (or `make bench`): every row of the table of speed, measured on this machine, now."""

import argparse
import math
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import floor, pages, servers, table, writing
from benchmarks.instance import Instance
from benchmarks.rows import Bench, Measured, Row
from dialoog.config import CHECKOUT

ROWS: tuple[Row, ...] = (*pages.ROWS, *writing.ROWS)


@contextmanager
def both_served(instance: Instance, seconds: int) -> Iterator[Bench]:
    """Dialoog and the floor, ready to be asked."""
    database = {floor.DATABASE: str(instance.folder / "floor.sqlite")}
    ours = servers.serving(servers.dialoog_command(), servers.dialoog_environment(instance.folder), "/healthz")
    below = servers.serving(servers.floor_command(), database, "/item/1")
    with ours as (base, pid), below as (floor_base, _pid):
        yield Bench(instance, base, floor_base, pid, seconds)


def measured(rows: Sequence[Row], instance: Instance, seconds: int, tell: bool = True) -> dict[str, Measured]:
    """What came of each row, printed as it comes."""
    found = {}
    with both_served(instance, seconds) as bench:
        for row in rows:
            found[row.name] = row.measure(bench)
            if tell:
                print(table.line(row, found[row.name]), flush=True)
    return found


def growth(rows: Sequence[Row], smallest: dict[str, Measured], largest: dict[str, Measured], times: float) -> list[str]:
    """By which power of the number of contributions each row gets slower, from its ratios to the floor."""
    told = []
    for row in rows:
        one, other = smallest[row.name].ratio, largest[row.name].ratio
        if one and other:
            exponent = math.log(one / other) / math.log(times)
            must = 0.3 if row.name == "search-rare" else 0.05
            what, slower = f"growth: {row.what}", f"n^{exponent:.3f}"
            told.append(table.cells(what, slower, "", "", f"≤ n^{must}", "", exponent <= must))
    return told


def main() -> int:
    """Measure; 1 when a must does not hold."""
    arguments = asked()
    if subprocess.run([CHECKOUT / "requirements" / "wrk"], check=False).returncode:
        return 1
    rows = [row for row in ROWS if not arguments.only or row.name in arguments.only]
    sizes = sorted(arguments.size)
    found: dict[int, dict[str, Measured]] = {}
    with tempfile.TemporaryDirectory(prefix="dialoog-bench-") as folder:
        for size in reversed(sizes):
            instance = Instance(servers.seeded(size, Path(folder), arguments.data), size)
            largest = size == sizes[-1]
            print(table.heading(size) if largest else f"… {size:,} contributions, for growth", flush=True)
            asked_for = [row for row in rows if largest or row.every_size]
            found[size] = measured(asked_for, instance, arguments.seconds, tell=largest)
    both = [row for row in rows if row.every_size]
    if len(sizes) > 1:
        print("\n".join(growth(both, found[sizes[0]], found[sizes[-1]], sizes[-1] / sizes[0])))
    if arguments.json:
        arguments.json.write_text(table.as_json(found, machine()))
    return int(any(one.must is False for one in found[sizes[-1]].values()))


def machine() -> dict[str, object]:
    """What it was measured on."""
    return {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}


def asked() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ", ".join(row.name for row in ROWS)
    whole = lambda given: [int(size) for size in given.split(",")]  # noqa: E731 - a type in one place
    parser.add_argument("--size", type=whole, default=[1000, 100_000], metavar="N,N", help="numbers of contributions")
    parser.add_argument("--only", nargs="*", metavar="ROW", choices=[row.name for row in ROWS], help=names)
    parser.add_argument("--seconds", type=int, default=3, help="how long each measurement takes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep seeded instances there, and use kept ones")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
