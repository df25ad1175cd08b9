"""Reading the log: heads, proofs of inclusion and consistency, and the proof of one subject (interface.md)."""

from base64 import b64encode
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from dialoog import clock
from dialoog.errors import NotFound
from dialoog.register.ledger import fetch_nodes
from dialoog.register.merkle import (
    Nodes,
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
    """The tree head at a size (the newest without one): `{"treeSize", "rootHash", "timestamp"}`. Three queries.

    The time is that of the first kept head that covers the size. Raises NotFound for a size the log never reached.
    """
    newest = log_size(session)
    size = newest if size is None else size
    if not 0 <= size <= newest:
        raise NotFound(_("Zo lang is het register (nog) niet."))
    return _head(session, size, fetch_nodes(session, root_nodes(size)))


def _head(session: Session, size: int, nodes: Nodes) -> dict[str, Any]:
    at = session.scalar(select(TreeHead.at).where(TreeHead.size >= size).order_by(TreeHead.size).limit(1))
    return {"treeSize": size, "rootHash": root(size, nodes).hex(), "timestamp": stamp(at or EMPTY_TIME)}


def last_heads(session: Session, days: int) -> list[dict[str, Any]]:
    """The last head of each of the last so many Dutch days on which the log grew, the newest first. One query."""
    today = clock.today()
    newest = (
        select(func.max(TreeHead.size))
        .where(TreeHead.at >= clock.start_of(day), TreeHead.at < clock.start_of(day + timedelta(days=1)))
        .scalar_subquery()
        for day in (today - timedelta(days=ago) for ago in range(days))
    )
    query = select(TreeHead.size, TreeHead.root, TreeHead.at).where(or_(*(TreeHead.size == size for size in newest)))
    return [
        {"treeSize": size, "rootHash": root.hex(), "timestamp": stamp(at)}
        for size, root, at in session.execute(query.order_by(TreeHead.size.desc()))
    ]


def stamp(moment: datetime) -> str:
    """A moment as it stands in heads and leaves: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def consistency(session: Session, first: int, second: int) -> dict[str, Any]:
    """The consistency proof between two sizes: `{"van", "tot", "pad"}`. Raises NotFound for impossible sizes."""
    if not 0 <= first <= second <= log_size(session):
        raise NotFound(_("Zo lang is het register (nog) niet, of de maten staan verkeerd om."))
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


def proof(session: Session, subject: Recorded, *, texts: bool, closed_texts: Collection[str] = ()) -> dict[str, Any]:
    """The proof of everything recorded about a subject, checked as in RFC 9162, 2.1.3.2. Five queries.

    `texts`: whether the reader may see the subject's public texts; `closed_texts`: the names of texts this reader
    may see although they are not public.
    """
    size = log_size(session)
    leaves = list(session.scalars(_leaves_of(subject)))
    wanted = [place for leaf in leaves for place in inclusion_nodes(leaf.index, size)]
    nodes = fetch_nodes(session, [*root_nodes(size), *wanted])
    rows = session.execute(_texts_of(subject)).all() if texts else []
    return {
        "nummer": subject.subject_key,
        "gebeurtenissen": [_entry(leaf, size, nodes) for leaf in leaves],
        "teksten": [_text(n, row) for n, row in rows if row.public or row.name in closed_texts],
        **_head(session, size, nodes),
    }


def _leaves_of(subject: Recorded) -> Select[Leaf]:
    of = (Event.subject_kind == subject.subject_kind, Event.subject_id == subject.id)
    return select(Leaf).join(Event, Event.id == Leaf.event_id).where(*of).order_by(Event.n)


def _texts_of(subject: Recorded) -> Select[int, EventText]:
    """The texts that are still there, with the number of their event."""
    return (
        select(Event.n, EventText)
        .join(Event, Event.id == EventText.event_id)
        .where(Event.subject_kind == subject.subject_kind, Event.subject_id == subject.id)
        .where(EventText.text.is_not(None), EventText.salt.is_not(None))
        .order_by(Event.n, EventText.name)
    )


def _entry(leaf: Leaf, size: int, nodes: Nodes) -> dict[str, Any]:
    return {
        "leaf": b64encode(leaf.content).decode(),
        "leafHash": leaf.hash.hex(),
        "index": leaf.index,
        "auditPath": [node.hex() for node in inclusion_path(leaf.index, size, nodes)],
    }


def _text(n: int, row: EventText) -> dict[str, Any]:
    return {"n": n, "naam": row.name, "salt": (row.salt or b"").hex(), "tekst": row.text}
