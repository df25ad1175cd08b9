"""D12: the log is a Merkle tree as in RFC 9162, section 2.1."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialoog.register import merkle
from tests.register import independent_verifier as independent
from tests.register.receipt_factory import Log

# The leaves and hashes by which Certificate Transparency implementations are compared.
VECTOR_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
VECTOR_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
VECTOR_INCLUSION = [
    (0, 1, []),
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
VECTOR_CONSISTENCY = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip

MOST = 600
LEAVES = [n.to_bytes(2, "big") for n in range(MOST)]
LOG = Log.of(LEAVES)
ROOTS = [merkle.root(size, LOG.nodes) for size in range(MOST + 1)]

sizes = st.integers(1, MOST)
indexes_and_sizes = sizes.flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
pairs_of_sizes = sizes.flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n)))
bits = st.integers(0, 255)


def flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(len(value), "big")


def inclusion(index: int, size: int) -> list[bytes]:
    """As a database does it: first the places, then one query, then the path."""
    fetched = {place: LOG.nodes[place] for place in merkle.inclusion_nodes(index, size)}
    return merkle.inclusion_path(index, size, fetched)


def consistency(m: int, n: int) -> list[bytes]:
    fetched = {place: LOG.nodes[place] for place in merkle.consistency_nodes(m, n)}
    return merkle.consistency_path(m, n, fetched)


@pytest.mark.parametrize("size", range(9))
def test_vector_roots(size: int) -> None:
    log = Log.of(VECTOR_LEAVES[:size])
    assert log.root().hex() == VECTOR_ROOTS[size]
    assert independent.mth(VECTOR_LEAVES[:size]).hex() == VECTOR_ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), VECTOR_INCLUSION)
def test_vector_inclusion_paths(index: int, size: int, path: list[str]) -> None:
    log = Log.of(VECTOR_LEAVES)
    found = merkle.inclusion_path(index, size, log.nodes)
    assert [step.hex() for step in found] == path
    assert independent.inclusion(index, VECTOR_LEAVES[:size]) == found
    root = bytes.fromhex(VECTOR_ROOTS[size])
    assert merkle.verify_inclusion(merkle.leaf_hash(VECTOR_LEAVES[index]), index, size, found, root)


@pytest.mark.parametrize(("m", "n", "path"), VECTOR_CONSISTENCY)
def test_vector_consistency_paths(m: int, n: int, path: list[str]) -> None:
    log = Log.of(VECTOR_LEAVES)
    found = merkle.consistency_path(m, n, log.nodes)
    assert [step.hex() for step in found] == path
    assert independent.consistency(m, VECTOR_LEAVES[:n]) == found
    assert merkle.verify_consistency(m, bytes.fromhex(VECTOR_ROOTS[m]), n, bytes.fromhex(VECTOR_ROOTS[n]), found)


def test_the_root_of_every_size_is_that_of_the_definition() -> None:
    assert [independent.mth(LEAVES[:size]) for size in range(MOST + 1)] == ROOTS
    assert ROOTS[0] == merkle.EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 34))
def test_every_proof_in_small_logs(size: int) -> None:
    leaves = LEAVES[:size]
    for index in range(size):
        path = inclusion(index, size)
        assert path == independent.inclusion(index, leaves)
        assert merkle.verify_inclusion(merkle.leaf_hash(leaves[index]), index, size, path, ROOTS[size])
    for m in range(1, size + 1):
        path = consistency(m, size)
        assert path == independent.consistency(m, leaves)
        assert merkle.verify_consistency(m, ROOTS[m], size, ROOTS[size], path)


@given(indexes_and_sizes)
def test_inclusion_in_any_log(place: tuple[int, int]) -> None:
    index, size = place
    path = inclusion(index, size)
    assert path == independent.inclusion(index, LEAVES[:size])
    assert merkle.verify_inclusion(merkle.leaf_hash(LEAVES[index]), index, size, path, ROOTS[size])
    assert independent.root_from_path(LEAVES[index], index, size, path) == ROOTS[size]


@given(pairs_of_sizes)
def test_consistency_of_any_two_sizes(pair: tuple[int, int]) -> None:
    m, n = pair
    path = consistency(m, n)
    assert path == independent.consistency(m, LEAVES[:n])
    assert merkle.verify_consistency(m, ROOTS[m], n, ROOTS[n], path)
    assert independent.roots_from_proof(m, n, ROOTS[m], path) == (ROOTS[m], ROOTS[n])


@given(indexes_and_sizes, bits, st.data())
def test_a_changed_bit_of_an_inclusion_proof_fails(place: tuple[int, int], bit: int, data: st.DataObject) -> None:
    index, size = place
    leaf, path, root = merkle.leaf_hash(LEAVES[index]), inclusion(index, size), ROOTS[size]
    assert not merkle.verify_inclusion(flipped(leaf, bit), index, size, path, root)
    assert not merkle.verify_inclusion(leaf, index, size, path, flipped(root, bit))
    other = data.draw(st.integers(-1, size + 1).filter(lambda number: number != index))
    assert not merkle.verify_inclusion(leaf, other, size, path, root)
    assert not merkle.verify_inclusion(leaf, index, size, [*path, root], root)
    if path:
        step = data.draw(st.integers(0, len(path) - 1))
        changed = [flipped(value, bit) if at == step else value for at, value in enumerate(path)]
        assert not merkle.verify_inclusion(leaf, index, size, changed, root)
        assert not merkle.verify_inclusion(leaf, index, size, path[:step] + path[step + 1 :], root)


@given(indexes_and_sizes, sizes)
def test_a_proof_under_another_size_does_not_reach_that_sizes_root(place: tuple[int, int], other: int) -> None:
    index, size = place
    if other != size:
        leaf = merkle.leaf_hash(LEAVES[index])
        assert not merkle.verify_inclusion(leaf, index, other, inclusion(index, size), ROOTS[other])


@given(pairs_of_sizes, bits, st.data())
def test_a_changed_bit_of_a_consistency_proof_fails(pair: tuple[int, int], bit: int, data: st.DataObject) -> None:
    m, n = pair
    path = consistency(m, n)
    assert not merkle.verify_consistency(m, flipped(ROOTS[m], bit), n, ROOTS[n], path)
    assert not merkle.verify_consistency(m, ROOTS[m], n, flipped(ROOTS[n], bit), path)
    assert not merkle.verify_consistency(m, ROOTS[m], n, ROOTS[n], [*path, ROOTS[n]])
    if path:
        step = data.draw(st.integers(0, len(path) - 1))
        changed = [flipped(value, bit) if at == step else value for at, value in enumerate(path)]
        assert not merkle.verify_consistency(m, ROOTS[m], n, ROOTS[n], changed)
        assert not merkle.verify_consistency(m, ROOTS[m], n, ROOTS[n], path[:step] + path[step + 1 :])


def test_a_rewritten_past_is_not_consistent() -> None:
    rewritten = Log.of([*LEAVES[:100], b"another", *LEAVES[101:200]])
    path = merkle.consistency_path(150, 200, rewritten.nodes)
    assert merkle.verify_consistency(150, merkle.root(150, rewritten.nodes), 200, rewritten.root(), path)
    assert not merkle.verify_consistency(150, ROOTS[150], 200, rewritten.root(), path)


def test_where_there_is_nothing_to_prove() -> None:
    assert consistency(0, 7) == consistency(7, 7) == []
    assert merkle.verify_consistency(0, merkle.EMPTY_ROOT, 7, ROOTS[7], [])
    assert merkle.verify_consistency(7, ROOTS[7], 7, ROOTS[7], [])
    assert not merkle.verify_consistency(0, ROOTS[1], 7, ROOTS[7], [])
    assert not merkle.verify_consistency(0, merkle.EMPTY_ROOT, 7, ROOTS[7], [ROOTS[7]])
    assert not merkle.verify_consistency(7, ROOTS[7], 7, ROOTS[6], [])
    assert not merkle.verify_consistency(6, ROOTS[6], 7, ROOTS[7], [])
    assert not merkle.verify_consistency(7, ROOTS[7], 6, ROOTS[6], consistency(6, 7))
    assert not merkle.verify_consistency(-1, ROOTS[7], -1, ROOTS[7], [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_no_inclusion_outside_the_log(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="within the log"):
        merkle.inclusion_nodes(index, size)


@pytest.mark.parametrize(("m", "n"), [(2, 1), (-1, 3)])
def test_no_consistency_with_an_earlier_log(m: int, n: int) -> None:
    with pytest.raises(ValueError, match="later one"):
        merkle.consistency_nodes(m, n)


def test_a_missing_node_is_not_passed_over() -> None:
    nodes = {place: value for place, value in LOG.nodes.items() if place != (3, 1)}
    with pytest.raises(KeyError):
        merkle.inclusion_path(0, 16, nodes)


@given(st.lists(st.integers(0, 60), max_size=8))
def test_appending_in_any_portions_gives_one_log(portions: list[int]) -> None:
    size, edge = 0, dict[merkle.Place, bytes]()
    stored: dict[merkle.Place, bytes] = {}
    for portion in portions:
        growth = merkle.append(size, map(merkle.leaf_hash, LEAVES[size : size + portion]), edge)
        places = [(row.level, row.position) for row in growth.rows]
        assert not stored.keys() & set(places), "a finished subtree never changes"
        stored.update(zip(places, (row.hash for row in growth.rows), strict=True))
        assert (growth.size, growth.root) == (size + portion, ROOTS[size + portion])
        size, edge = growth.size, growth.edge
    assert stored.keys() == {(level, at) for level in range(10) for at in range(size >> level)}
    assert all(LOG.nodes[place] == value for place, value in stored.items())


def test_one_leaf_finishes_the_subtrees_it_completes() -> None:
    finished = merkle.finished_by(7, merkle.leaf_hash(LEAVES[7]), merkle.read(reader, merkle.root_nodes(7)))
    assert [(row.level, row.position) for row in finished] == [(0, 7), (1, 3), (2, 1), (3, 0)]
    assert finished[-1].hash == ROOTS[8]


def reader(level: int, position: int) -> bytes:
    return LOG.nodes[level, position]


def test_proofs_read_few_nodes_in_a_large_log() -> None:
    size = 10**9
    for index in (0, 1, size // 2, size - 1):
        assert len(merkle.inclusion_nodes(index, size)) <= 2 * 30
    for m, n in pairwise((1, 3, 2**29 - 1, 2**29, size - 1, size)):
        assert len(merkle.consistency_nodes(m, n)) <= 2 * 30
    assert len(merkle.root_nodes(size)) <= 30
