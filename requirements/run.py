"""`make run PORT=…`: bring the database up to date, load the demo on the first start, print its log-ins, serve.

The demo is for an embedded database that did not exist yet, never for one that somebody set.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from dialoog.config import Settings, from_environment
from dialoog.errors import SettingError

DIALOOG = str(Path(sys.executable).with_name("dialoog"))


def main(port: str) -> NoReturn:
    """Prepare, then become the server; ends with one line when a setting or a step refuses."""
    os.environ["PORT"] = port
    try:
        settings = from_environment()
        prepare(settings)
    except SettingError as error:
        sys.exit(str(error))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    show_logins(settings.instance / "demo-logins.json")
    os.execv(DIALOOG, [DIALOOG, "serve", "--port", port, "--jobs"])


def prepare(settings: Settings) -> None:
    """Migrate, and load the demo if this is the first start."""
    # The mark outlives an interrupted first start, so that the demo is not lost with it.
    wanted = settings.instance / ".demo-wanted"
    if settings.embedded and not Path(settings.database_url.removeprefix("sqlite:///")).exists():
        wanted.touch()
    subprocess.run([DIALOOG, "db", "upgrade"], check=True)
    if wanted.exists():
        print("First start: loading the demo …", flush=True)
        subprocess.run([DIALOOG, "demo"], check=True, stdout=subprocess.DEVNULL)
        wanted.unlink()


def show_logins(kept: Path) -> None:
    """Print who can log in to the demo."""
    if not kept.exists():
        return
    print(f"Demo log-ins (also in {kept}); the last column is the secret for the second factor:")
    for login in json.loads(kept.read_text(encoding="utf-8")):
        roles = ", ".join(login["roles"]) or "-"
        print(f"  {login['email']:<36} {login['password']:<24} {roles:<24} {login['totpSecret'] or ''}")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
