"""The mails about an advice: to who sits at the table, and to the unit that reacts. Each is made when it is sent."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.advices.labels import ADDRESSEES
from dialoog.advices.models import Advice, AdviceState
from dialoog.advices.rules.commenting import ASK_MAIL, is_open
from dialoog.advices.rules.reacting import DUE_MAIL, REACTED_MAIL
from dialoog.advices.rules.sending import SENT_MAIL, UNIT_MAIL
from dialoog.config import Settings
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.terms.models import Promise
from dialoog.terms.rules import running
from dialoog.web.rendering import long_date


def about(made: Callable[[Session, Advice, Settings], MailContent | None]) -> Renderer:
    """A renderer for a mail whose subject is an advice; nothing is sent of one that is gone."""

    def render(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
        advice = session.get(Advice, message.subject_id)
        return made(session, advice, settings) if advice is not None else None

    return render


def comment(_session: Session, advice: Advice, settings: Settings) -> MailContent | None:
    """To members: they are asked what they think of the draft."""
    if not is_open(advice) or advice.comments_until is None:
        return None
    first = _("Uw tafel schrijft een advies. U kunt reageren tot en met %(day)s.", day=long_date(advice.comments_until))
    more = _("Elke opmerking wordt bekeken. U ziet wat ermee is gedaan en waarom.")
    act = _("Lees het concept en reageer")
    return _mail(_("Wat vindt u van dit advies?"), advice, first, more, act, f"{_public(advice, settings)}/opmerkingen")


def sent(_session: Session, advice: Advice, settings: Settings) -> MailContent | None:
    """To members: it was given to the minister."""
    if not advice.public:
        return None
    to = str(ADDRESSEES[advice.addressee])
    first = _("Het advies van uw tafel is aangeboden aan %(to)s. U hoeft niets te doen.", to=to)
    more = _("Het staat nu openbaar op Dialoog. U krijgt bericht zodra er een reactie is.")
    subject = _("Uw advies is aangeboden")
    return _mail(subject, advice, first, more, _("Lees het advies"), _public(advice, settings))


def received(session: Session, advice: Advice, settings: Settings) -> MailContent | None:
    """To the leads of the unit: a reaction is asked."""
    clock = running(session, advice, Promise.REACT)
    if advice.status != AdviceState.SENT or clock is None:
        return None
    to = str(ADDRESSEES[advice.addressee])
    first = _("Een dialoogtafel adviseert %(to)s. Uw dienst bereidt de reactie voor.", to=to)
    more = _("De reactie moet uiterlijk %(day)s openbaar zijn.", day=long_date(clock.due_on))
    href = f"{settings.base_url}/werk/adviezen/{advice.slug}"
    subject = _("Er wordt een reactie gevraagd op een advies")
    return _mail(subject, advice, first, more, _("Lees het advies en schrijf de reactie"), href)


def reacted(_session: Session, advice: Advice, settings: Settings) -> MailContent | None:
    """To members: the ministry reacted."""
    if advice.status not in (AdviceState.ANSWERED, AdviceState.CLOSED):
        return None
    first = _("Het ministerie heeft gereageerd op het advies van uw tafel.")
    more = _("Vindt de voorzitter dit geen antwoord? Dan kan de reactie één keer worden teruggestuurd.")
    subject = _("Er is een reactie op uw advies")
    return _mail(subject, advice, first, more, _("Lees de reactie"), f"{_public(advice, settings)}#reactie")


def decision(_session: Session, advice: Advice, settings: Settings) -> MailContent | None:
    """To members: the day on which it would be decided has come."""
    if advice.status != AdviceState.SENT:
        return None
    first = _("Het ministerie zou vandaag beslissen over het advies van uw tafel. U hoeft niets te doen.")
    more = _("De termijn voor een nieuwe reactie loopt vanaf nu. U krijgt bericht.")
    subject = _("Over uw advies wordt nu beslist")
    return _mail(subject, advice, first, more, _("Bekijk het advies"), _public(advice, settings))


def _public(advice: Advice, settings: Settings) -> str:
    return f"{settings.base_url}/adviezen/{advice.slug}"


def _mail(subject: str, advice: Advice, first: str, more: str, act: str, href: str) -> MailContent:
    context = {"first": first, "title": advice.title, "table": advice.table.name, "more": more, "act": act}
    return MailContent(f"{subject}: {advice.title}"[:160], "advices/news", {**context, "href": href})


RENDERERS: dict[str, Renderer] = {
    ASK_MAIL: about(comment),
    UNIT_MAIL: about(received),
    SENT_MAIL: about(sent),
    REACTED_MAIL: about(reacted),
    DUE_MAIL: about(decision),
}
