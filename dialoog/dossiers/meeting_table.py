"""What stands on a meeting's page of its agenda, papers, decisions and minutes, for whoever looks (T7, M4, D11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dialoog.db import Base
from dialoog.dossiers.minutes.models import Minutes, MinutesState
from dialoog.dossiers.minutes.queries import minutes_of
from dialoog.dossiers.minutes.rules import is_open, may_read_published
from dialoog.dossiers.queries import Count
from dialoog.meetings.access import inside, may_read, runs, takes_part
from dialoog.meetings.agenda.models import AgendaItem, Decision, ItemState, Paper
from dialoog.meetings.agenda.queries import decisions, items, papers, proposed_by
from dialoog.meetings.agenda.rules import takes_proposals
from dialoog.meetings.agenda.shown import decided, item_rows, paper_rows
from dialoog.meetings.models import Level, Meeting
from dialoog.permissions import Actor
from dialoog.web.rendering import number, short_date

FIRST, AFTER_FEEDBACK = 1, 2


def table_of(
    session: Session, meeting: Meeting, actor: Actor, before: Meeting | None, counts: Mapping[int, Count]
) -> dict[str, Any] | None:
    """All of it; None where there is nothing to show this reader. `before`: the last meeting of the same body."""
    if not may_read(actor, meeting):
        return None
    within, sits = inside(actor, meeting), takes_part(actor, meeting)
    has = _there(session, meeting)
    listed = items(session, meeting) if AgendaItem in has else []
    found = paper_rows(meeting, papers(session, meeting, public_only=not within)) if Paper in has else []
    feedback = _feedback(before, counts[before.id]) if before and listed else None
    told: dict[str, Any] = {
        "feedback": feedback,
        "rows": item_rows(meeting, listed, first=AFTER_FEEDBACK if feedback else FIRST),
        "papers": found,
        "loose": [one for one in found if one["item_id"] not in {item.id for item in listed}],
        "decisions": decided(decisions(session, meeting)) if Decision in has else [],
        "minutes": _minutes(minutes_of(session, meeting), meeting, actor, within=within) if Minutes in has else None,
        "sits": sits and meeting.cancelled_at is None,
        "proposes": sits and takes_proposals(meeting),
        "proposals": _proposals(proposed_by(session, meeting, actor.person_id)) if sits and AgendaItem in has else [],
        "runs": runs(actor, meeting) and meeting.body_kind is not None,
    }
    return told if any(told.values()) else None


def _there(session: Session, meeting: Meeting) -> set[type[Base]]:
    """What there is of this meeting, in one query: of most there is little."""
    kinds = (AgendaItem, Paper, Decision, Minutes)
    asked = select(*(exists().where(kind.meeting_id == meeting.id) for kind in kinds))
    return {kind for kind, there in zip(kinds, session.execute(asked).one(), strict=True) if there}


def _feedback(before: Meeting, count: Count) -> dict[str, str]:
    """M4: the first item is what became of what was said last time; a closed meeting with few points has no counts."""
    told = {"title": before.title, "href": f"/bijeenkomsten/{before.slug}/terugkoppeling"}
    if before.level is Level.CLOSED and not count.points:
        return {**told, "counts": ""}
    parts = [
        ngettext("%(num)d punt gehoord", "%(num)d punten gehoord", count.points),
        _("%(n)s beantwoord", n=number(count.answered)),
        _("%(n)s open", n=number(count.open)),
    ]
    if count.late:
        parts.append(_("%(n)s te laat", n=number(count.late)))
    return {**told, "counts": ", ".join(parts)}


def _minutes(minutes: Minutes | None, meeting: Meeting, actor: Actor, *, within: bool) -> dict[str, str] | None:
    here = f"/bijeenkomsten/{meeting.slug}/notulen"
    if minutes is None:
        return None
    if may_read_published(minutes, meeting, actor):
        return {"href": here, "text": _("Lees de notulen"), "about": ""}
    if not within or minutes.state is MinutesState.DRAFT:
        return None
    until = minutes.comments_until
    if is_open(minutes) and until:
        about = _("Leden kunnen reageren tot en met %(day)s.", day=short_date(until))
        return {"href": f"{here}/concept", "text": _("Lees het concept van de notulen"), "about": about}
    return {"href": f"{here}/concept", "text": _("Lees het concept van de notulen"), "about": ""}


def _proposals(found: Sequence[AgendaItem]) -> list[dict[str, str]]:
    """What the member put forward and does not stand on the agenda, with what became of it."""
    words = {ItemState.PROPOSED: _("wacht op de voorzitter"), ItemState.REFUSED: _("niet overgenomen")}
    return [
        {"title": one.title, "state": words[one.state], "reason": one.refusal} for one in found if one.state in words
    ]
