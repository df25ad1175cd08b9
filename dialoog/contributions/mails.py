"""The mails about a contribution to whoever gave it; each is made when it is sent."""

import json
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.config import Settings
from dialoog.contributions.giver_pages import address, address_for, givers_at
from dialoog.contributions.happenings import Withdrawn
from dialoog.contributions.labels import GROUNDS
from dialoog.contributions.look_queries import count_unseen
from dialoog.contributions.models import (
    LOOKED_AT,
    Contribution,
    ContributionGiver,
    ContributionState,
    Ground,
    Look,
    TextLook,
)
from dialoog.contributions.queries import newest_text
from dialoog.contributions.rules import look_reminding, looking_at_texts, unreachable
from dialoog.contributions.rules.handing_in import RECEIPT_MAIL
from dialoog.contributions.rules.looking import HIDDEN_MAIL
from dialoog.contributions.rules.withdrawing import WITHDRAWN_MAIL
from dialoog.mail.content import Attachment, MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import Bounce
from dialoog.meetings.models import Level
from dialoog.register.models import Event
from dialoog.register.queries import proof
from dialoog.register.rules import texts_of
from dialoog.register.signatures import signature_of

PAGES: Mapping[LinkPurpose, str] = {
    LinkPurpose.CONFIRM: "/inbreng/bevestigen",
    LinkPurpose.DENY: "/inbreng/niet-van-mij",
    LinkPurpose.WITHDRAW: "/inbreng/intrekken",
}


def receipt(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """Its number, when the answer comes, the words themselves, the links to confirm, deny and withdraw, and the proof.

    The proof is a file of its own (D3, D12), as /inbreng/<number>/bewijs gives it.
    """
    tie = _tie(session, message)
    if tie is None or tie.contribution.status == ContributionState.WITHDRAWN:
        return None
    links = {purpose.value: _address(session, message, purpose, settings) for purpose in PAGES}
    if None in links.values():
        return None
    context = {**_about(session, tie.contribution, settings), "due": tie.contribution.answer_due, "links": links}
    context["check"] = f"{settings.base_url}/register"
    context["page"] = address_for(session, message, settings)
    subject = _("Wij hebben uw inbreng ontvangen: %(number)s", number=tie.contribution.number)
    return MailContent(subject, "contributions/receipt", context, attachments=[_proof(session, tie.contribution)])


def _proof(session: Session, contribution: Contribution) -> Attachment:
    # The words of a closed point are the giver's own, and stand in the mail too.
    own = ("public_text",) if contribution.level is Level.CLOSED else ()
    told = proof(session, contribution, texts=True, closed_texts=own)
    return Attachment(f"bewijs-{contribution.number}.json", json.dumps(told, ensure_ascii=False))


def withdrawn(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """It was a wrong entry: why, and which one is right (D5)."""
    tie = _tie(session, message)
    if tie is None:
        return None
    reason = next(row for row in texts_of(session, tie.contribution, "reason") if row.event.kind == Withdrawn.kind)
    context = {
        **_about(session, tie.contribution, settings),
        "reason": reason.text,
        "signed": signature_of(reason.event),
        "instead": reason.event.data["instead"],
        "instead_address": f"{settings.base_url}/inbreng/{reason.event.data['instead']}",
        "page": address_for(session, message, settings),
    }
    subject = _("Uw inbreng %(number)s is ingetrokken", number=tie.contribution.number)
    return MailContent(subject, "contributions/withdrawn", context)


def hidden(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """Its words are not for everyone: why, and who says so (D3a). None once they can be read again."""
    tie = _tie(session, message)
    if tie is None or tie.contribution.look is not Look.HIDDEN:
        return None
    reason = next(
        row for row in texts_of(session, tie.contribution, "reason") if row.event_id == message.params["event"]
    )
    context = {
        **_about(session, tie.contribution, settings),
        "ground": GROUNDS[Ground(reason.event.data["ground"])],
        "reason": reason.text,
        "signed": signature_of(reason.event),
        "page": address_for(session, message, settings),
    }
    subject = _("De tekst van uw inbreng %(number)s is verborgen", number=tie.contribution.number)
    return MailContent(subject, "contributions/hidden", context)


def text_hidden(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """What somebody wrote beside a point is not for everyone: why, and who says so. None once it can be read again."""
    event = session.get_one(Event, message.params["event"])
    of = looking_at_texts.told_of(session, event)
    still = select(TextLook.id).where(TextLook.event_id == of.id, TextLook.look == Look.HIDDEN)
    if session.scalar(still.limit(1)) is None:
        return None
    context = {
        "number": event.subject_key,
        "dossier": f"{settings.base_url}/inbreng/{event.subject_key}",
        "ground": GROUNDS[Ground(event.data["ground"])],
        "reason": next((row.text for row in event.text_rows if row.name == "reason"), ""),
        "signed": signature_of(event),
        "page": _page_at(session, message, settings),
    }
    subject = _("Wat u schreef bij %(number)s is verborgen", number=event.subject_key)
    return MailContent(subject, "contributions/text_hidden", context)


def _page_at(session: Session, message: OutboxMessage, settings: Settings) -> str | None:
    """The own page of whoever reads mail there; None for who wrote something beside a point and gave none."""
    owners = givers_at(session, (message.to_address or "").lower())
    return address(owners[0], settings) if owners else None


def look_late(session: Session, _message: OutboxMessage, settings: Settings) -> MailContent | None:
    """How many texts should have been looked at (D3a). None when somebody did meanwhile."""
    waiting = count_unseen(session)
    if not waiting.late:
        return None
    context = {"late": waiting.late, "total": waiting.total, "href": f"{settings.base_url}/werk/bekijken"}
    return MailContent(_("Teksten hadden al bekeken moeten zijn"), "contributions/look_late", context)


def bounced(session: Session, message: OutboxMessage) -> None:
    """The address does not exist: its givers are not written to any more (D3)."""
    if message.to_address:
        unreachable.bounced(session, message.to_address)


def _tie(session: Session, message: OutboxMessage) -> ContributionGiver | None:
    """Who is written to about what; None when they said it was not theirs, or are gone."""
    tie = session.get(ContributionGiver, (message.subject_id, message.params.get("giver")))
    return None if tie is None or tie.denied_at else tie


def _address(session: Session, message: OutboxMessage, purpose: LinkPurpose, settings: Settings) -> str | None:
    link = session.get(AccessLink, message.params.get(purpose.value))
    return f"{settings.base_url}{PAGES[purpose]}/{token(link, settings.secret_key)}" if link else None


def _about(session: Session, contribution: Contribution, settings: Settings) -> dict[str, object]:
    # Anybody can fill in anybody's address: what nobody looked at is not mailed for them (D3a).
    text = newest_text(session, contribution) if contribution.look in LOOKED_AT else None
    return {
        "number": contribution.number,
        "text": text,
        "dossier": f"{settings.base_url}/inbreng/{contribution.number}",
    }


_TO_GIVERS: dict[str, Renderer] = {RECEIPT_MAIL: receipt, WITHDRAWN_MAIL: withdrawn, HIDDEN_MAIL: hidden}
_TO_GIVERS[looking_at_texts.HIDDEN_MAIL] = text_hidden
RENDERERS: dict[str, Renderer] = {**_TO_GIVERS, look_reminding.MAIL: look_late}
BOUNCES: dict[str, Bounce] = dict.fromkeys(_TO_GIVERS, bounced)
