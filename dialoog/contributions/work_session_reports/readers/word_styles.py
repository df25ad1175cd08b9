"""What the styles of a .docx say of a paragraph: whether it is in a list, whether it shows in capitals."""

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_VAL = qn("w:val")
_OFF = frozenset({"0", "false", "off"})
_HEADING_LEVELS = range(9)
_DEEPEST = 50


class Styles:
    """The styles of one document, by id."""

    def __init__(self, document: Document) -> None:
        styles = document.styles.element.findall(qn("w:style"))
        self._by_id: dict[str, BaseOxmlElement] = {style.get(qn("w:styleId"), ""): style for style in styles}
        default = (style for style in styles if style.get(qn("w:default")) in {"1", "true"})
        paragraph = (style for style in default if style.get(qn("w:type")) == "paragraph")
        self._default: str | None = next((style.get(qn("w:styleId")) for style in paragraph), None)

    def is_listed(self, paragraph: BaseOxmlElement) -> bool:
        """Whether it is a list paragraph (numPr), by itself or through its style. A numbered heading is none (M1)."""
        if any(_number(level) in _HEADING_LEVELS for level in self._found(paragraph, "outlineLvl")):
            return False
        for numbering in self._found(paragraph, "numPr"):
            identity = numbering.find(qn("w:numId"))
            if identity is not None:
                return bool(identity.get(_VAL) != "0")
        return False

    def breaks_before(self, paragraph: BaseOxmlElement) -> bool:
        """Whether it starts a new page, by itself or through its style."""
        return next((found.get(_VAL) not in _OFF for found in self._found(paragraph, "pageBreakBefore")), False)

    def name(self, paragraph: BaseOxmlElement) -> str:
        """The id of its style."""
        return _style_of(paragraph.find(qn("w:pPr")), "pStyle") or self._default or ""

    def in_capitals(self, paragraph: BaseOxmlElement) -> bool:
        """Whether all its words are shown in capitals, whatever they were typed in."""
        runs = [run for run in paragraph.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
        if not runs:
            return False
        by_style = self._capitals(self._chain(_style_of(paragraph.find(qn("w:pPr")), "pStyle") or self._default))
        return all(self._run_capitals(run, by_style=by_style) for run in runs)

    def _run_capitals(self, run: BaseOxmlElement, *, by_style: bool) -> bool:
        properties = run.find(qn("w:rPr"))
        own = _switch(properties, "caps")
        if own is not None:
            return own
        return by_style or self._capitals(self._chain(_style_of(properties, "rStyle")))

    def _capitals(self, chain: list[BaseOxmlElement]) -> bool:
        return next((on for style in chain if (on := _switch(style.find(qn("w:rPr")), "caps")) is not None), False)

    def _found(self, paragraph: BaseOxmlElement, name: str) -> list[BaseOxmlElement]:
        """That property of the paragraph and of its styles, nearest first."""
        own = paragraph.find(qn("w:pPr"))
        chain = self._chain(_style_of(own, "pStyle") or self._default)
        places = [own, *(style.find(qn("w:pPr")) for style in chain)]
        found = (place.find(qn(f"w:{name}")) for place in places if place is not None)
        return [element for element in found if element is not None]

    def _chain(self, style_id: str | None) -> list[BaseOxmlElement]:
        """The style and those it is based on, as far as any template goes."""
        chain: list[BaseOxmlElement] = []
        while (
            style_id
            and len(chain) < _DEEPEST
            and (style := self._by_id.get(style_id)) is not None
            and style not in chain
        ):
            chain.append(style)
            style_id = _style_of(style, "basedOn")
        return chain


def _style_of(properties: BaseOxmlElement | None, name: str) -> str | None:
    named = properties.find(qn(f"w:{name}")) if properties is not None else None
    return named.get(_VAL) if named is not None else None


def _switch(properties: BaseOxmlElement | None, name: str) -> bool | None:
    switch = properties.find(qn(f"w:{name}")) if properties is not None else None
    return None if switch is None else switch.get(_VAL) not in _OFF


def _number(element: BaseOxmlElement) -> int | None:
    value = element.get(_VAL) or ""
    return int(value) if value.isdigit() else None
