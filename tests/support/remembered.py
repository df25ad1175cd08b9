"""What every application would work out anew, kept between tests: a suite makes thousands of applications."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_BUILDERS: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}
_COMPILED: dict[tuple[object, ...], tuple[list[Any], list[Any], dict[str, Any], frozenset[str]]] = {}


class RememberedRule(Rule):
    """A rule that was taken apart, and whose builder of addresses was compiled, for an earlier application.

    Nothing in what is kept changes afterwards, and no converter of ours knows its map.
    """

    def compile(self) -> None:
        """As werkzeug does it, or as it did before for the same rule."""
        assert self.map is not None
        plain = not self.map.host_matching and not self.subdomain
        key = (self.rule, self.merge_slashes, *self.map.converters.values()) if plain else None
        if key is None or key not in _COMPILED:
            super().compile()
            if key is not None:
                parsed = frozenset(self._converters)
                _COMPILED[key] = (self._parts, self._trace, self._converters, parsed)
            return
        self._parts, self._trace, self._converters, parsed = _COMPILED[key]
        self.arguments = {*self.arguments, *parsed}
        self._build = self._compile_builder(False).__get__(self, None)
        self._build_unknown = self._compile_builder(True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in _BUILDERS:
            _BUILDERS[key] = super()._compile_builder(append_unknown)
        return _BUILDERS[key]
