"""What the secretariat says of a meeting."""

from datetime import date, datetime, time
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, TimeField
from wtforms.validators import Optional

from dialoog import clock
from dialoog.meetings.labels import KINDS, LEVELS, LEVELS_EXPLAINED
from dialoog.meetings.models import Level, Meeting, MeetingKind
from dialoog.meetings.rules import NARROWER, MeetingDetails, as_seen
from dialoog.web.forms import Form, choice, hidden, line, offered, radios, text_area

LONGEST_ABOUT = 4000
LONGEST_STATEMENT = 1000


class MeetingForm(Form):
    """A meeting, new or changed. A level wider than the present one is not among the choices."""

    seen = hidden()
    title = line(_l("Naam"), missing=_l("Geef de bijeenkomst een naam."))
    kind = choice(_l("Soort bijeenkomst"), tuple(KINDS.items()), missing=_l("Kies een soort."))
    held_on = DateField(cast(str, _l("Datum")), validators=[Optional()])
    begins = TimeField(cast(str, _l("Begint om")), validators=[Optional()], render_kw={"autocomplete": "off"})
    ends = TimeField(cast(str, _l("Eindigt om")), validators=[Optional()], render_kw={"autocomplete": "off"})
    place = line(_l("Plaats"))
    track = line(
        _l("Bij welk traject hoort dit?"),
        description=_l("Bijvoorbeeld: participatie bij het Nationaal Milieuprogramma."),
    )
    organiser = line(_l("Wie organiseert dit?"))
    wanted = text_area(
        _l("Wat wilt u met dit gesprek?"),
        longest=LONGEST_STATEMENT,
        description=_l("Dit staat op de openbare pagina en in elke uitnodiging, net als de twee vragen hieronder."),
    )
    result = text_area(_l("Wat gebeurt er met de uitkomst?"), longest=LONGEST_STATEMENT)
    gives = text_area(_l("Wat levert het op voor wie meedoet?"), longest=LONGEST_STATEMENT)
    about = text_area(
        _l("Waar gaat het over?"),
        longest=LONGEST_ABOUT,
        description=_l("Een paar zinnen voor de openbare pagina. Een lege regel begint een nieuwe alinea."),
    )
    level = radios(
        _l("Hoe openbaar is wat er wordt gezegd?"),
        missing=_l("Kies hoe openbaar het is."),
        description=_l("U kunt dit later strenger maken, nooit ruimer. Wat al is ingebracht verandert niet mee."),
    )

    def __init__(self, *args: Any, narrowest_from: Level = Level.PUBLIC, **options: Any) -> None:
        super().__init__(*args, **options)
        allowed = NARROWER[NARROWER.index(narrowest_from) :]
        self.level.choices = offered([(level, f"{LEVELS[level]}. {LEVELS_EXPLAINED[level]}") for level in allowed])
        for field in (self.begins, self.ends, self.track, self.organiser, self.wanted, self.result, self.gives):
            # A report of long ago may come without; "not required" would say that of every meeting.
            field.flags.optional = False

    @classmethod
    def of(cls, meeting: Meeting, *, typed: bool = True) -> "MeetingForm":
        """The form that shows a meeting as it is, with what was typed over it where that is asked."""
        hours = {
            name: clock.local(at).time() if at else None
            for name, at in (("begins", meeting.begins_at), ("ends", meeting.ends_at))
        }
        sent: dict[str, Any] = {} if typed else {"formdata": None}
        return cls(obj=meeting, **sent, narrowest_from=meeting.level, seen=as_seen(meeting), **hours)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it is right; an hour needs a day."""
        good = bool(super().validate(extra_validators))
        if (self.begins.data or self.ends.data) and not self.held_on.data and not self.held_on.errors:
            self.held_on.errors = [_("Kies ook een datum.")]
            good = False
        return good

    def details(self) -> MeetingDetails:
        """What was filled in."""
        return MeetingDetails(
            title=self.title.data,
            kind=MeetingKind(self.kind.data),
            level=Level(self.level.data),
            held_on=self.held_on.data,
            place=self.place.data,
            about=self.about.data,
            begins_at=_moment(self.held_on.data, self.begins.data),
            ends_at=_moment(self.held_on.data, self.ends.data),
            wanted=self.wanted.data,
            result=self.result.data,
            gives=self.gives.data,
            track=self.track.data,
            organiser=self.organiser.data,
        )


def _moment(day: date | None, hour: time | None) -> datetime | None:
    return datetime.combine(day, hour, clock.AMSTERDAM) if day and hour else None


def differing(meeting: Meeting, form: MeetingForm) -> list[tuple[str, str]]:
    """What stands there now of the fields that were typed otherwise: the name of each field, and its words."""
    theirs = MeetingForm.of(meeting, typed=False)
    names = [name for name in theirs.data if name not in ("seen", "csrf_token", "level")]
    return [
        (str(theirs[name].label.text), str(theirs[name].data or _("(leeg)")))
        for name in names
        if (theirs[name].data or None) != (form[name].data or None)
    ]
