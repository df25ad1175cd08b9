"""What is typed about an advice."""

import re
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from dialoog.advices.labels import ADDRESSEES
from dialoog.advices.models import Addressee, Advice
from dialoog.advices.rules.commenting import LONGEST_COMMENT
from dialoog.advices.rules.writing import Text
from dialoog.web.forms import Form, choice, hidden, line, offered, radios, text_area

NUMBER = re.compile(r"INB-\d{4}-\d{5,}", re.IGNORECASE)
LONGEST_TEXT, LONGEST_REASON = 40_000, 2000


class AdviceForm(Form):
    """The draft of an advice. `table` is asked of a new one alone."""

    edit = hidden()
    table = choice(_l("Welke tafel geeft dit advies?"), missing=_l("Kies een tafel."))
    title = line(_l("Titel"), missing=_l("Geef het advies een titel."))
    addressee = radios(_l("Aan wie?"), tuple(ADDRESSEES.items()), missing=_l("Kies aan wie het advies is."))
    question = text_area(
        _l("Wat is er gevraagd?"),
        longest=4000,
        description=_l(
            "Vroeg de minister of staatssecretaris om dit advies? Neem de vraag hier over. Anders is het ongevraagd."
        ),
    )
    summary = text_area(_l("Samenvatting"), longest=1500, description=_l("In een paar zinnen: wat adviseert de tafel?"))
    text = text_area(_l("Het advies"), longest=LONGEST_TEXT, description=_l("Een lege regel begint een nieuwe alinea."))
    generation_test = text_area(
        _l("Generatietoets"),
        longest=8000,
        description=_l("Wat betekent dit voor jongeren en voor wie na ons komt?"),
    )
    numbers = text_area(
        _l("Op welke inbreng rust dit advies?"),
        longest=8000,
        description=_l("De nummers, zoals INB-2026-00012. Bij elk punt staat dan dat het in dit advies terugkomt."),
    )

    def __init__(self, *args: Any, tables: list[tuple[str, str]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if tables is None:
            del self.table
        else:
            self.table.choices = offered([("", _l("Kies een tafel")), *tables])

    @classmethod
    def of(cls, advice: Advice, numbers: list[str]) -> "AdviceForm":
        """The form with what stands in the draft."""
        words = {name: getattr(advice, name) for name in ("title", "addressee", "question", "summary", "text")}
        more = {"generation_test": advice.generation_test, "numbers": "\n".join(numbers), "edit": str(advice.edit)}
        return cls(formdata=None, data={**words, **more})

    def given(self) -> Text:
        """What was filled in."""
        return Text(
            title=self.title.data,
            addressee=Addressee(self.addressee.data),
            question=self.question.data,
            summary=self.summary.data,
            text=self.text.data,
            generation_test=self.generation_test.data,
            numbers=tuple(re.split(r"[\s,;]+", self.numbers.data.strip())) if self.numbers.data.strip() else (),
        )


class AskForm(Form):
    """Until when members comment."""

    until = DateField(
        cast(str, _l("Tot en met welke dag kunnen leden reageren?")),
        validators=[InputRequired(message=cast(str, _l("Kies een dag.")))],
    )


class CommentForm(Form):
    """What a member says of the draft."""

    text = text_area(_l("Uw opmerking"), longest=LONGEST_COMMENT, missing=_l("Schrijf uw opmerking op."))


class HandleForm(Form):
    """What was done with a comment."""

    taken_over = radios(
        _l("Wat doet u ermee?"),
        (("1", _l("Overgenomen")), ("0", _l("Niet overgenomen"))),
        missing=_l("Maak een keuze."),
    )
    reason = text_area(
        _l("Waarom?"), longest=LONGEST_REASON, description=_l("Verplicht als u het niet overneemt. De leden lezen dit.")
    )


class ReasonForm(Form):
    """Why."""

    reason = text_area(_l("Waarom?"), longest=LONGEST_REASON, missing=_l("Schrijf in een of meer zinnen waarom."))


class SendForm(Form):
    """Which part of the ministry reacts."""

    unit = choice(_l("Welke dienst bereidt de reactie voor?"), missing=_l("Kies een dienst."))
