"""Dialoog: the conversation between society and government, with proof that nothing is dropped."""

from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from dialoog import wiring
from dialoog.config import Settings, from_environment
from dialoog.db import Database
from dialoog.files import FileStore
from dialoog.web import access, compression, errors, headers, health, logs, page_cache, rendering
from dialoog.web.application import Application

CHECKOUT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """The application, from settings or from the environment. Raises SettingError for what cannot work."""
    chosen = settings or from_environment()
    folders = {"template_folder": str(CHECKOUT / "templates"), "static_folder": str(CHECKOUT / "dialoog/static")}
    app = Application("dialoog", **folders)
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        MAX_CONTENT_LENGTH=chosen.upload_limit + 1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="dialoog",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=chosen.secure,
        WTF_CSRF_TIME_LIMIT=None,
        # Pages of mailed links send no Referer, by which this would judge; the token and SameSite do.
        WTF_CSRF_SSL_STRICT=False,
        TESTING=chosen.testing,
    )
    app.extensions["dialoog_settings"] = chosen
    app.extensions["dialoog_database"] = Database(chosen.database_url)
    app.extensions["dialoog_files"] = FileStore(chosen.instance)
    if chosen.trusted_proxies:
        n = chosen.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    CSRFProtect(app)
    logs.install(app)
    headers.install(app)
    errors.install(app)
    rendering.install(app)
    health.install(app)
    wiring.install(app)
    compression.install(app)
    page_cache.install(app)
    access.install(app)
    return app
