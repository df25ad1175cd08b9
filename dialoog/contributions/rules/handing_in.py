"""Handing in: taken in, its giver noted and the receipt queued in one transaction (D0, D3)."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog.accounts import links
from dialoog.accounts.models import LinkPurpose
from dialoog.contributions.models import Contribution, Giver
from dialoog.contributions.rules.givers import giver_for, link
from dialoog.contributions.rules.receiving import Input, receive
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.permissions import Actor

RECEIPT_MAIL = "contributions.receipt"
# As long as an answer, and what comes of it, may take.
LINKS_WORK_FOR = timedelta(days=730)
NARROWNESS = {Level.PUBLIC: 0, Level.NO_SOURCE: 1, Level.CLOSED: 2}


def hand_in(session: Session, given: Input, *, email: str | None, actor: Actor) -> Contribution:
    """Take in what somebody sent, and send a receipt where an address was given (D3).

    The same form with the same words, sent again, gives the contribution it made the first time.
    """
    _keep_level(given)
    once = replace(given, form_token=_once(given))
    contribution = _sent_before(session, once)
    if contribution is not None:
        return contribution
    try:
        with session.begin_nested():
            contribution = receive(session, once, actor=actor)
    except IntegrityError:
        # The same form arrived twice in one moment; the other one waited for nothing and is stored.
        contribution = _sent_before(session, once)
        if contribution is None:
            raise
        return contribution
    if email:
        _acknowledge(session, contribution, email, actor)
    return contribution


def _keep_level(given: Input) -> None:
    """A meeting's rule may be made narrower for one point, never wider (D11)."""
    meeting = given.meeting
    if meeting is not None and NARROWNESS[given.level] < NARROWNESS[meeting.level]:
        message = _("Bij deze bijeenkomst is afgesproken: %(level)s. Ruimer mag niet.", level=meeting.level.value)
        raise RuleViolation(message, field="level")


def _once(given: Input) -> str | None:
    """What makes a form count once: its token and its words, so that a form changed and sent again is a new one."""
    if given.form_token is None:
        return None
    return sha256(f"{given.form_token}\0{given.text}".encode()).hexdigest()


def _sent_before(session: Session, given: Input) -> Contribution | None:
    if given.form_token is None:
        return None
    return session.scalar(select(Contribution).where(Contribution.form_token == given.form_token))


def _acknowledge(session: Session, contribution: Contribution, email: str, actor: Actor) -> None:
    """Note who hears of it, and queue the receipt with its three links: confirm, deny, withdraw."""
    giver = giver_for(
        session, email=email, name=contribution.said_by_name, organisation=contribution.said_by_organisation
    )
    link(session, contribution, giver, actor=actor)
    issued = {purpose.value: _link_id(session, contribution, giver, purpose) for purpose in RECEIPT_LINKS}
    try:
        queue(
            session,
            kind=RECEIPT_MAIL,
            to=email,
            subject=(contribution.subject_kind, contribution.id),
            params={"giver": giver.id, **issued},
            unique_key=f"receipt/{contribution.id}/{giver.id}",
        )
    except ValueError as error:
        raise RuleViolation(_("Dit is geen e-mailadres."), field="email") from error


RECEIPT_LINKS = (LinkPurpose.CONFIRM, LinkPurpose.DENY, LinkPurpose.WITHDRAW)


def _link_id(session: Session, contribution: Contribution, giver: Giver, purpose: LinkPurpose) -> int:
    subject = (contribution.subject_kind, contribution.id)
    return links.issue(session, purpose, subject=subject, params={"giver": giver.id}, valid_for=LINKS_WORK_FOR).id
