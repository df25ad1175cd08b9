"""Rechecking the whole record (D12): every event against its leaf, every root, every state, every text.

The checks stream: memory stays flat however long the log is. Nothing is decoded before it is looked at: whatever
stands in the tables, what is wrong with it is a finding.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog.register.ledger import fetch_nodes, leaf_content
from dialoog.register.merkle import EMPTY_ROOT, Place, append, leaf_hash
from dialoog.register.models import Event, EventText, Leaf, LogState, TreeHead, TreeNode
from dialoog.register.rules import salted_hash
from dialoog.register.stored import Undecodable, any_text, columns_of, decode, decoded, printable, raw
from dialoog.register.subjects import all_subject_kinds

Check = Callable[[Session], Iterable[str]]
BATCH = 1000
MOST_PROBLEMS = 20
EVENT = columns_of(Event)
LEAF = columns_of(Leaf)
HEAD = columns_of(TreeHead)
TEXT = columns_of(EventText)
TEXTS_AT = EVENT.index(Event.__table__.c.texts)
NAME_AT = TEXT.index(EventText.__table__.c.name)


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

    Sends nothing and changes nothing. At most 20 problems are gathered. A record that is not right itself is no
    measure for the tables beside it, so they are compared only with one that is.
    """
    with any_text(session):
        problems = _first(chain(_leaves(session), _counts(session), _texts(session)))
        if not problems:
            problems = _first(chain(_states(session), *(check(session) for check in checks)))
        size, root = _newest(session)
    erased = session.scalar(select(func.count()).where(EventText.erased_at.is_not(None))) or 0
    return Verification(size, root.hex(), erased, problems)


def _first(found: Iterable[str]) -> list[str]:
    return [printable(problem) for problem in islice(found, MOST_PROBLEMS)]


def _newest(session: Session) -> tuple[int, bytes]:
    """The size of the log and its root, as far as they can be told."""
    told = session.scalar(select(*raw(session, LogState.size)).where(LogState.id == 1))
    size = told if isinstance(told, int) else 0
    root = session.scalar(select(*raw(session, TreeHead.root)).where(TreeHead.size == size))
    return size, root if isinstance(root, bytes) else EMPTY_ROOT


class _Row(NamedTuple):
    """A leaf with its event and the head it ends with, all undecoded; of what is not there every value is None."""

    leaf: Sequence[Any]
    event: Sequence[Any]
    head: Sequence[Any]

    @property
    def index(self) -> Any:
        return self.leaf[0]

    @property
    def content(self) -> Any:
        return self.leaf[2]

    @property
    def name(self) -> str:
        return printable(self.content)[:120] if self.event[0] is None else _name(self.event)


def _name(event: Sequence[Any]) -> str:
    """An event by its subject and number, from its columns in their order."""
    _id, kind, _subject_id, key, n, *_others = event
    return f"{printable(kind)}/{printable(key)} gebeurtenis {printable(n)}"


def _leaves(session: Session) -> Iterator[str]:
    """Every leaf against its event and its hash, every stored head and subtree against the leaves so far."""
    edge: dict[Place, bytes] = {}
    finished: dict[Place, bytes] = {}
    size = 0
    for row in _rows(session):
        if row.index != size:
            yield f"regel {size}: ontbreekt in het register"
            break
        if not isinstance(row.content, bytes):
            yield f"regel {size}: content is onleesbaar ({row.name})"
            break
        yield from _wrong_leaf(row)
        growth = append(size, [leaf_hash(row.content)], edge)
        size, edge = growth.size, growth.edge
        finished |= {(grown.level, grown.position): grown.hash for grown in growth.rows}
        yield from _wrong_head(row, growth.root)
        if len(finished) >= BATCH:
            yield from _wrong_nodes(session, finished)
            finished = {}
    yield from _wrong_nodes(session, finished)


def _rows(session: Session) -> Iterator[_Row]:
    query = (
        select(*raw(session, *LEAF, *EVENT, *HEAD))
        .select_from(Leaf)
        .outerjoin(Event, Event.id == Leaf.event_id)
        .outerjoin(TreeHead, TreeHead.size == Leaf.index + 1)
        .order_by(Leaf.index)
    )
    first, second = len(LEAF), len(LEAF) + len(EVENT)
    with session.execute(query.execution_options(yield_per=BATCH)) as rows:
        for row in rows:
            yield _Row(row[:first], row[first:second], row[second:])


def _wrong_leaf(row: _Row) -> Iterator[str]:
    try:
        if row.event[0] is None:
            yield f"regel {row.index}: de gebeurtenis is weg ({row.name})"
        elif _content(row.event) != row.content:
            yield f"regel {row.index}: de gebeurtenis is niet wat is vastgelegd ({row.name})"
    except Undecodable as column:
        yield f"regel {row.index}: {column} van de gebeurtenis is onleesbaar ({row.name})"
    if leaf_hash(row.content) != row.leaf[3]:
        yield f"regel {row.index}: de vastgelegde bytes horen niet bij hun hash ({row.name})"


