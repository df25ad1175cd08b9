"""What can happen to a commitment (D10). Who carries it out stands with the commitment, not in the leaf."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from dialoog.register.kinds import Happening

SUBJECT = "toezegging"


@dataclass(frozen=True)
class Promised(Happening):
    """D6: promised in an answer. `source` is the subject it was made in, `unit` the slug of the owning unit."""

    subject = SUBJECT
    kind = "promised"
    label = _l("Toegezegd")
    mark = "flag"
    texts = frozenset({"text"})

    source: str
    unit: str | None
    due: str


@dataclass(frozen=True)
class Progress(Happening):
    """D10: the owner tells how far it is."""

    subject = SUBJECT
    kind = "progress"
    label = _l("Voortgang van de toezegging")
    mark = "half"
    tone = "wait"
    texts = frozenset({"report", "signed"})


@dataclass(frozen=True)
class Done(Happening):
    """D10: carried out."""

    subject = SUBJECT
    kind = "done"
    label = _l("Toezegging gereed")
    mark = "done"
    tone = "key"
    texts = frozenset({"report", "signed"})


@dataclass(frozen=True)
class Dropped(Happening):
    """D10: it will not be carried out, for a reason everyone can read."""

    subject = SUBJECT
    kind = "dropped"
    label = _l("Toezegging vervallen")
    mark = "no"
    texts = frozenset({"reason", "signed"})


@dataclass(frozen=True)
class Reopened(Happening):
    """It was closed too early: it is being carried out again."""

    subject = SUBJECT
    kind = "reopened"
    label = _l("Toezegging weer open")
    mark = "again"
    tone = "wait"
    texts = frozenset({"reason", "signed"})


@dataclass(frozen=True)
class DueChanged(Happening):
    """The day by which it is to be done moved, for a reason everyone can read; the old day stays in the record."""

    subject = SUBJECT
    kind = "due-changed"
    label = _l("Andere einddatum")
    mark = "clock"
    tone = "wait"
    texts = frozenset({"reason", "signed"})

    before: str
    due: str
