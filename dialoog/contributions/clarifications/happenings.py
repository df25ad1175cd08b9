"""What can happen to a contribution because of a question to whoever gave it.

`clarification` is the number of the question. The last day (`due`) of a closed contribution is public too (D11).
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from dialoog.contributions.happenings import SUBJECT
from dialoog.register.kinds import Happening


@dataclass(frozen=True)
class ClarificationAsked(Happening):
    """D4: the ministry asks the giver something; `paused`: whether the term stands still, `until`: this day at most."""

    subject = SUBJECT
    kind = "clarification-asked"
    label = _l("Vraag aan de inbrenger")
    mark = "word"
    tone = "wait"
    texts = frozenset({"question", "signed"})

    clarification: int
    paused: bool
    until: str


@dataclass(frozen=True)
class ClarificationReplied(Happening):
    """The giver replied. `due`: the last day of the term that runs again, with so many days `paused`.

    `said_it`: whether who replied is who said the point, and may be named as they chose (D0, D11).
    """

    subject = SUBJECT
    kind = "clarification-replied"
    label = _l("Reactie van de inbrenger")
    mark = "word"
    texts = frozenset({"reply"})

    clarification: int
    paused: int
    due: str | None
    said_it: bool


@dataclass(frozen=True)
class ClarificationWithdrawn(Happening):
    """An official took the question back."""

    subject = SUBJECT
    kind = "clarification-withdrawn"
    label = _l("Vraag ingetrokken")
    mark = "back"

    clarification: int
    paused: int
    due: str | None


@dataclass(frozen=True)
class ClarificationExpired(Happening):
    """D4: no reply came within the 20 working days that a term may stand still."""

    subject = SUBJECT
    kind = "clarification-expired"
    label = _l("Geen reactie op de vraag")
    mark = "clock"

    clarification: int
    paused: int
    due: str | None


@dataclass(frozen=True)
class ClarificationLapsed(Happening):
    """Nothing is waited for any more: the point was answered, offered or withdrawn, or nobody is left to reply."""

    subject = SUBJECT
    kind = "clarification-lapsed"
    label = _l("Vraag vervallen")
    mark = "back"

    clarification: int
    paused: int
    due: str | None
