"""Small writes about a request: after its answer is made and before it is sent, in a transaction of their own.

A page that is read has a session that cannot write, and a write transaction is short (architecture.md, Databases).
"""

from collections.abc import Callable

from flask import after_this_request
from werkzeug.wrappers import Response

from dialoog.db import WorkSession
from dialoog.web.context import database, session


def write_afterwards(write: Callable[[WorkSession], None]) -> None:
    """Have `write` done once the answer is made. If it fails, the answer is not sent."""

    @after_this_request
    def do_write(response: Response) -> Response:
        # The request's own transaction is over, so that nothing waits for it.
        session().close()
        with database().transaction() as own:
            write(own)
        return response
