"""The mails about a seat: the invitation, a reminder, and what was agreed; each is made when it is sent."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import Bounce
from dialoog.organisations.models import Part
from dialoog.tables.labels import STATES
from dialoog.tables.models import HoldingState, SeatHolding
from dialoog.tables.rules.holding import ACCEPTED_MAIL
from dialoog.tables.rules.inviting import ANSWERED_MAIL, INVITATION_MAIL, REMINDER_MAIL, unreachable


def invitation(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The link to answer with; None when it was answered, taken back or sent again."""
    context = _waiting(session, message, settings)
    if context is None:
        return None
    return MailContent(_("Wilt u meedoen aan %(table)s?", table=context["table"]), "tables/invitation", context)


def reminder(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The same link once more."""
    context = _waiting(session, message, settings)
    if context is None:
        return None
    return MailContent(
        _("Herinnering: wilt u meedoen aan %(table)s?", table=context["table"]), "tables/reminder", context
    )


def accepted(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """What was agreed, and how to log in."""
    holding = session.get(SeatHolding, message.params["holding"])
    if holding is None or holding.state is not HoldingState.ACCEPTED:
        return None
    context = _about(holding, settings) | {
        "commitment": holding.commitment,
        "log_in": f"{settings.base_url}/inloggen",
    }
    return MailContent(_("U zit aan tafel: %(table)s", table=context["table"]), "tables/accepted", context)


def answered(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """For the contact person: what became of an invitation. No words of whoever answered: those stand on the page."""
    holding = session.get(SeatHolding, message.params["holding"])
    if holding is None:
        return None
    seat, table = holding.seat, holding.seat.table
    here = f"{settings.base_url}/werk/tafels/{table.slug}"
    context = {
        "table": table.name,
        "number": seat.number,
        "state": str(STATES[HoldingState(message.params["state"])]).lower(),
        "seat_href": f"{here}/zetels/{seat.number}",
        "needs_href": f"{here}/behoeften" if any(need.done_at is None for need in holding.needs) else None,
    }
    subject = _("Zetel %(n)s van %(table)s: %(state)s", n=seat.number, table=table.name, state=context["state"])
    return MailContent(subject, "tables/answered", context)


def bounced(session: Session, message: OutboxMessage) -> None:
    """The address does not exist."""
    holding = session.get(SeatHolding, message.params["holding"])
    if holding is not None:
        unreachable(session, holding)


def _waiting(session: Session, message: OutboxMessage, settings: Settings) -> dict[str, Any] | None:
    holding = session.get(SeatHolding, message.params["holding"])
    if holding is None or holding.state is not HoldingState.INVITED or holding.link_id != message.params["link"]:
        return None
    link = session.get_one(AccessLink, holding.link_id)
    return _about(holding, settings) | {
        "answer": f"{settings.base_url}/zetel/{token(link, settings.secret_key)}",
        "until": holding.expires_at,
    }


def _about(holding: SeatHolding, settings: Settings) -> dict[str, Any]:
    table = holding.seat.table
    return {
        "name": holding.name,
        "table": table.name,
        "stand_in": holding.part is Part.STAND_IN,
        "party": holding.organisation.name if holding.organisation else "",
        "wanted": table.wanted,
        "result": table.result,
        "gives": table.gives,
        "asks": table.asks,
        "contact": table.contact_name,
        "contact_email": table.contact_email,
        "table_href": f"{settings.base_url}/tafels/{table.slug}",
    }


RENDERERS: dict[str, Renderer] = {
    INVITATION_MAIL: invitation,
    REMINDER_MAIL: reminder,
    ACCEPTED_MAIL: accepted,
    ANSWERED_MAIL: answered,
}
BOUNCES: dict[str, Bounce] = {INVITATION_MAIL: bounced, REMINDER_MAIL: bounced}
