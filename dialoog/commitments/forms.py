"""The forms of a commitment: how far it is, that it is closed, another day."""

from collections.abc import Callable
from typing import cast

from flask_babel import lazy_gettext
from wtforms import DateField
from wtforms.validators import Optional

from dialoog.commitments.models import OPEN_STATES, Commitment
from dialoog.web.forms import Form, offered, radios, text_area

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)

OPEN_ACTS = [
    ("voortgang", _l("Meld voortgang")),
    ("gereed", _l("Het is gereed")),
    ("vervallen", _l("Het vervalt")),
    ("datum", _l("Het komt op een andere dag klaar")),
]
CLOSED_ACTS = [("heropen", _l("Het is toch nog niet klaar: zet weer open"))]


class StepForm(Form):
    """One step of a commitment, with words everyone can read."""

    act = radios(_l("Wat wilt u melden?"), (), missing=_l("Kies wat u wilt melden."))
    due_on = DateField(
        _l("Nieuwe einddatum"), validators=[Optional()], description=_l("Alleen als het op een andere dag klaar komt.")
    )
    words = text_area(
        _l("Toelichting"),
        longest=5000,
        missing=_l("Schrijf in een of meer zinnen wat iedereen mag lezen."),
        description=_l("Iedereen kan dit lezen. De inbrengers krijgen het ook per e-mail."),
    )

    def offer(self, commitment: Commitment) -> None:
        """Only what can be done with it now."""
        self.act.choices = offered(OPEN_ACTS if commitment.status in OPEN_STATES else CLOSED_ACTS)
