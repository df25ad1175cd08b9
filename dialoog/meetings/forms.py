"""What the secretariat says of a meeting."""

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import Optional

from dialoog.meetings.labels import KINDS, LEVELS, LEVELS_EXPLAINED
from dialoog.meetings.models import Level, MeetingKind
from dialoog.meetings.rules import NARROWER, MeetingDetails
from dialoog.web.forms import Form, choice, line, offered, radios, text_area

LONGEST_ABOUT = 4000


class MeetingForm(Form):
    """A meeting, new or changed. A level wider than the present one is not among the choices."""

    title = line(_l("Naam"), missing=_l("Geef de bijeenkomst een naam."))
    kind = choice(_l("Soort bijeenkomst"), tuple(KINDS.items()), missing=_l("Kies een soort."))
    held_on = DateField(cast(str, _l("Datum")), validators=[Optional()])
    place = line(_l("Plaats"))
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

    def details(self) -> MeetingDetails:
        """What was filled in."""
        return MeetingDetails(
            title=self.title.data,
            kind=MeetingKind(self.kind.data),
            level=Level(self.level.data),
            held_on=self.held_on.data,
            place=self.place.data,
            about=self.about.data,
        )
