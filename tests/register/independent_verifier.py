"""A second opinion on the register's proofs: one file, the standard library, nothing of the service itself.

Written from RFC 9162 (section 2.1), RFC 8785 and the description of the proof in interface.md, rule D12.
Usage: python independent_verifier.py RECEIPT.json [ROOT]
Exit 0: all is right; 1: something is not, and the line says what; 2: wrong usage.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Leaves = list[bytes]


def sha256(data: bytes) -> bytes:
    """HASH of 2.1."""
    return hashlib.sha256(data).digest()


def mth(leaves: Leaves) -> bytes:
    """MTH(D[n]) of a list of leaf contents (2.1.1)."""
    n = len(leaves)
    if n == 0:
        return sha256(b"")
    if n == 1:
        return sha256(b"\x00" + leaves[0])
    k = largest_power_of_two_below(n)
    return sha256(b"\x01" + mth(leaves[0:k]) + mth(leaves[k:n]))


def inclusion(m: int, leaves: Leaves) -> list[bytes]:
    """PATH(m, D[n]) for the (m+1)th leaf (2.1.3.1)."""
    n = len(leaves)
    if n == 1:
        return []
    k = largest_power_of_two_below(n)
    if m < k:
        return [*inclusion(m, leaves[0:k]), mth(leaves[k:n])]
    return [*inclusion(m - k, leaves[k:n]), mth(leaves[0:k])]


def consistency(m: int, leaves: Leaves) -> list[bytes]:
    """PROOF(m, D[n]) between the first m leaves and all (2.1.4.1)."""
    return subproof(m, leaves, True)


def subproof(m: int, leaves: Leaves, b: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) (2.1.4.1)."""
    n = len(leaves)
    if m == n:
        return [] if b else [mth(leaves)]
    k = largest_power_of_two_below(n)
    if m <= k:
        return [*subproof(m, leaves[0:k], b), mth(leaves[k:n])]
    return [*subproof(m - k, leaves[k:n], False), mth(leaves[0:k])]


def largest_power_of_two_below(n: int) -> int:
    """The k of 2.1.1: the largest power of two smaller than n."""
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def root_from_path(content: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a leaf's path leads to, rebuilt from the shape of the tree (2.1.3.1 read backwards)."""
    if not 0 <= index < size:
        raise Wrong("the index is outside the log")
    if size == 1:
        if path:
            raise Wrong("the path is too long")
        return sha256(b"\x00" + content)
    if not path:
        raise Wrong("the path is too short")
    k = largest_power_of_two_below(size)
    if index < k:
        return sha256(b"\x01" + root_from_path(content, index, k, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_from_path(content, index - k, size - k, path[:-1]))


def roots_from_proof(m: int, n: int, old_root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The old and the new root that a consistency proof leads to (2.1.4.1 read backwards)."""
    return _subproof_roots(m, n, True, old_root, proof)


def _subproof_roots(m: int, n: int, b: bool, old_root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    if m == n:
        if len(proof) != (0 if b else 1):
            raise Wrong("the proof has the wrong length")
        value = old_root if b else proof[0]
        return value, value
    if not proof:
        raise Wrong("the proof is too short")
    *rest, last = proof
    k = largest_power_of_two_below(n)
    if m <= k:
        old, new = _subproof_roots(m, k, b, old_root, rest)
        return old, sha256(b"\x01" + new + last)
    old, new = _subproof_roots(m - k, n - k, False, old_root, rest)
    return sha256(b"\x01" + last + old), sha256(b"\x01" + last + new)


class Wrong(Exception):
    """A check that failed."""


def check(receipt: Any) -> str:
    """Check every event and text of a proof document; return the root they fit, in hex. Raises Wrong."""
    need(bool(receipt["gebeurtenissen"]), "there are no events")
    leaves: list[Any] = []
    for place, event in enumerate(receipt["gebeurtenissen"], start=1):
        with entry(f"event {place}"):
            leaves.append(check_event(event, receipt, leaves))
    for place, text in enumerate(receipt["teksten"], start=1):
        with entry(f"text {place}"):
            [texts] = [leaf["texts"] for leaf in leaves if leaf["n"] == text["n"]]
            salted = hash_bytes(text["salt"]) + text["tekst"].encode()
            need(sha256(salted).hex() == texts[text["naam"]], "it is not the text that was recorded")
    return str(receipt["rootHash"])


def check_event(event: Any, receipt: Any, earlier: list[Any]) -> Any:
    """The leaf of an event that is in the log and fits the ones before it."""
    content = base64.b64decode(event["leaf"], validate=True)
    need(base64.b64encode(content).decode() == event["leaf"], "base64 is sloppy")
    need(sha256(b"\x00" + content).hex() == event["leafHash"], "leafHash is not the hash of leaf")
    leaf = json.loads(content)
    need(rfc8785(leaf).encode() == content, "leaf is not canonical JSON")
    need(leaf["subject"].split("/", 1)[1] == receipt["nummer"], "it is about another subject")
    need(all(other["subject"] == leaf["subject"] for other in earlier), "the subjects differ")
    need(all(other["n"] < leaf["n"] for other in earlier), "n does not rise")
    path = [hash_bytes(step) for step in event["auditPath"]]
    root = root_from_path(content, event["index"], receipt["treeSize"], path)
    need(root.hex() == receipt["rootHash"], "the path does not lead to rootHash")
    return leaf


def need(holds: bool, message: str) -> None:
    """Raise Wrong unless `holds`."""
    if not holds:
        raise Wrong(message)


@contextmanager
def entry(name: str) -> Iterator[None]:
    """Let whatever is wrong inside be told with the entry's name."""
    try:
        yield
    except (Wrong, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Wrong(f"{name}: {error}") from error


def hash_bytes(text: str) -> bytes:
    """The 32 bytes of a hash or salt."""
    value = bytes.fromhex(text)
    if len(value) != 32 or value.hex() != text:
        raise Wrong("a hash or salt is not 64 lower-case hexadecimal digits")
    return value


def rfc8785(value: Any) -> str:
    """Canonical JSON of values without fractions, written out by hand."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is str:
        return '"' + "".join(escaped(character) for character in value) + '"'
    if type(value) is list:
        return "[" + ",".join(rfc8785(item) for item in value) + "]"
    if type(value) is dict:
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(rfc8785(key) + ":" + rfc8785(value[key]) for key in keys) + "}"
    raise Wrong(f"a leaf holds a {type(value).__name__}")


def escaped(character: str) -> str:
    """A character inside a JSON string (RFC 8785, 3.2.2.2)."""
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    if character in short:
        return short[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character


def main(arguments: list[str]) -> int:
    """Check the receipt that the command line names; the exit code."""
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        root = check(json.loads(Path(arguments[0]).read_bytes()))
    except (Wrong, OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        print(f"WRONG: {error}")
        return 1
    if len(arguments) == 2 and arguments[1] != root:
        print(f"WRONG: the receipt fits root {root}, not {arguments[1]}")
        return 1
    print(f"RIGHT: fits root {root}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
