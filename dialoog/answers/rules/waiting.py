"""A draft that waits for its release is locked, until somebody takes it out (D7b)."""

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import AnswerVersion, VersionState
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, Review, ReviewState
from dialoog.errors import RuleViolation


class Waits(RuleViolation):
    """The draft waits for a release: it must be taken out first."""


def hold(session: Session, version: AnswerVersion) -> int:
    """Keep others from changing a draft, or giving it to a release, until this transaction ends. Its save now.

    Raises Waits for what waits for a release, RuleViolation when it is no draft any more.
    """
    query = select(AnswerVersion.edit).where(AnswerVersion.id == version.id, AnswerVersion.state == VersionState.DRAFT)
    edit = session.scalar(query.with_for_update())
    if edit is None:
        raise RuleViolation(_("Dit antwoord is al gepubliceerd."))
    refuse_if_waiting(session, version)
    return edit


def refuse_if_waiting(session: Session, version: AnswerVersion) -> None:
    """Raise Waits for a draft that waits for a release."""
    query = select(Release.name).join(ReleaseItem)
    query = query.where(ReleaseItem.version_id == version.id, ReleaseItem.state == ItemState.WAITING)
    name = session.scalar(query)
    if name is not None:
        raise Waits(_("Dit antwoord staat klaar voor vrijgave ‘%(name)s’. Haal het daar eerst uit.", name=name))


def end_open_reviews(session: Session, version: AnswerVersion) -> None:
    """Nobody needs to read this draft any more: it was published or thrown away."""
    session.execute(
        update(Review)
        .where(Review.version_id == version.id, Review.state == ReviewState.ASKED)
        .values(state=ReviewState.WITHDRAWN, said_at=clock.now())
    )


def let_go(session: Session, version: AnswerVersion) -> None:
    """The version will not be there any more; that it was read, or was in a release, stays known of its answer."""
    for kept in (Review, ReleaseItem):
        session.execute(update(kept).where(kept.version_id == version.id).values(version_id=None))
