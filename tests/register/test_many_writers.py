"""Eight processes that write at once give one unbroken log, and numbers without gaps (D3, D12)."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from dialoog.config import Settings
from dialoog.contributions.models import Contribution
from dialoog.db import Database
from dialoog.register.models import TreeHead
from dialoog.register.verification import verify_log

PROGRAM = Path(__file__).with_name("many_writers.py")
WRITERS, EACH = 8, 12


def test_d12_eight_writing_processes_keep_one_log(own_settings: Settings, own_database: Database) -> None:
    command = [sys.executable, str(PROGRAM), own_settings.database_url, str(own_settings.instance), str(EACH)]
    writers = [subprocess.Popen(command) for _ in range(WRITERS)]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * WRITERS
    with own_database.session(read_only=True) as session:
        found = verify_log(session)
        assert (found.events, found.problems) == (WRITERS * EACH, [])
        assert session.scalars(select(TreeHead.size).order_by(TreeHead.size)).all() == list(
            range(1, WRITERS * EACH + 1)
        )
        numbers = session.scalars(select(Contribution.number).order_by(Contribution.number)).all()
        assert [int(number[-5:]) for number in numbers] == list(range(1, WRITERS * EACH + 1))
