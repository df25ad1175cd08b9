"""What has to be done again and again: every so often, or each day at a Dutch clock time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dialoog import clock


@dataclass(frozen=True)
class Recurring:
    """Work of a kind that returns, `every` so often or each day `at` a time in Europe/Amsterdam: give one of the two.

    The moments it is due lie fixed on the clock, whatever process looks: so they are the same everywhere.
    """

    kind: str
    every: timedelta | None = None
    at: time | None = None

    def __post_init__(self) -> None:
        if (self.every is None) == (self.at is None):
            raise ValueError(f"{self.kind}: say every how long, or at what time")

    def last_due(self, now: datetime) -> datetime:
        """The last moment, up to and including now, that it was due."""
        if self.every is not None:
            seconds = self.every.total_seconds()
            return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
        today = clock.local(now).date()
        moments = (self._on(today - timedelta(days=days)) for days in (0, 1))
        return next(moment for moment in moments if moment <= now)

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, self.at or time(), clock.AMSTERDAM).astimezone(UTC)
