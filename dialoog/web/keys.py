"""Numbers in addresses: no larger than a key can be, so that an impossible one is simply not found."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class KeyConverter(IntegerConverter):
    """`<int:…>` in all our addresses."""

    # Python itself stumbles over numbers of thousands of digits.
    regex = r"\d{1,19}"

    def __init__(self, map: Map, **options: Any) -> None:  # noqa: A002 - Werkzeug's name
        options.setdefault("max", LARGEST)
        super().__init__(map, **options)


def install(app: Flask) -> None:
    """Use it for the addresses that are added from now on."""
    app.url_map.converters["int"] = KeyConverter
