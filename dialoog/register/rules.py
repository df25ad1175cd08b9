"""The one way into the record: `record()`; and the two ways a text may leave it, hiding and erasing (D1, D12)."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.permissions import Actor
from dialoog.register.kinds import Happening
from dialoog.register.models import Event, EventText, Recorded
from dialoog.register.signatures import SIGNED, signature

Reaction = Callable[[Session, Event], None]


@dataclass(frozen=True)
class Words:
    """A text an event stands for; `public` unless only staff may read it."""

    text: str
    public: bool = True


@dataclass
class Reactions:
    """What higher domains do when a kind of event is recorded: filled once, by wiring."""

    by_kind: dict[type[Happening], tuple[Reaction, ...]] = field(default_factory=dict)


REACTIONS = Reactions()


def together(*tables: Mapping[type[Happening], tuple[Reaction, ...]]) -> dict[type[Happening], tuple[Reaction, ...]]:
    """The reactions of several domains in one table: to one kind of event each of them may react, in their order."""
    kinds = dict.fromkeys(kind for table in tables for kind in table)
    return {kind: tuple(reaction for table in tables for reaction in table.get(kind, ())) for kind in kinds}


@dataclass(frozen=True)
class Entry:
    """One event to be recorded: of which subject, what happened, its texts, and the state it leads to."""

    subject: Recorded
    happening: Happening
    texts: Mapping[str, Words] = field(default_factory=dict)
    state: str | None = None
    corrects: Event | None = None


def record(
    session: Session,
    subject: Recorded,
    happening: Happening,
    *,
    actor: Actor,
    texts: Mapping[str, Words] | None = None,
    state: str | None = None,
    corrects: Event | None = None,
) -> Event:
    """Write one event of a subject, set its state, and let higher domains react, all in this transaction.

    Raises RuleViolation for a change of state that D5 (or the subject's own table of transitions) does not
    know, ValueError for a happening of another subject or undeclared texts.
    """
    return record_many(session, [Entry(subject, happening, texts or {}, state, corrects)], actor=actor)[0]


def record_many(session: Session, entries: Sequence[Entry], *, actor: Actor) -> list[Event]:
    """As `record`, for many subjects at once in a few statements. The only writer of events and of `status`."""
    entries = [_signed(entry, actor) for entry in entries]
    olds = [_move(entry) for entry in entries]
    session.add_all(entry.subject for entry in entries)
    session.flush()
    now = clock.now()
    salted = [{name: secrets.token_bytes(32) for name in entry.texts} for entry in entries]
    events = [_event(*one, actor, now) for one in zip(entries, olds, salted, strict=True)]
    session.add_all(events)
    session.flush()
    _keep_texts(session, entries, events, salted)
    for entry, event in zip(entries, events, strict=True):
        for reaction in REACTIONS.by_kind.get(type(entry.happening), ()):
            reaction(session, event)
    return events


def _signed(entry: Entry, actor: Actor) -> Entry:
    """The entry with who says its words, where the happening is one that is signed (P7).

    A text of its own, not in the leaf; whoever may read any of the words may read whose they are.
    """
    if SIGNED not in entry.happening.texts or SIGNED in entry.texts or not entry.texts:
        return entry
    signed = signature(actor, entry.subject.unit_in_charge)
    if not signed:
        return entry
    public = any(words.public for words in entry.texts.values())
    return replace(entry, texts={**entry.texts, SIGNED: Words(signed, public=public)})


def _event(entry: Entry, old: str | None, salts: Mapping[str, bytes], actor: Actor, now: datetime) -> Event:
    return Event(
        subject_kind=entry.subject.subject_kind,
        subject_id=entry.subject.id,
        subject_key=entry.subject.subject_key,
        n=entry.subject.last_event,
        kind=entry.happening.kind,
        at=now,
        actor_role=actor.public_role,
        old_state=old,
        new_state=entry.state,
        data=entry.happening.as_data(),
        texts={name: salted_hash(salts[name], given.text) for name, given in entry.texts.items()},
        corrects_id=entry.corrects.id if entry.corrects else None,
    )


def _keep_texts(
    session: Session, entries: Sequence[Entry], events: Sequence[Event], salted: Sequence[Mapping[str, bytes]]
) -> None:
    # One statement for all: as objects of their own they would take as long as everything else together.
    rows = [
        {"event_id": event.id, "name": name, "public": given.public, "salt": salts[name], "text": given.text}
        for entry, event, salts in zip(entries, events, salted, strict=True)
        for name, given in entry.texts.items()
    ]
    if rows:
        session.execute(insert(EventText), rows)


def _move(entry: Entry) -> str | None:
    subject, happening, state = entry.subject, entry.happening, entry.state
    if happening.subject != subject.subject_kind:
        raise ValueError(f"{type(happening).__name__} is not an event of {subject.subject_kind}")
    if undeclared := set(entry.texts) - happening.texts:
        raise ValueError(f"undeclared texts: {undeclared}")
    old: str | None = subject.status
    if state is not None:
        if state not in subject.transitions.get(old, frozenset()):
            raise RuleViolation(
                _("%(what)s is %(old)s en kan niet %(new)s worden.")
                % {
                    "what": subject.subject_key,
                    "old": old or _("nieuw"),
                    "new": state,
                }
            )
        subject.status = state
    subject.last_event = (subject.last_event or 0) + 1
    return old


def salted_hash(salt: bytes, text: str) -> str:
    """SHA-256 of salt followed by the text in UTF-8, in hex: what a leaf holds of a text (D12)."""
    return sha256(salt + text.encode()).hexdigest()


def texts_of(session: Session, subject: Recorded, name: str) -> list[EventText]:
    """All texts of that name in the subject's events, oldest first, erased ones too."""
    query = (
        select(EventText)
        .join(Event)
        .where(Event.subject_kind == subject.subject_kind, Event.subject_id == subject.id, EventText.name == name)
        .order_by(Event.n)
    )
    return list(session.scalars(query))


def erase(session: Session, row: EventText) -> None:
    """Destroy a text with its salt (D1): the hash in the leaf stays and can no longer be guessed back."""
    row.text = None
    row.salt = None
    row.erased_at = clock.now()
    session.flush()


def show(session: Session, row: EventText) -> None:
    """Let everyone read a text that was kept for staff."""
    row.public = True
    session.flush()


def hide(session: Session, row: EventText) -> None:
    """Keep a text for staff only (withdrawn, hidden)."""
    row.public = False
    session.flush()
