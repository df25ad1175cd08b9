"""The base of every form: Dutch messages, refusals of rules at their field, and forms that count once."""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import fields
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types
from wtforms.validators import DataRequired, Email, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from dialoog.errors import Gone, RuleViolation, TooMany
from dialoog.web.context import session

Choices = Iterable[tuple[Any, Any]]
LONGEST_LINE = 200
LONGEST_ADDRESS = 254


def clean(text: str | None) -> str:
    """Text as typed, without the characters no database or page can hold, and without white space around it."""
    lines = (text or "").replace("\r\n", "\n")  # browsers send every line end as two characters
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()


def as_typed(text: str | None) -> str:
    """Text exactly as typed."""
    return text or ""


# Fields of text whose data is always text: what was not sent is empty. Named as in WTForms, whose names templates know.


class StringField(fields.StringField):
    """A line of text."""

    data: str


class TextAreaField(fields.TextAreaField):
    """Several lines of text."""

    data: str


class EmailField(fields.EmailField):
    """An e-mail address."""

    data: str


class PasswordField(fields.PasswordField):
    """A password."""

    data: str


class SelectMultipleField(fields.SelectMultipleField):
    """Several of a few, as boxes to tick."""

    data: list[Any]
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HiddenField(fields.HiddenField):
    """A line of text that is not shown."""

    data: str


class Form(FlaskForm):
    """A form with CSRF token; give the rule's refusals to it with `refusals()`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]

    def is_submitted(self) -> bool:
        """Whether the form was sent."""
        return bool(super().is_submitted())  # type: ignore[no-untyped-call]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Whether the form was sent and is right."""
        return bool(super().validate_on_submit(extra_validators))  # type: ignore[no-untyped-call]

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what a rule refuses in this block at the field it names, else on top; nothing of it is stored."""
        try:
            yield
        except (Gone, TooMany):
            raise
        except RuleViolation as error:
            session().rollback()
            self.refuse(error)

    def refuse(self, error: RuleViolation) -> None:
        """Add a refusal to the form's errors."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(error.message)
        else:
            field.errors = [*field.errors, error.message]

    @property
    def status(self) -> int:
        """The status of the page that shows the form: 400 when something in it is wrong."""
        return 400 if self.errors else 200


class OnceForm(Form):
    """A form that is carried out once, however often it is sent: keep `form_token` in a unique column."""

    form_token = HiddenField(
        default=lambda: secrets.token_urlsafe(16),
        validators=[
            Regexp(r"^[\w-]{16,40}\Z", message=cast(str, _l("Laad deze pagina opnieuw en probeer het nog eens.")))
        ],
    )


def offered(choices: Choices) -> list[SelectChoice]:
    """What a field of choices offers, from pairs of value and words. WTForms itself no longer takes pairs."""
    return [SelectChoice(str(value), words) for value, words in choices]


def choice(label: Any, choices: Choices = (), *, missing: Any = None, **options: Any) -> fields.SelectField:
    """One of a list; required when `missing` says what to do without it."""
    return fields.SelectField(label, choices=offered(choices), validators=[_needed(missing)], **options)


def radios(label: Any, choices: Choices = (), *, missing: Any = None, **options: Any) -> fields.RadioField:
    """One of a few, all in sight; required when `missing` says what to do without it."""
    return fields.RadioField(label, choices=offered(choices), validators=[_needed(missing)], **options)


def ticks(label: Any, choices: Choices, *, missing: Any = None, **options: Any) -> SelectMultipleField:
    """Some of a few, as boxes to tick; at least one when `missing` says what to do without it."""
    needed = [] if missing is None else [_needed(missing)]
    return SelectMultipleField(label, choices=offered(choices), validators=needed, **options)


def tick(label: Any, **options: Any) -> fields.BooleanField:
    """Yes or no, as one box to tick."""
    return fields.BooleanField(label, **options)


def hidden() -> HiddenField:
    """A line of text that is not shown."""
    return HiddenField(validators=[Length(max=2000)], filters=[clean])


def line(label: Any, *, missing: Any = None, longest: int = LONGEST_LINE, **options: Any) -> StringField:
    """A line of text; required when `missing` says what to do without it."""
    return StringField(label, validators=_validators(missing, longest), filters=[clean], **options)


def text_area(label: Any, *, longest: int, missing: Any = None, **options: Any) -> TextAreaField:
    """Several lines of text; required when `missing` says what to do without them."""
    return TextAreaField(label, validators=_validators(missing, longest), filters=[clean], **options)


def email(label: Any, *, missing: Any = None, **options: Any) -> EmailField:
    """An e-mail address; required when `missing` says what to do without it."""
    looks_right = Email(message=cast(str, _l("Dit is geen e-mailadres. Een voorbeeld: naam@voorbeeld.nl.")))
    validators = [*_validators(missing, LONGEST_ADDRESS), looks_right]
    return EmailField(label, validators=validators, filters=[clean], **options)


def password(label: Any, *, missing: Any = None, **options: Any) -> PasswordField:
    """A password, taken as it is typed, never shown again."""
    return PasswordField(label, validators=_validators(missing, 200), filters=[as_typed], **options)


def _validators(missing: Any, longest: int) -> list[Any]:
    too_long = cast(str, _l("Dit is te lang: er passen %(most)s tekens in.", most=longest))
    return [_needed(missing), Length(max=longest, message=too_long)]


def _needed(missing: Any) -> Any:
    return Optional() if missing is None else DataRequired(message=missing)
