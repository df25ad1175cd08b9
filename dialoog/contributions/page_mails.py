"""The mails about a giver's own page: a fresh link, stopped, another address, being forgotten (P2)."""

from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.contributions.giver_pages import PATH, address_for
from dialoog.contributions.mails import bounced
from dialoog.contributions.models import Giver
from dialoog.contributions.rules import own_page
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import Bounce

TEMPLATE = "contributions/own_page"


@dataclass(frozen=True)
class Said:
    """What a mail says: a subject, what happened, and one button with its address."""

    subject: str
    lines: list[str] = field(default_factory=list)
    button: str = ""
    href: str | None = None


def own_link(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """A fresh link to the page."""
    href = address_for(session, message, settings)
    lines = [_("Met deze link ziet u al uw inbreng en wat ermee gebeurt. U vroeg hem aan, of iemand deed dat voor u.")]
    said = Said(_("Uw link naar uw inbreng"), lines, _("Bekijk uw inbreng"), href)
    return _content(said) if href else None


def stopped(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """No more mail: what that means, and how to undo it."""
    href = address_for(session, message, settings)
    lines = [
        _("U krijgt geen berichten meer over uw inbreng. Ook niet als er een antwoord komt."),
        _("Hebt u dit niet gevraagd, of wilt u toch weer bericht? Zet het dan weer aan op uw pagina."),
    ]
    said = Said(_("U krijgt geen berichten meer"), lines, _("Naar uw pagina"), href)
    return _content(said) if href else None


def move(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """At the present address: is another one wanted."""
    href = _confirming(session, message, settings, "/adres/")
    lines = [
        _("Iemand vroeg op uw pagina om berichten over uw inbreng naar een ander adres te sturen."),
        _("Was u dit niet? Dan hoeft u niets te doen: er verandert niets."),
    ]
    said = Said(_("Wilt u een ander e-mailadres gebruiken?"), lines, _("Ja, gebruik het andere adres"), href)
    return _content(said) if href else None


def new_address(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """At the new address: is it theirs."""
    href = _confirming(session, message, settings, "/nieuw-adres/")
    lines = [
        _("U wilt hier bericht krijgen over wat u inbracht bij Dialoog. Bevestig dat dit uw adres is."),
        _("Was u dit niet? Dan hoeft u niets te doen: u hoort niets meer."),
    ]
    said = Said(_("Is dit uw nieuwe e-mailadres?"), lines, _("Ja, dit is mijn adres"), href)
    return _content(said) if href else None


def moved(_session: Session, _message: OutboxMessage, _settings: Settings) -> MailContent | None:
    """At the old address: it was changed. Where to is not told."""
    lines = [
        _("Berichten over uw inbreng gaan vanaf nu naar een ander adres. Dat is bevestigd vanuit dit adres."),
        _("Was u dit niet? Neem dan contact op met het secretariaat van het OFL."),
    ]
    return _content(Said(_("Uw e-mailadres bij Dialoog is gewijzigd"), lines))


def forget(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """At the address: is the person to be forgotten."""
    href = _confirming(session, message, settings, "/vergeten/")
    lines = [
        _("Iemand vroeg op uw pagina om uw naam en adres weg te halen. Wat u inbracht blijft staan, zonder uw naam."),
        _("Was u dit niet? Dan hoeft u niets te doen: er verandert niets."),
    ]
    said = Said(_("Wilt u vergeten worden?"), lines, _("Lees wat er dan gebeurt"), href)
    return _content(said) if href else None


def _confirming(session: Session, message: OutboxMessage, settings: Settings, page: str) -> str | None:
    """The address of the page that confirms; None once it was used or the giver is gone."""
    link = session.get(AccessLink, message.params["link"])
    giver = session.get(Giver, message.params["giver"])
    if link is None or link.used_at is not None or giver is None or not giver.email:
        return None
    return f"{settings.base_url}{PATH}{page}{token(link, settings.secret_key)}"


def _content(said: Said) -> MailContent:
    context = {"happened": said.subject, "lines": said.lines, "button": said.button, "href": said.href}
    return MailContent(said.subject, TEMPLATE, context)


RENDERERS: dict[str, Renderer] = {
    own_page.PAGE_MAIL: own_link,
    own_page.STOPPED_MAIL: stopped,
    own_page.MOVE_MAIL: move,
    own_page.NEW_ADDRESS_MAIL: new_address,
    own_page.MOVED_MAIL: moved,
    own_page.FORGET_MAIL: forget,
}
# An address that was only typed in says nothing of a giver.
BOUNCES: dict[str, Bounce] = dict.fromkeys(
    (own_page.PAGE_MAIL, own_page.STOPPED_MAIL, own_page.MOVE_MAIL, own_page.FORGET_MAIL), bounced
)
