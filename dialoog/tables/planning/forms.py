"""The forms of planning the year of a table."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import InputRequired, NumberRange

from dialoog import clock
from dialoog.tables.models import DialogueTable
from dialoog.tables.planning.models import Cycle, Liking, Phase, PlannedDate, Region
from dialoog.tables.planning.proposing import MOST
from dialoog.tables.planning.rules import LONGEST_GOAL, Rhythm
from dialoog.tables.planning.shown import LIKINGS, PHASES, REGIONS, WEEKDAYS
from dialoog.web.forms import Form, choice, hidden, line, radios, text_area, tick, ticks
from dialoog.web.rendering import long_date

ANY = ""


def _text(words: Any) -> str:
    return cast(str, words)


def _hour(label: Any, missing: Any, hint: Any = "") -> TimeField:
    return TimeField(_text(label), validators=[InputRequired(message=_text(missing))], description=_text(hint))


class RhythmForm(Form):
    """How often a table meets in a year, and when on a day. `version`: of what the page was made."""

    version = hidden()
    meetings = IntegerField(
        _text(_l("Aantal bijeenkomsten")),
        validators=[
            InputRequired(message=_text(_l("Vul in hoe vaak de tafel bijeenkomt."))),
            NumberRange(1, MOST, message=_text(_l("Kies een getal van 1 tot en met 12."))),
        ],
        description=_text(_l("Voor een dialoogtafel 3 of 4 per jaar.")),
    )
    weekday = choice(
        _l("Liefst op"), [(ANY, _l("maakt niet uit")), *((str(n), name) for n, name in enumerate(WEEKDAYS))]
    )
    begins = _hour(_l("Begin"), _l("Vul in hoe laat het begint."), _l("Nederlandse tijd, bijvoorbeeld 13:00"))
    ends = _hour(_l("Einde"), _l("Vul in hoe laat het eindigt."))
    place = line(_l("Plaats"))
    regions = ticks(
        _l("Schoolvakanties van deze regio’s overslaan"), [(region.value, name) for region, name in REGIONS.items()]
    )

    def rhythm(self) -> Rhythm:
        """What was filled in."""
        return Rhythm(
            meetings=cast(int, self.meetings.data),
            begins=cast(time, self.begins.data),
            ends=cast(time, self.ends.data),
            weekday=int(self.weekday.data) if self.weekday.data else None,
            place=self.place.data,
            regions=[Region(one) for one in self.regions.data or ()],
        )

    @classmethod
    def of(cls, cycle: Cycle) -> "RhythmForm":
        """The form of a year as it is."""
        known = ("meetings", "begins", "ends", "place", "regions")
        values = {name: getattr(cycle, name) for name in known}
        weekday = ANY if cycle.weekday is None else str(cycle.weekday)
        return cls(formdata=None, data={**values, "weekday": weekday, "version": str(cycle.version)})


class CycleForm(RhythmForm):
    """A new year."""

    year = IntegerField(_text(_l("Jaar")), validators=[InputRequired(message=_text(_l("Vul een jaar in.")))])

    @classmethod
    def for_table(cls, table: DialogueTable, years: Sequence[int]) -> "CycleForm":
        """The form as it is filled in beforehand: the first year that is not planned yet."""
        coming = range(max(clock.today().year, table.starts_on.year), table.ends_on.year + 1)
        year = next((one for one in coming if one not in years), None)
        known = {"year": year, "meetings": table.meetings_a_year, "begins": time(13), "ends": time(16)}
        return cls(data={**known, "regions": [region.value for region in Region]})


class DateForm(Form):
    """A date of one's own choice."""

    version = hidden()
    day = DateField(_text(_l("Datum")), validators=[InputRequired(message=_text(_l("Vul een datum in.")))])
    despite = tick(_l("Ook als het schoolvakantie is, of binnen zes weken"))

    def chosen(self) -> date:
        """The date that was chosen."""
        return cast(date, self.day.data)


class PollForm(Form):
    """Until when members can say which dates suit them."""

    closes_on = DateField(
        _text(_l("Antwoorden kan tot en met")),
        validators=[InputRequired(message=_text(_l("Vul een dag in.")))],
        description=_text(_l("Wie drie dagen van tevoren nog niets zei, krijgt een herinnering.")),
    )

    def chosen(self) -> date:
        """The day that was chosen."""
        return cast(date, self.closes_on.data)


class PhaseForm(Form):
    """Where the cycle is."""

    version = hidden()
    phase = radios(_l("De cyclus is nu bij"), tuple(PHASES.items()), missing=_l("Kies een fase."))

    def chosen(self) -> Phase:
        """The phase that was chosen."""
        return Phase(self.phase.data)


class GoalForm(Form):
    """What a table works towards. `seen`: the number of the version it was changed on top of."""

    seen = hidden()
    text = text_area(
        _l("Doel van de tafel"),
        longest=LONGEST_GOAL,
        missing=_l("Schrijf op waar de tafel naartoe werkt."),
        description=_l("De stip op de horizon, in gewone taal. Iedereen kan dit lezen."),
    )
    reason = text_area(
        _l("Waarom verandert het doel?"),
        longest=LONGEST_GOAL,
        description=_l("Iedereen kan dit lezen, naast het oude doel."),
    )


class HolidaysForm(Form):
    """A table of school holidays."""

    file = FileField(
        _text(_l("Tabel met vakanties")),
        validators=[FileRequired(message=_text(_l("Kies een bestand.")))],
        description=_text(_l("Een .csv met de kolommen regio, naam, van, tot en met. Uit Excel: bewaar als CSV.")),
    )

    def content(self) -> bytes:
        """What is in the file."""
        given: bytes = cast(FileStorage, self.file.data).read()
        return given


def likings_form(dates: Sequence[PlannedDate], said: Mapping[int, Liking]) -> Form:
    """A form with three buttons for each date; those that were answered have that answer."""
    options = tuple((liking.value, words) for liking, words in LIKINGS.items())
    fields = {
        f"datum_{one.id}": radios(
            long_date(one.day or one.wished_on),
            options,
            missing=_("Kies ja, liever niet of nee."),
            default=said[one.id].value if one.id in said else None,
        )
        for one in dates
    }
    return cast(Form, type("LikingsForm", (Form,), fields)())


def likings(form: Form, dates: Sequence[PlannedDate]) -> dict[int, Liking]:
    """What was chosen, by date."""
    return {one.id: Liking(form[f"datum_{one.id}"].data) for one in dates}
