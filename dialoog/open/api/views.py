"""What the API answers."""

from typing import Any, cast

from flask import Response, current_app, request

from dialoog.advices.queries import Filters as AdviceFilters
from dialoog.answers.queries import Filters as AnswerFilters
from dialoog.commitments.queries import Filters as CommitmentFilters
from dialoog.contributions.queries import Filters as ContributionFilters
from dialoog.open import asking
from dialoog.open.api import schemas
from dialoog.open.api.document import PAGE, filter_parameters, gives, whole_parameter
from dialoog.open.documents import collection, document
from dialoog.open.lists import (
    advices_page,
    answers_page,
    commitments_page,
    contributions_page,
    meetings_page,
    tables_page,
)
from dialoog.open.records import advices as advice_records
from dialoog.open.records import answers as answer_records
from dialoog.open.records import commitments as commitment_records
from dialoog.open.records import contributions as contribution_records
from dialoog.open.records import meetings as meeting_records
from dialoog.open.records import tables as table_records
from dialoog.permissions import Permission
from dialoog.register import queries as register
from dialoog.web.access import needs
from dialoog.web.context import session, settings

SIZES = (
    whole_parameter("van", "De eerste stand: hoeveel gebeurtenissen.", required=True),
    whole_parameter("tot", "De tweede stand.", required=True),
)
SIZE = (whole_parameter("treeSize", "De stand bij zoveel gebeurtenissen; zonder dit de nieuwste."),)


@needs(Permission.PUBLIC_READ)
@gives(schemas.Contributions, [*filter_parameters(ContributionFilters), *PAGE])
def contributions() -> Response:
    """Wat is ingebracht, het nieuwste eerst."""
    return collection(contributions_page())


@needs(Permission.PUBLIC_READ)
@gives(schemas.Contribution, missing=True)
def contribution(nummer: str) -> Response:
    """Eén inbreng."""
    _no_parameters()
    return document(contribution_records.one_record(session(), nummer, settings().base_url))


@needs(Permission.PUBLIC_READ)
@gives(schemas.Answers, [*filter_parameters(AnswerFilters), *PAGE])
def answers() -> Response:
    """De gepubliceerde antwoorden, het nieuwste eerst."""
    return collection(answers_page())


@needs(Permission.PUBLIC_READ)
@gives(schemas.AnswerWithNumbers, missing=True)
def answer(id: int) -> Response:  # noqa: A002 - the name in the address
    """Eén antwoord, met de nummers van de inbreng waarop het antwoord geeft."""
    _no_parameters()
    return document(answer_records.one_record(session(), id, settings().base_url))


@needs(Permission.PUBLIC_READ)
@gives(schemas.Commitments, [*filter_parameters(CommitmentFilters), *PAGE])
def commitments() -> Response:
    """Wat het ministerie toezegde, het nieuwste eerst."""
    return collection(commitments_page())


@needs(Permission.PUBLIC_READ)
@gives(schemas.Commitment, missing=True)
def commitment(id: int) -> Response:  # noqa: A002 - the name in the address
    """Eén toezegging."""
    _no_parameters()
    return document(commitment_records.one_record(session(), id, settings().base_url))


@needs(Permission.PUBLIC_READ)
@gives(schemas.Meetings, PAGE)
def meetings() -> Response:
    """De bijeenkomsten, de laatste eerst."""
    return collection(meetings_page())


@needs(Permission.PUBLIC_READ)
@gives(schemas.Meeting, missing=True)
def meeting(slug: str) -> Response:
    """Eén bijeenkomst."""
    _no_parameters()
    return document(meeting_records.one_record(session(), slug, settings().base_url))


@needs(Permission.PUBLIC_READ)
@gives(schemas.Tables, PAGE)
def tables() -> Response:
    """De dialoogtafels, de laatst begonnen eerst."""
    return collection(tables_page())


@needs(Permission.PUBLIC_READ)
@gives(schemas.Table, missing=True)
def table(slug: str) -> Response:
    """Eén dialoogtafel."""
    _no_parameters()
    return document(table_records.one_record(session(), slug, settings().base_url))


@needs(Permission.PUBLIC_READ)
@gives(schemas.Advices, [*filter_parameters(AdviceFilters), *PAGE])
def advices() -> Response:
    """Wat tafels adviseerden, het nieuwste eerst."""
    return collection(advices_page())


@needs(Permission.PUBLIC_READ)
@gives(schemas.Advice, missing=True)
def advice(slug: str) -> Response:
    """Eén advies."""
    _no_parameters()
    return document(advice_records.one_record(session(), slug, settings().base_url))


@needs(Permission.PUBLIC_READ)
@gives(schemas.Head, SIZE, missing=True)
def head() -> Response:
    """De stand van het register, nu of toen het zo lang was."""
    asking.check(request.args, ["treeSize"])
    return document(register.head(session(), asking.whole(request.args, "treeSize")))


@needs(Permission.PUBLIC_READ)
@gives(schemas.Consistency, SIZES, missing=True)
def consistency() -> Response:
    """Het bewijs dat het register tussen twee standen alleen is aangevuld."""
    asking.check(request.args, ["van", "tot"])
    first, second = (asking.must_be_whole(request.args, name) for name in ("van", "tot"))
    return document(register.consistency(session(), first, second))


@needs(Permission.PUBLIC_READ)
@gives({"type": "object"})
def openapi() -> Response:
    """Deze beschrijving (OpenAPI 3)."""
    return document(cast(Any, current_app.extensions["dialoog_openapi"])().to_dict())


def _no_parameters() -> None:
    asking.check(request.args, [])
