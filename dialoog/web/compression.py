"""Smaller answers for phones: gzip for what is the same for everybody.

Pages of someone with a cookie are left as they are: compressing a secret beside echoed input would tell it (BREACH).
"""

import gzip
from functools import lru_cache

from flask import Flask, request
from werkzeug.wrappers import Response

SMALLEST = 1000
KINDS = ("text/", "application/json", "application/atom+xml", "application/problem+json", "image/svg+xml")


def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


# Of our own files there are few. Pages are kept by the page cache, which counts their bytes.
_zipped_file = lru_cache(maxsize=64)(_zipped)


def install(app: Flask) -> None:
    """Compress answers to requests without cookies, where the browser can read them."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not (response.content_type or "").startswith(KINDS):
            return response
        response.vary.add("Accept-Encoding")
        if not _worth_it(response):
            return response
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) >= SMALLEST:
            response.set_data(_zipped_file(body) if request.endpoint == "static" else _zipped(body))
            response.headers["Content-Encoding"] = "gzip"
            etag, _weak = response.get_etag()
            if etag:
                response.set_etag(etag, weak=True)
        return response


def _worth_it(response: Response) -> bool:
    return (
        response.status_code == 200
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and "Content-Encoding" not in response.headers
        and (request.endpoint == "static" or _same_for_everybody(response))
    )


def _same_for_everybody(response: Response) -> bool:
    return not request.cookies and "Set-Cookie" not in response.headers and not response.is_streamed
