"""`dialoog report …`: work session reports from the command line (interface.md, Commands)."""

import json
import re
from pathlib import Path

import click
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.contributions.rules.importing import Given, Imported, foresee, import_report, read_report
from dialoog.contributions.work_session_reports.parse import parse as parse_lines
from dialoog.contributions.work_session_reports.readers import MAX_BYTES, read_source
from dialoog.contributions.work_session_reports.render import to_json, to_text
from dialoog.contributions.work_session_reports.unreadable import ReportUnreadable, require_topics
from dialoog.errors import NotFound
from dialoog.meetings.models import Meeting
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.permissions import SYSTEM
from dialoog.web.commands import uses_database
from dialoog.web.context import database, files

EXISTING_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text"]),
    default="text",
    show_default=True,
    help="Vorm van de uitvoer.",
)
# A report is called after its meeting: "Terugblik op de werksessie …".
_OF_A_MEETING = re.compile(r"(?:terugblik|verslag)(?: op| van)(?: de| het)? ", re.IGNORECASE)


@click.group()
def report() -> None:
    """Verslagen (terugblikken) van werksessies."""


@report.command()
@click.argument("file", type=EXISTING_FILE)
@FORMAT
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


@report.command("import")
@click.argument("file", type=EXISTING_FILE)
@click.option("--meeting", "slug", required=True, metavar="SLUG", help="Het adres van de bijeenkomst.")
@click.option("--create-meeting", "create", is_flag=True, help="Maak de bijeenkomst aan als zij er nog niet is.")
@click.option("--dry-run", is_flag=True, help="Toon de aantallen en sla niets op.")
@FORMAT
@uses_database
def import_(file: Path, slug: str, create: bool, dry_run: bool, form: str) -> None:
    """Sla een verslag op bij een bijeenkomst: elk punt krijgt een nummer. Twee keer hetzelfde bestand: niets nieuws."""
    given = read_report(file.name, read_at_most(file, MAX_BYTES))
    for note in given.notes:
        click.echo(note, err=True)
    if dry_run:
        with database().session(read_only=True) as reading:
            _show(foresee(reading, _meeting(reading, slug, create=create), slug, given), form)
        return
    with database().transaction() as session:
        meeting = _meeting(session, slug, create=create) or _made(session, slug, given)
        done = import_report(session, meeting, given, files=files(), actor=SYSTEM)
    _show(done, form)


def _meeting(session: Session, slug: str, *, create: bool) -> Meeting | None:
    """The meeting at an address; None where it is still to be made."""
    found = session.scalar(select(Meeting).where(Meeting.slug == slug))
    if found is None and not create:
        raise NotFound(_("Er is geen bijeenkomst met het adres '%(slug)s'. Maak haar met --create-meeting.", slug=slug))
    return found


def _made(session: Session, slug: str, given: Given) -> Meeting:
    title = meeting_title(given.report.title or "") or _("Werksessie")
    return create_meeting(
        session, MeetingDetails(title=title[:200], held_on=given.report.date), slug=slug, actor=SYSTEM
    )


def meeting_title(title: str) -> str:
    """What the meeting of a report is called: 'TERUGBLIK OP WERKSESSIE 6 MEI' → 'Werksessie 6 mei'."""
    bare = _OF_A_MEETING.sub("", title, count=1) if _OF_A_MEETING.match(title) else title
    if bare == bare.upper():
        # Abbreviations have no vowels, mostly; other words get their usual small letters.
        bare = " ".join(word if _is_abbreviation(word) else word.lower() for word in bare.split())
    return bare[:1].upper() + bare[1:]


def _is_abbreviation(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and not set(letters) & set("AEIOUYÉËÏÖÜ")


def _show(done: Imported, form: str) -> None:
    if form == "json":
        click.echo(json.dumps(vars(done), ensure_ascii=False))
        return
    click.echo(
        _(
            "Bijeenkomst %(meeting)s: %(points)s punten, %(created)s nieuw, %(existing)s waren er al, "
            "%(unplaced)s regels niet geplaatst.",
            **vars(done),
        )
    )


def read_at_most(file: Path, most: int) -> bytes:
    """The bytes of a file; one more than `most` where it is larger, so that the reader can refuse it."""
    with file.open("rb") as stream:
        return stream.read(most + 1)
