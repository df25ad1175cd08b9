"""The one way into the record: `record()`; and the two ways a text may leave it, hiding and erasing (D1, D12)."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.errors import RuleViolation
from dialoog.permissions import Actor
from dialoog.register.kinds import Happening
from dialoog.register.models import Event, EventText, Recorded

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

    The only writer of events and of `status`. Raises RuleViolation for a change of state that D5 (or the
    subject's own table of transitions) does not know, ValueError for undeclared texts.
    """
    if happening.subject != subject.subject_kind:
        raise ValueError(f"{type(happening).__name__} is not an event of {subject.subject_kind}")
    words = texts or {}
    if undeclared := set(words) - happening.texts:
        raise ValueError(f"undeclared texts: {undeclared}")
    old = _move(subject, state)
    subject.last_event = (subject.last_event or 0) + 1
    session.add(subject)
    if subject.id is None:
        session.flush()
    event = Event(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_key=subject.subject_key,
        n=subject.last_event,
        kind=happening.kind,
        at=clock.now(),
        actor_role=actor.public_role,
        old_state=old,
        new_state=state,
        data=happening.as_data(),
        texts={},
        corrects_id=corrects.id if corrects else None,
    )
    for name, given in words.items():
        row = EventText(name=name, public=given.public, salt=secrets.token_bytes(32), text=given.text)
        event.text_rows.append(row)
        event.texts[name] = salted_hash(row.salt or b"", given.text)
    session.add(event)
    session.flush()
    for reaction in REACTIONS.by_kind.get(type(happening), ()):
        reaction(session, event)
    return event


def _move(subject: Recorded, state: str | None) -> str | None:
    old = subject.status
    if state is not None:
        if state not in subject.transitions.get(old, frozenset()):
            raise RuleViolation(f"Dat kan niet: {subject.subject_key} is {old or 'nieuw'} en wordt niet {state}.")
        subject.status = state
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


def hide(session: Session, row: EventText) -> None:
    """Keep a text for staff only (withdrawn, hidden)."""
    row.public = False
    session.flush()