def _content(values: Sequence[Any]) -> bytes:
    """What the leaf of an event must hold. Raises Undecodable."""
    event = Event(**dict(zip((column.key for column in EVENT), decoded(EVENT, values), strict=True)))
    try:
        return leaf_content(event)
    except (TypeError, ValueError):  # a fraction, or a whole number no JSON reader shares
        raise Undecodable("data") from None


def _wrong_head(row: _Row, root: bytes) -> Iterator[str]:
    size = row.index + 1
    if row.head[0] is None:
        return
    try:
        if decoded(HEAD, row.head)[1] != root:
            yield f"regel {row.index}: de wortel bij lengte {size} is niet wat is vastgelegd ({row.name})"
    except Undecodable as column:
        yield f"regel {row.index}: {column} van de stand bij lengte {size} is onleesbaar ({row.name})"


def _wrong_nodes(session: Session, finished: dict[Place, bytes]) -> Iterator[str]:
    stored = fetch_nodes(session, finished, *raw(session, TreeNode.hash))
    for (level, position), value in finished.items():
        if stored.get((level, position)) != value:
            yield f"regel {position << level}: de deelboom op hoogte {level} hoort niet bij zijn regels"
            return


def _counts(session: Session) -> Iterator[str]:
    size = session.scalar(select(*raw(session, LogState.size)).where(LogState.id == 1))
    first, newest = session.execute(select(func.min(TreeHead.size), func.max(TreeHead.size))).one()
    leaves = session.scalar(select(func.count()).select_from(Leaf)) or 0
    nodes = session.scalar(select(func.count()).select_from(TreeNode)) or 0
    if not size == (newest or 0) == leaves or (first or 1) < 1:
        counted = f"het register telt {size}, de standen gaan van {first} tot {newest}, er zijn {leaves} regels"
        yield f"regel {min(n for n in (size, newest, leaves) if isinstance(n, int))}: {counted}"
    elif nodes != sum(leaves >> level for level in range(leaves.bit_length())):
        yield f"regel {leaves}: er zijn {nodes} deelbomen, en dat past niet bij {leaves} regels"
    unlogged = select(*raw(session, *EVENT)).outerjoin(Leaf, Leaf.event_id == Event.id).where(Leaf.index.is_(None))
    for event in session.execute(unlogged.order_by(Event.id).limit(5)):
        yield f"{_name(event)}: staat niet in het register"
    lost = select(EventText.id).outerjoin(Event, Event.id == EventText.event_id).where(Event.id.is_(None))
    for text in session.scalars(lost.order_by(EventText.id).limit(5)):
        yield f"tekst {text}: hoort bij geen gebeurtenis"


def _texts(session: Session) -> Iterator[str]:
    """Every text that is still there fits the hash its event holds; every event has its texts."""
    query = (
        select(*raw(session, *EVENT, *TEXT))
        .select_from(Event)
        .outerjoin(EventText, EventText.event_id == Event.id)
        .order_by(Event.id, EventText.id)
    )
    with session.execute(query.execution_options(yield_per=BATCH)) as rows:
        for _id, group in groupby(rows, key=itemgetter(0)):
            found = list(group)
            event = found[0][: len(EVENT)]
            texts = [row[len(EVENT) :] for row in found if row[len(EVENT)] is not None]
            yield from (f"{_name(event)}: {problem}" for problem in _wrong_texts(event, texts))


def _wrong_texts(event: Sequence[Any], texts: Sequence[Sequence[Any]]) -> Iterator[str]:
    try:
        hashes = decode(Event.texts, event[TEXTS_AT])
    except Undecodable:
        return  # named with its leaf
    rows = {printable(row[NAME_AT]): row for row in texts}
    if set(rows) != set(hashes):
        yield f"heeft teksten {sorted(rows)}, de gebeurtenis noemt {sorted(hashes)}"
    for name, values in rows.items():
        try:
            problem = _wrong_text(values, hashes.get(name))
        except Undecodable as column:
            problem = f"is onleesbaar ({column})"
        if problem:
            yield f"de tekst {name} {problem}"


def _wrong_text(values: Sequence[Any], hashed: Any) -> str | None:
    """What is wrong with a text of which the leaf holds this hash. Raises Undecodable."""
    _id, _event_id, _name, _public, salt, text, erased_at = decoded(TEXT, values)
    if erased_at is not None:
        return None if text is None and salt is None else "is er nog, en heet vernietigd"
    if text is None or salt is None:
        return "is weg zonder te zijn vernietigd"
    return None if salted_hash(salt, text) == hashed else "is gewijzigd"


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
