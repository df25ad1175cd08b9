"""OpenAPI is made from the code, says all the API does, and the API does what it says."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from marshmallow import Schema
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dialoog import create_app
from dialoog.advices.queries import Filters as AdviceFilters
from dialoog.answers.queries import Filters as AnswerFilters
from dialoog.commitments.queries import Filters as CommitmentFilters
from dialoog.config import Settings
from dialoog.contributions.queries import Filters as ContributionFilters
from dialoog.db import Database, WorkSession
from dialoog.open.api import schemas
from dialoog.open.api.document import FILTERS
from tests.factories.open import Story, story

API = "/api/v1"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def told(session: WorkSession) -> Story:
    return story(session)


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{API}/openapi.json").json
    return found


def test_it_is_openapi_3_with_a_version_and_a_server(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.")
    assert description["info"]["version"] == "1.0.0"
    assert description["servers"] == [{"url": "http://localhost"}]


def test_every_address_of_the_api_is_in_it(app: Flask, description: dict[str, Any]) -> None:
    rules = {
        rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{API}/")
    }
    assert set(description["paths"]) == rules
    operations = [
        operation for path in description["paths"].values() for operation in path.values() if "tags" in operation
    ]
    assert len({operation["operationId"] for operation in operations}) == len(rules)


@pytest.mark.parametrize(
    ("path", "filters"),
    [
        ("inbrengen", ContributionFilters),
        ("antwoorden", AnswerFilters),
        ("toezeggingen", CommitmentFilters),
        ("adviezen", AdviceFilters),
    ],
)
def test_its_parameters_are_the_filters(description: dict[str, Any], path: str, filters: type[Any]) -> None:
    told = {one["name"]: one["schema"] for one in description["paths"][f"{API}/{path}"]["get"]["parameters"]}
    assert set(told) == {field.name for field in fields(filters)} | {"na", "aantal"}
    assert set(FILTERS) >= filters.names()


def test_errors_are_described_as_problems(description: dict[str, Any]) -> None:
    for operation in (path["get"] for path in description["paths"].values()):
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/DEFAULT_ERROR"}
    content = description["components"]["responses"]["DEFAULT_ERROR"]["content"]
    assert list(content) == ["application/problem+json"]


def test_every_answer_has_exactly_the_fields_that_are_described(client: FlaskClient, told: Story) -> None:
    meeting = told.closed_meeting.slug
    shapes: list[tuple[str, type[Schema]]] = [
        ("/inbrengen", schemas.Contributions),
        *((f"/inbrengen/{one.number}", schemas.Contribution) for one in (told.point, told.closed, told.withdrawn)),
        ("/antwoorden", schemas.Answers),
        (f"/antwoorden/{told.answer.id}", schemas.AnswerWithNumbers),
        ("/toezeggingen", schemas.Commitments),
        ("/bijeenkomsten", schemas.Meetings),
        (f"/bijeenkomsten/{meeting}", schemas.Meeting),
        ("/tafels", schemas.Tables),
        (f"/tafels/{told.table.slug}", schemas.Table),
        ("/register/hoofd", schemas.Head),
        ("/register/consistentie?van=2&tot=5", schemas.Consistency),
        ("/inbrengen?soort=onzin", schemas.Problem),
    ]
    for path, shape in shapes:
        # marshmallow refuses fields it does not know, and misses those that are not there.
        assert shape().validate(client.get(f"{API}{path}").json) == {}, path


@pytest.fixture
def served(own_settings: Settings, own_database: Database) -> Iterator[Flask]:
    """The application on a database of its own, with everything in it: schemathesis asks from threads of its own."""
    made = create_app(own_settings)
    with made.app_context(), own_database.session() as session:
        story(session)
    yield made
    made.extensions["dialoog_database"].dispose()


@pytest.mark.once
def test_whatever_is_asked_the_api_keeps_to_its_description(served: Flask) -> None:
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", served)
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    for operation in (found.ok() for found in schema.get_all_operations()):
        _ask(operation)


def _ask(operation: Any) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    ask()


def test_the_description_is_plain_json(client: FlaskClient) -> None:
    assert json.loads(client.get(f"{API}/openapi.json").data)
