"""Taking personal data out of a text: never a word is changed, and what is taken out is destroyed (D1)."""

import re
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.happenings import BlackedOut, Erased
from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionState
from dialoog.contributions.rules.assigning import SHORTEST_REASON
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM, Actor
from dialoog.register.rules import Words, erase, record, texts_of
from dialoog.search import search_terms

BLOCK = "[weggelakt]"
BLOCKS = re.compile(r"\[weggelakt\]|█+")
ERASE_JOB = "contributions.erase"
UNTIL_ERASED = timedelta(weeks=4)


def marks_for(text: str) -> tuple[str, str]:
    """What to put around a passage that must go: double brackets, or more of them where the text itself has those."""
    times = 2
    while "[" * times in text or "]" * times in text:
        times += 1
    return "[" * times, "]" * times


def blacked(text: str, marked: str) -> str:
    """`text` without the passages that are marked in `marked`, a copy of it with marks around what must go.

    Raises RuleViolation when nothing is marked, a mark is not closed, or anything else differs from the text.
    """
    text, marked = _lines(text), _lines(marked)
    before, after = marks_for(text)
    passage = re.compile(f"{re.escape(before)}(.+?){re.escape(after)}(?!\\])", re.DOTALL)
    if passage.sub(r"\1", marked) != text:
        raise RuleViolation(
            _("De tekst is veranderd, of een haakje staat niet goed. Zet alleen %(before)s en %(after)s in de tekst.")
            % {"before": before, "after": after},
            field="marked",
        )
    if marked == text:
        raise RuleViolation(
            _("Zet %(before)s en %(after)s om wat weg moet.") % {"before": before, "after": after}, field="marked"
        )
    return passage.sub(BLOCK, marked)


def only_blacks_out(old: str, new: str) -> bool:
    """Whether `new` is `old` with runs replaced by blocks (█ or [weggelakt]), and nothing else (D1)."""
    old, new = _lines(old), _lines(new)
    first, *others = BLOCKS.split(new)
    if not old.startswith(first):
        return False
    if not others:
        return old == first
    place = len(first)
    *middle, last = others
    for kept in middle:
        # Each block stands for at least one character; the earliest fit leaves most for what follows.
        found = old.find(kept, place + 1)
        if found < 0:
            return False
        place = found + len(kept)
    return len(old) - len(last) > place and old.endswith(last)


def black_out(session: Session, contribution: Contribution, *, new_text: str, reason: str, actor: Actor) -> None:
    """Replace what the public sees by `new_text`: the same with blocks for personal data (D1).

    The old public text is destroyed with its salt at once, the original four weeks later. There is no way back.
    """
    versions = texts_of(session, contribution, "public_text")
    old = versions[-1].text or ""
    new_text = _lines(new_text)
    if new_text == _lines(old) or not only_blacks_out(old, new_text):
        raise RuleViolation(_("Er mag alleen iets worden weggelakt, niets veranderd."), field="marked")
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    hidden = contribution.status == ContributionState.WITHDRAWN
    closed = contribution.level is Level.CLOSED or contribution.look not in LOOKED_AT
    for row in versions:
        if row.erased_at is None:
            erase(session, row)
    contribution.public_text = "" if hidden else new_text
    contribution.search_terms = "" if hidden or closed else search_terms(BLOCKS.sub(" ", new_text))
    contribution.blacked_out_at = clock.now()
    texts = {"public_text": Words(new_text, public=not (hidden or closed)), "reason": Words(reason.strip())}
    event = record(session, contribution, BlackedOut(), actor=actor, texts=texts)
    plan(
        session,
        kind=ERASE_JOB,
        key=f"{contribution.number} {event.n}",
        due_at=clock.now() + UNTIL_ERASED,
        params={"contribution": contribution.id},
    )


def erase_original(session: Session, contribution: Contribution) -> bool:
    """Destroy the original of a blacked-out text with its salt, four weeks after (D1); whether there was any left."""
    left = [row for row in texts_of(session, contribution, "text") if row.erased_at is None]
    for row in left:
        erase(session, row)
    if left:
        record(session, contribution, Erased(), actor=SYSTEM)
    return bool(left)


def _lines(text: str) -> str:
    # Browsers send every line end as two characters.
    return text.replace("\r\n", "\n")
