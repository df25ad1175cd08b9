"""Advices (adviezen) as records: what a table advises, and what the ministry does with it (T8)."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import String, and_, bindparam, select, type_coerce
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.advices.models import PUBLIC_STATES, Advice, AdviceContribution, AdviceState
from dialoog.advices.queries import Filters, clocks_of_ids, listed
from dialoog.answers.models import AnswerVersion, VersionState
from dialoog.contributions.models import Contribution
from dialoog.errors import NotFound
from dialoog.open.asking import Asked
from dialoog.open.records import commitments
from dialoog.open.records.found import AnyRow, Found, Questions, Record, must_exist
from dialoog.open.records.links import API, Links, answer_links, link
from dialoog.open.records.moments import day, moment
from dialoog.organisations.models import Unit
from dialoog.tables.models import DialogueTable
from dialoog.terms.models import Clock

_BY_ID = (
    select(
        Advice.id,
        Advice.slug,
        Advice.title,
        type_coerce(Advice.addressee, String).label("addressee"),
        Advice.question,
        Advice.summary,
        Advice.text,
        Advice.generation_test,
        Advice.status,
        Advice.adopted_on,
        Advice.sent_on,
        Advice.signed,
        Advice.answer_id,
        DialogueTable.slug.label("table_slug"),
        DialogueTable.name.label("table_name"),
        Unit.name.label("unit"),
        Unit.ministry,
        type_coerce(AnswerVersion.outcome, String).label("outcome"),
        AnswerVersion.motivation,
        AnswerVersion.n.label("version"),
        AnswerVersion.published_at,
    )
    .select_from(Advice)
    .join(DialogueTable, DialogueTable.id == Advice.table_id)
    .outerjoin(Unit, Unit.id == Advice.unit_id)
    .outerjoin(
        AnswerVersion,
        and_(AnswerVersion.answer_id == Advice.answer_id, AnswerVersion.state == VersionState.PUBLISHED),
    )
    .where(Advice.id.in_(bindparam("ids", expanding=True)))
)
_POINTS = (
    select(AdviceContribution.advice_id, Contribution.number)
    .join(Contribution, Contribution.id == AdviceContribution.contribution_id)
    .where(AdviceContribution.advice_id.in_(bindparam("ids", expanding=True)))
    .order_by(AdviceContribution.advice_id, Contribution.id)
)
_QUESTIONS = Questions(Advice.id)


def listed_records(session: Session, asked: Asked[Filters], base: str) -> Found:
    """A page of the list, newest first. Five queries. Raises RuleViolation for a filter that names nothing."""
    found = _QUESTIONS.keys(session, asked.filters, lambda: listed(asked.filters), after=asked.after, size=asked.size)
    if found.total == 0:
        must_exist(session, "tafel", asked.filters.tafel, DialogueTable.slug)
    return found.found(_records(session, found.keys, base))


def one_record(session: Session, slug: str, base: str) -> Record:
    """The advice at an address. Raises NotFound, also for one that was not sent."""
    public = Advice.status.in_([state.value for state in PUBLIC_STATES])
    key = session.scalar(select(Advice.id).where(Advice.slug == slug, public))
    if key is None:
        raise NotFound(_("Dit advies is er niet."))
    return _records(session, [key], base)[key]


def _records(session: Session, ids: Collection[int], base: str) -> dict[int, Record]:
    if not ids:
        return {}
    rows = session.connection().execute(_BY_ID, {"ids": list(ids)}).all()
    points: dict[int, list[str]] = {}
    for key, number in session.connection().execute(_POINTS, {"ids": list(ids)}):
        points.setdefault(key, []).append(number)
    terms = clocks_of_ids(session, ids)
    promised = commitments.of_answers(session, {row.answer_id for row in rows if row.version})
    return {
        row.id: _record(row, points.get(row.id, []), terms.get(row.id), promised.get(row.answer_id, []), base)
        for row in rows
    }


def _record(row: AnyRow, points: list[str], term: Clock | None, promised: list[Record], base: str) -> Record:
    return {
        "slug": row.slug,
        "titel": row.title,
        "tafel": {"slug": row.table_slug, "naam": row.table_name},
        "aan": row.addressee,
        "gevraagd": bool(row.question),
        "vraag": row.question or None,
        "samenvatting": row.summary,
        "tekst": row.text,
        "generatietoets": row.generation_test or None,
        "status": row.status,
        "vastgesteldOp": day(row.adopted_on),
        "aangebodenOp": day(row.sent_on),
        "ondertekendDoor": row.signed,
        "dienst": f"{row.unit}, {row.ministry}" if row.unit else None,
        "inbrengen": points,
        "termijn": _term(row, term),
        "reactie": _reaction(row, base) if row.version else None,
        "toezeggingen": promised,
        "_links": _links(row, base),
    }


def _term(row: AnyRow, term: Clock | None) -> Record | None:
    if term is None:
        return None
    return {
        "vervalt": day(term.due_on),
        "teLaat": row.status == AdviceState.SENT and term.due_on < clock.today(),
        "gehaaldOp": moment(term.met_at),
    }


def _reaction(row: AnyRow, base: str) -> dict[str, Any]:
    return {
        "uitkomst": row.outcome,
        "motivering": row.motivation,
        "versie": row.version,
        "gepubliceerdOp": moment(row.published_at),
        "_links": answer_links(base, row.answer_id),
    }


def _links(row: AnyRow, base: str) -> Links:
    return {
        "self": link(base, f"{API}/adviezen/{row.slug}"),
        "pagina": link(base, f"/adviezen/{row.slug}"),
        "tafel": link(base, f"{API}/tafels/{row.table_slug}"),
    }
