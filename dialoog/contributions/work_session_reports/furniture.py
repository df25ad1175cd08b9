"""What belongs to the page and not to the text: page numbers, and lines repeated on three or more pages (M1)."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import dropwhile, pairwise

from dialoog.contributions.work_session_reports.glance import Glance
from dialoog.contributions.work_session_reports.signs import indent

_CERTAIN = re.compile(
    r"(?:Pagina|PAGINA|Pag\.?|Blz\.?|Bladzijde|Page) ?\d{1,4}(?: ?(?:van|VAN|of|/) ?\d{1,4})?"
    r"|(?i:pagina|pag\.?|blz\.?|bladzijde|page) ?\d{1,4} ?(?:van|of|/) ?\d{1,4}"
    r"|[-–—|] ?\d{1,4} ?[-–—|]|\| ?\d{1,4}|\d{1,4} ?\|"
)
_POSSIBLE = re.compile(r"(?i:pagina|pag\.?|blz\.?|bladzijde|page|p\.)? ?(\d{1,3})(?: ?(?:van|of|/) ?\d{1,3})?")
_RULE = re.compile(r"[-–—_=*~ ]{3,}")
_NUMBER_AT_EDGE = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")
_LONGEST_NUMBER = 25
_LONGEST_REPEATED = 300
_EDGE = 4
_NUMBER_EDGE = 2
_PAGES = 3
_OWN_NAME = "TERUGBLIK"

_Key = tuple[str, int | None]
_Spot = tuple[int, int]


def find_furniture(glances: Sequence[Glance]) -> set[int]:
    """The positions of the lines that are page furniture. A line that a human judged is never among them."""
    certain = {at for at, glance in enumerate(glances) if _judged_here(glance) and _is_certain(glance.text)}
    values = _bare_numbers(glances, certain)
    counting = {at for one, two in pairwise(values) if values[two] == values[one] + 1 for at in (one, two)}
    numbers = certain | counting | _page_numbers(glances, _pages(glances, certain), values)
    return numbers | _repeated(glances, _pages(glances, certain | counting), numbers)


def is_page_mark(text: str) -> bool:
    """Whether a folded line by itself is a page number or a line drawn across the page."""
    return _is_certain(text) or (len(text) <= _LONGEST_NUMBER and _POSSIBLE.fullmatch(text) is not None)


def _judged_here(glance: Glance) -> bool:
    return bool(glance.text) and glance.correction is None and not glance.line.listed


def _is_certain(text: str) -> bool:
    if len(text) <= _LONGEST_NUMBER and _CERTAIN.fullmatch(text):
        return True
    return text[0] in "-–—_=*~" and len(text.replace(" ", "")) > 2 and _RULE.fullmatch(text) is not None


def _pages(glances: Sequence[Glance], numbers: set[int]) -> list[list[int]]:
    """The positions of non-empty lines per page; page numbers part the pages where the source does not."""
    parted = any(glance.line.new_page for glance in glances)
    pages: list[list[int]] = [[]]
    for at, glance in enumerate(glances):
        if glance.line.new_page and pages[-1]:
            pages.append([])
        if glance.text:
            pages[-1].append(at)
        if not parted and at in numbers and any(map(str.isdigit, glance.text)):
            pages.append([])
    return pages


def _bare_numbers(glances: Sequence[Glance], certain: set[int]) -> dict[int, int]:
    """Lines that hold a number and may be a page number, in order, with that number."""
    values = {}
    for at, glance in enumerate(glances):
        if len(glance.text) <= _LONGEST_NUMBER and _judged_here(glance) and at not in certain:
            match = _POSSIBLE.fullmatch(glance.text)
            if match:
                values[at] = int(match[1])
    return values


def _page_numbers(glances: Sequence[Glance], pages: list[list[int]], values: Collection[int]) -> set[int]:
    edges = {at for page in pages for at in _edges(page, _NUMBER_EDGE)} if len(pages) > 1 else set()
    return {at for at in values if at in edges or _stands_alone(glances, at)}


def _stands_alone(glances: Sequence[Glance], at: int) -> bool:
    before = at == 0 or not glances[at - 1].text or glances[at].line.new_page
    after = at + 1 == len(glances) or not glances[at + 1].text or glances[at + 1].line.new_page
    return before and after


def _edges(page: list[int], size: int) -> list[int]:
    return page if len(page) <= 2 * size else page[:size] + page[-size:]


def _repeated(glances: Sequence[Glance], pages: list[list[int]], numbers: set[int]) -> set[int]:
    if len(pages) < _PAGES:
        return set()
    places: dict[_Key, list[int]] = defaultdict(list)
    on: dict[_Key, set[int]] = defaultdict(set)
    lost = _lost_bullets(glances)
    for number, page in enumerate(pages):
        for at in _edges([at for at in page if at not in numbers], _EDGE):
            if lost and at != page[0] and indent(glances[at].line.text) == 1:
                continue  # a point; right after a page break the space says nothing
            for key in _keys(glances[at], number):
                places[key].append(at)
                on[key].add(number)
    often = {key: found for key, found in places.items() if len(on[key]) >= _PAGES}
    return {at for found in often.values() for at in found} - _running_titles(glances, often, _spots(pages, numbers))


def _lost_bullets(glances: Sequence[Glance]) -> bool:
    """Whether no bullet occurs after the first heading of points: leading spaces stand for them then."""
    below = dropwhile(lambda glance: glance.kind is None, glances)
    return not any(glance.listed and not glance.is_heading for glance in below)


def _spots(pages: list[list[int]], numbers: set[int]) -> dict[int, _Spot]:
    """How far each line is from the top and from the bottom of its page."""
    bare = ([at for at in page if at not in numbers] for page in pages)
    return {at: (above, len(page) - above) for page in bare for above, at in enumerate(page)}


def _keys(glance: Glance, page: int) -> Iterator[_Key]:
    """The line itself, and the line without a number that counts with the pages."""
    text = glance.text
    if glance.listed or glance.is_heading or not _judged_here(glance) or len(text) > _LONGEST_REPEATED:
        return
    yield text.casefold(), None
    number = _NUMBER_AT_EDGE.search(text)
    if number and not glance.capitals():
        yield _NUMBER_AT_EDGE.sub("#", text.casefold(), count=1), int(number[0]) - page


def _running_titles(glances: Sequence[Glance], often: dict[_Key, list[int]], spots: dict[int, _Spot]) -> set[int]:
    """Titles of a topic that its own pages repeat on top: the first of them is still the title.

    Unlike the name of the whole report, where it first stands right above a heading is another spot than a list of
    contents has it, and no other title stands between that and its last appearance.
    """
    capitals = {key: found for key, found in often.items() if glances[found[0]].capitals()}
    if not capitals:
        return set()
    repeated = {at for found in capitals.values() for at in found}
    others = [0]
    for at, glance in enumerate(glances):
        is_other = at not in repeated and bool(glance.text) and not glance.sign and not glance.is_heading
        others.append(others[-1] + (is_other and glance.capitals()))
    firsts = {_first_title(glances, found, spots): found[-1] for found in capitals.values()}
    return {
        first
        for first, last in firsts.items()
        if first is not None and others[last] == others[first] and not glances[first].text.startswith(_OWN_NAME)
    }


def _first_title(glances: Sequence[Glance], found: list[int], spots: dict[int, _Spot]) -> int | None:
    """The first that stands right above a heading of its page; None if one before it is as far from the top."""
    heading = next((place for place in found if spots[place][1] > 1 and _heads(glances, place)), None)
    if heading is None:
        return None
    before = (spots[place][0] for place in found if place < heading)
    return None if spots[heading][0] in before else heading


def _heads(glances: Sequence[Glance], at: int) -> bool:
    return next((glance.is_heading for glance in glances[at + 1 : at + 10] if glance.text), False)
