"""From bytes to lines: the type is decided by content, and what cannot be read is refused in one clear line."""

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from fpdf import FPDF

from dialoog.contributions.work_session_reports.parse import parse
from dialoog.contributions.work_session_reports.readers import read_source
from dialoog.contributions.work_session_reports.unreadable import (
    FileBroken,
    FileEncrypted,
    FileTooLarge,
    NoText,
    NoTopics,
    ReportUnreadable,
    WrongFileType,
    require_topics,
)
from dialoog.errors import RuleViolation
from tests.contributions.work_session_reports.files import as_document, as_pdf, as_text, repacked, saved
from tests.contributions.work_session_reports.reports import shape

EXPECTED = [
    ("DE STILLE TUIN", {"sterk": ["Veel groen", "PFAS is nergens gevonden"], "zwak": ["Lawaai van de weg"]}),
    ("HET BOS", {"sterk": ["Oude bomen"]}),
]


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_source(data, "verslag").lines]


@pytest.mark.parametrize("data", [as_text(), as_text("\uf0d8 "), as_text(" "), saved(as_document()), as_pdf()])
@pytest.mark.parametrize("name", ["verslag.txt", "verslag.docx", "verslag.pdf", "verslag"])
def test_m1_the_same_report_in_every_form(data: bytes, name: str) -> None:
    report = parse(read_source(data, name).lines)
    assert shape(report) == EXPECTED
    assert [topic.description for topic in report.topics] == ["Wat maakt een tuin stil?", "Van wie is het bos?"]
    assert [topic.reference for topic in report.topics] == ["H2 plan", None]
    assert (report.title, str(report.date)) == ("Terugblik op de dag van donderdag 6 maart 2025", "2025-03-06")
    assert not report.unplaced


def test_the_media_type_is_told() -> None:
    kinds = [read_source(data, "x").media_type for data in (as_text(), saved(as_document()), as_pdf())]
    assert [kind.rpartition(".")[2].rpartition("/")[2] for kind in kinds] == ["plain", "document", "pdf"]


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_unicode(encoding: str) -> None:
    source = read_source("Één café\n• tuin".encode(encoding), "x.txt")
    assert ([line.text for line in source.lines], source.notes) == (["Één café", "• tuin"], ())


def test_text_of_windows_is_read_with_a_note() -> None:
    source = read_source("Één café\n• ‘tuin’…".encode("cp1252"), "x.txt")
    assert [line.text for line in source.lines] == ["Één café", "• ‘tuin’…"]
    assert "Windows-1252" in source.notes[0]


def test_a_text_that_speaks_of_pdf_is_a_text() -> None:
    assert texts(b"Zet het om met %PDF-1.7 bovenaan") == ["Zet het om met %PDF-1.7 bovenaan"]


@pytest.mark.parametrize(
    ("data", "refusal", "words"),
    [
        (b"", NoText, "leeg"),
        (b" \n\f\n", NoText, "leeg"),
        (b"a\x00b\x00", WrongFileType, "geen tekstbestand"),
        (bytes(range(1, 32)) * 3, WrongFileType, "geen tekstbestand"),
        (b"\x81\x8d\x8f", WrongFileType, "geen tekstbestand"),
        (b"\xff\xfea", WrongFileType, "geen tekstbestand"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", WrongFileType, "geen tekstbestand"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", WrongFileType, "geen tekstbestand"),
        (b"{\\rtf1 tekst}", WrongFileType, "Kies een tekstbestand"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>tekst", WrongFileType, "Kies een tekstbestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1oud", WrongFileType, "oud Word-bestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FileEncrypted, "wachtwoord"),
        (b"%PDF-1.7\nonzin", FileBroken, "PDF is beschadigd"),
        (b"PK\x03\x04onzin", FileBroken, "Word-bestand is beschadigd"),
    ],
)
def test_what_cannot_be_read_is_refused_clearly(data: bytes, refusal: type[ReportUnreadable], words: str) -> None:
    with pytest.raises(refusal, match=words) as caught:
        read_source(data, "map/mijn verslag.pdf")
    assert isinstance(caught.value, RuleViolation)
    assert caught.value.message.startswith("mijn verslag.pdf: ")
    assert "\n" not in caught.value.message


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(FileTooLarge, match="ten hoogste 1 MB"):
        read_source(b"a" * (1024**2 + 1), "x.txt", max_bytes=1024**2)
    assert read_source(b"a" * 1024**2, "x.txt", max_bytes=1024**2).lines


