"""What tests/test_server.py runs in processes of its own: a small application, a job, and a main that serves both.

`python served.py serve '{"port": 8123, …}'` · `python -m served jobs FILE`
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from dialoog.errors import SettingError
from dialoog.server import serve


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """The id of the worker, what it finds in its environment, what it was sent; `/slow` takes its time."""
    sent = environ["wsgi.input"].read().decode()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(0.6)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"pid": os.getpid(), "given": os.environ.get("GIVEN"), "sent": sent}).encode()]


def job(notes: Path) -> None:
    """Note each start as a line with id and environment, then wait for the end."""
    with notes.open("a") as file:
        file.write(json.dumps({"pid": os.getpid(), "given": os.environ.get("GIVEN")}) + "\n")
    while True:
        time.sleep(60)


def main(what: str, argument: str) -> None:
    if what == "jobs":
        job(Path(argument))
    # Tests under nohup hand on that a hang-up is to be ignored, which the server obeys; here it is to be heard.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        serve(**json.loads(argument))
    except SettingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(*sys.argv[1:])
