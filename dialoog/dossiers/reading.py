"""What a dossier tells, read in four statements that are put together once.

What is read are rows, not the models: to make objects of them would take longer than to find and show them. They have
the names of the models' attributes, so that what shows the one can show the other.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from dialoog.answers.models import AnswerContribution, AnswerVersion, LandingPlace, PlannedCommitment, VersionState
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Channel, Contribution, Look, Outcome, PointKind, ShownAs
from dialoog.contributions.rules.looking_at_texts import in_place, stands_for
from dialoog.errors import NotFound
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.organisations.models import Organisation, Theme, Unit
from dialoog.register.models import Event, EventText
from dialoog.terms.models import Clock, Promise

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Point:
    """A contribution with the names of what it belongs to, and the clock of its answer."""

    id: int
    number: str
    status: str
    level: Level
    look: Look
    look_due: date | None
    kind: PointKind
    channel: Channel
    public_text: str
    received_at: datetime
    answer_due: date | None
    outcome: Outcome | None
    room_table: str
    unit_id: int | None
    meeting_id: int | None
    shown_as: ShownAs
    shown_sector: str
    said_by_name: str | None
    party: str | None
    theme: Any
    meeting: Any
    topic: Any
    unit: Any
    clock: Clock | None


@dataclass(slots=True)
class Version:
    """A version of an answer that was or is in force; `covers`: how many contributions its answer covers now."""

    row: AnyRow
    landing_places: list[AnyRow] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def _named(prefix: str, *columns: Any) -> list[Any]:
    return [column.label(f"{prefix}_{column.key}") for column in columns]


_OWN = (
    Contribution.id,
    Contribution.number,
    Contribution.status,
    Contribution.level,
    Contribution.look,
    Contribution.look_due,
    Contribution.kind,
    Contribution.channel,
    Contribution.public_text,
    Contribution.received_at,
    Contribution.answer_due,
    Contribution.outcome,
    Contribution.room_table,
    Contribution.unit_id,
    Contribution.meeting_id,
    Contribution.shown_as,
    Contribution.shown_sector,
    Contribution.said_by_name,
)
_CLOCK = [column for column in Clock.__table__.columns if column.key not in ("subject_kind", "subject_id")]
_POINT: AnySelect = (
    select(
        *_OWN,
        Organisation.name.label("party"),
        *_named("theme", Theme.slug, Theme.name),
        *_named("meeting", Meeting.slug, Meeting.title, Meeting.held_on),
        *_named("topic", MeetingTopic.number, MeetingTopic.title),
        *_named("unit", Unit.slug, Unit.name, Unit.ministry),
        *_named("clock", *_CLOCK),
    )
    .select_from(Contribution)
    .outerjoin(Organisation, Organisation.id == Contribution.said_by_organisation_id)
    .outerjoin(Theme, Theme.id == Contribution.theme_id)
    .outerjoin(Meeting, Meeting.id == Contribution.meeting_id)
    .outerjoin(MeetingTopic, MeetingTopic.id == Contribution.topic_id)
    .outerjoin(Unit, Unit.id == Contribution.unit_id)
    .outerjoin(
        Clock,
        and_(
            Clock.subject_kind == Contribution.subject_kind,
            Clock.subject_id == Contribution.id,
            Clock.promise == Promise.ANSWER,
            Clock.stopped_at.is_(None),
        ),
    )
    .where(Contribution.number == bindparam("number"))
    # After an answer that was sent back there are several; the last one counts.
    .order_by(Clock.id.desc())
    .limit(1)
)


def point(session: Session, number: str) -> Point:
    """The contribution with a number. One query. Raises NotFound."""
    row = session.connection().execute(_POINT, {"number": number.upper()}).first()
    if row is None:
        raise NotFound(_("Er is geen inbreng met nummer %(number)s.", number=number[:40]))
    told = row._mapping
    own = {column.key: told[column.key] for column in _OWN}
    return Point(
        **own,
        party=row.party,
        theme=_part(row, "theme", "slug", "name"),
        meeting=_part(row, "meeting", "slug", "title", "held_on"),
        topic=_part(row, "topic", "number", "title"),
        unit=_part(row, "unit", "slug", "name", "ministry"),
        clock=cast(Clock | None, _part(row, "clock", *(column.key for column in _CLOCK))),
    )


def _part(row: AnyRow, prefix: str, *names: str) -> SimpleNamespace | None:
    values = {name: getattr(row, f"{prefix}_{name}") for name in names}
    return SimpleNamespace(**values) if values[names[0]] is not None else None


_LINK = aliased(AnswerContribution)
_VERSIONS: AnySelect = (
    select(
        AnswerVersion.id.label("version_id"),
        AnswerVersion.answer_id,
        AnswerVersion.n,
        AnswerVersion.state,
        AnswerVersion.outcome,
        AnswerVersion.motivation,
        AnswerVersion.consideration,
        AnswerVersion.decide_on,
        AnswerVersion.referred_to,
        AnswerVersion.why_changed,
        AnswerVersion.signed_name,
        AnswerVersion.signed_role,
        AnswerVersion.signed_organisation,
        select(func.count())
        .where(_LINK.answer_id == AnswerVersion.answer_id, _LINK.left_at.is_(None))
        .scalar_subquery()
        .label("covers"),
        LandingPlace.title,
        LandingPlace.section,
        LandingPlace.address,
    )
    .select_from(AnswerContribution)
    .join(AnswerVersion, AnswerVersion.answer_id == AnswerContribution.answer_id)
    .outerjoin(LandingPlace, LandingPlace.version_id == AnswerVersion.id)
    .where(AnswerContribution.contribution_id == bindparam("contribution"), AnswerVersion.state != VersionState.DRAFT)
    .order_by(AnswerVersion.id, LandingPlace.position)
)
_COMMITMENTS: AnySelect = (
    select(
        PlannedCommitment.version_id,
        Commitment.id,
        Commitment.text,
        Commitment.status,
        Commitment.due_on,
        Commitment.public,
        Commitment.latest_report,
        Commitment.latest_report_at,
    )
    .select_from(AnswerContribution)
    .join(AnswerVersion, AnswerVersion.answer_id == AnswerContribution.answer_id)
    .join(PlannedCommitment, PlannedCommitment.version_id == AnswerVersion.id)
    .join(Commitment, Commitment.id == PlannedCommitment.commitment_id)
    .where(AnswerContribution.contribution_id == bindparam("contribution"), AnswerVersion.state != VersionState.DRAFT)
    .order_by(PlannedCommitment.version_id, PlannedCommitment.position)
)


def versions(session: Session, contribution_id: int) -> dict[tuple[int, int], Version]:
    """Every version that was ever in force for a contribution, earlier answers too, by answer and number. One query."""
    found: dict[tuple[int, int], Version] = {}
    for row in session.connection().execute(_VERSIONS, {"contribution": contribution_id}).all():
        version = found.setdefault((row.answer_id, row.n), Version(row))
        if row.title is not None:
            version.landing_places.append(row)
    return found


def commitments(session: Session, contribution_id: int) -> dict[int, AnyRow]:
    """What was promised in those versions, by id. One query."""
    rows = session.connection().execute(_COMMITMENTS, {"contribution": contribution_id}).all()
    return {row.id: row for row in rows}


_ITS_OWN = and_(Event.subject_kind == Contribution.subject_kind, Event.subject_id == bindparam("contribution"))
_PROMISED = and_(
    Event.subject_kind == Commitment.subject_kind,
    Event.subject_id.in_(bindparam("commitments", expanding=True)),
)
_EVENTS: AnySelect = (
    select(
        Event.id,
        Event.subject_kind,
        Event.subject_id,
        Event.n,
        Event.kind,
        Event.at,
        Event.data,
        EventText.name,
        EventText.public,
        EventText.text,
    )
    .outerjoin(EventText, EventText.event_id == Event.id)
    .order_by(Event.at, Event.id)
)
_OWN_EVENTS = _EVENTS.where(_ITS_OWN)
_ALL_EVENTS = _EVENTS.where(or_(_ITS_OWN, _PROMISED))


def events(
    session: Session, contribution_id: int, commitment_ids: list[int], *, also: Collection[str] = ()
) -> list[tuple[AnyRow, dict[str, str | None]]]:
    """What was recorded of the contribution and of these commitments, in the order it happened. One query.

    With each event its public texts by name; None for one that is not public, unless this reader may see it `also`.
    """
    statement = _ALL_EVENTS if commitment_ids else _OWN_EVENTS
    given = {"contribution": contribution_id, "commitments": commitment_ids}
    found: dict[int, AnyRow] = {}
    texts: dict[int, dict[str, str | None]] = defaultdict(dict)
    for row in session.connection().execute(statement, given).all():
        found.setdefault(row.id, row)
        if row.name is not None:
            shows = row.public or stands_for(row, row.name) in also
            texts[row.id][row.name] = row.text if shows else None
    lines = [(row, texts[key]) for key, row in found.items()]
    in_place(lines)
    return lines
