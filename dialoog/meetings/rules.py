"""Making and changing meetings, and keeping their documents."""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.db import Json
from dialoog.errors import Conflict, RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.agenda.models import PaperVersion
from dialoog.meetings.calendar.rules import tell_of_change
from dialoog.meetings.models import Level, Meeting, MeetingDocument, MeetingKind
from dialoog.permissions import SYSTEM, Actor
from dialoog.search import fold

RESERVED_SLUGS = frozenset({"nieuw", "terugkoppeling", "reactienota"})
_LONGEST_SLUG = 80
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# From wide to narrow (D11).
NARROWER = (Level.PUBLIC, Level.NO_SOURCE, Level.CLOSED)
# What must be said of a meeting (R15, R99), and what is asked for when it is not.
EXPLAINED = {
    "wanted": _l("Schrijf wat u met dit gesprek wilt."),
    "result": _l("Schrijf wat er met de uitkomst gebeurt."),
    "gives": _l("Schrijf wat het oplevert voor wie meedoet."),
    "track": _l("Schrijf bij welk traject dit hoort."),
    "organiser": _l("Schrijf wie dit organiseert."),
}
# What those who were invited have in their calendars (T6); of a body's meeting the time is changed there.
TIMES = ("held_on", "begins_at", "ends_at")
IN_CALENDARS = frozenset({"title", "place", *TIMES})


@dataclass(frozen=True)
class MeetingDetails:
    """What staff say of a meeting."""

    title: str
    kind: MeetingKind = MeetingKind.WORK_SESSION
    level: Level = Level.PUBLIC
    held_on: date | None = None
    place: str = ""
    about: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    wanted: str = ""
    result: str = ""
    gives: str = ""
    track: str = ""
    organiser: str = ""


def call_meeting(session: Session, details: MeetingDetails, *, actor: Actor) -> Meeting:
    """Make a meeting that people will be asked to: it says what it is for, whose it is, and when on the day.

    A work session that was held, or has no day yet, is made for its report, which may give the day: it may come
    without. Raises RuleViolation as `create_meeting`, and for what is not said.
    """
    ahead = details.held_on is not None and details.held_on >= clock.today()
    reported = details.kind is MeetingKind.WORK_SESSION and not ahead
    if not reported:
        for name, asked in EXPLAINED.items():
            if not getattr(details, name).strip():
                raise RuleViolation(str(asked), field=name)
        if details.held_on and not (details.begins_at and details.ends_at):
            field = "ends" if details.begins_at else "begins"
            raise RuleViolation(_("Vul in hoe laat het begint en eindigt."), field=field)
    return create_meeting(session, details, actor=actor)


def create_meeting(
    session: Session, details: MeetingDetails, *, slug: str | None = None, actor: Actor = SYSTEM
) -> Meeting:
    """Make a meeting, with an address made from its title unless one is given.

    Raises RuleViolation for an empty title or an address that is taken, reserved or not of a–z, 0–9 and hyphen.
    """
    _check(details)
    if slug is None:
        slug = _free_slug(session, details.title)
    else:
        check_slug(slug)
        if _taken(session, slug):
            raise RuleViolation(_("Er is al een bijeenkomst met dit adres."), field="slug")
    made = Meeting(slug=slug, created_at=clock.now(), **vars(details))
    session.add(made)
    session.flush()
    _note(session, made, "meeting.created", actor, {"level": made.level})
    return made


def check_slug(slug: str) -> None:
    """Raises RuleViolation for what can be the address of no meeting."""
    if not SLUG.fullmatch(slug):
        raise RuleViolation(_("Een adres bestaat uit a tot z, 0 tot 9 en streepjes."), field="slug")
    if slug in RESERVED_SLUGS:
        raise RuleViolation(_("Op dit adres staat al een vaste bladzijde. Kies een ander adres."), field="slug")
    if len(slug) > _LONGEST_SLUG:
        raise RuleViolation(_("Een adres heeft ten hoogste %(most)s tekens.", most=_LONGEST_SLUG), field="slug")


def as_seen(meeting: Meeting) -> str:
    """A mark of what is said of a meeting now: whoever changes it gives back the one they saw."""
    said = [str(getattr(meeting, field.name)) for field in fields(MeetingDetails)]
    return sha256("\x1f".join(said).encode()).hexdigest()[:32]