def test_a_report_without_topics_is_refused_when_asked() -> None:
    with pytest.raises(NoTopics, match="geen onderwerpen"):
        require_topics(parse(read_source(b"Zomaar een brief.", "x.txt").lines))
    report = parse(read_source(as_text(), "x.txt").lines)
    assert require_topics(report) is report


# --- PDF --------------------------------------------------------------------------------------------------------------


def test_a_pdf_without_text_is_refused() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    with pytest.raises(NoText, match=r"bevat geen tekst \(scan\?\)"):
        read_source(bytes(pdf.output()), "scan.pdf")


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(FileEncrypted, match="wachtwoord"):
        read_source(as_pdf(password="geheim"), "x.pdf")


def test_a_pdf_cut_short_is_read_or_refused() -> None:
    whole = as_pdf()
    for size in range(8, len(whole), max(1, len(whole) // 40)):
        try:
            read_source(whole[:size], "x.pdf")
        except ReportUnreadable:
            continue


def test_a_page_of_a_pdf_is_a_page() -> None:
    lines = read_source(as_pdf(), "x.pdf").lines
    assert [line.text for line in lines if line.new_page][1] == "HET BOS"
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


# --- Word -------------------------------------------------------------------------------------------------------------


def test_a_paragraph_of_word_is_a_line_and_a_page_break_none() -> None:
    document = docx.Document()
    document.add_paragraph("een\ntwee\tdrie").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("")
    document.add_paragraph("vier").paragraph_format.page_break_before = True
    document.add_section()
    document.add_paragraph("vijf").add_run().add_break(WD_BREAK.PAGE)
    document.paragraphs[-1].add_run("zes")
    lines = read_source(saved(document), "x").lines
    assert [" ".join(line.text.split()) for line in lines] == ["een twee drie", "", "vier", "", "vijf zes"]
    assert [line.new_page for line in lines] == [False, True, True, False, True]


def test_m1_paragraphs_of_another_style_or_page_are_another_title() -> None:
    document = docx.Document()
    for text, style in (
        ("DAG VAN HET GROEN", "Title"),
        ("DE STILLE", "Heading 1"),
        ("TUIN (H2)", "Heading 1"),
        ("Sterke punten", None),
        ("Groen", "List Bullet"),
        ("HET BOS", None),
        ("Zwakke punten", None),
        ("Ver", "List Bullet"),
    ):
        document.add_paragraph(text, style=style)
    report = parse(read_source(saved(document), "x").lines)
    assert shape(report) == [("DE STILLE TUIN", {"sterk": ["Groen"]}), ("HET BOS", {"zwak": ["Ver"]})]
    document = docx.Document()
    for text in (
        "INHOUD",
        "DE TUIN",
        "HET BOS",
        "DE TUIN",
        "Sterke punten",
        "- Groen",
        "HET BOS",
        "Sterke punten",
        "- Rust",
    ):
        document.add_paragraph(text)
    document.paragraphs[3].paragraph_format.page_break_before = True
    report = parse(read_source(saved(document), "x").lines)
    assert shape(report) == [("DE TUIN", {"sterk": ["Groen"]}), ("HET BOS", {"sterk": ["Rust"]})]


def test_word_tables_are_read_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("voor")
    table = document.add_table(2, 2)
    for n, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cel {n}"
    table.cell(0, 0).add_paragraph("punt", style="List Bullet")
    document.add_paragraph("na")
    assert [text for text in texts(saved(document)) if text] == [
        "voor",
        "cel 0",
        "punt",
        "cel 1",
        "cel 2",
        "cel 3",
        "na",
    ]
    assert [line.text for line in read_source(saved(document), "x").lines if line.listed] == ["punt"]


def test_word_lists_by_paragraph_by_style_and_switched_off() -> None:
    document = docx.Document()
    document.add_paragraph("door stijl", style="List Bullet 2")
    document.add_paragraph("genummerd", style="List Number")
    own = document.add_paragraph("door zichzelf")
    own._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))
    off = document.add_paragraph("uitgezet", style="List Bullet")
    off._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))
    heading = document.add_paragraph("GENUMMERDE TITEL", style="Heading 1")
    heading._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))
    listed = {line.text: line.listed for line in read_source(saved(document), "x").lines}
    assert listed == {
        "door stijl": True,
        "genummerd": True,
        "door zichzelf": True,
        "uitgezet": False,
        "GENUMMERDE TITEL": False,
    }


