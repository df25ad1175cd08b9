"""Proposing words and meanings, and what the secretariat does with them (D7b)."""

from dataclasses import dataclass, replace
from itertools import count

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.glossary.models import EntryState, GlossaryEntry
from dialoog.glossary.site_words import ENTRIES
from dialoog.permissions import Actor
from dialoog.slugs import slug

# Places on the page that something else has.
TAKEN_ANCHORS = frozenset({entry.anchor for entry in ENTRIES} | {"inhoud", "zoek"})


@dataclass(frozen=True)
class Words:
    """What somebody says of a word; `other_forms` stand between commas."""

    word: str
    meaning: str
    plain_words: str = ""
    other_forms: str = ""


class EditConflict(RuleViolation):
    """Somebody else changed the entry since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Iemand anders veranderde dit begrip terwijl u bezig was. Kijk wat u wilt bewaren."))


def edit_of(entry: GlossaryEntry) -> int:
    """How often it was changed, or what it improves: who decides must have seen the last of both."""
    return entry.edit + (entry.improves.edit if entry.improves else 0)


def propose(
    session: Session, words: Words, *, improves: GlossaryEntry | None = None, form_token: str | None, actor: Actor
) -> GlossaryEntry:
    """A word, or a better meaning for one, that only staff see until it is approved. The same form counts once.

    A better meaning comes with the other forms the word has.

    Raises RuleViolation without a word or a meaning.
    """
    _check(words)
    if form_token is not None:
        known = session.scalar(select(GlossaryEntry).where(GlossaryEntry.form_token == form_token))
        if known is not None:
            return known
    if improves is not None and not words.other_forms:
        words = replace(words, other_forms=improves.other_forms)
    return _made(session, words, improves=improves, form_token=form_token, actor=actor)


def add(session: Session, words: Words, *, actor: Actor) -> GlossaryEntry:
    """A word of staff, on the page at once. Raises RuleViolation as `propose`, or for a word that is there."""
    _check(words)
    _check_free(session, words.word, None)
    entry = _made(session, words, improves=None, form_token=None, actor=actor)
    _decide(session, entry, EntryState.APPROVED, actor)
    _note(session, entry, "glossary.added", actor)
    return entry


def change(session: Session, entry: GlossaryEntry, words: Words, *, edit: int, actor: Actor) -> None:
    """Change an entry in its state. Raises RuleViolation as `add`, EditConflict unless `edit` is `edit_of` it."""
    _write(session, entry, words, edit)
    _note(session, entry, "glossary.changed", actor)


def approve(session: Session, entry: GlossaryEntry, words: Words, *, edit: int, actor: Actor) -> GlossaryEntry:
    """Put these words on the page: as an entry, or in the entry the proposal improves. Gives what stands there.

    Raises RuleViolation as `change`, and for a better meaning that was decided on before.
    """
    better = entry.improves
    if better is not None:
        _check_waiting(entry)
    _write(session, entry, words, edit)
    if better is not None:
        _set(better, words)
    _decide(session, entry, EntryState.APPROVED, actor)
    _note(session, entry, "glossary.approved", actor)
    return better or entry


def refuse(session: Session, entry: GlossaryEntry, *, reason: str, actor: Actor) -> None:
    """Say no to a proposal, or take a word from the page; it stays with its reason, for staff.

    Raises RuleViolation without a reason, or for what was refused before.
    """
    if not reason.strip():
        raise RuleViolation(_("Geef een reden."), field="reason")
    if entry.state is EntryState.REFUSED:
        raise RuleViolation(_("Dit begrip is al afgewezen."))
    if entry.improves is not None:
        _check_waiting(entry)
    entry.reason = reason
    entry.edit += 1
    _decide(session, entry, EntryState.REFUSED, actor)
    _note(session, entry, "glossary.refused", actor)


def _made(
    session: Session, words: Words, *, improves: GlossaryEntry | None, form_token: str | None, actor: Actor
) -> GlossaryEntry:
    entry = GlossaryEntry(
        **vars(words),
        improves=improves,
        form_token=form_token,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
    )
    session.add(entry)
    session.flush()
    return entry


def _write(session: Session, entry: GlossaryEntry, words: Words, edit: int) -> None:
    _check(words)
    if entry.improves is None:
        _check_free(session, words.word, entry)
    elif (other := _same(session, words.word, entry.improves)) is not None:
        raise RuleViolation(_("Het begrip ‘%(word)s’ is er al.", word=other.word), field="word")
    if edit_of(entry) != edit:
        raise EditConflict
    _set(entry, words)


def _set(entry: GlossaryEntry, words: Words) -> None:
    for name, value in vars(words).items():
        setattr(entry, name, value)
    entry.edit += 1


def _decide(session: Session, entry: GlossaryEntry, state: EntryState, actor: Actor) -> None:
    entry.state, entry.decided_by_id, entry.decided_at = state, actor.person_id, clock.now()
    if state is EntryState.APPROVED:
        entry.reason = ""
        if entry.improves is None and entry.slug is None:
            entry.slug = _free_slug(session, entry.word)
    session.flush()


def _check(words: Words) -> None:
    if not words.word.strip():
        raise RuleViolation(_("Vul het woord in."), field="word")
    if not words.meaning.strip():
        raise RuleViolation(_("Leg uit wat het woord betekent."), field="meaning")


def _check_waiting(entry: GlossaryEntry) -> None:
    if entry.state is not EntryState.PROPOSED:
        raise RuleViolation(_("Over dit voorstel is al beslist."))


def _check_free(session: Session, word: str, entry: GlossaryEntry | None) -> None:
    if any(str(fixed.word).casefold() == word.casefold() for fixed in ENTRIES):
        message = _("Dit woord staat al bij de woorden van deze website.")
        raise RuleViolation(message, field="word")
    if (other := _same(session, word, entry)) is not None:
        raise RuleViolation(_("Het begrip ‘%(word)s’ is er al.", word=other.word), field="word")


def _same(session: Session, word: str, entry: GlossaryEntry | None) -> GlossaryEntry | None:
    """Another word on the page that is written alike."""
    query = select(GlossaryEntry).where(
        GlossaryEntry.state == EntryState.APPROVED,
        GlossaryEntry.improves_id.is_(None),
        func.lower(GlossaryEntry.word) == word.lower(),
    )
    if entry is not None:
        query = query.where(GlossaryEntry.id != entry.id)
    return session.scalar(query.limit(1))


def _free_slug(session: Session, word: str) -> str:
    wanted = slug(word)
    taken = set(
        session.scalars(select(GlossaryEntry.slug).where(GlossaryEntry.slug.startswith(wanted, autoescape=True)))
    )
    free = (s for n in count(1) if (s := wanted if n == 1 else f"{wanted}-{n}") not in taken)
    return next(s for s in free if s not in TAKEN_ANCHORS)


def _note(session: Session, entry: GlossaryEntry, action: str, actor: Actor) -> None:
    audit.note(
        session,
        actor=actor,
        action=action,
        subject_kind="begrip",
        subject_key=entry.id,
        detail={"state": entry.state, "improves": entry.improves_id},
    )
