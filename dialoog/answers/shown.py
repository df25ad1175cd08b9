"""Answers as pages and mails show them: plain values for the templates."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.answers.models import Answer, AnswerVersion, PlannedCommitment
from dialoog.commitments.shown import late, owner
from dialoog.contributions.models import Outcome
from dialoog.glossary.shown import Checked, checked
from dialoog.register.subjects import load, subject_kind
from dialoog.web.rendering import short_date


def about(session: Session, answer: Answer) -> dict[str, str] | None:
    """What an answer is about where that is no contributions, such as an advice: its title and address."""
    if answer.about_kind is None or answer.about_id is None:
        return None
    kind, subject = subject_kind(answer.about_kind), load(session, answer.about_kind, answer.about_id)
    return {"title": kind.title(subject), "href": kind.address(subject)} if subject is not None else None


def places(version: AnswerVersion, base_url: str = "") -> list[dict[str, str | None]]:
    """The landing places, as components/answer_card.html wants them; own paths get `base_url` before them."""
    shown: list[dict[str, str | None]] = []
    for place in version.landing_places:
        text = ", ".join(part for part in (place.title, place.section) if part)
        href = f"{base_url}{place.address}" if place.address.startswith("/") else place.address
        shown.append({"text": text, "href": href or None})
    return shown


def signed(version: AnswerVersion) -> str:
    """Whose word it is: name, role, organisation (P7)."""
    parts = (version.signed_name, version.signed_role, version.signed_organisation)
    return ", ".join(part for part in parts if part)


def promises(version: AnswerVersion) -> list[dict[str, Any]]:
    """The commitments of a version as they stand now."""
    return [
        {
            "text": commitment.text,
            "owner": owner(commitment),
            "due": short_date(commitment.due_on),
            "status": commitment.status,
            "late": late(commitment),
            "href": f"/toezeggingen/{commitment.id}",
        }
        for commitment in (planned.commitment for planned in version.planned)
        if commitment is not None
    ]


def card(version: AnswerVersion, *, others: int = 0, others_href: str | None = None) -> dict[str, Any]:
    """The values of components/answer_card.html for one version, without its siblings."""
    return {
        "motivation": version.motivation,
        "consideration": version.consideration or None,
        "decide_on": version.decide_on if version.outcome is Outcome.LATER else None,
        "offered_to": version.referred_to if version.outcome is Outcome.REFERRED else None,
        "landing_places": places(version),
        "official": signed(version) or None,
        "others": others,
        "others_href": others_href,
    }


def versions(all_versions: list[AnswerVersion], shown: AnswerVersion) -> list[dict[str, str]]:
    """The other versions than the one shown, newest first: when, by whom, and why it changed (D8)."""
    return [
        {
            "when": _("Versie %(n)s van %(day)s", n=version.n, day=short_date(version.published_at)),
            "why": version.why_changed,
            "by": signed(version),
            "href": f"/antwoorden/{version.answer_id}?versie={version.n}",
        }
        for version in sorted(all_versions, key=lambda v: -v.n)
        if version.n != shown.n and version.published_at is not None
    ]


def planned(version: AnswerVersion) -> list[dict[str, Any]]:
    """The commitments of a draft as they will be, those made before with how they stand."""
    return [
        {
            "text": plan.text,
            "owner": _planned_owner(plan),
            "due": short_date(plan.commitment.due_on if plan.commitment else plan.due_on),
            "status": plan.commitment.status if plan.commitment else "toegezegd",
        }
        for plan in version.planned
        if plan.due_on is not None
    ]


def _planned_owner(plan: PlannedCommitment) -> str:
    if plan.commitment:
        return owner(plan.commitment)
    if plan.owner_unit:
        return plan.owner_unit.in_full
    return plan.owner_organisation.name if plan.owner_organisation else ""


def checks(motivation: str, consideration: str) -> list[Checked]:
    """Hints about the words of a draft (D7b)."""
    return checked([(_("Motivering"), motivation), (_("Afweging"), consideration)])
