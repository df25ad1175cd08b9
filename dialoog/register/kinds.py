"""Kinds of events, declared by the domains that record them.

A kind is a frozen dataclass: its fields are the only keys its data may have, `texts` the names of the texts it
stands for. Declaring the class is enough to make it known; a test says every kind has a label and a template.
"""

import dataclasses
from typing import Any, ClassVar

from flask_babel import LazyString

_KINDS: dict[tuple[str, str], type["Happening"]] = {}


class Happening:
    """Base of all kinds of events: `subject` and `kind` name it, `label` is its Dutch title on the timeline.

    With "signed" among its texts, its words are signed by who speaks for the ministry or the OFL (P7).
    `mark` and `tone` say how the timeline draws it (templates/components/timeline.html).
    """

    subject: ClassVar[str]
    kind: ClassVar[str]
    label: ClassVar[LazyString]
    texts: ClassVar[frozenset[str]] = frozenset()
    mark: ClassVar[str] = "full"
    tone: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "kind" in cls.__dict__:
            _KINDS[cls.subject, cls.kind] = cls

    def as_data(self) -> dict[str, Any]:
        """The declared keys with their values, for the leaf."""
        return dataclasses.asdict(self)  # type: ignore[call-overload, no-any-return]


def kind_of(subject: str, kind: str) -> type[Happening]:
    """The class of a recorded event. Raises KeyError for a kind nobody declared."""
    return _KINDS[subject, kind]


def all_kinds() -> dict[tuple[str, str], type[Happening]]:
    """Every declared kind, by (subject, kind)."""
    return dict(_KINDS)