def change_meeting(
    session: Session, meeting: Meeting, details: MeetingDetails, *, seen: str | None = None, actor: Actor = SYSTEM
) -> None:
    """Change what is said of a meeting. `seen`: the mark of what was on the form; None where nobody saw one.

    Its level may only get narrower (D11): people spoke there on the word that it would never be widened. What was
    brought in before keeps the level it came with. Raises Conflict when somebody else changed it since; RuleViolation
    for a wider level, an empty title, and where what it is for is no longer said (R99).
    """
    if seen is not None:
        session.refresh(meeting, with_for_update={"of": Meeting})
        if as_seen(meeting) != seen:
            raise Conflict(_("Iemand anders heeft deze bijeenkomst net gewijzigd. Er is niets overschreven."))
    _check(details)
    if NARROWER.index(details.level) < NARROWER.index(meeting.level):
        raise RuleViolation(
            _("De openbaarheid van een bijeenkomst kan alleen strenger worden, nooit ruimer."), field="level"
        )
    for name, asked in EXPLAINED.items():
        if getattr(meeting, name) and not getattr(details, name).strip():
            raise RuleViolation(str(asked), field=name)
    moved = any(getattr(details, name) != getattr(meeting, name) for name in TIMES)
    if meeting.body_id is not None and meeting.begins_at is not None and moved:
        raise RuleViolation(_("Deze bijeenkomst heeft een tijd. Verzet haar bij ‘Wie er komt’."), field="held_on")
    changed = [name for name, value in vars(details).items() if getattr(meeting, name) != value]
    for name in changed:
        setattr(meeting, name, getattr(details, name))
    session.flush()
    if changed:
        _note(session, meeting, "meeting.changed", actor, {"fields": changed, "level": meeting.level})
    if IN_CALENDARS & set(changed):
        tell_of_change(session, meeting)


def _check(details: MeetingDetails) -> None:
    if not details.title.strip():
        raise RuleViolation(_("Geef de bijeenkomst een naam."), field="title")
    if details.begins_at and details.ends_at and details.ends_at <= details.begins_at:
        raise RuleViolation(_("De bijeenkomst eindigt voor zij begint."), field="ends")


def _note(session: Session, meeting: Meeting, action: str, actor: Actor, detail: Json) -> None:
    audit.note(session, actor=actor, action=action, subject_kind="bijeenkomst", subject_key=meeting.slug, detail=detail)


@dataclass(frozen=True)
class Upload:
    """A file someone gave us: its own name, its media type by content, and what is in it."""

    file_name: str
    media_type: str
    content: bytes


def keep_document(
    session: Session, meeting: Meeting, upload: Upload, *, files: FileStore, actor: Actor
) -> MeetingDocument:
    """Keep a file with the meeting, for staff only; the same file is kept once."""
    name = files.keep(upload.content)
    query = select(MeetingDocument).where(MeetingDocument.meeting_id == meeting.id, MeetingDocument.sha256 == name)
    document = session.scalar(query)
    if document is None:
        document = MeetingDocument(
            meeting_id=meeting.id,
            file_name=upload.file_name[:200],
            media_type=upload.media_type,
            sha256=name,
            size=len(upload.content),
            added_at=clock.now(),
            added_by_id=actor.person_id,
        )
        session.add(document)
        session.flush()
    return document


def let_go_of_document(session: Session, document: MeetingDocument) -> str | None:
    """Take a file from its meeting. Gives its SHA-256 where no meeting has it now, to be forgotten after the commit."""
    name = document.sha256
    session.delete(document)
    session.flush()
    return None if is_kept(session, name) else name


def is_kept(session: Session, name: str) -> bool:
    """Whether any meeting still has a file of this SHA-256, as a report or as a paper."""
    held = (select(kind.id).where(kind.sha256 == name).limit(1) for kind in (MeetingDocument, PaperVersion))
    return any(session.scalar(query) is not None for query in held)


def slug_of(title: str) -> str:
    """An address made from a title."""
    return re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:70].strip("-") or "bijeenkomst"


def _free_slug(session: Session, title: str) -> str:
    base = slug_of(title)
    candidates = [base, *(f"{base}-{n}" for n in range(2, 1000))]
    return next(slug for slug in candidates if slug not in RESERVED_SLUGS and not _taken(session, slug))


def _taken(session: Session, slug: str) -> bool:
    return session.scalar(select(Meeting.id).where(Meeting.slug == slug)) is not None
