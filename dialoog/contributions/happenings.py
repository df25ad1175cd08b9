"""What can happen to a contribution, as far as this domain records it."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from dialoog.register.kinds import Happening

SUBJECT = "inbreng"


@dataclass(frozen=True)
class Received(Happening):
    """D3: it has its number. `meeting` and `theme` are slugs.

    Everyone can read leaves: of a closed contribution (D11) it tells only the level and the theme.
    """

    subject = SUBJECT
    kind = "received"
    label = _l("Ingebracht")
    mark = "word"
    texts = frozenset({"text", "public_text"})

    level: str
    channel: str | None
    point_kind: str | None
    theme: str | None
    meeting: str | None
    topic: int | None


@dataclass(frozen=True)
class Assigned(Happening):
    """D4: a unit has it in hand. `unit` is a slug; of a closed contribution the leaf does not tell which (D11)."""

    subject = SUBJECT
    kind = "assigned"
    label = _l("In behandeling")
    mark = "people"

    unit: str | None


@dataclass(frozen=True)
class Extended(Happening):
    """D4: the answer's term got more working days, with a public reason."""

    subject = SUBJECT
    kind = "extended"
    label = _l("Termijn verlengd")
    mark = "clock"
    tone = "wait"
    texts = frozenset({"reason", "signed"})

    days: int
    due: str


@dataclass(frozen=True)
class GiverAttached(Happening):
    """D9a: staff noted whose point this is, so that they hear what becomes of it."""

    subject = SUBJECT
    kind = "giver-attached"
    label = _l("Inbrenger gekoppeld")
    mark = "people"


@dataclass(frozen=True)
class GiverForgotten(Happening):
    """P2: who gave it asked to be forgotten. The words stay; who it was stands here nowhere."""

    subject = SUBJECT
    kind = "giver-forgotten"
    label = _l("De inbrenger is vergeten")
    mark = "people"


@dataclass(frozen=True)
class BlackedOut(Happening):
    """D1: personal data taken out of what the public sees."""

    subject = SUBJECT
    kind = "blacked-out"
    label = _l("Persoonsgegevens onleesbaar gemaakt")
    mark = "lock"
    texts = frozenset({"public_text", "reason", "signed"})


@dataclass(frozen=True)
class Shown(Happening):
    """D3a: somebody looked at the words, and since then everyone can read them."""

    subject = SUBJECT
    kind = "shown"
    label = _l("Bekeken: iedereen kan de tekst lezen")
    mark = "done"


@dataclass(frozen=True)
class Hidden(Happening):
    """D3a: the words are not for everyone, on a ground of the look (criminal, advertising) and with a public reason."""

    subject = SUBJECT
    kind = "hidden"
    label = _l("Tekst verborgen")
    mark = "lock"
    tone = "wait"
    texts = frozenset({"reason", "signed"})

    ground: str


@dataclass(frozen=True)
class Erased(Happening):
    """D1: the original of a blacked-out text is destroyed, four weeks later."""

    subject = SUBJECT
    kind = "erased"
    label = _l("Oorspronkelijke tekst vernietigd")
    mark = "lock"


@dataclass(frozen=True)
class TextShown(Happening):
    """D3a: somebody looked at the words that stand with event `of`, and since then everyone can read them."""

    subject = SUBJECT
    kind = "text-shown"
    label = _l("Woorden bekeken: iedereen kan ze lezen")
    mark = "done"

    of: int


@dataclass(frozen=True)
class TextHidden(Happening):
    """D3a: the words that stand with event `of` are not for everyone, on a ground of the look."""

    subject = SUBJECT
    kind = "text-hidden"
    label = _l("Woorden verborgen")
    mark = "lock"
    tone = "wait"
    texts = frozenset({"reason", "signed"})

    of: int
    ground: str


@dataclass(frozen=True)
class TextBlackedOut(Happening):
    """D1: personal data taken out of the text `name` of event `of`; what is left of it stands here."""

    subject = SUBJECT
    kind = "text-blacked-out"
    label = _l("Persoonsgegevens onleesbaar gemaakt")
    mark = "lock"
    texts = frozenset({"words", "reason", "signed"})

    of: int
    name: str


@dataclass(frozen=True)
class TextErased(Happening):
    """D1: the original of a text of event `of` is destroyed, four weeks after it was blacked out."""

    subject = SUBJECT
    kind = "text-erased"
    label = _l("Oorspronkelijke tekst vernietigd")
    mark = "lock"

    of: int


@dataclass(frozen=True)
class Withdrawn(Happening):
    """D2, D5: taken back by who gave it, or by the secretariat for a wrong entry (`instead`: the right number)."""

    subject = SUBJECT
    kind = "withdrawn"
    label = _l("Ingetrokken")
    mark = "back"
    texts = frozenset({"reason", "signed"})

    by: str
    instead: str | None
