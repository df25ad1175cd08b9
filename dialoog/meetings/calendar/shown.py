"""When a meeting is and who comes, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialoog import clock
from dialoog.meetings.calendar.models import Reply
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Part
from dialoog.web.rendering import long_date

REPLIES = {Reply.YES: _l("Ja"), Reply.NO: _l("Nee"), Reply.MAYBE: _l("Misschien")}
# The words of the buttons, and the drawing beside each answer.
BUTTONS = {Reply.YES: _l("Ja, ik kom"), Reply.NO: _l("Nee, ik kom niet"), Reply.MAYBE: _l("Misschien")}
SHAPES = {Reply.YES: "done", Reply.NO: "no", Reply.MAYBE: "half", None: "open"}
PARTS = {
    Part.CHAIR: _l("voorzitter"),
    Part.MEMBER: _l("lid"),
    Part.CONTACT: _l("contactpersoon"),
    Part.STAND_IN: _l("plaatsvervanger"),
}


def moment_of(meeting: Meeting) -> str:
    """'dinsdag 3 maart 2026, van 13.00 tot 16.00 uur'; without an hour the day, without a day that there is none."""
    if meeting.begins_at is None:
        return long_date(meeting.held_on) if meeting.held_on else _("nog geen datum")
    begins = clock.local(meeting.begins_at)
    if meeting.ends_at is None:
        return _("%(day)s, %(hour)s uur", day=long_date(begins), hour=f"{begins:%H.%M}")
    ends = clock.local(meeting.ends_at)
    return _(
        "%(day)s, van %(begin)s tot %(end)s uur", day=long_date(begins), begin=f"{begins:%H.%M}", end=f"{ends:%H.%M}"
    )
