"""Rechecking the whole record (D12): every event against its leaf, every root, every state, every text.

The checks stream: memory stays flat however long the log is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from dialoog.register.ledger import fetch_nodes, leaf_content
from dialoog.register.merkle import EMPTY_ROOT, Place, append, leaf_hash
from dialoog.register.models import Event, EventText, Leaf, LogState, TreeHead
from dialoog.register.rules import salted_hash
from dialoog.register.subjects import all_subject_kinds

Check = Callable[[Session], Iterable[str]]
BATCH = 1000
MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Verification:
    """What a recheck found: `problems` in the order of the log, empty when all is well."""

    events: int
    root: str
    erased_texts: int
    problems: list[str]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_log(session: Session, checks: Iterable[Check] = ()) -> Verification:
    """Recheck everything; `checks` are the domains' own comparisons of their tables with the record.

    Sends nothing and changes nothing. At most 20 problems are gathered.
    """
    found = chain(_leaves(session), _counts(session), _texts(session), _states(session), *(c(session) for c in checks))
    problems = list(islice(found, MOST_PROBLEMS))
    size = session.scalar(select(LogState.size)) or 0
    root = session.scalar(select(TreeHead.root).where(TreeHead.size == size)) or EMPTY_ROOT
    erased = session.scalar(select(func.count()).where(EventText.erased_at.is_not(None))) or 0
    return Verification(size, root.hex(), erased, problems)


def _leaves(session: Session) -> Iterator[str]:
    """Every leaf against its event and its hash, every stored head and subtree against the leaves so far."""
    heads = dict(session.execute(select(TreeHead.size, TreeHead.root)).all())
    edge: dict[Place, bytes] = {}
    finished: dict[Place, bytes] = {}
    size = 0
    query = select(Leaf, Event).outerjoin(Event, Event.id == Leaf.event_id).order_by(Leaf.index)
    with session.execute(query.execution_options(yield_per=BATCH)) as rows:
        for leaf, event in rows:
            if leaf.index != size:
                yield f"regel {size}: ontbreekt in het register"
                return
            yield from _wrong_leaf(leaf, event)
            growth = append(size, [leaf_hash(leaf.content)], edge)
            size, edge = growth.size, growth.edge
            finished |= {(row.level, row.position): row.hash for row in growth.rows}
            if size in heads and heads[size] != growth.root:
                yield f"regel {size - 1}: de wortel bij lengte {size} is niet wat is vastgelegd ({_name(leaf, event)})"
            if len(finished) >= BATCH:
                yield from _wrong_nodes(session, finished)
                finished = {}
    yield from _wrong_nodes(session, finished)


def _wrong_leaf(leaf: Leaf, event: Event | None) -> Iterator[str]:
    name = _name(leaf, event)
    if event is None:
        yield f"regel {leaf.index}: de gebeurtenis is weg ({name})"
    elif leaf_content(event) != leaf.content:
        yield f"regel {leaf.index}: de gebeurtenis is niet wat is vastgelegd ({name})"
    if leaf_hash(leaf.content) != leaf.hash:
        yield f"regel {leaf.index}: de vastgelegde bytes horen niet bij hun hash ({name})"


def _name(leaf: Leaf, event: Event | None) -> str:
    if event is None:
        return leaf.content.decode(errors="replace")[:120]
    return f"{event.subject_kind}/{event.subject_key} gebeurtenis {event.n}"


def _wrong_nodes(session: Session, finished: dict[Place, bytes]) -> Iterator[str]:
    stored = fetch_nodes(session, finished)
    for (level, position), value in finished.items():
        if stored.get((level, position)) != value:
            yield f"regel {position << level}: de deelboom op hoogte {level} hoort niet bij zijn regels"
            return


def _counts(session: Session) -> Iterator[str]:
    size = session.scalar(select(LogState.size)) or 0
    newest = session.scalar(select(func.max(TreeHead.size))) or 0
    leaves = session.scalar(select(func.count()).select_from(Leaf)) or 0
    if not size == newest == leaves:
        counted = f"het register telt {size}, de nieuwste stand {newest}, er zijn {leaves} regels"
        yield f"regel {min(size, newest, leaves)}: {counted}"
    unlogged = select(Event).outerjoin(Leaf, Leaf.event_id == Event.id).where(Leaf.index.is_(None)).order_by(Event.id)
    for event in session.scalars(unlogged.limit(5)):
        yield f"{event.subject_kind}/{event.subject_key} gebeurtenis {event.n}: staat niet in het register"


def _texts(session: Session) -> Iterator[str]:
    """Every text that is still there fits the hash its event holds; every event has its texts."""
    query = select(Event).options(selectinload(Event.text_rows)).order_by(Event.id)
    with session.scalars(query.execution_options(yield_per=BATCH)) as events:
        for event in events:
            yield from _wrong_texts(event)


def _wrong_texts(event: Event) -> Iterator[str]:
    rows = {row.name: row for row in event.text_rows}
    name = f"{event.subject_kind}/{event.subject_key} gebeurtenis {event.n}"
    if set(rows) != set(event.texts):
        yield f"{name}: heeft teksten {sorted(rows)}, de gebeurtenis noemt {sorted(event.texts)}"
    for key, row in rows.items():
        if row.text is None or row.salt is None:
            if row.erased_at is None:
                yield f"{name}: de tekst {key} is weg zonder te zijn vernietigd"
        elif salted_hash(row.salt, row.text) != event.texts.get(key):
            yield f"{name}: de tekst {key} is gewijzigd"


def _states(session: Session) -> Iterator[str]:
    """Replaying the events of every subject gives the state and the count it has now (D5)."""
    for kind in all_subject_kinds():
        for subject_id, key, (status, count) in _replayed(session, kind.name):
            subject = session.execute(
                select(kind.model.status, kind.model.last_event).where(kind.model.id == subject_id)
            ).one_or_none()
            if subject is None:
                yield f"{kind.name}/{key}: heeft gebeurtenissen maar is weg"
            elif tuple(subject) != (status, count):
                now = f"is '{subject[0]}' na {subject[1]} gebeurtenissen"
                yield f"{kind.name}/{key}: {now}, maar de gebeurtenissen geven '{status}' na {count}"
        known = select(Event.id).where(Event.subject_kind == kind.name, Event.subject_id == kind.model.id, Event.n == 1)
        for subject_id in session.scalars(select(kind.model.id).where(~known.exists()).limit(5)):
            yield f"{kind.name} met id {subject_id}: heeft geen eerste gebeurtenis"


def _replayed(session: Session, kind: str) -> Iterator[tuple[int, str, tuple[str | None, int]]]:
    query = (
        select(Event.subject_id, Event.subject_key, Event.n, Event.new_state)
        .where(Event.subject_kind == kind)
        .order_by(Event.subject_id, Event.n)
    )
    current: tuple[int, str] | None = None
    state: tuple[str | None, int] = (None, 0)
    with session.execute(query.execution_options(yield_per=BATCH)) as rows:
        for subject_id, key, _n, new_state in rows:
            if current is not None and current[0] != subject_id:
                yield *current, state
                state = (None, 0)
            current = (subject_id, key)
            state = (new_state or state[0], state[1] + 1)
    if current is not None:
        yield *current, state
