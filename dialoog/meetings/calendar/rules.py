"""Inviting to a meeting, moving it, calling it off, and saying whether one comes (T6).

Every change that calendars must hear of raises the meeting's `sequence` and queues one mail for each invitation.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.links import issue_about
from dialoog.accounts.models import AccessLink, LinkPurpose, Person
from dialoog.db import Json
from dialoog.errors import Conflict, RuleViolation
from dialoog.mail.rules import Mail, queue_many
from dialoog.meetings.calendar.models import MeetingInvitation, Reply
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Part
from dialoog.permissions import SYSTEM, Actor, Body

SUBJECT = "bijeenkomst"
INVITATION = "uitnodiging"
MAIL = "meetings.calendar"
INVITED, CHANGED, CANCELLED = "uitgenodigd", "gewijzigd", "afgelast"
# A link works this long after the day of the meeting, in case that is moved.
LINK_WORKS = timedelta(days=365)
LONGEST = timedelta(hours=24)
# Who sits in two parts is invited in the first of these.
ORDER = (Part.CHAIR, Part.MEMBER, Part.CONTACT, Part.STAND_IN)


@dataclass(frozen=True)
class When:
    """When a meeting is, and where."""

    begins_at: datetime
    ends_at: datetime
    place: str = ""


def set_time(meeting: Meeting, when: When) -> None:
    """Give a meeting its time. Raises RuleViolation for a time that is over, or an end before the beginning."""
    if when.begins_at <= clock.now():
        raise RuleViolation(_("Kies een moment dat nog komt."), field="day")
    if when.ends_at <= when.begins_at:
        raise RuleViolation(_("Het einde ligt voor het begin."), field="until")
    if when.ends_at - when.begins_at > LONGEST:
        raise RuleViolation(_("Een bijeenkomst duurt ten hoogste een dag."), field="until")
    meeting.begins_at, meeting.ends_at = when.begins_at, when.ends_at
    meeting.held_on = clock.local(when.begins_at).date()
    meeting.place = when.place


def members_on(session: Session, body: Body, day: date) -> dict[int, tuple[Person, Part]]:
    """Who sits in a body on a day, by id, each in one part. One query."""
    kind, key = body
    query = (
        select(Membership)
        .where(Membership.body_kind == kind, Membership.body_id == key, Membership.since <= day)
        .where(or_(Membership.until.is_(None), Membership.until > day))
        .options(joinedload(Membership.person))
        .order_by(Membership.id)
    )
    found: dict[int, tuple[Person, Part]] = {}
    for seat in sorted(session.scalars(query), key=lambda seat: ORDER.index(seat.part)):
        if seat.person.active:
            found.setdefault(seat.person_id, (seat.person, seat.part))
    return found


def invite(session: Session, meeting: Meeting, *, actor: Actor) -> int:
    """Invite who sits in the meeting's body on its day, and is not yet; how many that are.

    Raises RuleViolation for a meeting that has no time, is over or called off, or belongs to no body.
    """
    _one_at_a_time(session, meeting)
    check_ahead(meeting)
    if meeting.body_kind is None or meeting.body_id is None:
        raise RuleViolation(_("Deze bijeenkomst hoort niet bij een tafel: er is niemand uit te nodigen."))
    body, day = (meeting.body_kind, meeting.body_id), meeting.held_on or clock.today()
    known = {one.person_id: one for one in _all_invited(session, meeting)}
    wanted = members_on(session, body, day)
    back = [one for key, one in known.items() if key in wanted and one.ended_at is not None]
    for one in back:
        one.ended_at, one.reply, one.replied_at = None, None, None
    new = [(person, part) for key, (person, part) in wanted.items() if key not in known]
    made = back + _make(session, meeting, new)
    for one in made:
        one.part = wanted[one.person_id][1]
    _tell(session, meeting, made, INVITED)
    if made:
        _note(session, meeting, "meeting.invited", actor, invited=len(made))
    return len(made)


def check_ahead(meeting: Meeting) -> None:
    """Raise RuleViolation unless the meeting has a time that lies ahead, and was not called off."""
    if meeting.cancelled_at is not None:
        raise RuleViolation(_("Deze bijeenkomst is afgelast."))
    if meeting.begins_at is None:
        raise RuleViolation(_("Deze bijeenkomst heeft nog geen tijd."))
    if meeting.begins_at <= clock.now():
        raise RuleViolation(_("Deze bijeenkomst is al begonnen of voorbij."))


def _make(session: Session, meeting: Meeting, people: Sequence[tuple[Person, Part]]) -> list[MeetingInvitation]:
    made = [
        MeetingInvitation(meeting=meeting, person=person, part=part, invited_at=clock.now(), sequence=meeting.sequence)
        for person, part in people
    ]
    session.add_all(made)
    session.flush()
    ahead = (meeting.begins_at or clock.now()) - clock.now()
    about: list[tuple[tuple[str, int], Json]] = [((INVITATION, one.id), {}) for one in made]
    links = issue_about(session, LinkPurpose.ATTENDANCE, about, valid_for=ahead + LINK_WORKS)
    for one, link in zip(made, links, strict=True):
        one.link = link
    return made


def move(session: Session, meeting: Meeting, when: When, *, sequence: int, actor: Actor) -> int:
    """Hold it at another time or place, or give it its first time. How many are told.

    Another time asks everybody again; another place alone does not. Raises RuleViolation as `set_time` and
    `check_ahead`, or where nothing changes; Conflict when somebody else changed it since it had that sequence.
    """
    _check_seen(session, meeting, sequence)
    if meeting.begins_at is not None or meeting.cancelled_at is not None:
        check_ahead(meeting)
    before = (meeting.begins_at, meeting.ends_at)
    was = meeting.begins_at
    if (*before, meeting.place) == (when.begins_at, when.ends_at, when.place):
        raise RuleViolation(_("U hebt niets gewijzigd."))
    set_time(meeting, when)
    invited = _still_sitting(session, meeting)
    if before != (meeting.begins_at, meeting.ends_at):
        for one in invited:
            one.reply = one.replied_at = None
    moved = was if was != meeting.begins_at else None
    _raise(session, meeting, invited, CHANGED, was=moved)
    _note(session, meeting, "meeting.moved", actor, sequence=meeting.sequence, told=len(invited))
    return len(invited)


def tell_of_change(session: Session, meeting: Meeting) -> None:
    """Its name or place was changed: calendars are told, where any know of it and it still lies ahead."""
    if meeting.cancelled_at is None and meeting.begins_at is not None and meeting.begins_at > clock.now():
        _raise(session, meeting, _still_sitting(session, meeting), CHANGED)


def cancel(session: Session, meeting: Meeting, *, sequence: int, actor: Actor) -> int:
    """Call a meeting off: it stays to be seen, as cancelled. How many are told. Raises as `move`."""
    _check_seen(session, meeting, sequence)
    check_ahead(meeting)
    meeting.cancelled_at = clock.now()
    invited = standing(session, meeting)
    _raise(session, meeting, invited, CANCELLED)
    _note(session, meeting, "meeting.cancelled", actor, sequence=meeting.sequence, told=len(invited))
    return len(invited)


def _one_at_a_time(session: Session, meeting: Meeting) -> None:
    """Of two who change a meeting or invite to it at once, the second waits here, and then sees what the first did."""
    session.flush()
    session.refresh(meeting, with_for_update=True)


def _check_seen(session: Session, meeting: Meeting, sequence: int) -> None:
    _one_at_a_time(session, meeting)
    if meeting.sequence != sequence:
        raise Conflict(_("Iemand anders heeft deze bijeenkomst intussen gewijzigd. Er is niets overschreven."))


def keep_up(session: Session, meeting: Meeting) -> tuple[int, int]:
    """Invite who came to sit in the body since, and tell who left it that they need not come. How many of each."""
    _one_at_a_time(session, meeting)
    if meeting.body_kind is None or meeting.body_id is None:
        return 0, 0
    wanted = members_on(session, (meeting.body_kind, meeting.body_id), meeting.held_on or clock.today())
    gone = [one for one in standing(session, meeting) if one.person_id not in wanted]
    if gone:
        _raise(session, meeting, gone, CANCELLED)
        for one in gone:
            one.ended_at = clock.now()
        session.flush()
        _note(session, meeting, "meeting.uninvited", SYSTEM, uninvited=len(gone))
    return invite(session, meeting, actor=SYSTEM), len(gone)


def keep_all_up(session: Session) -> None:
    """As `keep_up`, for every meeting that lies ahead and was invited to."""
    invited = select(MeetingInvitation.meeting_id)
    ahead = select(Meeting).where(Meeting.begins_at > clock.now(), Meeting.cancelled_at.is_(None))
    for meeting in session.scalars(ahead.where(Meeting.id.in_(invited)).order_by(Meeting.id)).all():
        keep_up(session, meeting)


def reply(session: Session, invitation: MeetingInvitation, value: Reply, *, sequence: int | None = None) -> None:
    """Say whether one comes; until the meeting begins it can be changed.

    `sequence`: of the invitation as they saw it. Raises RuleViolation after the meeting began, and where it was moved
    since: a yes to the one day is none to the other.
    """
    one = select(MeetingInvitation.id).where(MeetingInvitation.id == invitation.id)
    session.scalar(one.with_for_update())
    session.refresh(invitation, ["sequence", "ended_at"])
    session.refresh(invitation.meeting)
    check_ahead(invitation.meeting)
    if sequence is not None and sequence != invitation.sequence:
        raise RuleViolation(_("Deze bijeenkomst is intussen gewijzigd. Kijk wanneer zij nu is en antwoord opnieuw."))
    if invitation.ended_at is not None:
        raise RuleViolation(_("U bent voor deze bijeenkomst niet meer uitgenodigd."))
    invitation.reply, invitation.replied_at = value, clock.now()
    session.flush()


def standing(session: Session, meeting: Meeting) -> list[MeetingInvitation]:
    """Who is invited now, each with their name. One query."""
    return [one for one in _all_invited(session, meeting) if one.ended_at is None]


def _still_sitting(session: Session, meeting: Meeting) -> list[MeetingInvitation]:
    """Who is invited and sits there on the day. Who left in between hears from `keep_up` that they need not come."""
    if meeting.body_kind is None or meeting.body_id is None:
        return standing(session, meeting)
    sits = members_on(session, (meeting.body_kind, meeting.body_id), meeting.held_on or clock.today())
    return [one for one in standing(session, meeting) if one.person_id in sits]


def _all_invited(session: Session, meeting: Meeting) -> Iterable[MeetingInvitation]:
    query = select(MeetingInvitation).where(MeetingInvitation.meeting_id == meeting.id)
    return session.scalars(query.options(joinedload(MeetingInvitation.person)).order_by(MeetingInvitation.id)).all()


def _raise(
    session: Session,
    meeting: Meeting,
    invited: Collection[MeetingInvitation],
    what: str,
    *,
    was: datetime | None = None,
) -> None:
    meeting.sequence += 1
    _tell(session, meeting, invited, what, was=was)


def _tell(
    session: Session,
    meeting: Meeting,
    invited: Collection[MeetingInvitation],
    what: str,
    *,
    was: datetime | None = None,
) -> None:
    """One mail for each; what they were to be told before and still waits is left out by its lower sequence."""
    mails = []
    for one in invited:
        one.sequence = meeting.sequence
        params = {"invitation": one.id, "sequence": one.sequence, "what": what, "was": was.isoformat() if was else None}
        mails.append(Mail(one.person.email, params, f"{MAIL}:{one.id}:{one.sequence}:{what}"))
    session.flush()
    queue_many(session, mails, kind=MAIL, subject=(SUBJECT, meeting.id))


def _note(session: Session, meeting: Meeting, action: str, actor: Actor, **detail: int) -> None:
    audit.note(session, actor=actor, action=action, subject_kind=SUBJECT, subject_key=meeting.slug, detail=dict(detail))


def of_link(session: Session, link: AccessLink) -> MeetingInvitation | None:
    """The invitation a link is about, while it stands and is told of by that link."""
    found = session.get(MeetingInvitation, link.subject_id) if link.subject_kind == INVITATION else None
    return found if found is not None and found.link_id == link.id and found.ended_at is None else None
