"""What writers and readers of minutes fill in."""

from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import DataRequired

from dialoog.dossiers.minutes.merging import Paragraphs
from dialoog.dossiers.minutes.models import Handled
from dialoog.dossiers.minutes.rules import LONGEST_COMMENT, LONGEST_TEXT
from dialoog.dossiers.minutes.text import opening
from dialoog.web.forms import Form, choice, hidden, line, offered, radios, text_area

MOST_DIGITS = 9


def small_number(text: str) -> int:
    """What a hidden field says; 0 for what no page of ours sends."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


class MinutesForm(Form):
    """The text, and the revision it was written from."""

    text = text_area(
        _l("Tekst van de notulen"),
        missing=_l("Schrijf op wat er is besproken."),
        longest=LONGEST_TEXT,
        description=_l(
            "Een lege regel begint een nieuwe alinea. Begin een regel met # voor een kop of met - voor een opsomming. "
            "Typ een nummer zoals INB-2026-00123: het wordt vanzelf een link."
        ),
        render_kw={"rows": 24},
    )
    based_on = hidden()


class BeginForm(Form):
    """One button."""


class StepForm(Form):
    """The next step, from the state it was shown in."""

    state = hidden()


class AdoptForm(StepForm):
    """On which day the table adopted the minutes."""

    day = DateField(
        cast(str, _l("Op welke dag zijn de notulen vastgesteld?")),
        validators=[DataRequired(message=cast(str, _l("Vul de dag in.")))],
    )


class CommentForm(Form):
    """Something to say of the text or of one paragraph of it."""

    paragraph = choice(_l("Waar gaat uw opmerking over?"))
    text = text_area(
        _l("Uw opmerking"),
        missing=_l("Schrijf op wat u wilt zeggen."),
        longest=LONGEST_COMMENT,
        description=_l("Andere leden en het secretariaat lezen uw opmerking met uw naam erbij."),
        render_kw={"rows": 5},
    )
    shown = hidden()

    def offer(self, paragraphs: Paragraphs) -> None:
        """The paragraphs to choose from."""
        whole: list[tuple[str, Any]] = [("", _l("De notulen als geheel"))]
        numbered = [(str(n), f"{n}. {opening(one)}") for n, one in enumerate(paragraphs, start=1)]
        self.paragraph.choices = offered([*whole, *numbered])
        # There is always something chosen, so "not required" would be wrong.
        self.paragraph.flags.optional = False


class HandleForm(Form):
    """What became of a comment."""

    handled = radios(
        _l("Neemt u de opmerking over?"),
        [
            (Handled.TAKEN, _l("Ja, de tekst is of wordt aangepast")),
            (Handled.NOT_TAKEN, _l("Nee, en hieronder staat waarom")),
        ],
        missing=_l("Kies ja of nee."),
    )
    reason = text_area(
        _l("Toelichting"),
        longest=LONGEST_COMMENT,
        description=_l("Verplicht als u de opmerking niet overneemt. Leden lezen dit."),
        render_kw={"rows": 3},
    )


class BlackOutForm(Form):
    """Words that must go, and why."""

    words = line(
        _l("Welke woorden moeten weg?"),
        missing=_l("Vul in welke woorden weg moeten."),
        description=_l("Precies zoals ze in de tekst staan."),
        render_kw={"autocomplete": "off"},
    )
    reason = line(_l("Waarom?"), missing=_l("Geef een reden."), description=_l("Noem de woorden zelf niet."))
