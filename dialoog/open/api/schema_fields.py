"""The kinds of fields that the schemas of the API are made of; each is always there."""

from typing import Any

from marshmallow import Schema, fields, validate


def text(about: str = "", **options: Any) -> fields.String:
    """A line of text."""
    return fields.String(required=True, metadata={"description": about} if about else {}, **options)


def one_of(kinds: Any, about: str = "", **options: Any) -> fields.String:
    """One of the values of an enum."""
    return text(about, validate=validate.OneOf([kind.value for kind in kinds]), **options)


def moment(**options: Any) -> fields.DateTime:
    """A moment, ISO 8601 with zone."""
    return fields.DateTime(required=True, format="iso", **options)


def day(**options: Any) -> fields.Date:
    """A day, ISO 8601."""
    return fields.Date(required=True, **options)


def whole(**options: Any) -> fields.Integer:
    """A whole number, not below zero."""
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=0), **options)


def part(schema: type[Schema], **options: Any) -> fields.Nested:
    """Another schema, once."""
    return fields.Nested(schema, required=True, **options)


def parts(schema: type[Schema]) -> fields.List[Any]:
    """Another schema, any number of times."""
    return fields.List(fields.Nested(schema), required=True)
