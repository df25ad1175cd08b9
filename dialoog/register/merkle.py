"""The Merkle tree of the register (D12): hashes, proofs and their checks, from RFC 9162, section 2.1.

The log keeps the hash of every *finished* subtree: one whose 2^level leaves are all there, so that it never
changes again. Such a node stands at a place (level, position); a leaf is at level 0, position = index. Any
root or proof is made of O(log n) of them. Each `…_nodes` function names the places its partner needs, so that
a store can fetch them in one query.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256().digest()

Place = tuple[int, int]
Nodes = Mapping[Place, bytes]
Span = tuple[int, int]


class Finished(NamedTuple):
    """A subtree that is complete: a row for the store, never to be changed."""

    level: int
    position: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending leaves brings: the rows to store, and the log's new size and root.

    `edge` holds the nodes that the next `append` needs.
    """

    rows: list[Finished]
    size: int
    root: bytes
    edge: dict[Place, bytes]


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def read(get: Callable[[int, int], bytes], places: Iterable[Place]) -> dict[Place, bytes]:
    """The nodes at `places`, one by one through `get(level, position)`; for stores without a wide query."""
    return {place: get(*place) for place in places}


def root_nodes(size: int) -> list[Place]:
    """The places that `root` and `append` need for a log of `size` leaves: its largest finished subtrees."""
    _require(size >= 0, "a log has no negative size")
    return _cover(0, size)


def root(size: int, nodes: Nodes) -> bytes:
    """MTH(D[size]) (RFC 9162, 2.1.1). Raises KeyError if a node of `root_nodes(size)` is missing."""
    return _span_hash((0, size), nodes) if root_nodes(size) else EMPTY_ROOT


def append(size: int, leaves: Iterable[bytes], nodes: Nodes) -> Growth:
    """Add leaf hashes to a log of `size` leaves, of which `nodes` holds `root_nodes(size)`.

    About two hashes a leaf, however many there are. Raises KeyError if a node is missing.
    """
    known = {place: nodes[place] for place in root_nodes(size)}
    rows: list[Finished] = []
    for leaf in leaves:
        added = finished_by(size, leaf, known)
        known.update(((row.level, row.position), row.hash) for row in added)
        rows += added
        size += 1
    edge = {place: known[place] for place in root_nodes(size)}
    return Growth(rows, size, root(size, edge), edge)


def finished_by(index: int, leaf: bytes, nodes: Nodes) -> list[Finished]:
    """The subtrees that are complete once the leaf hash at `index` is there, itself first.

    `nodes` holds `root_nodes(index)`. Raises KeyError if one is missing.
    """
    level, position, value = 0, index, leaf
    rows = [Finished(level, position, value)]
    while position & 1:
        value = node_hash(nodes[level, position - 1], value)
        level, position = level + 1, position >> 1
        rows.append(Finished(level, position, value))
    return rows


def inclusion_nodes(index: int, size: int) -> list[Place]:
    """The places that `inclusion_path` needs. Raises ValueError unless 0 <= index < size."""
    return _places(_inclusion_spans(index, size))


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[size]), from leaf to root (RFC 9162, 2.1.3.1).

    Raises ValueError unless 0 <= index < size, KeyError if a node of `inclusion_nodes` is missing.
    """
    return [_span_hash(span, nodes) for span in _inclusion_spans(index, size)]


def consistency_nodes(m: int, n: int) -> list[Place]:
    """The places that `consistency_path` needs. Raises ValueError unless 0 <= m <= n."""
    return _places(_consistency_spans(m, n))


def consistency_path(m: int, n: int, nodes: Nodes) -> list[bytes]:
    """PROOF(m, D[n]) (RFC 9162, 2.1.4.1); empty for m = 0 and m = n, where there is nothing to prove.

    Raises ValueError unless 0 <= m <= n, KeyError if a node of `consistency_nodes` is missing.
    """
    return [_span_hash(span, nodes) for span in _consistency_spans(m, n)]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` in the log of `size` leaves with this root (RFC 9162, 2.1.3.2).

    The path alone does not pin the size: the root must be known to be the log's root at `size`.
    """
    if not 0 <= index < size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            fn, sn = _skip_right_edge(fn, sn)
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def verify_consistency(m: int, root_m: bytes, n: int, root_n: bytes, path: Sequence[bytes]) -> bool:
    """Whether the log of n leaves begins with the log of m leaves (RFC 9162, 2.1.4.2).

    The RFC proves 0 < m < n; the empty log is the beginning of any, a log is consistent with itself alone.
    """
    if m == n:
        return m >= 0 and not path and root_m == root_n
    if m == 0:
        return n > 0 and not path and root_m == EMPTY_ROOT
    if not 0 < m < n or not path:
        return False
    if m & (m - 1) == 0:
        path = [root_m, *path]
    fn, sn = m - 1, n - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return _climb_consistency(fn, sn, path) == (root_m, root_n)


def _climb_consistency(fn: int, sn: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Steps 5 and 6 of RFC 9162, 2.1.4.2: the two roots the path leads to, None if it has the wrong length."""
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            fn, sn = _skip_right_edge(fn, sn)
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return (fr, sr) if sn == 0 else None


def _skip_right_edge(fn: int, sn: int) -> tuple[int, int]:
    """Climb the levels at which the last node stands alone and is its own parent (RFC 9162, 2.1.3.2, 4b)."""
    while not fn & 1 and fn:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _inclusion_spans(index: int, size: int) -> list[Span]:
    _require(0 <= index < size, "the index must be within the log")
    spans: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def _consistency_spans(m: int, n: int) -> list[Span]:
    _require(0 <= m <= n, "a log is consistent only with a later one")
    if m == 0:
        return []
    spans: list[Span] = []
    start, end = 0, n
    while m < end:
        middle = start + _split(end - start)
        if m <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start > 0:
        spans.append((start, end))
    return spans[::-1]


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (RFC 9162, 2.1.1)."""
    return 1 << ((count - 1).bit_length() - 1)


def _cover(start: int, end: int) -> list[Place]:
    """The largest finished subtrees over leaves start..end-1, from left to right, as the RFC splits them."""
    places: list[Place] = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def _places(spans: Iterable[Span]) -> list[Place]:
    return [place for span in spans for place in _cover(*span)]


def _span_hash(span: Span, nodes: Nodes) -> bytes:
    hashes = [nodes[place] for place in _cover(*span)]
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
