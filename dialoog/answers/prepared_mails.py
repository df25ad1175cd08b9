"""The mails to staff about a draft that is read or waits for a release; each is made when it is sent (D7b)."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState, Review, ReviewState
from dialoog.answers.prepared_shown import READ, moment_of
from dialoog.config import Settings
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level


def review_asked(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To the colleague: who asks, and where the draft is. Nothing when the question was withdrawn."""
    review = session.get(Review, message.params["review"])
    if review is None or review.state is not ReviewState.ASKED:
        return None
    subject = _("Wilt u antwoord %(n)s lezen?", n=review.answer_id)
    context = {
        "who": review.asked_by.name,
        "number": review.answer_id,
        "note": _travels(review, review.note),
        "href": f"{settings.base_url}/werk/antwoorden/{review.answer_id}/lezen",
    }
    return MailContent(subject, "answers/review_asked", context)


def review_given(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To who asked: what the colleague says."""
    review = session.get(Review, message.params["review"])
    if review is None or review.state not in READ:
        return None
    happened = _("%(name)s las antwoord %(n)s", name=review.reader.name, n=review.answer_id)
    context = {
        "happened": happened,
        "said": READ[review.state],
        "remarks": _travels(review, review.remarks),
        "href": f"{settings.base_url}/werk/antwoorden/{review.answer_id}",
    }
    return MailContent(happened, "answers/review_given", context)


def _travels(review: Review, words: str) -> str:
    """A mail travels far: what is said about a closed draft is read in the workbench."""
    return "" if review.answer.level is Level.CLOSED else words


def release_done(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To who gave answers free: what was published, and what was not, and why."""
    release = session.get(Release, message.params["release"])
    if release is None:
        return None
    parted = [item for item in release.items if item.state in (ItemState.PUBLISHED, ItemState.REFUSED)]
    subject = _("Vrijgave ‘%(name)s’ is gepubliceerd", name=release.name)
    if not any(item.state is ItemState.PUBLISHED for item in parted):
        subject = _("Vrijgave ‘%(name)s’: er is niets gepubliceerd", name=release.name)
    asked, done = sum(item.asked for item in parted), sum(item.done for item in parted)
    context = {
        "happened": subject,
        "asked": asked,
        "done": done,
        "problems": [_problem(item, settings) for item in parted if item.problem],
        "href": f"{settings.base_url}/werk/beantwoorden/vrijgaven/{release.id}",
    }
    return MailContent(subject, "answers/release_done", context)


def _problem(item: ReleaseItem, settings: Settings) -> dict[str, str]:
    title = _("Antwoord %(n)s", n=item.answer_id)
    if item.state is ItemState.REFUSED:
        title = _("Antwoord %(n)s is nog een concept", n=item.answer_id)
    href = f"{settings.base_url}/werk/antwoorden/{item.answer_id}"
    return {"title": title, "why": item.problem, "href": href}


def release_changed(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """To who else has answers in a release: somebody moved it or called it off. What it is now is told."""
    release = session.get(Release, message.params["release"])
    if release is None or release.state is ReleaseState.DONE:
        return None
    off = release.state is ReleaseState.CALLED_OFF
    happened = _("Vrijgave ‘%(name)s’ is gewijzigd", name=release.name)
    if off:
        happened = _("Vrijgave ‘%(name)s’ is afgelast", name=release.name)
    context = {
        "happened": happened,
        "off": off,
        "moment": moment_of(release),
        "href": f"{settings.base_url}/werk/beantwoorden/vrijgaven/{release.id}",
    }
    return MailContent(happened, "answers/release_changed", context)


RENDERERS: dict[str, Renderer] = {
    "answers.review_asked": review_asked,
    "answers.review_given": review_given,
    "answers.release_done": release_done,
    "answers.release_changed": release_changed,
}
