"""The mail that invites somebody to work here."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts.links import token
from dialoog.accounts.mails import still_good
from dialoog.config import Settings
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage


def invitation(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The link to accept with; nothing when the invitation was withdrawn or accepted."""
    link = still_good(session, message)
    if link is None:
        return None
    context = {
        "name": link.params["name"],
        "address": f"{settings.base_url}/uitnodiging/{token(link, settings.secret_key)}",
        "until": link.expires_at,
    }
    return MailContent(_("U bent uitgenodigd om mee te werken in Dialoog"), "organisations/invitation", context)


RENDERERS: dict[str, Renderer] = {"organisations.invitation": invitation}
