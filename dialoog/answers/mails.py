"""The mails about answers and commitments; each is made when it is sent (D4, D9, D9a)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.answers.models import AnswerContribution, AnswerVersion, Referral, ReferralState, VersionState
from dialoog.answers.prepared import Release
from dialoog.answers.prepared_shown import moment_of
from dialoog.answers.queries.releases import releases_of_points
from dialoog.answers.rules.clarifying import REPLIED_MAIL
from dialoog.answers.rules.referring import offered_points
from dialoog.answers.rules.reminding import FURTHER
from dialoog.answers.shown import places, promises, signed
from dialoog.commitments.models import OPEN_STATES as OPEN_COMMITMENTS
from dialoog.commitments.models import Commitment, CommitmentState
from dialoog.commitments.queries import with_owners
from dialoog.commitments.shown import late as commitment_late
from dialoog.commitments.shown import late_since, owner
from dialoog.config import Settings
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.giver_pages import address_for
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import (
    LOOKED_AT,
    OPEN_STATES,
    Contribution,
    ContributionGiver,
    ContributionState,
    Outcome,
)
from dialoog.contributions.rules.unreachable import bounced
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.mail.sending import Bounce
from dialoog.meetings.models import Level
from dialoog.register.models import Event
from dialoog.register.signatures import SIGNED, signature_of
from dialoog.web.rendering import long_date

LISTED = 50
# So many points are named in a subject.
NAMED = 3


def answer(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """A version in force, for all points of a giver under it. A newer version has a mail of its own."""
    query = select(AnswerVersion).where(
        AnswerVersion.answer_id == message.subject_id, AnswerVersion.n == message.params["step"]
    )
    version = session.scalar(query.options(selectinload(AnswerVersion.landing_places)))
    points = own_points(session, message.subject_id or 0, message.params["givers"])
    if version is None or version.state is VersionState.DRAFT or version.outcome is None or not points:
        return None
    numbers = ", ".join(point.number for point in points[:NAMED])
    if len(points) > NAMED:
        numbers = _("%(numbers)s en nog %(count)s", numbers=numbers, count=len(points) - NAMED)
    referred = version.outcome is Outcome.REFERRED
    subject = _("Antwoord op uw inbreng %(numbers)s", numbers=numbers)
    if referred:
        subject = _("Uw inbreng %(numbers)s is aangeboden aan %(body)s", numbers=numbers, body=version.referred_to)
    elif version.n > 1:
        subject = _("Nieuw antwoord op uw inbreng %(numbers)s", numbers=numbers)
    context = {
        "version": version,
        "outcome": OUTCOMES[version.outcome],
        "points": [_point(point, settings) for point in points],
        "places": places(version, settings.base_url),
        "promises": promises(version),
        "decide_on": version.decide_on if version.outcome is Outcome.LATER else None,
        "signed": signed(version),
        "verdict": _verdict(session, message, settings),
        "offered_to": version.referred_to if referred else None,
        "closed": version.answer.level is Level.CLOSED,
        "page": address_for(session, message, settings),
    }
    return MailContent(subject, "answers/answer", context, about=_threads(points))


def _verdict(session: Session, message: OutboxMessage, settings: Settings) -> str | None:
    """Where the giver says whether this is an answer, if that is asked."""
    key = message.params.get("link")
    link = session.get(AccessLink, key) if key else None
    return f"{settings.base_url}/oordeel/{token(link, settings.secret_key)}" if link else None


def _threads(points: Sequence[Contribution]) -> list[tuple[str, int]]:
    return [(Contribution.subject_kind, point.id) for point in points]


def own_points(session: Session, answer_id: int, giver_ids: Sequence[int]) -> list[Contribution]:
    """The points of these givers that an answer covers now."""
    query = (
        select(Contribution)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .join(ContributionGiver, ContributionGiver.contribution_id == Contribution.id)
        .where(AnswerContribution.answer_id == answer_id, AnswerContribution.left_at.is_(None))
        .where(ContributionGiver.giver_id.in_(giver_ids), ContributionGiver.denied_at.is_(None))
        .where(ContributionGiver.stopped_at.is_(None), Contribution.status != ContributionState.WITHDRAWN)
        .order_by(Contribution.id)
    )
    # Not DISTINCT: PostgreSQL cannot compare the JSON in a row.
    return list(session.scalars(query).unique())


def _point(contribution: Contribution, settings: Settings) -> dict[str, str]:
    return {
        "number": contribution.number,
        "text": contribution.public_text if contribution.look in LOOKED_AT else contribution.number,
        "href": f"{settings.base_url}/inbreng/{contribution.number}",
    }


STEPS = {
    "progress": lambda: _("Er is voortgang bij een toezegging over uw inbreng."),
    "done": lambda: _("Een toezegging over uw inbreng is gereed."),
    "dropped": lambda: _("Een toezegging over uw inbreng is vervallen."),
    "reopened": lambda: _("Een toezegging over uw inbreng is weer open."),
    "due-changed": lambda: _("Een toezegging over uw inbreng heeft een andere einddatum."),
}


def commitment_step(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """A step of a commitment that was made for a giver's points."""
    commitment = session.scalar(with_owners(select(Commitment)).where(Commitment.id == message.subject_id))
    event = _event(session, message)
    if commitment is None or event is None or event.kind not in STEPS:
        return None
    points = own_points(session, commitment.source_id, message.params["givers"])
    if not points:
        return None
    context = {
        "happened": STEPS[event.kind](),
        "commitment": commitment,
        "owner": owner(commitment),
        "words": _words(event),
        "signed": signature_of(event),
        "points": [_point(point, settings) for point in points],
        "href": f"{settings.base_url}/toezeggingen/{commitment.id}" if commitment.public else None,
        "page": address_for(session, message, settings),
    }
    return MailContent(STEPS[event.kind](), "answers/commitment", context, about=_threads(points))


