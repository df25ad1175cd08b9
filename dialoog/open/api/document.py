"""The description of the API (OpenAPI 3), made from the code: addresses, filters, schemas, errors."""

import types
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from flask import Flask
from flask_smorest import Api, Blueprint  # type: ignore[import-untyped]
from marshmallow import Schema

from dialoog.open.api.schemas import Problem
from dialoog.web.errors import API_VERSION
from dialoog.web.paging import DEFAULT_SIZE, MOST

View = TypeVar("View", bound=Callable[..., Any])
Parameter = dict[str, Any]

blueprint = Blueprint("api", __name__)

API_TAGS = (
    {"name": "inbrengen", "description": "Wat is ingebracht, met wat ermee gebeurde."},
    {"name": "antwoorden", "description": "Wat het ministerie antwoordde en waarom."},
    {"name": "toezeggingen", "description": "Wat het ministerie toezegde, wie het doet en wanneer het klaar is."},
    {"name": "bijeenkomsten", "description": "Bijeenkomsten met de telling van hun punten."},
    {"name": "adviezen", "description": "Wat tafels de minister adviseren, en wat die ermee doet."},
    {"name": "tafels", "description": "Dialoogtafels: waar ze voor zijn en hoe de zetels zijn verdeeld."},
    {"name": "register", "description": "Het register waarin elke gebeurtenis vastligt (RFC 9162)."},
    {"name": "openapi", "description": "Deze beschrijving."},
)
ABOUT = """\
Alles wat openbaar is in Dialoog, om te lezen. Er is geen sleutel nodig en iedereen krijgt hetzelfde.

Lijsten zijn gebladerd: volg `_links.next` tot die null is. `totaal` is precies tot 1.000; is het null, dan zijn het er
meer dan `meerDan`. Een filter zonder waarde telt niet mee; een filter of waarde die niet bestaat geeft 400.
Tijden zijn in UTC (ISO 8601). Elk antwoord heeft een ETag: met `If-None-Match` krijgt u 304 als er niets veranderde.
"""
# What each filter means; a filter without an entry here fails a test.
FILTERS = {
    "q": "Woorden of het begin van woorden, of een nummer.",
    "thema": "De slug van een thema.",
    "bijeenkomst": "De slug van een bijeenkomst.",
    "onderwerp": "Het nummer van een onderwerp van de bijeenkomst; alleen samen met `bijeenkomst`.",
    "soort": "De soort punt.",
    "sector": "De sector van wie het inbracht, zoals die wordt getoond.",
    "status": "Hoe het ermee staat.",
    "uitkomst": "De uitkomst van het antwoord.",
    "onderschreven": "1: alleen wat een of meer organisaties onderschrijven.",
    "te_laat": "1: alleen wat nog open is terwijl de termijn voorbij is.",
    "tafel": "De slug van een dialoogtafel.",
    "dienst": "De slug van een dienst van het ministerie.",
}
PAGE: tuple[Parameter, ...] = (
    {
        "name": "na",
        "in": "query",
        "description": "De sleutel waarna de pagina begint, uit `_links.next`.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 10**17 - 1},
    },
    {
        "name": "aantal",
        "in": "query",
        "description": "Hoeveel er op een pagina staan.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_SIZE},
    },
)


def filter_parameters(filters: type[Any]) -> list[Parameter]:
    """The parameters of a list, read from the dataclass of its filters."""
    hints = get_type_hints(filters)
    return [
        {"name": f.name, "in": "query", "description": FILTERS[f.name], "schema": _schema_of(hints[f.name])}
        for f in fields(filters)
    ]


def _schema_of(hint: Any) -> dict[str, Any]:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if hint is bool:
        return {"type": "string", "enum": ["0", "1"]}
    if hint is int:
        return {"type": "integer", "minimum": 0, "maximum": 99999}
    return {"type": "string", "maxLength": 200}


def whole_parameter(name: str, description: str, *, required: bool = False) -> Parameter:
    """A parameter that is a whole number, such as a size of the register."""
    schema = {"type": "integer", "minimum": 0, "maximum": 10**16 - 1}
    return {"name": name, "in": "query", "description": description, "required": required, "schema": schema}


@dataclass(frozen=True)
class gives:  # noqa: N801 - read as a sentence over a view: @gives(Contribution, …)
    """Say what a view answers, for the description alone: nothing is copied through schemas on the way out."""

    schema: type[Schema] | dict[str, Any]
    parameters: tuple[Parameter, ...] | list[Parameter] = ()
    missing: bool = False

    def __call__(self, view: View) -> View:
        headers = {
            "API-Version": {"description": "De versie van de API.", "schema": {"type": "string"}},
            "ETag": {"description": "Verandert als het antwoord verandert.", "schema": {"type": "string"}},
        }
        described = blueprint.alt_response(200, schema=self.schema, headers=headers, success=True)(view)
        described = blueprint.alt_response(304, response="NOT_MODIFIED")(described)
        if self.parameters:
            described = blueprint.alt_response(400, response="BAD_REQUEST")(described)
        if self.missing:
            described = blueprint.alt_response(404, response="NOT_FOUND")(described)
        details = {"operationId": view.__name__, "parameters": list(self.parameters)}
        documented: View = blueprint.doc(**details)(described)
        return documented


class ApiDocument(Api):  # type: ignore[misc]
    """flask-smorest's description of the API of an application that has its addresses; pages and errors are our own."""

    ERROR_SCHEMA = Problem

    def __init__(self, app: Flask, *, base_url: str, tags: tuple[dict[str, str], ...]) -> None:
        options = {
            "title": "Dialoog",
            "version": API_VERSION,
            "openapi_version": "3.0.3",
            "info": {
                "description": ABOUT,
                "contact": {"url": f"{base_url}/over"},
            },
            "servers": [{"url": base_url}],
            "tags": list(tags),
        }
        super().__init__(app, spec_kwargs=options)
        blueprint.register_views_in_doc(self, app, self.spec, name=blueprint.name, parameters=None)

    def _register_error_handlers(self) -> None:
        """Errors are told by dialoog.web.errors."""

    def _register_responses(self) -> None:
        """Every error is problem+json (RFC 9457)."""
        content = {"application/problem+json": {"schema": self.ERROR_SCHEMA}}
        for name, description in (
            ("BAD_REQUEST", "Een filter of waarde bestaat niet."),
            ("NOT_FOUND", "Dit bestaat niet."),
            ("DEFAULT_ERROR", "Er ging iets mis."),
        ):
            self.spec.components.response(name, {"description": description, "content": content}, lazy=True)
        self.spec.components.response("NOT_MODIFIED", {"description": "Er is niets veranderd."}, lazy=True)
