"""A list of candidates, and a draw from it."""

from collections.abc import Callable, Mapping
from pathlib import PureWindowsPath
from typing import Any, cast

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector
from dialoog.tables.candidate_files import MOST_ROWS
from dialoog.tables.drawing import Quotas
from dialoog.tables.labels import SEATED
from dialoog.web.forms import Form, clean, line

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)
MOST = 60


class ListForm(Form):
    """A file with candidates."""

    file = FileField(_l("Lijst met kandidaten"), validators=[FileRequired(message=_l("Kies een bestand."))])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.file.description = _("Een .csv of .xlsx met ten hoogste %(most)s rijen.", most=MOST_ROWS)

    def upload(self) -> tuple[str, bytes]:
        """The name of the file, without folders, and its content."""
        given = cast(FileStorage, self.file.data)
        return clean(PureWindowsPath(given.filename or "").name)[:200], given.read()


class StoreForm(Form):
    """The rows that were looked at, to be stored now."""

    rows = HiddenField()


class DrawForm(Form):
    """How many seats to draw, with which quotas, and the seed. An empty quota leaves it to chance."""

    seats = IntegerField(
        _l("Hoeveel zetels loot u?"),
        validators=[InputRequired(_l("Vul in hoeveel zetels u loot.")), NumberRange(1, MOST)],
    )
    young = IntegerField(_l("Jongeren (tot en met 30 jaar)"), validators=[Optional(), NumberRange(0, MOST)])
    seed = line(
        _l("Lotgetal"),
        missing=_l("Kies een lotgetal."),
        description=_l(
            "Kies iets dat niemand vooraf kon weten, zoals de uitslag van een loterij met de datum. "
            "Het komt op de openbare pagina: zo kan iedereen die de lijst heeft de loting narekenen."
        ),
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, known: Mapping[Sector, int], **options: Any) -> None:
        super().__init__(**options)
        self.quotas = {f"sector-{sector.value}": sector for sector in SEATED}
        sent = request.form if self.is_submitted() else None
        for name, sector in self.quotas.items():
            unbound: Any = IntegerField(str(SECTORS[sector]), validators=[Optional(), NumberRange(0, MOST)])
            field = unbound.bind(form=self, name=name)
            field.process(sent, known.get(sector))
            self._fields[name] = field

    def given(self) -> Quotas:
        """What was filled in."""
        typed = {sector: self[name].data for name, sector in self.quotas.items()}
        sectors = {sector: seats for sector, seats in typed.items() if seats is not None}
        return Quotas(self.seats.data or 0, sectors, self.young.data)
