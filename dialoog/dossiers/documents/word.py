"""The documents of a meeting as .docx: real headings, a title, Dutch as its language, and paragraphs, no tables."""

import re
from io import BytesIO

from docx import Document
from docx.document import Document as Written
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from flask_babel import gettext as _

from dialoog import clock
from dialoog.dossiers.documents.content import (
    Bundle,
    Point,
    Promise,
    Report,
    Said,
    answered_by,
    late_in_short,
    sum_of,
)
from dialoog.web.rendering import long_date

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "nl-NL"
# What XML cannot hold; a text may have it from a file it was copied from.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INK, LINK = RGBColor(0x14, 0x24, 0x2B), "0B5D53"


class Paper:
    """A document that is being written."""

    def __init__(self, title: str) -> None:
        self.document: Written = Document()
        self._styles = {style.name: style for style in self.document.styles if isinstance(style, ParagraphStyle)}
        self._set_up(title)
        self.paragraph(title, "Title")

    def _set_up(self, title: str) -> None:
        core = self.document.core_properties
        core.title, core.language, core.author = _fit(title), LANGUAGE, "Dialoog"
        core.comments, core.created, core.modified = "", clock.now(), clock.now()
        for language in self.document.styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), LANGUAGE)
        for name, size in (("Title", 24), ("Heading 1", 18), ("Heading 2", 14), ("Heading 3", 12), ("Heading 4", 11)):
            font = self._styles[name].font
            font.size, font.color.rgb = Pt(size), INK

    def paragraph(self, text: str, style: str = "Normal") -> Paragraph:
        """A paragraph, or heading, of text."""
        made = self.document.add_paragraph()
        made.style = self._styles[style]
        if text:
            made.add_run(_fit(text))
        return made

    def link(self, text: str, href: str, to: Paragraph) -> None:
        """Text that leads somewhere, at the end of a paragraph."""
        made = OxmlElement("w:hyperlink")
        made.set(qn("r:id"), self.document.part.relate_to(_fit(href), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = to.add_run(_fit(text))
        run.font.underline, run.font.color.rgb = True, RGBColor.from_string(LINK)
        made.append(run._r)
        to._p.append(made)

    def bytes(self) -> bytes:
        """The file."""
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()


def reactienota(report: Report) -> bytes:
    """M7: every contribution with outcome, motivation and landing place."""
    paper = Paper(_("Reactienota: %(title)s", title=report.title))
    day = _(
        "Deze nota bevat alles wat is ingebracht, letterlijk, met wat het ministerie ermee doet. Stand van %(day)s."
    )
    _intro(paper, report, day % {"day": report.day})
    named = _("Wie iets inbracht staat erbij, als die inbrenger dat koos en het mocht op deze bijeenkomst.")
    paper.paragraph(named if report.names else _("Namen van inbrengers staan er niet bij."))
    _topics(paper, report, whole=True)
    return paper.bytes()


def terugkoppeling(report: Report) -> bytes:
    """M4: everything that came in, what became of it so far, and what is late."""
    paper = Paper(_("Terugkoppeling: %(title)s", title=report.title))
    day = _("Wat er is ingebracht, wat er tot nu toe mee gebeurde, en wat te laat is. Stand van %(day)s.")
    _intro(paper, report, day % {"day": report.day})
    paper.paragraph(_("Wat te laat is"), "Heading 1")
    late, promises = report.late_points, report.late_promises
    for point in late:
        line = paper.paragraph("", "List Bullet")
        paper.link(point.number, point.href, line)
        line.add_run(_fit(f": {point.late}. {point.text}"))
    for promise in promises:
        _promise(paper, promise)
    if not late and not promises:
        paper.paragraph(_("Niets is te laat."))
    _topics(paper, report, whole=False)
    return paper.bytes()


def _intro(paper: Paper, report: Report, about: str) -> None:
    paper.paragraph(" · ".join(report.facts))
    paper.paragraph(about)
    paper.paragraph(" ".join(part for part in (sum_of(report.tally), late_in_short(report.tally)) if part))
    if report.tally.differs:
        paper.paragraph(
            _(
                "De telling klopt niet: het aantal punten dat is gehoord is een ander dan het aantal met een nummer. "
                "Het secretariaat zoekt uit hoe dat komt."
            )
        )


def _topics(paper: Paper, report: Report, *, whole: bool) -> None:
    for topic in report.topics:
        paper.paragraph(topic.title, "Heading 1")
        if topic.reference:
            paper.paragraph(topic.reference)
        for kind in topic.kinds:
            paper.paragraph(kind.title, "Heading 2")
            for bundle in kind.bundles:
                _bundle(paper, bundle, whole=whole)
    if report.closed:
        paper.paragraph(_("Besloten punten"), "Heading 1")
        for point in report.closed:
            _point(paper, point)


def _bundle(paper: Paper, bundle: Bundle, *, whole: bool) -> None:
    for point in bundle.points:
        _point(paper, point)
    answer = bundle.answer
    if answer is None:
        return
    paper.paragraph(f"{answered_by(bundle)}: {answer.outcome_word}", "Heading 3")
    if bundle.again:
        paper.paragraph(_("Dit antwoord is teruggestuurd. Er komt een nieuw."))
    if whole:
        _words(paper, answer)
    if answer.decide_on:
        paper.paragraph(_("Hierover wordt beslist op %(day)s.", day=long_date(answer.decide_on)))
    if answer.offered_to:
        paper.paragraph(_("Aangeboden aan %(wie)s.", wie=answer.offered_to))
    _places(paper, answer)
    if answer.promises:
        paper.paragraph(_("Wat is toegezegd"), "Heading 4")
    for promise in answer.promises:
        _promise(paper, promise)
    if whole and answer.official:
        paper.paragraph(_("Antwoord van %(wie)s.", wie=answer.official))


def _places(paper: Paper, answer: Said) -> None:
    if answer.places:
        paper.paragraph(_("Waar u het terugvindt"), "Heading 4")
    for place in answer.places:
        line = paper.paragraph("" if place["href"] else str(place["text"]), "List Bullet")
        if place["href"]:
            paper.link(str(place["text"]), place["href"], line)


def _words(paper: Paper, answer: Said) -> None:
    _paragraphs(paper, answer.motivation)
    if answer.consideration:
        paper.paragraph(_("De afweging"), "Heading 4")
        _paragraphs(paper, answer.consideration)


def _paragraphs(paper: Paper, text: str) -> None:
    for block in text.replace("\r\n", "\n").split("\n\n"):
        if block.strip():
            paper.paragraph(block.strip())


def _point(paper: Paper, point: Point) -> None:
    heading = paper.paragraph("", "Heading 3")
    paper.link(point.number, point.href, heading)
    heading.add_run(_fit(" · ".join(["", point.word, *([point.late] if point.late else [])])))
    paper.paragraph(point.text, "Quote" if point.shown else "Normal")
    about = [*point.meta, *([_("antwoord uiterlijk %(day)s", day=point.due)] if point.due else [])]
    if about:
        paper.paragraph(" · ".join(about))


def _promise(paper: Paper, promise: Promise) -> None:
    line = paper.paragraph("", "List Bullet")
    paper.link(promise.text, promise.href, line)
    due = _("klaar uiterlijk %(day)s", day=promise.due)
    line.add_run(_fit(f" ({promise.word.lower()}, {due}, {promise.owner})."))
    if promise.late:
        line.add_run(_fit(f" {promise.late.capitalize()}.")).bold = True
    if promise.report:
        line.add_run(_fit(f" {promise.report}"))


def _fit(text: str) -> str:
    return UNFIT.sub("", text)
