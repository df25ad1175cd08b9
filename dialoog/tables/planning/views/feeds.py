"""The calendar of a table (T6)."""

from flask import Response

from dialoog.meetings.calendar import queries as calendars
from dialoog.meetings.calendar.views.feeds import feed
from dialoog.permissions import Permission
from dialoog.tables.planning.queries import table_at
from dialoog.web.access import needs
from dialoog.web.context import session


@needs(Permission.PUBLIC_READ)
def table(slug: str) -> Response:
    """The meetings of a table, to subscribe to."""
    found = table_at(session(), slug)
    return feed(found.name, calendars.of_body(session(), found.body))
