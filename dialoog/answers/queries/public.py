"""The published answers: the filters of the list, the API and the files, and the versions behind a dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, PlannedCommitment, VersionState
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution, Outcome
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level
from dialoog.organisations.models import Theme, Unit


@dataclass(frozen=True)
class Filters:
    """What someone asked the list for; the names are those of the address (interface.md)."""

    uitkomst: Outcome | None = None
    thema: str = ""
    dienst: str = ""

    @classmethod
    def from_arguments(cls, given: Mapping[str, str]) -> "Filters":
        """Read the filters of an address. Raises RuleViolation, naming the filter, for a value that cannot be."""
        outcome = given.get("uitkomst", "")
        if outcome and outcome not in set(Outcome):
            raise RuleViolation(
                _("Het filter '%(name)s' kent de waarde '%(value)s' niet.")
                % {"name": "uitkomst", "value": outcome[:40]},
                field="uitkomst",
            )
        return cls(
            uitkomst=Outcome(outcome) if outcome else None,
            thema=given.get("thema", ""),
            dienst=given.get("dienst", ""),
        )

    @classmethod
    def names(cls) -> frozenset[str]:
        """The filters there are."""
        return frozenset(field.name for field in fields(cls))


def published(filters: Filters) -> Select[Answer]:
    """The public answers that fit, with their unit; unordered, so that it can be paged by key. Closed ones never."""
    query = select(Answer).options(joinedload(Answer.unit))
    return query.where(Answer.status == "gepubliceerd", Answer.level != Level.CLOSED, *_conditions(filters))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.uitkomst is not None:
        found.append(Answer.outcome == filters.uitkomst)
    if filters.dienst:
        found.append(Answer.unit_id == select(Unit.id).where(Unit.slug == filters.dienst).scalar_subquery())
    if filters.thema:
        theme = select(Theme.id).where(Theme.slug == filters.thema).scalar_subquery()
        found.append(
            select(AnswerContribution.answer_id)
            .join(Contribution, Contribution.id == AnswerContribution.contribution_id)
            .where(AnswerContribution.answer_id == Answer.id, Contribution.theme_id == theme)
            .exists()
        )
    return found


def versions_in_force(session: Session, answer_ids: Sequence[int]) -> dict[int, tuple[AnswerVersion, int]]:
    """The version that counts of each of these answers, and how many contributions it covers. One query."""
    query = select(AnswerVersion, _covered()).where(
        AnswerVersion.answer_id.in_(answer_ids), AnswerVersion.state == VersionState.PUBLISHED
    )
    return {version.answer_id: (version, count) for version, count in session.execute(query)}


def filter_choices(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The themes in use and the units to choose from, as (slug, name). One query."""
    query = union_all(
        select(literal("thema").label("what"), Theme.slug, Theme.name).where(Theme.active),
        select(literal("dienst"), Unit.slug, Unit.name),
    ).order_by("name")
    found: dict[str, list[tuple[str, str]]] = {"thema": [], "dienst": []}
    for what, slug, name in session.execute(query):
        found[what].append((slug, name))
    return found["thema"], found["dienst"]


def points_of(answer_id: int) -> Select[Contribution]:
    """The contributions an answer covers now; unordered, so that it can be paged by key."""
    return (
        select(Contribution)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .where(AnswerContribution.answer_id == answer_id, AnswerContribution.left_at.is_(None))
    )


def versions_for(session: Session, contribution: Contribution) -> dict[tuple[int, int], tuple[AnswerVersion, int]]:
    """Every version that was ever in force for a contribution, earlier answers too, by answer and number.

    With each the number of contributions its answer covers now (D7). Landing places and commitments with their
    owners are loaded. Three queries, none without an answer.
    """
    if contribution.answer_id is None:
        return {}
    planned = selectinload(AnswerVersion.planned).joinedload(PlannedCommitment.commitment)
    query = (
        select(AnswerVersion, _covered())
        .join(AnswerContribution, AnswerContribution.answer_id == AnswerVersion.answer_id)
        .where(AnswerContribution.contribution_id == contribution.id, AnswerVersion.state != VersionState.DRAFT)
        .options(
            selectinload(AnswerVersion.landing_places),
            planned.joinedload(Commitment.owner_unit),
            planned.joinedload(Commitment.owner_organisation),
        )
    )
    return {(version.answer_id, version.n): (version, count) for version, count in session.execute(query)}


def _covered() -> ScalarSelect[int]:
    """How many contributions a version's answer covers now, as a column."""
    link = aliased(AnswerContribution)
    return (
        select(func.count()).where(link.answer_id == AnswerVersion.answer_id, link.left_at.is_(None)).scalar_subquery()
    )
