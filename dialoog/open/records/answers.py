"""Published answers (antwoorden) as records; drafts and closed ones are never among them (D11)."""

from collections import defaultdict
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, String, and_, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, LandingPlace, VersionState
from dialoog.answers.queries import Filters, published
from dialoog.contributions.models import Contribution
from dialoog.errors import NotFound
from dialoog.open.asking import Asked
from dialoog.open.records import commitments
from dialoog.open.records.found import AnyRow, Found, Questions, Record, must_exist
from dialoog.open.records.links import answer_links
from dialoog.open.records.moments import moment
from dialoog.organisations.models import Theme, Unit

_POINTS = (
    select(func.count())
    .where(AnswerContribution.answer_id == Answer.id, AnswerContribution.left_at.is_(None))
    .scalar_subquery()
)
_BY_ID = (
    select(
        Answer.id,
        AnswerVersion.id.label("version_id"),
        AnswerVersion.n.label("version"),
        type_coerce(AnswerVersion.outcome, String).label("outcome"),
        AnswerVersion.motivation,
        AnswerVersion.consideration,
        AnswerVersion.why_changed,
        AnswerVersion.published_at,
        AnswerVersion.signed_name,
        AnswerVersion.signed_role,
        AnswerVersion.signed_organisation,
        Unit.name.label("unit"),
        Unit.ministry,
        _POINTS.label("points"),
    )
    .select_from(Answer)
    .join(AnswerVersion, and_(AnswerVersion.answer_id == Answer.id, AnswerVersion.state == VersionState.PUBLISHED))
    .join(Unit, Unit.id == Answer.unit_id)
    .where(Answer.id.in_(bindparam("ids", expanding=True)))
)
_PLACES = (
    select(
        LandingPlace.version_id,
        type_coerce(LandingPlace.kind, String).label("kind"),
        LandingPlace.title,
        LandingPlace.section,
        LandingPlace.address,
    )
    .where(LandingPlace.version_id.in_(bindparam("ids", expanding=True)))
    .order_by(LandingPlace.version_id, LandingPlace.position)
)
_QUESTIONS = Questions(Answer.id)


def listed_records(session: Session, asked: Asked[Filters], base: str) -> Found:
    """A page of the list, newest first. Four queries. Raises RuleViolation for a filter that names nothing."""
    found = _QUESTIONS.keys(
        session, asked.filters, lambda: published(asked.filters), after=asked.after, size=asked.size
    )
    if found.total == 0:
        must_exist(session, "dienst", asked.filters.dienst, Unit.slug)
        must_exist(session, "thema", asked.filters.thema, Theme.slug)
    return found.found(records(session, found.keys, base))


def last_published(session: Session, filters: Filters, most: int, base: str) -> list[Record]:
    """The answers last published or changed, the last one first, for the feed."""
    query = published(filters).with_only_columns(Answer.id).join(AnswerVersion, AnswerVersion.answer_id == Answer.id)
    newest = query.where(AnswerVersion.state == VersionState.PUBLISHED).order_by(
        AnswerVersion.published_at.desc(), Answer.id.desc()
    )
    ids = list(session.scalars(newest.limit(most)))
    found = records(session, ids, base)
    return [found[key] for key in ids]


def one_record(session: Session, key: int, base: str) -> Record:
    """One answer, with the numbers of the contributions it covers. Raises NotFound, also for a draft or closed one."""
    found = session.scalar(published(Filters()).with_only_columns(Answer.id).where(Answer.id == key))
    if found is None:
        raise NotFound(_("Dit antwoord is er niet."))
    return {**records(session, [key], base)[key], "inbrengen": list(session.scalars(_numbers(key)))}


def _numbers(key: int) -> Select[str]:
    return (
        select(Contribution.number)
        .join(AnswerContribution, AnswerContribution.contribution_id == Contribution.id)
        .where(AnswerContribution.answer_id == key, AnswerContribution.left_at.is_(None))
        .order_by(Contribution.id)
    )


def records(session: Session, ids: Sequence[int], base: str) -> dict[int, Record]:
    """The records of these answers, which the caller knows to be public, by their id. Three queries."""
    if not ids:
        return {}
    rows = session.connection().execute(_BY_ID, {"ids": list(ids)}).all()
    places = _places(session, [row.version_id for row in rows])
    promised = commitments.of_answers(session, [row.id for row in rows])
    return {row.id: _record(row, places[row.version_id], promised.get(row.id, []), base) for row in rows}


def _places(session: Session, version_ids: Sequence[int]) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = defaultdict(list)
    for row in session.connection().execute(_PLACES, {"ids": list(version_ids)}):
        found[row.version_id].append(
            {"soort": row.kind, "titel": row.title, "paragraaf": row.section or None, "adres": row.address or None}
        )
    return found


def _record(row: AnyRow, places: list[Record], promised: list[Record], base: str) -> Record:
    return {
        "id": row.id,
        "uitkomst": row.outcome,
        "motivering": row.motivation,
        "afweging": row.consideration or None,
        "versie": row.version,
        "waaromGewijzigd": row.why_changed or None,
        "gepubliceerdOp": moment(row.published_at),
        "dienst": f"{row.unit}, {row.ministry}",
        "ondertekendDoor": {
            "naam": row.signed_name or None,
            "functie": row.signed_role or None,
            "organisatie": row.signed_organisation or None,
        },
        "terugTeVinden": places,
        "toezeggingen": promised,
        "aantalInbrengen": row.points,
        "_links": answer_links(base, row.id),
    }
