"""Reminding the secretariat of what waits longer than two working days for the look (D3a)."""

from datetime import datetime

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.queries import secretariat_addresses
from dialoog.contributions.look_queries import count_unseen
from dialoog.mail.rules import queue
from dialoog.terms.calendar import local_day
from dialoog.terms.reminders import sending_moment

JOB = "contributions.remind-of-look"
MAIL = "contributions.look-late"


def remind(session: Session, *, now: datetime | None = None) -> int:
    """Queue the reminder of today, once for each of the secretariat; how many mails. Only at a sending moment (D4)."""
    now = now or clock.now()
    if not sending_moment(now) or not count_unseen(session).late:
        return 0
    day = local_day(now).isoformat()
    keys = {address: f"{MAIL}:{day}:{address}"[:120] for address in secretariat_addresses(session)}
    return sum(queue(session, kind=MAIL, to=to, unique_key=key) is not None for to, key in keys.items())