def test_word_capitals_are_read_as_shown() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("De stille tuin").font.all_caps = True
    document.styles["Heading 2"].font.all_caps = True
    document.add_paragraph("Het bos", style="Heading 2")
    mixed = document.add_paragraph("Deels ")
    mixed.add_run("groot").font.all_caps = True
    assert texts(saved(document)) == ["DE STILLE TUIN", "HET BOS", "Deels groot"]


def test_word_shows_text_boxes_insertions_and_symbols_but_not_what_was_deleted() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("begin ")
    names = (
        f'{nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>kader</w:t></w:r></w:p></w:txbxContent>"
    copies = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    for xml in (
        f"<w:ins {names}><w:r><w:t>erbij</w:t></w:r></w:ins>",
        f"<w:del {names}><w:r><w:delText>weg</w:delText></w:r></w:del>",
        f"<w:moveFrom {names}><w:r><w:t>verplaatst</w:t></w:r></w:moveFrom>",
        f"<w:r {names}><w:noBreakHyphen/><w:sym w:char='F0E0'/><w:sym w:char='D800'/><w:sym w:char='zz'/></w:r>",
        f"<w:r {names}><mc:AlternateContent>{copies}</mc:AlternateContent></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    document.element.body.insert(
        1, parse_xml(f"<w:sdt {names}><w:sdtContent><w:p><w:r><w:t>veld</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    assert texts(saved(document)) == ["begin erbij-\uf0e0", "kader", "veld"]


def test_a_word_style_that_rests_on_itself_is_no_trap() -> None:
    document = docx.Document()
    style = document.styles["Normal"].element
    style.append(parse_xml(f'<w:basedOn {nsdecls("w")} w:val="{style.get(qn("w:styleId"))}"/>'))
    document.add_paragraph("tekst")
    assert texts(saved(document)) == ["tekst"]


def test_a_word_file_without_text_is_refused() -> None:
    with pytest.raises(NoText, match="bevat geen tekst"):
        read_source(saved(docx.Document()), "x.docx")


def test_a_zip_file_of_something_else_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    with pytest.raises(WrongFileType, match="Kies een tekstbestand"):
        read_source(stream.getvalue(), "x.docx")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"document": b"<w:document"}, FileBroken),
        ({"document": b"\x00\x01"}, FileBroken),
        (
            {"[Content_Types]": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"},
            FileBroken,
        ),
    ],
)
def test_a_broken_word_file_is_refused(changes: dict[str, bytes], refusal: type[ReportUnreadable]) -> None:
    with pytest.raises(refusal):
        read_source(repacked(saved(as_document()), **changes), "x.docx")


def test_a_word_file_with_macros_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(saved(as_document()))) as archive:
        types = archive.read("[Content_Types].xml")
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(WrongFileType, match="geen gewoon Word-bestand"):
        read_source(repacked(saved(as_document()), **{"[Content_Types]": macro}), "x.docx")


def test_entities_in_a_word_file_are_not_followed() -> None:
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "gevolgd">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>tekst&x;&y;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert texts(repacked(saved(as_document()), document=evil)) == ["tekst"]
