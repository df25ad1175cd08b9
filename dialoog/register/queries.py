"""Reading the log: heads, proofs of inclusion and consistency, and the proof of one subject (interface.md)."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dialoog.errors import NotFound
from dialoog.register.ledger import fetch_nodes
from dialoog.register.merkle import (
    consistency_nodes,
    consistency_path,
    inclusion_nodes,
    inclusion_path,
    root,
    root_nodes,
)
from dialoog.register.models import Event, EventText, Leaf, LogState, Recorded, TreeHead

EMPTY_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def log_size(session: Session) -> int:
    """How many events the log holds."""
    return session.scalar(select(LogState.size).where(LogState.id == 1)) or 0


def head(session: Session, size: int | None = None) -> dict[str, Any]:
    """The tree head at a size (the newest without one): `{"treeSize", "rootHash", "timestamp"}`.

    The time is that of the first kept head that covers the size. Raises NotFound for a size the log never reached.
    """
    newest = log_size(session)
    size = newest if size is None else size
    if not 0 <= size <= newest:
        raise NotFound("Zo lang is het register (nog) niet.")
    at = session.scalar(select(TreeHead.at).where(TreeHead.size >= size).order_by(TreeHead.size).limit(1))
    value = root(size, fetch_nodes(session, root_nodes(size)))
    return {"treeSize": size, "rootHash": value.hex(), "timestamp": stamp(at or EMPTY_TIME)}


def stamp(moment: datetime) -> str:
    """A moment as it stands in heads and leaves: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def consistency(session: Session, first: int, second: int) -> dict[str, Any]:
    """The consistency proof between two sizes: `{"van", "tot", "pad"}`. Raises NotFound for impossible sizes."""
    if not 0 <= first <= second <= log_size(session):
        raise NotFound("Zo lang is het register (nog) niet, of de maten staan verkeerd om.")
    path = consistency_path(first, second, fetch_nodes(session, consistency_nodes(first, second)))
    return {"van": first, "tot": second, "pad": [node.hex() for node in path]}


def events_of(session: Session, subject: Recorded) -> list[Event]:
    """All events of a subject with their texts, in order. Two queries."""
    query = (
        select(Event)
        .where(Event.subject_kind == subject.subject_kind, Event.subject_id == subject.id)
        .options(selectinload(Event.text_rows))
        .order_by(Event.n)
    )
    return list(session.scalars(query))


def proof(session: Session, subject: Recorded, *, texts: bool, staff: bool = False) -> dict[str, Any]:
    """The proof of everything recorded about a subject, checked as in RFC 9162, 2.1.3.2.

    `texts`: whether the reader may see the subject's public texts; `staff`: those for staff too.
    """
    size = log_size(session)
    events = events_of(session, subject)
    leaves = {
        leaf.event_id: leaf
        for leaf in session.scalars(select(Leaf).where(Leaf.event_id.in_([event.id for event in events])))
    }
    nodes = fetch_nodes(session, [p for leaf in leaves.values() for p in inclusion_nodes(leaf.index, size)])
    shown = [(event, row) for event in events for row in event.text_rows if texts and (row.public or staff)]
    return {
        "nummer": subject.subject_key,
        "gebeurtenissen": [_entry(leaves[event.id], size, nodes) for event in events],
        "teksten": [_text(event, row) for event, row in shown if row.text is not None and row.salt is not None],
        **head(session, size),
    }


def _entry(leaf: Leaf, size: int, nodes: Any) -> dict[str, Any]:
    return {
        "leaf": b64encode(leaf.content).decode(),
        "leafHash": leaf.hash.hex(),
        "index": leaf.index,
        "auditPath": [node.hex() for node in inclusion_path(leaf.index, size, nodes)],
    }


def _text(event: Event, row: EventText) -> dict[str, Any]:
    return {"n": event.n, "naam": row.name, "salt": (row.salt or b"").hex(), "tekst": row.text}
