"""The forms about a draft that is ready: who reads it first, and when it is published (D7b)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types
from wtforms.validators import Optional

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.answers.forms import SMALL_NUMBER
from dialoog.answers.prepared import Release
from dialoog.answers.prepared_shown import moment_of
from dialoog.answers.rules import releasing
from dialoog.answers.rules.reviewing import LONGEST_WORDS
from dialoog.web.forms import Form, choice, hidden, line, radios, text_area

_l = cast(Callable[[str], str], lazy_gettext)
NOW, NEW = "nu", "nieuw"


def seen_edit(value: str | None) -> int:
    """The save that a page was made from; 0 for what no page of ours sends."""
    return int(value) if value and SMALL_NUMBER.fullmatch(value) else 0


class MomentForm(Form):
    """A release: its name and moment. `edit`: what it was changed on top of."""

    edit = hidden()
    name = line(
        _l("Naam van de vrijgave"), description=_l("Alleen medewerkers zien deze naam. Bijvoorbeeld: Kamerbrief geluid")
    )
    day = DateField(_l("Dag"), validators=[Optional()])
    hour = TimeField(_l("Tijd"), validators=[Optional()], description=_l("Nederlandse tijd, bijvoorbeeld 09:00"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for asked in (self.name, self.day, self.hour):
            asked.flags.optional = False

    def moment(self) -> datetime:
        """The moment that was typed. Raises RuleViolation."""
        return releasing.moment(self.day.data, self.hour.data)

    @classmethod
    def of(cls, release: Release) -> "MomentForm":
        """The form of a release as it is."""
        at = clock.local(release.at)
        values = {"edit": str(release.edit), "name": release.name, "day": at.date(), "hour": at.time()}
        return cls(formdata=None, data=values)


class WhenForm(MomentForm):
    """Now, with a release that is there, or with a new one."""

    when = radios(_l("Wanneer wordt het gepubliceerd?"), default=NOW)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.when.flags.optional = False

    def offer(self, releases: Iterable[Release]) -> None:
        """Fill the choices with the releases that lie ahead."""
        choices = [SelectChoice(NOW, _("Nu"))]
        choices += [
            SelectChoice(str(one.id), _("Met vrijgave ‘%(name)s’, %(at)s", name=one.name, at=moment_of(one)))
            for one in releases
        ]
        self.when.choices = [*choices, SelectChoice(NEW, _("Met een nieuwe vrijgave"))]


class AskForm(Form):
    """Ask a colleague to read a draft."""

    reader = choice(_l("Collega"), missing=_l("Kies een collega."))
    note = text_area(
        _l("Waar moet uw collega op letten?"),
        longest=LONGEST_WORDS,
        description=_l("Bijvoorbeeld: klopt de verwijzing naar paragraaf 3.2? Dit komt niet op de website."),
    )

    def offer(self, readers: Iterable[tuple[str, list[Person]]]) -> None:
        """Fill the select box with colleagues, by unit."""
        choices = [SelectChoice("", _("Kies een collega"))]
        for unit, people in readers:
            choices += [SelectChoice(str(one.id), _named(one), optgroup=unit) for one in people]
        self.reader.choices = choices


def _named(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.job_title) if part)


class ReadForm(Form):
    """What a colleague says of a draft. `edit`: the save they read."""

    edit = hidden()
    says = radios(
        _l("Uw oordeel"),
        (("akkoord", _l("Akkoord")), ("opmerkingen", _l("Met opmerkingen"))),
        missing=_l("Kies akkoord of met opmerkingen."),
    )
    remarks = text_area(
        _l("Opmerkingen"),
        longest=LONGEST_WORDS,
        description=_l("Nodig als u opmerkingen hebt. Alleen uw collega’s lezen dit. Het komt niet op de website."),
    )
