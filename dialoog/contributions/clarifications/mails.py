"""The mail that asks a giver something; made when it is sent."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.queries import open_to
from dialoog.contributions.clarifications.rules import ASKED_MAIL
from dialoog.contributions.giver_pages import address_for
from dialoog.contributions.mails import bounced
from dialoog.contributions.models import LOOKED_AT, Contribution
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import Bounce
from dialoog.register.models import Event
from dialoog.register.signatures import signature_of


def asked(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The question, the points it is about, each with where to reply; None when it is not asked (of them) any more."""
    keys = message.params["clarifications"]
    still = [one for one in open_to(session, message.params["givers"]) if one.id in keys]
    points = [_point(session, message, settings, one) for one in still]
    if not points or not all(point["href"] for point in points):
        return None
    contributions = [one.contribution for one in still]
    context = {
        "points": points,
        "number": contributions[0].number,
        "question": still[0].question,
        "signed": _signed(session, still[0]),
        "again": message.params["again"],
        "until": min(one.ends_on for one in still),
        "page": address_for(session, message, settings),
    }
    about = [(Contribution.subject_kind, contribution.id) for contribution in contributions]
    subject = _subject(contributions, again=message.params["again"])
    return MailContent(subject, "contributions/clarification", context, about=about)


def _subject(contributions: Sequence[Contribution], *, again: bool) -> str:
    many = {"number": contributions[0].number, "n": len(contributions)}
    if len(contributions) == 1:
        once, more = _("Een vraag over uw inbreng %(number)s"), _("Herinnering: een vraag over uw inbreng %(number)s")
    else:
        once, more = _("Een vraag over %(n)s punten van u"), _("Herinnering: een vraag over %(n)s punten van u")
    return (more if again else once) % many


def _point(session: Session, message: OutboxMessage, settings: Settings, one: Clarification) -> dict[str, str | None]:
    contribution, key = one.contribution, message.params.get("link")
    link = session.get(AccessLink, key) if key else None
    own = address_for(session, message, settings, f"/navraag/{one.id}")
    return {
        "number": contribution.number,
        "text": contribution.public_text if contribution.look in LOOKED_AT else None,
        "href": f"{settings.base_url}/navraag/{token(link, settings.secret_key)}" if link else own,
        "dossier": f"{settings.base_url}/inbreng/{contribution.number}",
    }


def _signed(session: Session, one: Clarification) -> str | None:
    of = one.question_text.event_id if one.question_text else None
    event = session.scalar(select(Event).where(Event.id == of).options(selectinload(Event.text_rows)))
    return signature_of(event) if event else None


RENDERERS: dict[str, Renderer] = {ASKED_MAIL: asked}
BOUNCES: dict[str, Bounce] = dict.fromkeys(RENDERERS, bounced)
