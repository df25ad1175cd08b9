"""Flask as Dialoog needs it: in one language and without coroutines. What that saves is much of a small request."""

from collections.abc import Callable, Iterator, MutableMapping
from functools import cached_property
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from itsdangerous import URLSafeTimedSerializer
from jinja2 import Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from markupsafe._speedups import _escape_inner


class FixedTexts(Extension):
    """Texts without values in them are looked up when a template is compiled, not each time it is drawn."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Put the text itself, as markup, in the place of `_("text")`; templates of plain text keep the call."""
        tokens = list(stream)
        # Only where texts are escaped: elsewhere markup would spread to what it is joined with.
        fixed = bool(stream.name) and self.environment.autoescape(stream.name)  # type: ignore[operator]
        n = 0
        while n < len(tokens):
            if fixed and _is_text(tokens[n : n + 4]):
                line, text = tokens[n].lineno, self.environment.fixed_text(tokens[n + 2].value)  # type: ignore[attr-defined]
                parts = (("lparen", "("), ("string", text), ("pipe", "|"), ("name", "safe"), ("rparen", ")"))
                yield from (Token(line, kind, value) for kind, value in parts)
                n += 4
            else:
                yield tokens[n]
                n += 1


def _is_text(tokens: list[Token]) -> bool:
    return (
        [token.type for token in tokens] == ["name", "lparen", "string", "rparen"]
        and tokens[0].value == "_"
        and "%" not in tokens[2].value
    )


def _escaped(value: Any) -> str:
    # What is escaped in a template is only ever joined, so it needs not be made an object that remembers that it was.
    if type(value) is Markup:
        return value
    return _escape_inner(value) if type(value) is str else escape(value)


class _Template(Template):
    @classmethod
    def from_code(cls, *args: Any, **options: Any) -> Template:
        made = super().from_code(*args, **options)
        made.root_render_func.__globals__["escape"] = _escaped
        return made


class _Context(Context):
    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call what a template calls; macros at once, without looking what else they could be."""
        if type(obj) is not Macro:
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(self.eval_ctx, *args, **kwargs)


class Templates(Environment):
    """Jinja's environment; `fixed_text` is how a text without values is translated."""

    context_class = _Context
    template_class = _Template
    fixed_text: Callable[[str], str]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fixed_text = str
        self.add_extension(FixedTexts)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As a plain dict: every import of a macro compares its keys, which a chain of dicts does slowly."""
        return {**self.globals, **(d or {})}


class _Cookies(SecureCookieSessionInterface):
    """With one signer for the application; Flask makes one for each request."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def get_signing_serializer(self, _app: Flask) -> URLSafeTimedSerializer | None:
        return self._signer

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(self._app)


class Application(Flask):
    """The Flask application."""

    jinja_environment = Templates

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.session_interface = _Cookies(self)
        # To send somebody on to the address with one slash would repeat whatever host they named.
        self.url_map.merge_slashes = False

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """No function of ours is a coroutine, so none needs to be looked at for that."""
        return func
