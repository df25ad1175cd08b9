"""Checking a proof document (`/inbreng/<nummer>/bewijs`, or a receipt file) with nothing but itself (D12).

What can be known from the document alone: its events are in the log that has its root, and its texts are the
ones the events stand for. Whether that root is the published one, the reader sees by comparing it with a head
from elsewhere. That comparison also settles `treeSize`, which a path does not pin (see `verify_inclusion`);
`timestamp` belongs to the head and is in no hash. The same checks stand in `static/receipt-check.js`.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from dialoog.register.canonical import LARGEST_INTEGER, parse_canonical, parse_json
from dialoog.register.merkle import leaf_hash, verify_inclusion

HASH = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[A-Za-z0-9._-]{1,80}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")
LARGEST_RECEIPT = 20 * 1024 * 1024


class ReceiptUnreadable(Exception):
    """The document is no proof document at all; the message is plain Dutch and names the part at fault."""


class Flaw(StrEnum):
    """What can be wrong with an event or a text in a readable document."""

    LEAF_ENCODING = "leaf-encoding"
    LEAF_HASH = "leaf-hash"
    LEAF_FORM = "leaf-form"
    SUBJECT = "subject"
    ORDER = "order"
    PATH = "path"
    NO_LEAF = "no-leaf"
    NO_TEXT = "no-text"
    TEXT = "text"


REASONS: Mapping[Flaw, str] = {
    Flaw.LEAF_ENCODING: "de inhoud is geen geldige base64",
    Flaw.LEAF_HASH: "de inhoud past niet bij de leafHash",
    Flaw.LEAF_FORM: "de inhoud is geen gebeurtenis in de vaste vorm",
    Flaw.SUBJECT: "de gebeurtenis hoort bij iets anders dan dit nummer",
    Flaw.ORDER: "de volgorde klopt niet: n moet steeds hoger zijn",
    Flaw.PATH: "het pad leidt niet naar de wortel van dit bewijs",
    Flaw.NO_LEAF: "er is geen gebeurtenis met dit volgnummer die klopt",
    Flaw.NO_TEXT: "de gebeurtenis kent geen tekst met deze naam",
    Flaw.TEXT: "de tekst is niet de tekst die in het register is vastgelegd",
}


@dataclass(frozen=True, slots=True)
class EventFinding:
    """One event of the document. `n`, `kind` and `at` are None where its leaf cannot be read."""

    place: int
    index: int
    n: int | None
    kind: str | None
    at: str | None
    flaw: Flaw | None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.flaw is None

    @property
    def reason(self) -> str | None:
        """What is wrong, in plain Dutch that follows a colon; None if nothing is."""
        return REASONS[self.flaw] if self.flaw else None


@dataclass(frozen=True, slots=True)
class TextFinding:
    """One text of the document, tied (or not) to the event `n` under `name`."""

    place: int
    n: int
    name: str
    flaw: Flaw | None

    @property
    def ok(self) -> bool:
        """Whether it is the text that the event stands for."""
        return self.flaw is None

    @property
    def reason(self) -> str | None:
        """What is wrong, in plain Dutch that follows a colon; None if nothing is."""
        return REASONS[self.flaw] if self.flaw else None


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """What was found. The events that are ok are in the log of `tree_size` leaves with root `root_hash` (hex).

    `absent_texts` names (n, name) of texts that events stand for but the document does not give.
    """

    number: str
    tree_size: int
    root_hash: str
    timestamp: str
    events: tuple[EventFinding, ...]
    texts: tuple[TextFinding, ...]
    absent_texts: tuple[tuple[int, str], ...]

    @property
    def ok(self) -> bool:
        """Whether every event and every text is right."""
        return self.first_bad is None

    @property
    def first_bad(self) -> str | None:
        """One line of Dutch that names the first entry that is wrong, None if all is well."""
        for event in self.events:
            if not event.ok:
                return f"gebeurtenis {event.place}: {event.reason}"
        for text in self.texts:
            if not text.ok:
                return f"tekst {text.place} ({text.name!r} van volgnummer {text.n}): {text.reason}"
        return None


@dataclass(frozen=True, slots=True)
class _Head:
    number: str
    size: int
    root: str


def read_receipt(data: bytes) -> Any:
    """The JSON document in the bytes of a receipt file, for `check_receipt`. Raises ReceiptUnreadable."""
    if len(data) > LARGEST_RECEIPT:
        raise ReceiptUnreadable("het bestand is te groot voor een bewijs")
    try:
        return parse_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        raise ReceiptUnreadable("het bestand is geen geldige JSON in UTF-8") from None


def check_receipt(document: object) -> ReceiptReport:
    """Check every event and text of a parsed document (interface.md, API; RFC 9162, 2.1.3.2; RFC 8785).

    Raises ReceiptUnreadable if a field is missing or of the wrong type, whatever JSON value comes in.
    """
    fields = _object(document, "het bewijs")
    number = _field(fields, "nummer", _is_number, "het bewijs")
    root = _field(fields, "rootHash", _is_hash, "het bewijs")
    size = _field(fields, "treeSize", _is_count, "het bewijs")
    timestamp = _field(fields, "timestamp", _is_time, "het bewijs")
    entries = _field(fields, "gebeurtenissen", _is_list, "het bewijs")
    given = _field(fields, "teksten", _is_list, "het bewijs")
    if not entries:
        raise ReceiptUnreadable("het bewijs bevat geen gebeurtenissen")
    leaves: dict[int, Mapping[str, str]] = {}
    events = _check_events(_Head(number, size, root), entries, leaves)
    texts = tuple(_check_text(place, entry, leaves) for place, entry in enumerate(given, start=1))
    told = {(text.n, text.name) for text in texts}
    absent = tuple((n, name) for n, names in leaves.items() for name in names if (n, name) not in told)
    return ReceiptReport(number, size, root, timestamp, events, texts, absent)


def _check_events(
    head: _Head, entries: Sequence[object], leaves: dict[int, Mapping[str, str]]
) -> tuple[EventFinding, ...]:
    """Findings for all events; `leaves` receives the texts (name -> hash) of those that are ok, by their n."""
    findings: list[EventFinding] = []
    highest, subject = -1, None
    for place, entry in enumerate(entries, start=1):
        name = f"gebeurtenis {place}"
        fields = _object(entry, name)
        index = _field(fields, "index", _is_count, name)
        leaf, flaw = _open_leaf(fields, name)
        if leaf is None:
            findings.append(EventFinding(place, index, None, None, None, flaw))
            continue
        subject = subject or leaf["subject"]
        if flaw is None:
            flaw = _place_in_log(head, leaf, subject, highest, fields)
        highest = max(highest, leaf["n"])
        if flaw is None:
            leaves[leaf["n"]] = leaf["texts"]
        findings.append(EventFinding(place, index, leaf["n"], leaf["kind"], leaf["at"], flaw))
    return tuple(findings)


def _open_leaf(fields: Mapping[str, Any], name: str) -> tuple[dict[str, Any] | None, Flaw | None]:
    """The leaf as an object (None if it has not the promised form) and what is wrong with its bytes."""
    encoded = _field(fields, "leaf", _is_text, name)
    claimed = _field(fields, "leafHash", _is_hash, name)
    _field(fields, "auditPath", _is_path, name)
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None, Flaw.LEAF_ENCODING
    if base64.b64encode(content).decode() != encoded:
        return None, Flaw.LEAF_ENCODING
    hash_flaw = None if leaf_hash(content).hex() == claimed else Flaw.LEAF_HASH
    try:
        leaf = parse_canonical(content)
    except ValueError:
        return None, hash_flaw or Flaw.LEAF_FORM
    if not _is_leaf(leaf):
        return None, hash_flaw or Flaw.LEAF_FORM
    return leaf, hash_flaw


def _place_in_log(
    head: _Head, leaf: Mapping[str, Any], subject: str, highest: int, fields: Mapping[str, Any]
) -> Flaw | None:
    kind, _, key = leaf["subject"].partition("/")
    if not kind or key != head.number or leaf["subject"] != subject:
        return Flaw.SUBJECT
    if leaf["n"] <= highest:
        return Flaw.ORDER
    path = [bytes.fromhex(step) for step in fields["auditPath"]]
    digest, root = bytes.fromhex(fields["leafHash"]), bytes.fromhex(head.root)
    return None if verify_inclusion(digest, fields["index"], head.size, path, root) else Flaw.PATH


def _check_text(place: int, entry: object, leaves: Mapping[int, Mapping[str, str]]) -> TextFinding:
    where = f"tekst {place}"
    fields = _object(entry, where)
    n = _field(fields, "n", _is_count, where)
    name = _field(fields, "naam", _is_text, where)
    # A salt of any other length could swallow the first words of the text, with the same hash.
    salt = bytes.fromhex(_field(fields, "salt", _is_hash, where))
    words = _field(fields, "tekst", _is_text, where)
    flaw: Flaw | None = None
    if n not in leaves:
        flaw = Flaw.NO_LEAF
    elif name not in leaves[n]:
        flaw = Flaw.NO_TEXT
    elif sha256(salt + words.encode()).hexdigest() != leaves[n][name]:
        flaw = Flaw.TEXT
    return TextFinding(place, n, name, flaw)


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ReceiptUnreadable(f"{where} is geen JSON-object")
    return value


def _field(fields: Mapping[str, Any], name: str, fits: Callable[[object], bool], where: str) -> Any:
    if name not in fields:
        raise ReceiptUnreadable(f"{where}: het veld '{name}' ontbreekt")
    if not fits(fields[name]):
        raise ReceiptUnreadable(f"{where}: het veld '{name}' heeft niet de goede vorm")
    return fields[name]


def _is_leaf(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    texts = value.get("texts")
    return (
        all(_is_text(value.get(name)) for name in ("subject", "kind", "at"))
        and _is_count(value.get("n"))
        and isinstance(texts, dict)
        and all(_is_hash(digest) for digest in texts.values())
    )


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_INTEGER


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_path(value: object) -> bool:
    return isinstance(value, list) and all(_is_hash(step) for step in value)


def _is_number(value: object) -> bool:
    return isinstance(value, str) and NUMBER.fullmatch(value) is not None


def _is_time(value: object) -> bool:
    """ISO 8601 with a zone, as the interface promises."""
    return isinstance(value, str) and TIME.fullmatch(value) is not None
