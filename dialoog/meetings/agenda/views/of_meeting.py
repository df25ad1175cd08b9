"""The meeting of a page, for who runs it."""

from dialoog.meetings.access import body_of
from dialoog.meetings.models import Meeting
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission, require
from dialoog.web.context import actor, session

STAFF = "/werk/bijeenkomsten"
# The record holds no larger keys.
MOST_DIGITS = 9


def run_by_actor(slug: str) -> Meeting:
    """The meeting. Raises NotFound, and NotAllowed for who does not run it."""
    meeting = by_slug(session(), slug)
    require(actor(), Permission.MEETING_RUN, body=body_of(meeting))
    return meeting


def small_number(text: str) -> int:
    """What a hidden field or button says; 0 for what no page of ours sends."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0
