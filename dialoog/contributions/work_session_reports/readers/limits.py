"""What the reading of one file may take, however small the file is: lines and time."""

from collections.abc import Callable
from time import monotonic

from flask_babel import gettext as _

from dialoog.contributions.work_session_reports.unreadable import FileTooLarge

MOST_SECONDS = 20


class Limits:
    """Those of one reading, which begins now. Every check raises FileTooLarge."""

    def __init__(self, most_lines: int, clock: Callable[[], float] = monotonic) -> None:
        self._most_lines = most_lines
        self._clock = clock
        self._until = clock() + MOST_SECONDS

    def check_lines(self, count: int) -> None:
        """Asked while lines are read, since it is the reading of them that costs."""
        if count > self._most_lines:
            raise FileTooLarge(_("Dit bestand heeft meer dan %(most)s regels.", most=self._most_lines))

    def check_time(self) -> None:
        """Asked between parts: what takes long in one part is for the caps on its size."""
        if self._clock() > self._until:
            raise FileTooLarge(_("Dit bestand is te ingewikkeld: het lezen duurt te lang."))
