"""Members say what they think of a draft, and see what was done with it (T8)."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.models import Person
from dialoog.advices.models import Advice, AdviceComment, AdviceState
from dialoog.advices.rules.writing import reason_given
from dialoog.errors import RuleViolation
from dialoog.mail.rules import Mail, queue_many
from dialoog.organisations.models import Membership, Part
from dialoog.organisations.queries import is_member_now
from dialoog.permissions import Actor

ASK_MAIL = "advices.comment"
LONGEST_COMMENT = 4000
# As with minutes (T7): two weeks, unless the chair gives another day.
COMMENT_DAYS = timedelta(days=14)
LONGEST_TERM = timedelta(days=60)


def ask_for_comments(session: Session, advice: Advice, *, until: date, actor: Actor) -> int:
    """Ask the members to comment on the draft until the end of a day. How many mails were queued.

    Raises RuleViolation for a text that was adopted, and for a day that is past or more than 60 days ahead.
    """
    if advice.status != AdviceState.DRAFT:
        raise RuleViolation(_("Leden reageren op een concept. Dit advies is al vastgesteld."))
    if not clock.today() <= until <= clock.today() + LONGEST_TERM:
        raise RuleViolation(_("Kies een dag vanaf vandaag, binnen 60 dagen."), field="until")
    advice.comments_until = until
    audit.note(session, actor=actor, action="advice.comments", subject_kind=Advice.subject_kind, subject_key=advice.id)
    subject = (Advice.subject_kind, advice.id)
    mails = [
        Mail(address, {"until": until.isoformat()}, f"{ASK_MAIL}:{advice.id}:{until.isoformat()}:{address}"[:120])
        for address in member_addresses(session, advice)
    ]
    return len(queue_many(session, mails, kind=ASK_MAIL, subject=subject))


def is_open(advice: Advice) -> bool:
    """Whether members may comment today."""
    return (
        advice.status == AdviceState.DRAFT
        and advice.comments_until is not None
        and clock.today() <= advice.comments_until
    )


def comment(session: Session, advice: Advice, text: str, *, actor: Actor) -> AdviceComment:
    """Keep what a member says of the draft. Raises RuleViolation outside the time for it, and for an empty text."""
    if not is_open(advice):
        raise RuleViolation(_("De tijd om te reageren is voorbij."))
    if not text.strip():
        raise RuleViolation(_("Schrijf uw opmerking op."), field="text")
    made = AdviceComment(
        advice_id=advice.id,
        person_id=actor.person_id,
        organisation_id=_sits_for(session, advice, actor),
        text=text.strip()[:LONGEST_COMMENT],
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


def handle(session: Session, found: AdviceComment, *, taken_over: bool, reason: str, actor: Actor) -> None:
    """Say whether a comment was taken over; if not, why. Raises RuleViolation without a reason for a no."""
    found.reason = reason_given(reason) if not taken_over else reason.strip()
    found.taken_over = taken_over
    found.handled_at = clock.now()
    session.flush()
    audit.note(
        session,
        actor=actor,
        action="advice.comment-handled",
        subject_kind=Advice.subject_kind,
        subject_key=str(found.advice_id),
        detail={"comment": found.id, "taken_over": taken_over},
    )


def member_addresses(session: Session, advice: Advice) -> list[str]:
    """The addresses of who sits at the table today, the contact person left out."""
    kind, key = advice.body
    query = (
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.body_kind == kind, Membership.body_id == key, is_member_now(Membership))
        .where(Membership.part != Part.CONTACT, Person.active)
        .distinct()
        .order_by(Person.email)
    )
    return list(session.scalars(query))


def _sits_for(session: Session, advice: Advice, actor: Actor) -> int | None:
    kind, key = advice.body
    query = select(Membership.organisation_id).where(
        Membership.person_id == actor.person_id,
        Membership.body_kind == kind,
        Membership.body_id == key,
        is_member_now(Membership),
    )
    return session.scalar(query.order_by(Membership.id).limit(1))
