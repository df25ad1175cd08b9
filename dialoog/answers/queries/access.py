"""Who may read an answer, and finding one (D6, D11)."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from dialoog.answers.models import Answer, AnswerVersion, PlannedCommitment
from dialoog.commitments.models import Commitment
from dialoog.errors import NotFound
from dialoog.meetings.models import Level
from dialoog.permissions import Actor, Permission, may


def may_read(actor: Actor, answer: Answer) -> bool:
    """Whether this reader may see the words of an answer: drafts and closed ones only staff of its circle."""
    if answer.status == "gepubliceerd" and answer.level is not Level.CLOSED:
        return True
    if answer.level is Level.CLOSED:
        return may(actor, Permission.CONTRIBUTION_READ_CLOSED, unit=answer.unit_id)
    return actor.has("secretariat") or actor.has("ministry")


def public_answer(session: Session, answer_id: int) -> Answer:
    """A published answer that everyone may read, with its versions. Raises NotFound for any other."""
    found = session.scalar(with_versions().where(Answer.id == answer_id))
    if found is None or found.status != "gepubliceerd" or found.level is Level.CLOSED:
        raise NotFound(_("Dit antwoord is er niet."))
    return found


def staff_answer(session: Session, answer_id: int, actor: Actor) -> Answer:
    """An answer in any state, with its versions. Raises NotFound when there is none, or none they may know of."""
    # With its versions in the same query: the page of a draft asks enough already.
    query = _in_full(joinedload(Answer.versions)).where(Answer.id == answer_id)
    found = session.scalars(query).unique().one_or_none()
    if found is None or not may_read(actor, found):
        raise NotFound(_("Dit antwoord is er niet."))
    return found


def with_versions() -> Select[Answer]:
    """Answers with unit, versions, landing places and commitments: four queries however many there are."""
    return _in_full(selectinload(Answer.versions))


def _in_full(versions: Any) -> Select[Answer]:
    planned = versions.selectinload(AnswerVersion.planned)
    return select(Answer).options(
        joinedload(Answer.unit),
        versions.selectinload(AnswerVersion.landing_places),
        planned.joinedload(PlannedCommitment.commitment).joinedload(Commitment.owner_unit),
        planned.joinedload(PlannedCommitment.commitment).joinedload(Commitment.owner_organisation),
        planned.joinedload(PlannedCommitment.owner_unit),
        planned.joinedload(PlannedCommitment.owner_organisation),
    )
