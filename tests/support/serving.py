"""Serve an application on this machine while a block runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server


class _Silent(WSGIRequestHandler):
    def log(self, *_arguments: Any) -> None:
        """Say nothing: pytest shows what the application itself logs."""


@contextmanager
def serving(application: Any) -> Iterator[str]:
    """Yield the address (http://127.0.0.1:port, no slash) at which a WSGI application answers, on several threads."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
