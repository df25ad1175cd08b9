"""Proof documents as the service gives them, over small logs of made-up events."""

import base64
import random
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from dialoog.register import merkle
from dialoog.register.canonical import canonical

NUMBER = "INB-2026-00123"
WORDS = {"text": "Geef de beek weer ruimte – ook bij Voorbeelddorp €.", "name": "Stichting Voorbeeld"}
REMARK = "Wij zijn het er niet mee eens."


def salt_of(name: str) -> bytes:
    return sha256(b"salt of " + name.encode()).digest()


def event(n: int, kind: str, texts: dict[str, str] | None = None, subject: str = f"inbreng/{NUMBER}") -> bytes:
    hashes = {name: sha256(salt_of(name) + words.encode()).hexdigest() for name, words in (texts or {}).items()}
    leaf = {
        "subject": subject,
        "n": n,
        "kind": kind,
        "at": "2026-03-03T09:15:00Z",
        "texts": hashes,
        "data": {"to": None},
    }
    return canonical(leaf)


@dataclass
class Log:
    """A log kept as the service keeps it: all finished nodes, and the leaves' bytes."""

    contents: list[bytes]
    nodes: dict[merkle.Place, bytes]

    @classmethod
    def of(cls, contents: list[bytes]) -> "Log":
        growth = merkle.append(0, map(merkle.leaf_hash, contents), {})
        return cls(contents, {(row.level, row.position): row.hash for row in growth.rows})

    @property
    def size(self) -> int:
        return len(self.contents)

    def root(self) -> bytes:
        return merkle.root(self.size, self.nodes)

    def receipt(self, indexes: list[int], texts: list[tuple[int, str, str]], number: str = NUMBER) -> dict[str, Any]:
        return {
            "nummer": number,
            "gebeurtenissen": [self._entry(index) for index in indexes],
            "teksten": [
                {"n": n, "naam": name, "salt": salt_of(name).hex(), "tekst": words} for n, name, words in texts
            ],
            "treeSize": self.size,
            "rootHash": self.root().hex(),
            "timestamp": "2026-03-04T08:00:00Z",
        }

    def _entry(self, index: int) -> dict[str, Any]:
        return {
            "leaf": base64.b64encode(self.contents[index]).decode(),
            "leafHash": merkle.leaf_hash(self.contents[index]).hex(),
            "index": index,
            "auditPath": [step.hex() for step in merkle.inclusion_path(index, self.size, self.nodes)],
        }


def sample_log() -> Log:
    """Seven leaves; those at 1, 3 and 6 are about the contribution."""
    others = [event(n, "received", subject=f"inbreng/INB-2026-0020{n}") for n in range(4)]
    received, assigned = event(1, "received", WORDS), event(2, "assigned")
    reacted = event(3, "reacted", {"remark": REMARK})
    return Log.of([others[0], received, others[1], assigned, others[2], others[3], reacted])


def sample_receipt() -> dict[str, Any]:
    """A good proof: three events, three texts."""
    texts = [(1, name, words) for name, words in WORDS.items()]
    return sample_log().receipt([1, 3, 6], [*texts, (3, "remark", REMARK)])


def damaged_receipts(count: int, seed: int) -> list[dict[str, Any]]:
    """The sample with one place somewhere in it replaced, removed, repeated or swapped: the same ones each time."""
    chance = random.Random(seed)
    return [_damaged(chance) for _ in range(count)]


def _damaged(chance: random.Random) -> dict[str, Any]:
    document = sample_receipt()
    owner: Any = document
    while True:
        place = chance.choice(list(owner) if isinstance(owner, dict) else range(len(owner)))
        inner = owner[place]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.85:
            owner = inner
            continue
        break
    act = chance.choice(["replace", "replace", "edit", "edit", "remove", "repeat"])
    if act == "remove":
        del owner[place]
    elif act == "repeat" and isinstance(owner, list):
        owner.insert(chance.randrange(len(owner) + 1), inner)
    elif act == "edit" and isinstance(inner, str) and inner:
        at = chance.randrange(len(inner))
        owner[place] = inner[:at] + chance.choice("0aZ=é/\ud800 ") + inner[at + 1 :]
    elif act == "edit" and isinstance(inner, int):
        owner[place] = inner ^ 1 << chance.randrange(5)
    else:
        owner[place] = chance.choice([None, True, 0, -1, 2**53, "", "00", "é" * 9, [], [[]], {}, {"n": 1}, "0" * 64])
    return document
