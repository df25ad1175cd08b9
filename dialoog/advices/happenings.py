"""What can happen to an advice (T8). Its words stand beside the record, not in the leaf."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from dialoog.register.kinds import Happening

SUBJECT = "advies"
POINT = "inbreng"


@dataclass(frozen=True)
class Begun(Happening):
    """A table began to write it. `table` is the slug of the table."""

    subject = SUBJECT
    kind = "begun"
    label = _l("Begonnen met schrijven")
    mark = "flag"

    table: str
    asked: bool


@dataclass(frozen=True)
class Adopted(Happening):
    """The table adopted the text: what stands here is what will be sent."""

    subject = SUBJECT
    kind = "adopted"
    label = _l("Vastgesteld door de tafel")
    mark = "half"
    texts = frozenset({"title", "summary", "text", "generation_test"})


@dataclass(frozen=True)
class Reconsidered(Happening):
    """An adopted text is worked on again, before it was sent."""

    subject = SUBJECT
    kind = "reconsidered"
    label = _l("Opnieuw in bewerking")
    mark = "again"
    tone = "wait"
    texts = frozenset({"reason", "signed"})


@dataclass(frozen=True)
class LaidAway(Happening):
    """The table stopped writing it."""

    subject = SUBJECT
    kind = "laid-away"
    label = _l("Weggelegd")
    mark = "no"
    texts = frozenset({"reason", "signed"})


@dataclass(frozen=True)
class Sent(Happening):
    """It was given to the minister or state secretary; the reaction is due. `unit`: the slug of who reacts."""

    subject = SUBJECT
    kind = "sent"
    label = _l("Aangeboden")
    mark = "full"
    texts = frozenset({"title", "summary", "text", "generation_test", "signed"})

    addressee: str
    unit: str
    due: str
    points: int


@dataclass(frozen=True)
class Reacted(Happening):
    """The ministry reacted (D6), or changed its reaction (D8). `answer` is the number of the answer."""

    subject = SUBJECT
    kind = "reacted"
    label = _l("Reactie van het ministerie")
    mark = "done"
    tone = "key"

    answer: int
    version: int
    outcome: str | None


@dataclass(frozen=True)
class SentBack(Happening):
    """The chair sent the reaction back: it is no answer to the advice (D9). The term runs anew."""

    subject = SUBJECT
    kind = "sent-back"
    label = _l("Teruggestuurd door de voorzitter")
    mark = "again"
    tone = "late"
    texts = frozenset({"reason", "signed"})

    due: str


@dataclass(frozen=True)
class DecisionDue(Happening):
    """The day of *later* came: the reaction is asked anew (D5)."""

    subject = SUBJECT
    kind = "decision-due"
    label = _l("De dag van het besluit is er")
    mark = "clock"
    tone = "wait"

    due: str


@dataclass(frozen=True)
class Finished(Happening):
    """All that was promised in the reaction is closed (D10)."""

    subject = SUBJECT
    kind = "finished"
    label = _l("Afgerond")
    mark = "done"


@dataclass(frozen=True)
class Unfinished(Happening):
    """Something that was promised is being carried out again."""

    subject = SUBJECT
    kind = "unfinished"
    label = _l("Weer open")
    mark = "again"
    tone = "wait"


@dataclass(frozen=True)
class Advised(Happening):
    """An advice that rests on this contribution was sent. `advice` is the slug of the advice."""

    subject = POINT
    kind = "advised"
    label = _l("Komt terug in een advies")
    mark = "arrow"

    advice: str
