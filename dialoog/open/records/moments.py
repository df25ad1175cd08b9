"""Times and terms as programs get them."""

from datetime import date, datetime
from typing import Any

from dialoog import clock
from dialoog.register.queries import stamp


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    return stamp(value) if value is not None else None


def day(value: date | None) -> str | None:
    """ISO 8601."""
    return value.isoformat() if value is not None else None


def term(
    due: date | None, met: datetime | None, running_today: date | None, still_since: date | None = None
) -> dict[str, Any]:
    """A term (D4): its last day, when it was met, and whether that was or is too late; a passed term stays passed.

    `running_today` is the present day while it runs, None once it stopped. While it stands still, the last day is the
    latest it can become.
    """
    late = False
    if due is not None and met is not None:
        late = clock.local(met).date() > due
    elif due is not None and running_today is not None:
        late = due < running_today
    return {"vervalt": day(due), "teLaat": late, "gehaaldOp": moment(met), "staatStilSinds": day(still_since)}
