"""The headings a report is known to have (M1), and the kinds of points they announce (M5)."""

import re

from dialoog.contributions.models import PointKind

KNOWN = {
    "sterke punten": PointKind.STRONG,
    "zwakke punten": PointKind.WEAK,
    "verbeterpunten": PointKind.IMPROVE,
    "overwegende dat": PointKind.CONSIDERATION,
    "adviseren wij": PointKind.ADVICE,
}
# Headings of one work format follow each other in this order within a topic.
_FORMATS = (
    (PointKind.STRONG, PointKind.WEAK, PointKind.IMPROVE),
    (PointKind.CONSIDERATION, PointKind.ADVICE),
)
_STARTS = tuple(KNOWN)
_LONGEST = 60
_AROUND = " .:…,"
_CONTINUED = re.compile(r" ?[-–]? ?\(?vervolg\)?$")
_ABOUT_INLINE = re.compile(r"ONDERWERP ?[:–-] ?(?=\S)")


def _key(text: str) -> str:
    return _CONTINUED.sub("", text.casefold().strip(_AROUND)).strip(_AROUND)


def kind_of(text: str) -> PointKind | None:
    """The kind that a heading of points announces; None if the text is no such heading."""
    if len(text) > _LONGEST or not text.casefold().lstrip(_AROUND).startswith(_STARTS):
        return None
    return KNOWN.get(_key(text))


def about_of(text: str) -> str | None:
    """None if this is no heading of a description; else what stands behind it on the same line, mostly nothing."""
    if text[:9].casefold() != "onderwerp":
        return None
    if len(text) <= _LONGEST and _key(text) == "onderwerp":
        return ""
    inline = _ABOUT_INLINE.match(text)
    rest = text[inline.end() :] if inline else ""
    return rest if rest != rest.upper() else None  # all capitals: a title such as "ONDERWERP: GELUID"


def may_follow(seen: set[PointKind], kind: PointKind) -> bool:
    """Whether a heading of this kind can be the next one of a topic that has had the headings `seen`."""
    order = next((order for order in _FORMATS if kind in order), (kind,))
    return all(earlier in order and order.index(earlier) < order.index(kind) for earlier in seen)
