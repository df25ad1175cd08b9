"""Locks say what is installed, never from where: that is for the machine that installs to know.

`python -m tests.house_rules.locks` (in `make check`) names each that does not, or that lags behind package.json.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house_rules.sources import HOME, name

LOCKS = [*sorted((HOME / "requirements").glob("*.txt")), HOME / "package-lock.json"]


def faults() -> Iterator[str]:
    """One line per fault."""
    for path in LOCKS:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "://" in line:
                yield f"{name(path)}:{number}: holds an address"
        if path.suffix == ".txt":
            yield from _unhashed(path)
    yield from _front_end()


def _unhashed(path: Path) -> Iterator[str]:
    pins = [block for block in path.read_text(encoding="utf-8").split("\n") if "==" in block and "#" not in block[:1]]
    for pin in pins:
        if not pin.endswith("\\"):
            yield f"{name(path)}: {pin} has no hash"
    source = path.with_suffix(".in")
    if not source.exists():
        yield f"{name(path)}: made from a {source.name} that is not there"


def _front_end() -> Iterator[str]:
    wanted = json.loads((HOME / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((HOME / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for kind in ("dependencies", "devDependencies"):
        if wanted.get(kind, {}) != locked[""].get(kind, {}):
            yield f"package-lock.json: its {kind} are not those of package.json; run make lock"
    for package, entry in locked.items():
        if package and "integrity" not in entry:
            yield f"package-lock.json: {package} has no hash"


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found) or f"{len(LOCKS)} locks hold hashes and no addresses.")
    sys.exit(bool(found))
