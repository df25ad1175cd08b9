"""Reading what a program asks for: stricter than a page, because a filter that is misspelt would give too much."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from dialoog.errors import RuleViolation
from dialoog.web.paging import DEFAULT_SIZE, MOST

PAGING = ("na", "aantal")
LONGEST_KEY = 17


Chosen = TypeVar("Chosen")


@dataclass(frozen=True)
class Asked(Generic[Chosen]):
    """The filters of a list, the key to go on after, and how many at most."""

    filters: Chosen
    after: int | None
    size: int


def check(given: MultiDict[str, str], known: Collection[str]) -> None:
    """Raise RuleViolation for a parameter that is not known, given twice, or holding what no text can hold."""
    for name in given:
        if name not in known:
            choices = ", ".join(sorted(known)) or _("geen")
            message = _("Het filter '%(name)s' bestaat niet. Kies uit: %(choices)s.", name=name[:40], choices=choices)
            raise RuleViolation(message, field=name)
        if len(given.getlist(name)) > 1:
            raise RuleViolation(_("Geef het filter '%(name)s' één keer.", name=name), field=name)
    for name in ("te_laat", "onderschreven"):
        if given.get(name, "0") not in ("0", "1"):
            raise RuleViolation(_("Het filter '%(name)s' is 1 of 0.", name=name), field=name)


def page(given: MultiDict[str, str], *, usual: int = DEFAULT_SIZE, most: int = MOST) -> tuple[int | None, int]:
    """The `na` and `aantal` of a request. Raises RuleViolation for values that are no such numbers."""
    after, size = given.get("na"), given.get("aantal", str(usual))
    if after is not None and not (after.isdecimal() and len(after) <= LONGEST_KEY):
        raise RuleViolation(_("'na' hoort een getal te zijn uit de vorige pagina."), field="na")
    if not (size.isdecimal() and len(size) < LONGEST_KEY and 1 <= int(size) <= most):
        message = _("'aantal' hoort een getal te zijn van 1 tot en met %(most)s.", most=most)
        raise RuleViolation(message, field="aantal")
    return (int(after) if after is not None else None), int(size)


def whole(given: MultiDict[str, str], name: str) -> int | None:
    """A parameter that is a whole number; None when it is not given. Raises RuleViolation for anything else."""
    value = given.get(name)
    if value is None:
        return None
    if not (value.isdecimal() and len(value) < LONGEST_KEY):
        raise RuleViolation(_("'%(name)s' hoort een heel getal te zijn.", name=name), field=name)
    return int(value)


def must_be_whole(given: MultiDict[str, str], name: str) -> int:
    """As `whole`, for a parameter that must be there."""
    found = whole(given, name)
    if found is None:
        raise RuleViolation(_("Geef '%(name)s' op.", name=name), field=name)
    return found
