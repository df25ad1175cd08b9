"""From judged lines to topics: every line gets a role, and what belongs together is joined (M1, M2, M3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dialoog.contributions.models import PointKind
from dialoog.contributions.work_session_reports.marks import Mark, Sort
from dialoog.contributions.work_session_reports.model import Item, LineReading, Role, Section, Topic
from dialoog.contributions.work_session_reports.titles import Title


@dataclass(slots=True)
class _Point:
    """A point being read. `bare`: the lines that hold a bullet and nothing else."""

    kind: PointKind
    first: int
    last: int
    texts: list[str] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Topic:
    number: int
    title: str
    reference: str | None
    description: list[str] = field(default_factory=list)
    sections: dict[PointKind, list[_Point]] = field(default_factory=dict)


class Builder:
    """Reads marks from top to bottom. Afterwards `topics` and `readings` are complete; `readings` has every line."""

    def __init__(self) -> None:
        self.readings: list[LineReading] = []
        self._topics: list[_Topic] = []
        self._kind: PointKind | None = None  # of the heading of points we are under
        self._point: _Point | None = None  # the last point of this topic
        self._open = False  # a line of text continues that point
        self._about = False  # we are under the heading of a description
        self._read: dict[Sort, Callable[[Mark], Role]] = {
            Sort.TEXT: self._text,
            Sort.BULLET: self._bullet,
            Sort.SOFT: self._bullet,
            Sort.HEADING: self._heading,
            Sort.ABOUT: self._heading_of_description,
            Sort.FURNITURE: lambda _mark: Role.FURNITURE,
            Sort.CONTINUES: self._continues,
            Sort.DESCRIPTION: self._said_description,
            Sort.IGNORED: lambda _mark: Role.UNPLACED,
        }

    def read(self, marks: Sequence[Mark], titles: Sequence[Title]) -> None:
        """Read all marks; `titles` are the judged titles among them."""
        at = 0
        for title in titles:
            if title.starts or title.again or title.ends:
                self._lines(marks[at : title.first])
                self._title(title, marks[title.first : title.last + 1])
                at = title.last + 1
        self._lines(marks[at:])

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics read."""
        return tuple(
            Topic(
                topic.number,
                topic.title,
                topic.reference,
                " ".join(filter(None, topic.description)) or None,
                tuple(Section(kind, _items(points)) for kind, points in topic.sections.items()),
            )
            for topic in self._topics
        )

    def _lines(self, marks: Sequence[Mark]) -> None:
        for mark in marks:
            if mark.sort is Sort.BLANK:
                role = Role.BLANK
            elif not self._topics:
                role = Role.PREAMBLE
            else:
                role = self._read[mark.sort](mark)
            self._note(mark, role)

    def _note(self, mark: Mark, role: Role) -> None:
        topic = self._topics[-1].number if self._topics else None
        kind = self._kind if role in {Role.HEADING, Role.POINT, Role.CONTINUATION} else None
        self.readings.append(LineReading(mark.glance.line.number, mark.glance.text, role, topic, kind))

    def _title(self, title: Title, marks: Sequence[Mark]) -> None:
        role = Role.UNPLACED if self._topics else Role.PREAMBLE
        if title.again:
            role = Role.FURNITURE
        elif title.starts:
            role = Role.TITLE
            self._end_point()
            self._topics.append(_Topic(len(self._topics) + 1, title.name, title.reference))
            self._close()
        elif self._topics:
            self._close()
        for mark in marks:
            self._note(mark, role)

    def _close(self) -> None:
        self._open = self._about = False
        self._kind = None

    def _end_point(self) -> None:
        self._point = None

    def _heading(self, mark: Mark) -> Role:
        self._close()
        self._kind = mark.kind
        if mark.kind is not None:
            self._topics[-1].sections.setdefault(mark.kind, [])
        return Role.HEADING

    def _heading_of_description(self, mark: Mark) -> Role:
        self._close()
        self._about = True
        self._topics[-1].description.append(mark.text)
        return Role.HEADING

    def _bullet(self, mark: Mark) -> Role:
        if self._kind is None:
            return self._outside_points(mark.whole)
        number = mark.glance.line.number
        self._point = _Point(self._kind, number, number)
        self._topics[-1].sections[self._kind].append(self._point)
        self._open = True
        self._add(self._point, mark)
        return Role.POINT

    def _text(self, mark: Mark) -> Role:
        if self._open and self._point is not None:
            self._add(self._point, mark)
            return Role.CONTINUATION
        return self._outside_points(mark.text)

    def _outside_points(self, text: str) -> Role:
        if not self._about:
            return Role.UNPLACED
        self._topics[-1].description.append(text)
        return Role.DESCRIPTION

    def _continues(self, mark: Mark) -> Role:
        """By correction: the line belongs to the last point above in this topic, and so does what follows it."""
        if self._point is None:
            return Role.UNPLACED
        self._close()
        self._kind, self._open = self._point.kind, True
        self._add(self._point, mark)
        return Role.CONTINUATION

    def _said_description(self, mark: Mark) -> Role:
        """By correction: a line of the description; outside a list of points, so is what follows it."""
        self._about = self._kind is None
        self._open = self._open and not self._about
        self._topics[-1].description.append(mark.text)
        return Role.DESCRIPTION

    def _add(self, point: _Point, mark: Mark) -> None:
        if mark.text:
            point.texts.append(mark.text)
        else:
            point.bare.append(len(self.readings))
        point.last = mark.glance.line.number

    def finish(self) -> None:
        """A bullet that nothing follows is no point: its line becomes unplaced."""
        for topic in self._topics:
            for points in topic.sections.values():
                for point in points:
                    if not point.texts:
                        for at in point.bare:
                            was = self.readings[at]
                            self.readings[at] = LineReading(was.number, was.text, Role.UNPLACED, was.topic, None)


def _items(points: Sequence[_Point]) -> tuple[Item, ...]:
    return tuple(Item(" ".join(point.texts), point.first, point.last) for point in points if point.texts)
