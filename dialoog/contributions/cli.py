"""`dialoog report …`: work session reports from the command line (interface.md, Commands)."""

import json
from pathlib import Path

import click

from dialoog.contributions.work_session_reports.parse import parse as parse_lines
from dialoog.contributions.work_session_reports.readers import MAX_BYTES, read_source
from dialoog.contributions.work_session_reports.render import to_json, to_text
from dialoog.contributions.work_session_reports.unreadable import ReportUnreadable, require_topics

EXISTING_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group()
def report() -> None:
    """Verslagen (terugblikken) van werksessies."""


@report.command()
@click.argument("file", type=EXISTING_FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text"]),
    default="text",
    show_default=True,
    help="Vorm van de uitvoer.",
)
def parse(file: Path, form: str) -> None:
    """Lees een verslag (.txt, .docx of .pdf) en toon wat ervan is begrepen. Er wordt niets opgeslagen."""
    try:
        source = read_source(read_at_most(file, MAX_BYTES), file.name)
        understood = require_topics(parse_lines(source.lines))
    except ReportUnreadable as refusal:
        click.echo(refusal.message, err=True)
        raise click.exceptions.Exit(1) from None
    for note in source.notes:
        click.echo(note, err=True)
    if form == "json":
        click.echo(json.dumps(to_json(understood), ensure_ascii=False, indent=1))
    else:
        click.echo(to_text(understood), nl=False)


def read_at_most(file: Path, most: int) -> bytes:
    """The bytes of a file; one more than `most` where it is larger, so that the reader can refuse it."""
    with file.open("rb") as stream:
        return stream.read(most + 1)
