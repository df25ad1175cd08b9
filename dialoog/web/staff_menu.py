"""The menu of the staff pages: the items are one table in wiring, shown to who may go there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import LazyString

from dialoog.permissions import Permission, may
from dialoog.web.context import actor

STAFF_PAGES = "/werk"


@dataclass(frozen=True)
class MenuItem:
    """One item: what it says, where it goes, and which permission it takes."""

    text: LazyString
    href: str
    permission: Permission


def install(app: Flask, items: Sequence[MenuItem]) -> None:
    """Give templates of staff pages their `staff_menu`."""

    @app.context_processor
    def staff_menu() -> dict[str, Any]:
        if not has_request_context() or not f"{request.path}/".startswith(f"{STAFF_PAGES}/"):
            return {}
        path = request.path.rstrip("/")
        here = max((i.href for i in items if f"{path}/".startswith(f"{i.href}/")), key=len, default="")
        shown = [item for item in items if may(actor(), item.permission)]
        return {"staff_menu": [{"text": i.text, "href": i.href, "current": i.href == here} for i in shown]}
