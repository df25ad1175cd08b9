"""Who may look behind a meeting's public page: those who sit in the body that meets, and the secretariat (D11)."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.errors import NotFound
from dialoog.meetings.models import Level, Meeting
from dialoog.permissions import Actor, Body, Permission, may


def body_of(meeting: Meeting) -> Body:
    """The body that meets. A meeting of none has one that nobody sits in, so that asking is never asking for any."""
    return meeting.body_kind or "", meeting.body_id or 0


@dataclass(frozen=True)
class Named:
    """What a body is called, and the address of its public page."""

    name: str
    href: str


def _nothing_named(_session: Session, _body: Body) -> Named | None:
    return None


@dataclass
class Bodies:
    """What a higher domain knows of bodies that meet; filled in at the start."""

    named: Callable[[Session, Body], Named | None] = _nothing_named


BODIES = Bodies()


def table_named(session: Session, meeting: Meeting) -> Named | None:
    """The body that meets; None for a meeting of no body. One query at most."""
    return BODIES.named(session, body_of(meeting)) if meeting.body_id is not None else None


def inside(actor: Actor, meeting: Meeting) -> bool:
    """Whether somebody reads what is for members alone."""
    return may(actor, Permission.MEETING_READ_INSIDE, body=body_of(meeting))


def takes_part(actor: Actor, meeting: Meeting) -> bool:
    """Whether somebody sits in the body that meets."""
    return may(actor, Permission.MEETING_TAKE_PART, body=body_of(meeting))


def runs(actor: Actor, meeting: Meeting) -> bool:
    """Whether somebody leads the meeting, or keeps its papers."""
    return may(actor, Permission.MEETING_RUN, body=body_of(meeting))


def may_read(actor: Actor, meeting: Meeting) -> bool:
    """Whether somebody may know what a meeting is about and what came of it: of a closed one its own people alone."""
    return meeting.level is not Level.CLOSED or inside(actor, meeting)


def check_inside(actor: Actor, meeting: Meeting) -> None:
    """Raises NotFound for who may not even know whether there is anything."""
    if not inside(actor, meeting):
        raise NotFound(_("Deze pagina is er niet."))
