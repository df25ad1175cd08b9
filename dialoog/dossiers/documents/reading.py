"""What the documents of a meeting tell, read in three statements however many points there are."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from dialoog.answers.models import AnswerVersion, LandingPlace, PlannedCommitment, VersionState
from dialoog.commitments.models import Commitment
from dialoog.contributions.listing import COLUMNS
from dialoog.contributions.models import Contribution
from dialoog.dossiers.reading import Version
from dialoog.meetings.models import Level, MeetingTopic
from dialoog.organisations.models import Organisation, Unit
from dialoog.terms.rules import still_since

AnyRow = Row[*tuple[Any, ...]]


def points(session: Session, meeting_id: int) -> list[AnyRow]:
    """The contributions of a meeting, with what a row of a list shows of them, by topic and number. One query."""
    still = still_since(Contribution.subject_kind, Contribution.id)
    query: Select[Any] = (
        COLUMNS.add_columns(Contribution.topic_id, Contribution.answer_id, still.label("still_since"))
        .outerjoin(MeetingTopic, MeetingTopic.id == Contribution.topic_id)
        .where(Contribution.meeting_id == meeting_id)
        .order_by(MeetingTopic.number, Contribution.id)
    )
    return list(session.execute(query).all())


def answers(session: Session, meeting_id: int) -> dict[int, Version]:
    """The version in force of each answer to a point of a meeting, by the answer's id; closed ones never. One query."""
    query = (
        select(
            AnswerVersion.id.label("version_id"),
            AnswerVersion.answer_id,
            AnswerVersion.outcome,
            AnswerVersion.motivation,
            AnswerVersion.consideration,
            AnswerVersion.decide_on,
            AnswerVersion.referred_to,
            AnswerVersion.signed_name,
            AnswerVersion.signed_role,
            AnswerVersion.signed_organisation,
            LandingPlace.title,
            LandingPlace.section,
            LandingPlace.address,
        )
        .select_from(AnswerVersion)
        .outerjoin(LandingPlace, LandingPlace.version_id == AnswerVersion.id)
        .where(_in_force(meeting_id))
        .order_by(AnswerVersion.id, LandingPlace.position)
    )
    found: dict[int, Version] = {}
    for row in session.execute(query).all():
        version = found.setdefault(row.answer_id, Version(row))
        if row.title is not None:
            version.landing_places.append(row)
    return found


def commitments(session: Session, meeting_id: int) -> dict[int, list[AnyRow]]:
    """What was promised in those versions and may be told, by the version's id. One query."""
    query = (
        select(
            PlannedCommitment.version_id,
            Commitment.id,
            Commitment.text,
            Commitment.status,
            Commitment.due_on,
            Commitment.latest_report,
            Unit.name.label("unit"),
            Unit.ministry,
            Organisation.name.label("party"),
        )
        .select_from(PlannedCommitment)
        .join(AnswerVersion, AnswerVersion.id == PlannedCommitment.version_id)
        .join(Commitment, Commitment.id == PlannedCommitment.commitment_id)
        .outerjoin(Unit, Unit.id == Commitment.owner_unit_id)
        .outerjoin(Organisation, Organisation.id == Commitment.owner_organisation_id)
        .where(_in_force(meeting_id), Commitment.public)
        .order_by(PlannedCommitment.version_id, PlannedCommitment.position)
    )
    found: dict[int, list[AnyRow]] = {}
    for row in session.execute(query).all():
        found.setdefault(row.version_id, []).append(row)
    return found


def _in_force(meeting_id: int) -> ColumnElement[bool]:
    there = select(Contribution.answer_id).where(
        Contribution.meeting_id == meeting_id, Contribution.level != Level.CLOSED
    )
    return (AnswerVersion.state == VersionState.PUBLISHED) & AnswerVersion.answer_id.in_(there)
