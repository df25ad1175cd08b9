"""Minutes as pages show them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.contributions.labels import KINDS
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import shown_text
from dialoog.dossiers.minutes.merging import Change, changes
from dialoog.dossiers.minutes.models import Handled, Minutes, MinutesComment
from dialoog.dossiers.minutes.queries import Told, parties_of
from dialoog.dossiers.minutes.text import blocks, linked
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from dialoog.web.rendering import clock_time, short_date


def text_of(text: str) -> list[dict[str, Any]]:
    """The pieces of a text, each with how it looks, its lines as markup, and its paragraph; `last` of its paragraph."""
    found = blocks(text)
    return [
        {
            "kind": block.kind,
            "lines": [linked(line) for line in block.lines],
            "n": block.n,
            "last": n + 1 == len(found) or found[n + 1].n != block.n,
        }
        for n, block in enumerate(found)
    ]


def points(found: Sequence[Contribution], actor: Actor) -> list[dict[str, Any]]:
    """What was brought in, for the writer: number, words, kind, and whether the words may be repeated."""
    return [
        {
            "number": one.number,
            "text": shown_text(actor, one),
            "meta": [str(KINDS[one.kind]), *([one.topic.title] if one.topic else [])],
            "closed": one.level is Level.CLOSED,
        }
        for one in found
    ]


def comments(session: Session, minutes: Minutes, found: Sequence[MinutesComment]) -> list[dict[str, Any]]:
    """What members said, with for whom they sit and what became of it."""
    parties = parties_of(session, minutes.meeting) if found else {}
    return [
        {
            "id": one.id,
            "who": _who(one, parties),
            "when": short_date(one.at),
            "about": one.about,
            "text": one.text,
            "handled": one.handled,
            "taken": one.handled is Handled.TAKEN,
            "reason": one.reason,
        }
        for one in found
    ]


def _who(one: MinutesComment, parties: dict[int, str]) -> str:
    if one.person is None:
        return _("een lid van de tafel")
    party = parties.get(one.person.id)
    return f"{one.person.name}, {party}" if party else one.person.name


def versions(found: Sequence[Told], href: str) -> list[dict[str, Any]]:
    """The revisions as rows of components/row_list.html."""
    return [
        {
            "text": _("Versie %(n)s", n=one.n),
            "plain": True,
            "href": f"{href}/{one.n}",
            "meta": [
                f"{short_date(one.at)}, {clock_time(one.at)}",
                *([one.by] if one.by else []),
                *([_("samengevoegd met versie %(n)s", n=one.merged_with)] if one.merged_with else []),
            ],
        }
        for one in found
    ]


def differences(old: str, new: str) -> list[Change]:
    """Only the paragraphs that are not as they were."""
    return [one for one in changes(old, new) if one.changed]