BACK = {
    "sent-back": lambda number: _("Het antwoord op %(number)s is teruggestuurd", number=number),
    "referral-returned": lambda number: _("%(number)s is niet aangenomen en wacht weer op u", number=number),
    "decision-due": lambda number: _("Tijd om te beslissen over %(number)s", number=number),
}


def sent_back(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To the unit: an answer came back, with the reason, or its day to decide has come."""
    contribution = session.get(Contribution, message.subject_id)
    query = select(Event).where(Event.id == message.params["event"]).options(selectinload(Event.text_rows))
    event = session.scalar(query)
    if contribution is None or event is None:
        return None
    happened = BACK[event.kind](contribution.number)
    context = {
        "contribution": contribution,
        "happened": happened,
        "reason": _words(event),
        "signed": signature_of(event),
        "due": contribution.answer_due,
        "body": _named(event),
        "silent": bool(event.data.get("silent")),
        "href": f"{settings.base_url}/werk/antwoorden/{contribution.answer_id}"
        if contribution.answer_id
        else f"{settings.base_url}/werk/beantwoorden",
    }
    return MailContent(happened, "answers/sent_back", context)


DECISIONS = {
    "sent-back": lambda number: _("Het antwoord op uw inbreng %(number)s is teruggestuurd", number=number),
    "decision-due": lambda number: _("Er wordt nu beslist over uw inbreng %(number)s", number=number),
    "referral-accepted": lambda number: _(
        "Een andere organisatie gaat verder met uw inbreng %(number)s", number=number
    ),
    "referral-returned": lambda number: _("Uw inbreng %(number)s is terug bij het ministerie", number=number),
    "laid-aside": lambda number: _("Het antwoord op uw inbreng %(number)s blijft staan", number=number),
}


def decided(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To the givers of a point: what became of a no, and why (D9), or that its day to decide has come (D6)."""
    contribution = session.get(Contribution, message.subject_id)
    event = _event(session, message)
    if contribution is None or event is None or event.kind not in DECISIONS:
        return None
    if not _still_theirs(session, contribution, message.params["givers"]):
        return None
    subject = DECISIONS[event.kind](contribution.number)
    context = {
        "happened": subject,
        "due": date.fromisoformat(event.data["due"]) if "due" in event.data else None,
        "verdict": _verdict(session, message, settings),
        "body": _named(event),
        "accepted": event.kind == "referral-accepted",
        "silent": bool(event.data.get("silent")),
        "reason": _words(event),
        "signed": signature_of(event),
        "point": _point(contribution, settings),
        "page": address_for(session, message, settings),
    }
    return MailContent(subject, "answers/decided", context)


def _still_theirs(session: Session, contribution: Contribution, giver_ids: Sequence[int]) -> bool:
    if contribution.status == ContributionState.WITHDRAWN:
        return False
    query = select(ContributionGiver.giver_id).where(
        ContributionGiver.contribution_id == contribution.id,
        ContributionGiver.giver_id.in_(giver_ids),
        ContributionGiver.denied_at.is_(None),
        ContributionGiver.stopped_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def _named(event: Event) -> str | None:
    """The other body that an event of a referral names."""
    return next((row.text for row in event.text_rows if row.name == "body"), None)


def _event(session: Session, message: OutboxMessage) -> Event | None:
    """The event that a mail about a step of its subject tells of."""
    query = select(Event).where(
        Event.subject_kind == message.subject_kind,
        Event.subject_id == message.subject_id,
        Event.n == message.params["step"],
    )
    return session.scalar(query.options(selectinload(Event.text_rows)))


def _words(event: Event) -> str | None:
    return next((row.text for row in event.text_rows if row.text and row.name not in (SIGNED, "body")), None)


def reminder(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """One digest of what is due soon or late; what was dealt with meanwhile is left out."""
    items = message.params["items"]
    kept = _contributions(session, items, settings) + _commitments(session, items, settings)
    for further in FURTHER.terms:
        kept += further.lines(session, _ids(items, further.kind), settings)
    if not kept:
        return None
    kept.sort(key=lambda item: item["due"])
    late = sum(1 for item in kept if item["late"])
    subject = ngettext("%(num)d termijn vraagt aandacht", "%(num)d termijnen vragen aandacht", len(kept))
    context = {
        "items": kept[:LISTED],
        "more": max(0, len(kept) - LISTED),
        "total": len(kept),
        "late": late,
        "href": f"{settings.base_url}/werk/beantwoorden",
    }
    return MailContent(subject, "answers/reminder", context)


def _ids(items: list[list[Any]], kind: str) -> list[int]:
    return [subject_id for subject_kind, subject_id, _offset in items if subject_kind == kind]


def _contributions(session: Session, items: list[list[Any]], settings: Settings) -> list[dict[str, Any]]:
    query = select(Contribution).where(
        Contribution.id.in_(_ids(items, Contribution.subject_kind)),
        Contribution.status.in_(OPEN_STATES),
    )
    ready = releases_of_points(session, _ids(items, Contribution.subject_kind))
    return [
        {
            # A mail travels far: of closed points only the number.
            "text": contribution.number if contribution.level is Level.CLOSED else contribution.public_text,
            "number": contribution.number,
            "due": contribution.answer_due,
            "when": long_date(contribution.answer_due),
            "late": late_since(contribution.answer_due),
            "href": f"{settings.base_url}/inbreng/{contribution.number}",
            "ready": _ready(ready.get(contribution.id)),
        }
        for contribution in session.scalars(query)
        if contribution.answer_due is not None
    ]


def _ready(release: Release | None) -> str | None:
    """That its answer waits for a release (D7b)."""
    return _("klaar voor vrijgave: %(at)s", at=moment_of(release)) if release else None


def _commitments(session: Session, items: list[list[Any]], settings: Settings) -> list[dict[str, Any]]:
    query = select(Commitment).where(
        Commitment.id.in_(_ids(items, Commitment.subject_kind)), Commitment.status.in_(OPEN_COMMITMENTS)
    )
    return [
        {
            "text": commitment.text if commitment.public else _("Besloten toezegging"),
            "number": _("Toezegging %(n)s", n=commitment.id),
            "due": commitment.due_on,
            "when": long_date(commitment.due_on),
            "late": commitment_late(commitment),
            "href": f"{settings.base_url}/werk/toezeggingen/{commitment.id}",
        }
        for commitment in session.scalars(query)
    ]


def referral(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To the body that contributions are offered to: what is asked, and the link to say yes or no (D6)."""
    offered = session.get(Referral, message.params["referral"])
    link = session.get(AccessLink, message.params["link"])
    if offered is None or link is None or offered.state is not ReferralState.OFFERED:
        return None
    points = offered_points(session, offered)
    if not points:
        return None
    context = {
        "version": offered.version,
        "points": [_point(point, settings) for point in points[:LISTED]],
        "more": max(0, len(points) - LISTED),
        "total": len(points),
        "due": offered.due_on,
        "signed": signed(offered.version),
        "href": f"{settings.base_url}/doorgeleid/{token(link, settings.secret_key)}",
    }
    subject = ngettext("Neemt u dit punt over van het ministerie?", "Neemt u deze %(num)d punten over?", len(points))
    return MailContent(subject, "answers/referral", context)


def give_up(session: Session, message: OutboxMessage) -> None:
    """The address does not exist: its givers are not written to any more (D3)."""
    if message.to_address:
        bounced(session, message.to_address)


def effect(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """Four weeks after a commitment was done: does it show? (D9)."""
    commitment = session.scalar(with_owners(select(Commitment)).where(Commitment.id == message.subject_id))
    page = address_for(session, message, settings)
    if commitment is None or page is None or commitment.status != CommitmentState.DONE:
        return None
    points = own_points(session, commitment.source_id, message.params["givers"])
    if not points:
        return None
    context = {
        "commitment": commitment,
        "owner": owner(commitment),
        "points": [_point(point, settings) for point in points],
        "href": f"{page}/merkbaar/{commitment.id}",
        "page": page,
    }
    return MailContent(_("Merkt u iets van wat is toegezegd?"), "answers/effect", context, about=_threads(points))


def clarified(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To who asked a giver something: there is a reply, or none. Its words stand on the page, not in the mail."""
    clarification = session.get(Clarification, message.params["clarification"])
    if clarification is None:
        return None
    contribution = clarification.contribution
    replied, number = clarification.state is ClarificationState.ANSWERED, contribution.number
    subject = _("Geen reactie op uw vraag over %(number)s", number=number)
    if replied:
        subject = _("Reactie op uw vraag over %(number)s", number=number)
    context = {
        "replied": replied,
        "number": number,
        "due": contribution.answer_due if contribution.status in OPEN_STATES else None,
        "href": f"{settings.base_url}/werk/inbreng/{number}#navraag",
    }
    return MailContent(subject, "answers/clarified", context)


RENDERERS: dict[str, Renderer] = {
    REPLIED_MAIL: clarified,
    "answers.answer": answer,
    "answers.effect": effect,
    "answers.commitment": commitment_step,
    "answers.decided": decided,
    "answers.referral": referral,
    "answers.sent_back": sent_back,
    "answers.reminder": reminder,
}
BOUNCES: dict[str, Bounce] = dict.fromkeys(
    ("answers.answer", "answers.commitment", "answers.decided", "answers.effect"), give_up
)
