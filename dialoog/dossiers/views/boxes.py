"""The select boxes of the list of contributions: each drawn once for what is chosen in it, until anything changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import get_template_attribute
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Select, String, bindparam, cast, literal, select, union_all
from sqlalchemy.orm import Session

from dialoog.contributions.labels import KINDS, OUTCOMES, STATES
from dialoog.contributions.queries import Filters
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Theme
from dialoog.web.kept import kept
from dialoog.web.rendering import calm

MOST_MEETINGS = 40
Option = tuple[str, str]
Boxes = dict[str, "Box"]


class Box:
    """A select box with its options: value and text."""

    def __init__(self, name: str, label: str, options: Iterable[Option], everything: str) -> None:
        self._name = name
        self.label = label
        self.texts = dict(options)
        self._everything = everything
        self._drawn: dict[str, Markup] = {}

    def drawn(self, value: str) -> Markup:
        """The box with this chosen in it; as if nothing was, for what it does not offer."""
        chosen = value if value in self.texts else ""
        found = self._drawn.get(chosen)
        if found is None:
            options = [(*option, None) for option in self.texts.items()]
            draw = get_template_attribute("components/filters.html", "select_filter")
            found = self._drawn[chosen] = draw(self._name, self.label, options, chosen, self._everything)
        return found

    def with_option(self, value: str, text: str) -> "Box":
        """The box with one more option, at its end."""
        return Box(self._name, self.label, (*self.texts.items(), (value, text)), self._everything)


def boxes_for(db: Session, meeting: str) -> Boxes:
    """The boxes by their filter, in order: those for everybody, and once a meeting is chosen that of its topics."""
    usual = kept("boxes of contributions", lambda: _usual(db))
    if not meeting:
        return usual
    return kept(("boxes of contributions", meeting), lambda: _of_meeting(db, usual, meeting))


def chosen_in(boxes: Boxes, filters: Filters) -> list[tuple[str, str]]:
    """What is chosen: the filter, and its label with the choice."""
    asked = vars(filters)
    found = [
        (name, f"{box.label}: {box.texts[str(asked[name])]}")
        for name, box in boxes.items()
        if asked[name] and str(asked[name]) in box.texts
    ]
    if filters.te_laat:
        found.append(("te_laat", _("Alleen te laat")))
    if filters.onderschreven:
        found.append(("onderschreven", _("Alleen onderschreven")))
    return found


def _usual(db: Session) -> Boxes:
    found = _options(db, _CHOICES)
    return _named(
        ("thema", _("Thema"), found["thema"], _("Alle thema’s")),
        ("bijeenkomst", _("Bijeenkomst"), found["bijeenkomst"], _("Alle bijeenkomsten")),
        ("soort", _("Soort"), _texts(KINDS), _("Alle soorten")),
        ("sector", _("Ingebracht door"), _texts(SECTORS), _("Iedereen")),
        ("status", _("Hoe staat het ermee"), _texts(STATES), _("Alles")),
        ("uitkomst", _("Uitkomst"), _texts(OUTCOMES), _("Alle uitkomsten")),
    )


def _of_meeting(db: Session, usual: Boxes, meeting: str) -> Boxes:
    found = _options(db, _MEETING, meeting=meeting)
    boxes: Boxes = {}
    for name, box in usual.items():
        boxes[name] = box
        if name == "bijeenkomst":
            if meeting not in box.texts and found["bijeenkomst"]:
                boxes[name] = box.with_option(*found["bijeenkomst"][0])
            topics = [(number, calm(title)) for number, title in found["onderwerp"]]
            boxes |= _named(("onderwerp", _("Onderwerp"), topics, _("Alle onderwerpen")))
    return boxes


def _named(*boxes: tuple[str, str, Iterable[Option], str]) -> Boxes:
    return {box[0]: Box(*box) for box in boxes}


def _texts(labels: Mapping[Any, Any]) -> list[Option]:
    return [(code.value, str(text)) for code, text in labels.items()]


def _options(db: Session, statement: Any, **values: str) -> dict[str, list[Option]]:
    found: dict[str, list[Option]] = {"thema": [], "bijeenkomst": [], "onderwerp": []}
    for field, value, text in db.connection().execute(statement, values).all():
        found[field].append((value, text))
    return found


def _either(*parts: Select[*tuple[Any, ...]]) -> Any:
    return union_all(*(select(part.subquery()) for part in parts))


# Put together once, as the statements of the list itself: themes by name and the latest meetings; and of a meeting
# that was chosen its title, in case it is not among the latest, and its topics.
_CHOSEN = bindparam("meeting", type_=String)
_MEETINGS: Select[*tuple[Any, ...]] = select(literal("bijeenkomst").label("field"), Meeting.slug, Meeting.title)
_CHOICES = _either(
    select(literal("thema").label("field"), Theme.slug, Theme.name).where(Theme.active).order_by(Theme.name),
    _MEETINGS.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(MOST_MEETINGS),
)
_MEETING = _either(
    _MEETINGS.where(Meeting.slug == _CHOSEN),
    select(literal("onderwerp").label("field"), cast(MeetingTopic.number, String), MeetingTopic.title)
    .join(Meeting)
    .where(Meeting.slug == _CHOSEN, Meeting.level != Level.CLOSED)
    .order_by(MeetingTopic.number),
)
