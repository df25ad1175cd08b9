"""Is this HTML right? The parser's own errors, and the rules of content that a parser mends in silence."""

import re
from collections import Counter
from html.parser import HTMLParser

from justhtml import JustHTML

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
ELEMENTS = VOID | frozenset(
    "html head title style body address article aside footer header h1 h2 h3 h4 h5 h6 hgroup main nav section search "
    "blockquote dd div dl dt figcaption figure li menu ol p pre ul a abbr b bdi bdo cite code data dfn em i kbd mark q "
    "rp rt ruby s samp small span strong sub sup time u var audio canvas iframe map object picture svg video script "
    "noscript del ins caption table tbody td tfoot th thead tr button datalist fieldset form label legend meter "
    "optgroup option output progress select textarea details dialog summary slot template".split()
)
# Not of HTML itself; what stands in them is another language.
FOREIGN = frozenset({"svg", "math"})
INTERACTIVE = frozenset({"a", "button", "select", "textarea", "label", "summary"})
PHRASING_ONLY = frozenset("p h1 h2 h3 h4 h5 h6 span a button label strong em summary dt legend time abbr".split())
BLOCKS = frozenset(
    "address article aside blockquote div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre "
    "section table ul li dd dt details dialog".split()
)
# What alone may stand directly in these (beside script and template).
CHILDREN = {
    **{name: {"li"} for name in ("ul", "ol", "menu")},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    **{name: {"tr"} for name in ("thead", "tbody", "tfoot")},
    "tr": {"th", "td"},
    "dl": {"dt", "dd", "div"},
    "select": {"option", "optgroup", "hr"},
}
PARENTS = {"li": {"ul", "ol", "menu"}, "tr": {"table", "thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"}}
REFERENCES = ("for", "form", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
NEEDED = {"img": ("alt",), "input": ("type",), "button": ("type",), "iframe": ("title",)}
LABELLED = frozenset({"select", "textarea"})
QUIET_INPUTS = frozenset({"hidden", "submit", "button", "reset", "image"})


def html_faults(text: str, *, fragment: bool = False) -> list[str]:
    """All that is wrong with a page, or with a piece of one, as lines of text; empty when it is right."""
    parsed = JustHTML(text, collect_errors=True, sanitize=False, fragment=fragment)
    faults = [f"line {error.line}: {error.message}" for error in parsed.errors]
    walk = _Walk(fragment=fragment)
    walk.feed(text)
    walk.close()
    return faults + walk.conclude()


def assert_valid_html(text: str, *, fragment: bool = False) -> None:
    """Fail with everything that is wrong with it."""
    faults = html_faults(text, fragment=fragment)
    assert not faults, "invalid HTML:\n" + "\n".join(faults)


class _Walk(HTMLParser):
    """Reads the source as it was written, where the parser above would already have moved elements about."""

    def __init__(self, *, fragment: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.fragment = fragment
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.references: list[tuple[int, str, str]] = []
        self.fields: list[tuple[int, dict[str, str | None], bool]] = []
        self.labels_for: set[str] = set()
        self.seen: Counter[str] = Counter()

    def say(self, what: str) -> None:
        self.faults.append(f"line {self.getpos()[0]}: {what}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if not FOREIGN & set(self.open):
            self._place(tag, given)
        self._attributes(tag, given, attrs)
        self.seen[tag] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()
            if tag not in FOREIGN and not FOREIGN & set(self.open):
                self.say(f"<{tag}/> does not close itself")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.say(f"</{tag}> where <{self.open[-1] if self.open else 'nothing'}> is open")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _place(self, tag: str, given: dict[str, str | None]) -> None:
        if tag not in ELEMENTS and tag not in FOREIGN and "-" not in tag:
            self.say(f"<{tag}> is no element of HTML")
        parent = self.open[-1] if self.open else ""
        if self._misplaced(tag, parent):
            self.say(f"<{tag}> may not stand in <{parent}>")
        reaches = tag in INTERACTIVE or (tag == "input" and given.get("type") != "hidden") or "tabindex" in given
        around = {"a", "button"} & set(self.open)
        if reaches and around:
            self.say(f"<{tag}> can be activated, and stands inside <{around.pop()}>")
        if tag == "form" and "form" in self.open:
            self.say("<form> inside <form>")

    def _misplaced(self, tag: str, parent: str) -> bool:
        if tag in PARENTS and parent not in PARENTS[tag] and not (self.fragment and not parent):
            return True
        if parent in CHILDREN and tag not in CHILDREN[parent] | {"script", "template"}:
            return True
        heading_allowed = parent in ("summary", "legend") and re.fullmatch("h[1-6]", tag)
        # What may stand in a link is what may stand around it.
        return tag in BLOCKS and parent in PHRASING_ONLY - {"a"} and not heading_allowed

    def _attributes(self, tag: str, given: dict[str, str | None], attrs: list[tuple[str, str | None]]) -> None:
        for name, times in Counter(name for name, _ in attrs).items():
            if times > 1:
                self.say(f"<{tag}> has {name} twice")
            if name == "style" or name.startswith("on"):
                self.say(f"<{tag} {name}=…>, which our Content-Security-Policy forbids")
        for name in NEEDED.get(tag, ()):
            if name not in given:
                self.say(f"<{tag}> without {name}")
        if tag == "style" or (tag == "script" and not given.get("src") and given.get("type") != "application/json"):
            self.say(f"<{tag}> in the page, which our Content-Security-Policy forbids")
        if tag in LABELLED or (tag == "input" and given.get("type") not in QUIET_INPUTS):
            self.fields.append((self.getpos()[0], given, "label" in self.open))
        self._identity(tag, given)

    def _identity(self, tag: str, given: dict[str, str | None]) -> None:
        if "id" in given:
            identity = given["id"] or ""
            self.ids[identity] += 1
            if not identity or re.search(r"\s", identity):
                self.say(f"id {identity!r} is empty or holds a space")
        for name in REFERENCES:
            if given.get(name) is not None:
                self.references += [(self.getpos()[0], name, one) for one in (given[name] or "").split()]
        if tag == "label" and given.get("for"):
            self.labels_for.add(given["for"] or "")
        if tag == "a" and (given.get("href") or "").startswith("#") and given["href"] not in ("#", "#top"):
            self.references.append((self.getpos()[0], "href", (given["href"] or "")[1:]))

    def conclude(self) -> list[str]:
        """What can only be said at the end."""
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        self.faults += [f"id {identity!r} stands {times} times" for identity, times in self.ids.items() if times > 1]
        if not self.fragment:
            self.faults += [
                f"line {line}: {name}={one!r} points nowhere"
                for line, name, one in self.references
                if one not in self.ids
            ]
            self._page()
        for line, given, inside_label in self.fields:
            named = {"aria-label", "aria-labelledby", "title"} & set(given)
            if not (named or inside_label or given.get("id") in self.labels_for):
                self.faults.append(f"line {line}: a field without a label: {given.get('name')}")
        return self.faults

    def _page(self) -> None:
        for tag in ("title", "h1", "main"):
            if self.seen[tag] != 1:
                self.faults.append(f"a page has one <{tag}>, this one {self.seen[tag]}")
