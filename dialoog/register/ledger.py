"""How a transaction's new events become leaves of the log: once, just before it commits (D12).

Everything else the transaction locks is locked by then; the log's row comes last, so writers wait in one line
and never for each other in a circle. Log and events commit together or not at all.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, or_, select, update
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.db import WorkSession
from dialoog.public_version import raise_if_changed
from dialoog.register.canonical import canonical
from dialoog.register.merkle import Nodes, Place, append, leaf_hash, root_nodes
from dialoog.register.models import Event, Leaf, LogState, TreeHead, TreeNode

_NEW = "new_events"
# Makes room at the end of the log, and holds its row until the commit.
_GROW = update(LogState).where(LogState.id == 1).values(size=LogState.size + bindparam("by")).returning(LogState.size)


class AppendOnly(Exception):
    """Somebody tried to change or delete what may only be added to."""


def leaf_content(event: Event) -> bytes:
    """The exact bytes that are hashed for an event: canonical JSON (RFC 8785) without any text or person."""
    return canonical(
        {
            "actor": event.actor_role,
            "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "corrects": event.corrects_id,
            "data": event.data,
            "from": event.old_state,
            "kind": event.kind,
            "n": event.n,
            "subject": f"{event.subject_kind}/{event.subject_key}",
            "texts": event.texts,
            "to": event.new_state,
        }
    )


def fetch_nodes(session: Session, places: Iterable[Place], value: Any = TreeNode.hash) -> Nodes:
    """The stored subtree hashes at these places, in one query; `value` is how their column is read."""
    by_level: dict[int, set[int]] = defaultdict(set)
    for level, position in places:
        by_level[level].add(position)
    if not by_level:
        return {}
    asked: dict[str, Any] = {}
    for n, (level, positions) in enumerate(sorted(by_level.items())):
        asked |= {f"level_{n}": level, f"positions_{n}": list(positions)}
    found = session.connection().execute(_nodes_of(len(by_level), value), asked)
    return {(level, position): node for level, position, node in found}


@lru_cache
def _nodes_of(levels: int, value: Any) -> Select[tuple[int, int, Any]]:
    # Level by level: for pairs of values SQLite looks through the whole table.
    of_level = (
        and_(
            TreeNode.level == bindparam(f"level_{n}"),
            TreeNode.position.in_(bindparam(f"positions_{n}", expanding=True)),
        )
        for n in range(levels)
    )
    return select(TreeNode.level, TreeNode.position, value).where(or_(*of_level))


def _append_new_events(session: Session, events: list[Event]) -> None:
    contents = [leaf_content(event) for event in events]
    hashes = [leaf_hash(content) for content in contents]
    # Without the session's own bookkeeping: nobody asks for these rows in the transaction that adds them.
    connection = session.connection()
    size = connection.execute(_GROW, {"by": len(events)}).scalar_one() - len(events)
    growth = append(size, hashes, fetch_nodes(session, root_nodes(size)))
    leaves = [
        {"idx": size + i, "event_id": event.id, "content": content, "hash": value}
        for i, (event, content, value) in enumerate(zip(events, contents, hashes, strict=True))
    ]
    connection.execute(insert(Leaf), leaves)
    connection.execute(insert(TreeNode), [row._asdict() for row in growth.rows])
    connection.execute(insert(TreeHead), {"size": growth.size, "root": growth.root, "at": clock.now()})


@sqlalchemy_event.listens_for(WorkSession, "after_flush")
def _note_new_events(session: Session, _context: object) -> None:
    session.info.setdefault(_NEW, []).extend(obj for obj in session.new if isinstance(obj, Event))


@sqlalchemy_event.listens_for(WorkSession, "before_commit")
def _write_log(session: Session) -> None:
    if session.get_nested_transaction() is not None:
        return
    session.flush()
    raise_if_changed(session)
    events: list[Event] = session.info.pop(_NEW, [])
    if events:
        _append_new_events(session, sorted(events, key=lambda event: event.id))


@sqlalchemy_event.listens_for(WorkSession, "after_soft_rollback")
def _forget_undone(session: Session, _transaction: object) -> None:
    # After a savepoint is undone its events are no longer in the session.
    kept = [event for event in session.info.get(_NEW, []) if event in session]
    session.info[_NEW] = kept


def _refuse(_mapper: object, _connection: object, target: object) -> None:
    raise AppendOnly(f"{type(target).__name__} is only ever added to")


for _model in (Event, Leaf, TreeNode, TreeHead):
    sqlalchemy_event.listen(_model, "before_update", _refuse)
    sqlalchemy_event.listen(_model, "before_delete", _refuse)
