"""One report of two topics, made as .txt, .docx and .pdf."""

import io
import zipfile

import docx
from docx.document import Document
from fpdf import FPDF

PARTS: list[tuple[str, str]] = [
    ("text", "Terugblik op de dag van donderdag 6 maart 2025"),
    ("text", "Wij spraken elkaar in een school."),
    ("title", "DE STILLE TUIN (H2 plan)"),
    ("heading", "Sterke punten"),
    ("point", "Veel groen"),
    ("point", "PFAS"),
    ("text", "is nergens gevonden"),
    ("heading", "Zwakke punten:"),
    ("point", "Lawaai van de weg"),
    ("heading", "ONDERWERP"),
    ("text", "Wat maakt een tuin stil?"),
    ("page", ""),
    ("title", "HET BOS"),
    ("heading", "Sterke punten"),
    ("point", "Oude bomen"),
    ("heading", "ONDERWERP"),
    ("text", "Van wie is het bos?"),
]


def as_text(bullet: str = "• ") -> bytes:
    shown = {"point": bullet + "{}\n", "title": "\n{}\n\n", "page": "\f", "heading": "{}\n", "text": "{}\n"}
    return "".join(shown[kind].format(text) for kind, text in PARTS).encode()


def as_document() -> Document:
    document = docx.Document()
    for kind, text in PARTS:
        if kind == "page":
            document.add_page_break()
        else:
            document.add_paragraph(text, style={"point": "List Bullet", "title": "Heading 1"}.get(kind))
    return document


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(data: bytes, **changes: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name.rpartition("/")[2].partition(".")[0], None) or old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()


def as_pdf(password: str | None = None, bullet: str = "- ") -> bytes:
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    pdf.add_page()
    for kind, text in PARTS:
        if kind == "page":
            pdf.add_page()
        else:
            pdf.cell(text=(bullet if kind == "point" else "") + text, new_x="LMARGIN", new_y="NEXT")
    if password:
        pdf.set_encryption(owner_password="eigenaar", user_password=password)
    return bytes(pdf.output())
