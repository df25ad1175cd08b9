"""Answers for programs: JSON, collections with their links, and an ETag on all of it."""

import json
from hashlib import sha256
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dialoog.open.records.found import Found
from dialoog.open.records.links import page_address
from dialoog.web.context import settings
from dialoog.web.paging import COUNTED_TO


def document(body: Any) -> Response:
    """Something as JSON, in the order it was made in."""
    return Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), content_type="application/json")


def collection(found: Found) -> Response:
    """A page of records as the API and the .json files give it (interface.md, API)."""
    base, path, given = settings().base_url, request.path, list(request.args.items())
    following = page_address(base, path, given, after=found.next_key) if found.next_key is not None else None
    body: dict[str, Any] = {"totaal": found.total}
    if found.total is None:
        body["meerDan"] = COUNTED_TO
    body["resultaten"] = found.records
    body["_links"] = {
        "self": {"href": page_address(base, path, given)},
        "next": {"href": following} if following else None,
    }
    return document(body)


def etag_of(response: AnyResponse) -> AnyResponse:
    """The answer with an ETag, or 304 for who has it already; the page cache does this for answers it keeps."""
    if response.status_code != 200 or request.method not in ("GET", "HEAD") or response.is_streamed:
        return response
    if "ETag" not in response.headers:
        response.set_etag(sha256(response.get_data()).hexdigest()[:32])
    if "If-None-Match" not in request.headers:
        return response
    return response.make_conditional(request.environ)


def file(body: bytes, name: str, content_type: str) -> Response:
    """Something to be saved under a name. Too large to be kept in memory for the next one who asks."""
    response = Response(iter([body]), content_type=content_type)
    response.content_length = len(body)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(sha256(body).hexdigest()[:32])
    return response
