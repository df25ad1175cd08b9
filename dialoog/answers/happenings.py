"""What can happen to an answer, and what answering does to a contribution.

Of a closed contribution (D11) the leaf tells neither outcome nor verdict: everyone can read leaves.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from dialoog.register.kinds import Happening

ANSWER = "antwoord"
CONTRIBUTION = "inbreng"


@dataclass(frozen=True)
class Drafted(Happening):
    """Somebody began to write. `unit` is a slug."""

    subject = ANSWER
    kind = "drafted"
    label = _l("Concept begonnen")
    mark = "pen"

    unit: str


@dataclass(frozen=True)
class Discarded(Happening):
    """The draft was laid away and answers nothing."""

    subject = ANSWER
    kind = "discarded"
    label = _l("Concept weggelegd")
    mark = "no"


@dataclass(frozen=True)
class Published(Happening):
    """D6, D8: a version came in force. Who signed it stands with it as a text, not in the leaf."""

    subject = ANSWER
    kind = "published"
    label = _l("Antwoord gepubliceerd")
    tone = "key"
    texts = frozenset({"motivation", "consideration", "landing_places", "why_changed", "signed"})

    version: int
    outcome: str | None
    decide_on: str | None = None


@dataclass(frozen=True)
class Answered(Happening):
    """D5: an answer to this contribution is public."""

    subject = CONTRIBUTION
    kind = "answered"
    label = _l("Beantwoord")
    tone = "key"

    answer: int
    version: int
    outcome: str | None


@dataclass(frozen=True)
class AnswerChanged(Happening):
    """D8: the answer to this contribution has a new version; the old one stays readable."""

    subject = CONTRIBUTION
    kind = "answer-changed"
    label = _l("Antwoord gewijzigd")
    tone = "key"

    answer: int
    version: int
    outcome: str | None


@dataclass(frozen=True)
class LeftAnswer(Happening):
    """D8: it leaves the shared answer and gets one of its own."""

    subject = CONTRIBUTION
    kind = "left-answer"
    label = _l("Krijgt een eigen antwoord")
    mark = "arrow"

    answer: int


@dataclass(frozen=True)
class Judged(Happening):
    """D9: the giver says whether this is an answer."""

    subject = CONTRIBUTION
    kind = "judged"
    label = _l("Oordeel van de inbrenger")
    mark = "word"
    texts = frozenset({"reaction"})

    answer: int
    version: int
    value: str | None


@dataclass(frozen=True)
class EffectJudged(Happening):
    """D9: four weeks after a commitment was done, the giver says whether it shows."""

    subject = CONTRIBUTION
    kind = "effect-judged"
    label = _l("Merkt de inbrenger er iets van?")
    mark = "word"
    texts = frozenset({"reaction"})

    commitment: int | None
    value: str | None


@dataclass(frozen=True)
class SentBack(Happening):
    """D9: the answer did not do, so the term runs again."""

    subject = CONTRIBUTION
    kind = "sent-back"
    label = _l("Teruggestuurd naar het ministerie")
    mark = "again"
    tone = "wait"
    texts = frozenset({"reason", "signed"})

    answer: int
    due: str


@dataclass(frozen=True)
class DecisionDue(Happening):
    """D6: the day named in *later* has come, so the ministry decides now. `due`: its new last day."""

    subject = CONTRIBUTION
    kind = "decision-due"
    label = _l("De dag om te beslissen is er")
    mark = "again"
    tone = "wait"

    answer: int
    due: str


@dataclass(frozen=True)
class Offered(Happening):
    """D5: offered to another body, which may take it on until `due`. Its term runs on meanwhile."""

    subject = CONTRIBUTION
    kind = "offered"
    label = _l("Aangeboden aan een andere organisatie")
    mark = "arrow"
    tone = "wait"
    texts = frozenset({"body"})

    answer: int
    version: int
    due: str


@dataclass(frozen=True)
class ReferralAccepted(Happening):
    """D5: the other body takes it on."""

    subject = CONTRIBUTION
    kind = "referral-accepted"
    label = _l("Een andere organisatie gaat ermee verder")
    mark = "people"
    texts = frozenset({"body"})

    answer: int


@dataclass(frozen=True)
class ReferralReturned(Happening):
    """D5: the other body refused it, or stayed silent for ten working days: back to the unit, with the same term."""

    subject = CONTRIBUTION
    kind = "referral-returned"
    label = _l("Terug bij het ministerie")
    mark = "again"
    tone = "wait"
    texts = frozenset({"body", "reason"})

    answer: int
    silent: bool


@dataclass(frozen=True)
class LaidAside(Happening):
    """D9: the giver said no, and the answer is not sent back, for a reason everyone can read."""

    subject = CONTRIBUTION
    kind = "laid-aside"
    label = _l("Niet teruggestuurd")
    mark = "info"
    texts = frozenset({"reason", "signed"})

    answer: int


@dataclass(frozen=True)
class Closed(Happening):
    """D5: everything promised is done, or nothing was promised and four weeks have passed."""

    subject = CONTRIBUTION
    kind = "closed"
    label = _l("Afgerond")
    mark = "done"
    tone = "key"

    answer: int


@dataclass(frozen=True)
class OpenedAgain(Happening):
    """D5, D10: something promised in its answer is being carried out again, so it is not finished."""

    subject = CONTRIBUTION
    kind = "opened-again"
    label = _l("Weer open")
    mark = "half"
    tone = "wait"

    answer: int
