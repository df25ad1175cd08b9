"""Feeds in Atom (RFC 4287)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# XML 1.0 has no place for these, not even escaped (section 2.2).
NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True)
class Entry:
    """One entry. `key` is its lasting id, an address; times are ISO 8601 with a zone."""

    key: str
    href: str
    title: str
    text: str
    updated: str
    published: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Feed:
    """A feed: its own address (also its id), the page it belongs to, and its entries, the newest first."""

    href: str
    page: str
    title: str
    author: str
    updated: str
    entries: Iterable[Entry]


def written(feed: Feed) -> bytes:
    """The feed as XML."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "nl"})
    _text(root, "id", feed.href)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    _text(ET.SubElement(root, "author"), "name", feed.author)
    _link(root, "self", feed.href, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        _entry(root, entry)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _text(element, "id", entry.key)
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated)
    if entry.published:
        _text(element, "published", entry.published)
    _link(element, "alternate", entry.href, "text/html")
    if entry.category:
        ET.SubElement(element, "category", {"term": entry.category})
    _text(element, "content", entry.text).set("type", "text")


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = NOT_IN_XML.sub(" ", text)
    return element


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": href, "type": kind})
