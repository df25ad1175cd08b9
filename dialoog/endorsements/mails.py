"""The mails to whoever acts for a party; each is made when it is sent."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.endorsements import rules
from dialoog.endorsements.models import HEARING, Endorsement, EndorsementState
from dialoog.endorsements.rules import ASK_MAIL, CONFIRMED_MAIL, NEWS_MAIL
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import Bounce

PAGES = {"confirm": "bevestigen", "withdraw": "intrekken", "stop": "geen-bericht"}


def ask(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The link to confirm; no words of whoever typed this address in (D3a). None when it was done or forgotten."""
    found = rules.of_link(session, session.get_one(AccessLink, message.params["link"]))
    if found is None or found.state is not EndorsementState.ASKED:
        return None
    context = _about(found, settings)
    context["confirm"] = _address(session, "confirm", message.params["link"], settings)
    subject = _("Bevestig dat uw organisatie %(number)s onderschrijft", number=found.contribution.number)
    return MailContent(subject, "endorsements/ask", context)


def confirmed(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """It counts, and how to take it back."""
    found = _standing(session, message)
    if found is None:
        return None
    subject = _("Uw organisatie onderschrijft %(number)s", number=found.contribution.number)
    return MailContent(subject, "endorsements/confirmed", _with_links(session, found, settings))


def news(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """There is an answer, to be read in the dossier."""
    found = _standing(session, message)
    if found is None or not found.tells:
        return None
    subject = _("Er is een antwoord op %(number)s", number=found.contribution.number)
    return MailContent(subject, "endorsements/news", _with_links(session, found, settings))


def bounced(session: Session, message: OutboxMessage) -> None:
    """The address does not exist."""
    for found in session.scalars(select(Endorsement).where(Endorsement.email == message.to_address)):
        rules.stop_telling(session, found)


def _standing(session: Session, message: OutboxMessage) -> Endorsement | None:
    found = session.get(Endorsement, message.params["endorsement"])
    return found if found is not None and found.state in HEARING else None


def _with_links(session: Session, found: Endorsement, settings: Settings) -> dict[str, object]:
    made = {act: _address(session, act, link, settings) for act, link in found.links.items()}
    return {**_about(found, settings), **made}


def _address(session: Session, act: str, link_id: int, settings: Settings) -> str:
    link = session.get_one(AccessLink, link_id)
    return f"{settings.base_url}/onderschrijving/{PAGES[act]}/{token(link, settings.secret_key)}"


def _about(found: Endorsement, settings: Settings) -> dict[str, object]:
    number = found.contribution.number
    return {"number": number, "dossier": f"{settings.base_url}/inbreng/{number}"}


RENDERERS: dict[str, Renderer] = {ASK_MAIL: ask, CONFIRMED_MAIL: confirmed, NEWS_MAIL: news}
BOUNCES: dict[str, Bounce] = dict.fromkeys(RENDERERS, bounced)
