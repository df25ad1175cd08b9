"""The WSGI application, for any WSGI server."""

from dialoog import create_app
from dialoog.web.logs import set_up

set_up()
app = create_app()
