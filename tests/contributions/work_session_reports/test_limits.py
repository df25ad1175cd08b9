"""A file costs no more than a report does, however small it is: lines, unpacked size and time have a limit."""

import io
import zipfile
from itertools import chain, repeat

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfWriter, apply_configuration
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from dialoog.contributions.work_session_reports import readers
from dialoog.contributions.work_session_reports.readers import limits, pdf, read_source, word
from dialoog.contributions.work_session_reports.unreadable import FileTooLarge
from tests.contributions.work_session_reports.files import as_document, as_pdf, repacked, saved

LINE = b"BT /F1 11 Tf (tekst) Tj ET\n"


def word_of(body: str) -> bytes:
    xml = f"<w:document {nsdecls('w')}><w:body>{body}</w:body></w:document>"
    return repacked(saved(docx.Document()), document=xml.encode())


def pdf_of(pages: int, content: bytes, form: bytes = b"") -> bytes:
    """Pages that share one stream, which can show one form."""
    writer = PdfWriter()
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    names = DictionaryObject({NameObject(name): NameObject(value) for name, value in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(names)})
    shown = DecodedStreamObject()
    shown.set_data(form)
    shown.update(
        {
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/Resources"): DictionaryObject({NameObject("/Font"): fonts}),
        }
    )
    forms = DictionaryObject({NameObject("/X"): writer._add_object(shown)})
    shared = DecodedStreamObject()
    shared.set_data(content)
    stream = writer._add_object(shared)
    for _ in range(pages):
        page = writer.add_blank_page(600, 800)
        page[NameObject("/Contents")] = stream
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts, NameObject("/XObject"): forms})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"a\nb\nc\nd",
        b"a\fb\fc\fd",
        b"a\n\n\n\n",
        word_of("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 4),
        word_of("<w:p/>" * 4),
        word_of("<w:tbl><w:tr><w:tc><w:p/><w:p/><w:p/><w:p/></w:tc></w:tr></w:tbl>"),
        pdf_of(4, LINE),
        pdf_of(4, b""),
    ],
)
def test_lines_are_counted_while_reading_empty_ones_too(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_LINES", 3)
    with pytest.raises(FileTooLarge, match="x: Dit bestand heeft meer dan 3 regels"):
        read_source(data, "x")


def test_a_zip_bomb_is_refused() -> None:
    bomb = repacked(saved(as_document()), document=b"<a>" + b" " * (15 * 1024**2) + b"</a>")
    assert len(bomb) < 1024**2
    with pytest.raises(FileTooLarge, match="uitgepakt te groot"):
        read_source(bomb, "x.docx")


def test_a_word_file_of_tags_is_refused_whatever_the_names_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_MOST_TAGS", 100_000)
    assert read_source(saved(as_document()), "x").lines
    hidden = io.BytesIO(saved(as_document()))
    with zipfile.ZipFile(hidden, "a") as archive:
        archive.writestr("word/media/foto.png", b"<a/>" * 100_000)
    with pytest.raises(FileTooLarge, match="uitgepakt te groot"):
        read_source(hidden.getvalue(), "x.docx")


def test_a_report_of_hundreds_of_pages_is_read() -> None:
    document = as_document()
    run = '<w:r w:rsidR="00A1B2C3"><w:rPr><w:lang w:val="nl-NL"/></w:rPr><w:t>Een zin van gewone lengte.</w:t></w:r>'
    for _ in range(6_000):
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{run * 4}</w:p>"))
    assert len(read_source(saved(document), "x").lines) > 6_000


@pytest.mark.parametrize(("deep", "shown"), [(20, "TEKST"), (5_000, "tekst")])
def test_a_chain_of_word_styles_is_followed_only_so_far(deep: int, shown: str) -> None:
    document = docx.Document()
    styles = document.styles.element
    for number in range(deep):
        based = f'<w:basedOn w:val="s{number + 1}"/>' if number + 1 < deep else "<w:rPr><w:caps/></w:rPr>"
        styles.append(parse_xml(f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="s{number}">{based}</w:style>'))
    named = parse_xml(f'<w:pStyle {nsdecls("w")} w:val="s0"/>')
    document.add_paragraph("tekst")._p.get_or_add_pPr().append(named)
    assert [line.text for line in read_source(saved(document), "x").lines] == [shown]


def test_content_that_pages_of_a_pdf_share_counts_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_CONTENT", 3 * len(LINE))
    assert len(read_source(pdf_of(3, LINE), "x").lines) == 3
    with pytest.raises(FileTooLarge, match="uitgepakt te groot"):
        read_source(pdf_of(4, LINE), "x")


def test_a_form_in_a_pdf_counts_each_time_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf_of(1, b"/X Do\n" * 9, LINE)
    assert [line.text for line in read_source(data, "x").lines if line.text] == ["tekst"] * 9
    monkeypatch.setattr(pdf, "_MOST_CONTENT", 9 * len(LINE))
    with pytest.raises(FileTooLarge, match="uitgepakt te groot"):
        read_source(data, "x")


def test_a_stream_that_pypdf_refuses_for_its_size_is_called_too_large() -> None:
    data = pdf_of(1, LINE * 100)
    few = apply_configuration(stream_parsing_work_maximum_count=100)
    with few, pytest.raises(FileTooLarge, match="uitgepakt te groot"):
        read_source(data, "x")


@pytest.mark.parametrize("data", [saved(as_document()), as_pdf(), pdf_of(1, b"/X Do\n", LINE)])
def test_reading_stops_when_the_time_is_up(data: bytes) -> None:
    seconds = limits.MOST_SECONDS
    assert read_source(data, "x", clock=chain([0.0], repeat(seconds * 1.0)).__next__).lines
    with pytest.raises(FileTooLarge, match="duurt te lang"):
        read_source(data, "x", clock=chain([0.0], repeat(seconds + 0.1)).__next__)
