"""Papers in versions, decisions, and who was there (R84, R108)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.db import Json
from dialoog.errors import RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.agenda.models import Decision, Paper, PaperVersion, Presence, PresenceKind
from dialoog.meetings.agenda.queries import seated
from dialoog.meetings.agenda.rules import Outdated
from dialoog.meetings.models import Meeting
from dialoog.meetings.rules import Upload, is_kept
from dialoog.permissions import Actor

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
# What may be kept, by the end of its name. It is always given as a download, never opened by the browser itself.
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".odt": f"{OPEN}.text",
    ".ods": f"{OPEN}.spreadsheet",
    ".odp": f"{OPEN}.presentation",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}


def upload_of(file_name: str, content: bytes) -> Upload:
    """A file somebody gave us. Raises RuleViolation for a kind that is not kept, or an empty one."""
    media_type = MEDIA_TYPES.get(PurePath(file_name.lower()).suffix)
    if media_type is None:
        kinds = ", ".join(MEDIA_TYPES)
        raise RuleViolation(
            _("Dit soort bestand kan niet. Kies een bestand van deze soort: %(kinds)s.", kinds=kinds), field="file"
        )
    if not content:
        raise RuleViolation(_("Dit bestand is leeg. Kies een ander bestand."), field="file")
    return Upload(file_name, media_type, content)


def add_paper(
    session: Session,
    meeting: Meeting,
    title: str,
    upload: Upload,
    *,
    public: bool,
    item_id: int | None,
    files: FileStore,
    actor: Actor,
) -> Paper:
    """Add a document with its first version. Raises RuleViolation without a title."""
    if not title.strip():
        raise RuleViolation(_("Geef het stuk een naam."), field="title")
    made = Paper(
        meeting_id=meeting.id, title=title.strip(), public=public, item_id=item_id, created_at=clock.now(), versions=[]
    )
    session.add(made)
    session.flush()
    _add_version(session, made, upload, "", files, actor)
    _note(session, meeting, "paper.added", actor, {"paper": made.id, "public": public})
    return made


def add_version(
    session: Session, meeting: Meeting, paper: Paper, upload: Upload, note: str, *, files: FileStore, actor: Actor
) -> PaperVersion:
    """Add a newer version; the older ones stay to be read. Raises RuleViolation without a note, or for the same."""
    session.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update())
    session.refresh(paper, ["versions"])
    if not note.strip():
        raise RuleViolation(_("Schrijf op wat er anders is in deze versie."), field="note")
    made = _add_version(session, paper, upload, note.strip(), files, actor)
    _note(session, meeting, "paper.version", actor, {"paper": paper.id, "n": made.n})
    return made


def destroy_version(
    session: Session, meeting: Meeting, version: PaperVersion, reason: str, *, actor: Actor
) -> str | None:
    """Let go of a file for good, and say in public why (D1). That it was there stays to be read.

    Gives its SHA-256 where nothing has it now, to be forgotten after the commit. Raises RuleViolation without a reason.
    """
    if not reason.strip():
        raise RuleViolation(_("Zeg waarom dit bestand weg moet."), field="reason")
    name = version.sha256
    version.destroyed_at, version.destroyed_because = clock.now(), reason.strip()
    # The file's own name may tell what it held.
    version.file_name, version.sha256, version.size = "", "", 0
    session.flush()
    detail = {"paper": version.paper_id, "n": version.n}
    _note(session, meeting, "paper.destroyed", actor, detail)
    return None if is_kept(session, name) else name


def change_paper(session: Session, meeting: Meeting, paper: Paper, *, title: str, public: bool, actor: Actor) -> None:
    """Call a document by another name, or say anew who reads it.

    Raises RuleViolation without a title, and for what would open earlier versions that were for members (D11).
    """
    if not title.strip():
        raise RuleViolation(_("Geef het stuk een naam."), field="title")
    if public and not paper.public and len([one for one in paper.versions if one.destroyed_at is None]) > 1:
        message = _("Eerdere versies van dit stuk waren alleen voor leden. Geef de openbare versie als een nieuw stuk.")
        raise RuleViolation(message, field="public")
    paper.title, paper.public = title.strip(), public
    session.flush()
    _note(session, meeting, "paper.changed", actor, {"paper": paper.id, "public": public})


def _add_version(
    session: Session, paper: Paper, upload: Upload, note: str, files: FileStore, actor: Actor
) -> PaperVersion:
    name = files.keep(upload.content)
    newest = paper.versions[0] if paper.versions else None
    if newest is not None and newest.sha256 == name:
        raise RuleViolation(_("Dit bestand is gelijk aan de versie die er al staat."), field="file")
    made = PaperVersion(
        n=newest.n + 1 if newest else 1,
        file_name=upload.file_name[:200],
        media_type=upload.media_type,
        sha256=name,
        size=len(upload.content),
        note=note,
        added_at=clock.now(),
        added_by_id=actor.person_id,
    )
    paper.versions.insert(0, made)
    session.flush()
    return made


@dataclass(frozen=True)
class DecisionDetails:
    """What was decided, and what follows."""

    text: str
    may_decide: str
    decided_by: str
    decided_on: date
    item_id: int | None = None
    follow_up: str = ""
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None


def decide(session: Session, meeting: Meeting, details: DecisionDetails, *, actor: Actor) -> Decision:
    """Write down a decision. Raises RuleViolation for one without words or decider, or a follow-up nobody owns."""
    _check(details)
    made = Decision(meeting_id=meeting.id, created_at=clock.now(), **vars(details))
    session.add(made)
    session.flush()
    _note(session, meeting, "decision.added", actor, {"decision": made.id})
    return made


def change_decision(
    session: Session, meeting: Meeting, decision: Decision, details: DecisionDetails, *, edit: int, actor: Actor
) -> None:
    """Better what was written down, or note that it was done. Raises Outdated, and RuleViolation as `decide`."""
    if session.scalar(select(Decision.edit).where(Decision.id == decision.id).with_for_update()) != edit:
        raise Outdated
    _check(details)
    changed = [name for name, value in vars(details).items() if getattr(decision, name) != value]
    for name in changed:
        setattr(decision, name, getattr(details, name))
    decision.edit += 1
    session.flush()
    _note(session, meeting, "decision.changed", actor, {"decision": decision.id, "fields": changed})


def _check(details: DecisionDetails) -> None:
    for field, message in (
        ("text", _("Schrijf op wat er is besloten.")),
        ("may_decide", _("Schrijf op wie hierover mag beslissen.")),
        ("decided_by", _("Schrijf op wie het besluit nam.")),
    ):
        if not getattr(details, field).strip():
            raise RuleViolation(message, field=field)
    if details.decided_on > clock.today():
        raise RuleViolation(_("Een besluit kan niet in de toekomst liggen."), field="decided_on")
    if details.follow_up and not details.owner:
        raise RuleViolation(_("Schrijf op wie het vervolg doet."), field="owner")
    if details.follow_up and details.due_on is None:
        raise RuleViolation(_("Vul in wanneer het vervolg klaar is."), field="due_on")
    if details.due_on and details.due_on < details.decided_on:
        raise RuleViolation(_("Kies een dag na het besluit."), field="due_on")


def _all_named(_session: Session, _memberships: Collection[int]) -> Collection[int]:
    return ()


@dataclass
class Parties:
    """Which of these memberships do not let their party be named (D11): the domain of the body says so, by wiring."""

    unnamed: Callable[[Session, Collection[int]], Collection[int]] = _all_named


PARTIES = Parties()


def note_presence(session: Session, meeting: Meeting, said: Mapping[int, PresenceKind | None], *, actor: Actor) -> int:
    """Note who was there, by membership; None takes back what was noted. How many changed.

    Raises RuleViolation for a day that has yet to come, or somebody who did not sit there that day.
    """
    if meeting.held_on is None or meeting.held_on > clock.today():
        raise RuleViolation(_("De bijeenkomst is nog niet geweest."))
    seats = {one.id: one for one in seated(session, meeting)}
    if not set(said) <= set(seats):
        raise RuleViolation(_("Laad de pagina opnieuw: de leden van de tafel zijn veranderd."))
    query = select(Presence).where(Presence.meeting_id == meeting.id, Presence.membership_id.in_(list(said)))
    known = {one.membership_id: one for one in session.scalars(query.with_for_update())}
    unnamed = set(PARTIES.unnamed(session, list(said)))
    changed = 0
    for membership_id, kind in said.items():
        one = known.get(membership_id)
        if (one.kind if one else None) is kind:
            continue
        changed += 1
        if one is not None and kind is None:
            session.delete(one)
            continue
        if one is None:
            party = None if membership_id in unnamed else seats[membership_id].organisation_id
            one = Presence(meeting_id=meeting.id, membership_id=membership_id, organisation_id=party)
            session.add(one)
        one.kind, one.noted_at, one.noted_by_id = kind or PresenceKind.PRESENT, clock.now(), actor.person_id
    session.flush()
    if changed:
        _note(session, meeting, "presence.noted", actor, {"changed": changed})
    return changed


def _note(session: Session, meeting: Meeting, action: str, actor: Actor, detail: Json) -> None:
    audit.note(session, actor=actor, action=action, subject_kind="bijeenkomst", subject_key=meeting.slug, detail=detail)
