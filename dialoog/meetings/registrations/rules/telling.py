"""What people who registered hear by mail, and when (T5)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts import links
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.db import Json
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import Mail, queue, queue_many
from dialoog.meetings.models import Meeting
from dialoog.meetings.registrations.models import HEARING, Admission, Registration, RegistrationState

SUBJECT = "aanmelding"
CONFIRM_MAIL = "registrations.confirm"
AGAIN_MAIL = "registrations.again"
PLACE_MAIL = "registrations.place"
WAITING_MAIL = "registrations.waiting"
MOVED_UP_MAIL = "registrations.moved-up"
CANCELLED_MAIL = "registrations.cancelled"
REMINDER_MAIL = "registrations.reminder"
CHANGED_MAIL = "registrations.changed"
CALLED_OFF_MAIL = "registrations.called-off"
# The link to one's own page works as long as the registration is kept.
OWN_PAGE_WORKS = timedelta(days=3 * 365)
REMIND_BEFORE = timedelta(days=7)


def tell(session: Session, registration: Registration, kind: str, *, key: str = "", **params: Any) -> None:
    """Queue a mail to who registered, once for each kind and key; nothing without an address."""
    if not registration.email:
        return
    queue(
        session,
        kind=kind,
        to=registration.email,
        subject=(SUBJECT, registration.id),
        params={"registration": registration.id, **params},
        unique_key=f"{kind}/{registration.id}/{key}",
    )


def link_of(session: Session, registration: Registration, act: str, valid_for: timedelta) -> AccessLink:
    """A new link for a registration that is in the database."""
    return links.issue(
        session,
        LinkPurpose.REGISTRATION,
        subject=(SUBJECT, registration.id),
        params={"act": act},
        valid_for=valid_for,
    )


def of_link(session: Session, link: AccessLink, act: str) -> Registration | None:
    """The registration a link was sent for; None when it is gone or the link is for something else.

    A database may give the number of a forgotten one to the next: a link that is older is not of that one.
    """
    found = session.get(Registration, link.subject_id, options=[joinedload(Registration.admission)])
    if found is None or link.params.get("act") != act or link.created_at < found.asked_at or found.forgotten_at:
        return None
    return found


def stop_telling(session: Session, registration: Registration) -> None:
    """Mail that waits is not sent, of what was sent the address goes, and no link works any more."""
    query = select(OutboxMessage).where(
        OutboxMessage.subject_kind == SUBJECT, OutboxMessage.subject_id == registration.id
    )
    for message in session.scalars(query):
        if message.state in (MailState.WAITING, MailState.DEAD):
            message.state, message.last_error = MailState.SKIPPED, None
        message.to_address = None
    # Not deleted: a database may give the number of a link to the next, and a mail is known by the number of its link.
    sent = select(AccessLink).where(AccessLink.subject_kind == SUBJECT, AccessLink.subject_id == registration.id)
    for link in session.scalars(sent):
        link.expires_at = min(link.expires_at, clock.now())
    registration.link_id = None
    session.flush()


def known(meeting: Meeting) -> Json:
    """What people who come must hear of when it changes."""
    return {
        "held_on": meeting.held_on.isoformat() if meeting.held_on else "",
        "begins_at": meeting.begins_at.isoformat() if meeting.begins_at else "",
        "ends_at": meeting.ends_at.isoformat() if meeting.ends_at else "",
        "place": meeting.place,
        "called_off": meeting.cancelled_at is not None,
    }


def tell_changes(session: Session) -> int:
    """Tell who comes or waits of meetings whose day, time or place changed since they were told; how many meetings.

    Between two looks several changes become one mail.
    """
    query = select(Admission).join(Meeting).options(joinedload(Admission.meeting))
    query = query.where((Meeting.held_on >= clock.today()) | Meeting.held_on.is_(None))
    changed = 0
    for admission in session.scalars(query.with_for_update(of=Admission)):
        now = known(admission.meeting)
        known_off = now["called_off"] and admission.told.get("called_off")
        if admission.told == now:
            continue
        if not known_off:
            _tell_all(session, admission, now)
            changed += 1
        admission.told = now
    session.flush()
    return changed


def _tell_all(session: Session, admission: Admission, now: Json) -> None:
    kind = CALLED_OFF_MAIL if now["called_off"] else CHANGED_MAIL
    query = select(Registration).where(
        Registration.meeting_id == admission.meeting_id,
        Registration.state.in_(HEARING),
        Registration.email.is_not(None),
    )
    # The same words twice in a row are told once; back to an earlier day is told again.
    stamp = clock.now().isoformat()
    mails = [
        Mail(
            one.email or "",
            {"registration": one.id, "was": admission.told},
            f"{kind}/{one.id}/{stamp}",
            (SUBJECT, one.id),
        )
        for one in session.scalars(query)
    ]
    queue_many(session, mails, kind=kind)


def remind(session: Session) -> int:
    """Remind who has a place, a week before; who got it later than that was just told. How many mails.

    A day on which nothing ran is made up for.
    """
    today = clock.today()
    query = (
        select(Registration, Meeting.held_on)
        .select_from(Registration)
        .join(Admission)
        .join(Meeting)
        .where(Meeting.held_on > today, Meeting.held_on <= today + REMIND_BEFORE, Meeting.cancelled_at.is_(None))
        .where(Registration.state == RegistrationState.PLACED, Registration.email.is_not(None))
    )
    mails = [
        Mail(one.email or "", {"registration": one.id}, f"{REMINDER_MAIL}/{one.id}/{day}", (SUBJECT, one.id))
        for one, day in session.execute(query)
        if day and one.changed_at < clock.start_of(day - REMIND_BEFORE)
    ]
    return len(queue_many(session, mails, kind=REMINDER_MAIL))
