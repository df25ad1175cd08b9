"""The forms about when a meeting is and who comes."""

from datetime import date, datetime, time
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, TimeField
from wtforms.validators import InputRequired

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.meetings.calendar.models import Reply
from dialoog.meetings.calendar.rules import When
from dialoog.meetings.models import Meeting
from dialoog.web.forms import Form, hidden, line, radios


def seen(value: str | None) -> int:
    """The sequence or version a page was made from; -1 for what no page of ours sends."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 10 else -1


def moment(day: date, hour: time) -> datetime:
    """That hour on that day in the Netherlands. Raises RuleViolation for one that summer time skips."""
    made = datetime.combine(day, hour, clock.AMSTERDAM)
    if clock.local(made.astimezone(clock.now().tzinfo)).time() != hour:
        raise RuleViolation(_("Die tijd bestaat op die dag niet: de klok gaat dan een uur vooruit."), field="begin")
    return made


class MoveForm(Form):
    """Another time or place. `sequence`: of what the page was made."""

    sequence = hidden()
    day = DateField(cast(str, _l("Dag")), validators=[InputRequired(message=cast(str, _l("Vul een dag in.")))])
    begin = TimeField(
        cast(str, _l("Begin")),
        validators=[InputRequired(message=cast(str, _l("Vul in hoe laat het begint.")))],
        description=cast(str, _l("Nederlandse tijd, bijvoorbeeld 13:00")),
    )
    until = TimeField(
        cast(str, _l("Einde")), validators=[InputRequired(message=cast(str, _l("Vul in hoe laat het eindigt.")))]
    )
    place = line(_l("Plaats"))

    def when(self) -> When:
        """What was filled in. Raises RuleViolation for an hour that is not there."""
        day = cast(date, self.day.data)
        begins, ends = moment(day, cast(time, self.begin.data)), moment(day, cast(time, self.until.data))
        return When(begins, ends, self.place.data)

    @classmethod
    def of(cls, meeting: Meeting) -> "MoveForm":
        """The form of a meeting as it is."""
        values: dict[str, Any] = {"sequence": str(meeting.sequence), "place": meeting.place, "day": meeting.held_on}
        if meeting.begins_at:
            values["begin"] = clock.local(meeting.begins_at).time()
        if meeting.ends_at:
            values["until"] = clock.local(meeting.ends_at).time()
        return cls(formdata=None, data=values)


class ReplyForm(Form):
    """Whether somebody comes; each button is an answer."""

    sequence = hidden()
    reply = radios(
        _l("Komt u?"), [(reply.value, reply.value) for reply in Reply], missing=_l("Kies ja, nee of misschien.")
    )

    def seen(self) -> int | None:
        """The sequence of the invitation that the page showed, if it said so."""
        return seen(self.sequence.data) if self.sequence.data else None
