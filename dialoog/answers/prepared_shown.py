"""Releases and readings as pages and mails show them: plain values for the templates (D7b)."""

from collections.abc import Iterable
from textwrap import shorten
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialoog.answers.models import AnswerVersion
from dialoog.answers.prepared import ItemState, Release, ReleaseState, Review, ReviewState
from dialoog.answers.queries.releases import Standing
from dialoog.web.rendering import clock_time, long_date, short_date

LONGEST_TITLE = 90
READ = {ReviewState.AGREED: _l("akkoord"), ReviewState.REMARKS: _l("met opmerkingen")}
RELEASES = {
    ReleaseState.PLANNED: _l("Gepland"),
    ReleaseState.DONE: _l("Vrijgegeven"),
    ReleaseState.CALLED_OFF: _l("Afgelast"),
}
ITEMS = {
    ItemState.WAITING: _l("klaar"),
    ItemState.PUBLISHED: _l("gepubliceerd"),
    ItemState.REFUSED: _l("niet gepubliceerd"),
    ItemState.TAKEN_OUT: _l("eruit gehaald"),
}


def moment_of(release: Release) -> str:
    """'donderdag 3 december 2026, 09.00 uur'."""
    return f"{long_date(release.at)}, {clock_time(release.at)}"


def titled(answer_id: int, version: AnswerVersion | None) -> str:
    """'Antwoord 37: Wij gaan meten …', for who may read it."""
    words = shorten(version.motivation, LONGEST_TITLE, placeholder=" …") if version else ""
    return _("Antwoord %(n)s: %(words)s", n=answer_id, words=words) if words else _("Antwoord %(n)s", n=answer_id)


def readings(reviews: Iterable[Review], edit: int) -> list[dict[str, Any]]:
    """Who was asked to read a draft, and what they said. `edit`: the save of the draft now."""
    return [
        {
            "id": review.id,
            "reader": review.reader.name,
            "asked_by": review.asked_by.name,
            "asked": short_date(review.asked_at),
            "note": review.note,
            "state": review.state.value,
            "said": READ.get(review.state),
            "when": short_date(review.said_at) if review.said_at else None,
            "remarks": review.remarks,
            "earlier": review.edit_read is not None and review.edit_read != edit,
            "open": review.state is ReviewState.ASKED,
        }
        for review in reviews
    ]


def how_far(standing: Standing | None) -> list[str]:
    """How far a draft is, in a few words for the queue."""
    if standing is None:
        return []
    found = []
    if standing.release is not None:
        told = {"name": standing.release.name, "at": _short_moment(standing.release)}
        found.append(_("klaar · vrijgave %(name)s, %(at)s", **told))
    if standing.reviews:
        found.append(_read(standing.reviews[0], standing.edit))
    return found


def _short_moment(release: Release) -> str:
    return f"{short_date(release.at)} {clock_time(release.at)}"


def _read(review: Review, edit: int) -> str:
    if review.state is ReviewState.ASKED:
        return _("wordt gelezen door %(name)s", name=review.reader.name)
    if review.edit_read != edit:
        return _(
            "een eerdere tekst is gelezen door %(name)s: %(said)s", name=review.reader.name, said=READ[review.state]
        )
    return _("gelezen door %(name)s: %(said)s", name=review.reader.name, said=READ[review.state])
