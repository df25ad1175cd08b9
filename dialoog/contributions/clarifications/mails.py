"""The mail that asks a giver something; made when it is sent."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.clarifications.queries import still_theirs
from dialoog.contributions.clarifications.rules import ASKED_MAIL
from dialoog.contributions.mails import bounced
from dialoog.contributions.models import LOOKED_AT, Contribution
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import Bounce
from dialoog.register.models import Event
from dialoog.register.signatures import signature_of


def asked(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The question, the point it is about, and the link to reply; None when it is not asked (of them) any more."""
    clarification = session.get(Clarification, message.params["clarification"])
    link = session.get(AccessLink, message.params["link"])
    if clarification is None or link is None or clarification.state is not ClarificationState.OPEN:
        return None
    if not still_theirs(session, clarification, message.params["givers"]):
        return None
    event = select(Event).where(Event.id == message.params["event"]).options(selectinload(Event.text_rows))
    contribution, asking = clarification.contribution, session.scalar(event)
    context = {
        "number": contribution.number,
        "text": contribution.public_text if contribution.look in LOOKED_AT else None,
        "question": clarification.question,
        "signed": signature_of(asking) if asking else None,
        "again": bool(message.params.get("again")),
        "until": clarification.ends_on,
        "href": f"{settings.base_url}/navraag/{token(link, settings.secret_key)}",
        "dossier": f"{settings.base_url}/inbreng/{contribution.number}",
    }
    subject = _("Een vraag over uw inbreng %(number)s", number=contribution.number)
    if context["again"]:
        subject = _("Herinnering: een vraag over uw inbreng %(number)s", number=contribution.number)
    about = [(Contribution.subject_kind, contribution.id)]
    return MailContent(subject, "contributions/clarification", context, about=about)


RENDERERS: dict[str, Renderer] = {ASKED_MAIL: asked}
BOUNCES: dict[str, Bounce] = dict.fromkeys(RENDERERS, bounced)
