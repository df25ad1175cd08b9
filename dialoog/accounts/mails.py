"""The mails about log-in and account; each is made when it is sent, and not at all when it no longer holds."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink, Person
from dialoog.accounts.rules.notices import Notice
from dialoog.config import Settings
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage

CHANGED = {
    Notice.PASSWORD: _l("Uw wachtwoord is gewijzigd."),
    Notice.SECOND_FACTOR: _l("U hebt een (nieuwe) app ingesteld voor de tweede stap bij het inloggen."),
    Notice.SECOND_FACTOR_REMOVED: _l(
        "De beheerder heeft uw tweede stap weggehaald. Bij het inloggen stelt u hem opnieuw in."
    ),
    Notice.RECOVERY_CODES: _l("U hebt nieuwe herstelcodes gemaakt. De oude werken niet meer."),
    Notice.RECOVERY_CODE_USED: _l("Er is ingelogd met een van uw herstelcodes. Die code werkt niet meer."),
    Notice.NEW_DEVICE: _l("Er is met uw wachtwoord ingelogd op een apparaat dat wij nog niet kenden."),
    Notice.ADDRESS: _l("Het e-mailadres van uw account is gewijzigd. Op dit adres krijgt u geen berichten meer."),
}


def login_link(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The link to log in with."""
    link = still_good(session, message)
    if link is None:
        return None
    context = {
        "address": f"{settings.base_url}/inloggen/link/{token(link, settings.secret_key)}",
        "until": link.expires_at,
    }
    return MailContent(_("Uw link om in te loggen bij Dialoog"), "accounts/login_link", context)


def new_address(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The link to confirm a new address with."""
    link = still_good(session, message)
    if link is None:
        return None
    context = {
        "address": f"{settings.base_url}/mijn/gegevens/e-mail/{token(link, settings.secret_key)}",
        "until": link.expires_at,
    }
    return MailContent(_("Bevestig uw nieuwe e-mailadres"), "accounts/new_address", context)


def security_notice(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """What changed in the account, when, and what to do if it was not you."""
    person = session.get(Person, message.params.get("person_id"))
    if person is None:
        return None
    context = {
        "what": CHANGED[Notice(message.params["notice"])],
        "at": datetime.fromisoformat(message.params["at"]),
        "address": f"{settings.base_url}/mijn/gegevens",
    }
    return MailContent(_("Er is iets gewijzigd aan uw account bij Dialoog"), "accounts/security_notice", context)


def still_good(session: Session, message: OutboxMessage) -> AccessLink | None:
    """The link a mail is about, if it can still be used."""
    link = session.get(AccessLink, message.params.get("link_id"))
    usable = link is not None and link.used_at is None and link.expires_at > clock.now()
    return link if usable else None


RENDERERS: dict[str, Renderer] = {
    "accounts.login_link": login_link,
    "accounts.new_address": new_address,
    "accounts.security_notice": security_notice,
}
