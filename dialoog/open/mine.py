"""The top of the own page (/mijn): what is asked of who sits at a table, and what comes next (T2, T4, T6, T7, T8)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.queries import person_by_address
from dialoog.advices.models import Advice, AdviceState
from dialoog.answers.queries.verdicts import open_noes
from dialoog.contributions.models import Contribution
from dialoog.dossiers.minutes.models import Minutes, MinutesState
from dialoog.meetings.agenda.models import AgendaItem, ItemState, Paper
from dialoog.meetings.calendar import queries as calendar
from dialoog.meetings.calendar.models import MeetingInvitation
from dialoog.meetings.calendar.shown import REPLIES, moment_of
from dialoog.meetings.models import Meeting
from dialoog.permissions import Actor
from dialoog.tables.models import BODY, DialogueTable
from dialoog.tables.planning.models import PollAnswer
from dialoog.tables.planning.queries import open_polls_of
from dialoog.web.context import actor, session
from dialoog.web.rendering import long_date

NEXT = 5
Rows = list[dict[str, Any]]


def of_account(email: str) -> str:
    """The part of /mijn for who sits in a body; empty for others. Ten queries at most, whatever there is."""
    person = person_by_address(session(), email)
    if person is None or not actor().bodies:
        return ""
    invited = calendar.invitations_of(session(), person.id)
    asks = [
        *_replies(invited),
        *_polls(session(), person.id),
        *_minutes(session(), actor()),
        *_advices(session(), actor()),
        *_noes(session(), actor()),
    ]
    leads = _leads(session(), actor())
    return render_template("open/mine.html", asks=asks, leads=leads, coming=_coming(session(), actor(), invited))


def _leads(db: Session, reader: Actor) -> Sequence[DialogueTable]:
    """The tables somebody chairs: a chair holds no seat that would lead there."""
    led = [key for kind, key in reader.chairs if kind == BODY]
    query = select(DialogueTable).where(DialogueTable.id.in_(led)).order_by(DialogueTable.name, DialogueTable.id)
    return db.scalars(query).all() if led else []


def _replies(invited: Sequence[MeetingInvitation]) -> Iterator[dict[str, Any]]:
    for one in invited:
        if one.reply is None:
            text = _("Komt u op %(when)s?", when=moment_of(one.meeting))
            yield {"text": text, "meta": [one.meeting.title], "href": "/mijn/kalender", "plain": True}


def _polls(db: Session, person_id: int) -> Iterator[dict[str, Any]]:
    polls = open_polls_of(db, person_id)
    said = select(PollAnswer.poll_id).where(PollAnswer.person_id == person_id).distinct()
    answered = set(db.scalars(said.where(PollAnswer.poll_id.in_([poll.id for poll in polls])))) if polls else set()
    for poll in polls:
        if poll.id not in answered:
            text = _("Welke datums passen u in %(year)s?", year=poll.cycle.year)
            until = _("antwoorden kan tot en met %(day)s", day=long_date(poll.closes_on))
            yield {
                "text": text,
                "meta": [poll.cycle.table.name, until],
                "href": f"/mijn/datumpeilingen/{poll.id}",
                "plain": True,
            }


def _minutes(db: Session, reader: Actor) -> Iterator[dict[str, Any]]:
    query = (
        select(Minutes.comments_until, Meeting.title, Meeting.slug)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Minutes.state == MinutesState.COMMENTS, Minutes.comments_until >= clock.today())
        .where(Meeting.id.in_(reader.meetings))
        .order_by(Minutes.comments_until, Minutes.id)
    )
    for until, title, slug in db.execute(query):
        yield _comment(_("Kloppen de notulen?"), title, until, f"/bijeenkomsten/{slug}/notulen/concept")


def _advices(db: Session, reader: Actor) -> Iterator[dict[str, Any]]:
    query = (
        select(Advice.comments_until, Advice.title, Advice.slug)
        .where(Advice.status == AdviceState.DRAFT.value, Advice.comments_until >= clock.today())
        .where(Advice.table_id.in_([key for kind, key in reader.bodies if kind == BODY]))
        .order_by(Advice.comments_until, Advice.id)
    )
    for until, title, slug in db.execute(query):
        yield _comment(_("Wat vindt u van dit advies?"), title, until, f"/adviezen/{slug}/opmerkingen")


def _comment(text: str, title: str, until: date | None, href: str) -> dict[str, Any]:
    told = _("reageren kan tot en met %(day)s", day=long_date(until)) if until else None
    return {"text": text, "meta": [part for part in (title, told) if part], "href": href, "plain": True}


def _noes(db: Session, reader: Actor) -> Iterator[dict[str, Any]]:
    """To a chair: givers who say that an answer is none (D9)."""
    if not reader.chaired:
        return
    noes = open_noes()
    said = select(func.count(func.distinct(noes.c.contribution_id))).join(
        Contribution, Contribution.id == noes.c.contribution_id
    )
    number = db.scalar(said.where(Contribution.meeting_id.in_(reader.chaired))) or 0
    if number:
        one, more = "%(num)d inbrenger zegt: dit is geen antwoord", "%(num)d inbrengers zeggen: dit is geen antwoord"
        meta = [_("u kunt het antwoord één keer terugsturen")]
        yield {"text": ngettext(one, more, number), "meta": meta, "href": "/werk/oordelen", "plain": True}


def _coming(db: Session, reader: Actor, invited: Sequence[MeetingInvitation]) -> Rows:
    """The next meetings, each with how much is on its agenda and how many papers there are.

    Those of the own tables too for which invitations were not sent yet.
    """
    said = {one.meeting_id: one for one in invited}
    uninvited = db.scalars(
        select(Meeting)
        .where(Meeting.id.in_(reader.meetings - said.keys()), Meeting.cancelled_at.is_(None))
        .where(Meeting.held_on >= clock.today())
        .order_by(Meeting.held_on, Meeting.id)
        .limit(NEXT)
    )
    meetings = sorted([*(one.meeting for one in invited[:NEXT]), *uninvited], key=_day_of)[:NEXT]
    ids = [one.id for one in meetings]
    items = _counted(
        db, select(AgendaItem.meeting_id, func.count()).where(AgendaItem.state == ItemState.ON), AgendaItem, ids
    )
    papers = _counted(db, select(Paper.meeting_id, func.count()), Paper, ids)
    return [_row(one, said.get(one.id), items.get(one.id, 0), papers.get(one.id, 0)) for one in meetings]


def _day_of(meeting: Meeting) -> tuple[date, int]:
    return meeting.held_on or date.max, meeting.id


def _counted(db: Session, query: Any, of: Any, ids: list[int]) -> dict[int, int]:
    return dict(db.execute(query.where(of.meeting_id.in_(ids)).group_by(of.meeting_id)).all()) if ids else {}


def _row(meeting: Meeting, invited: MeetingInvitation | None, items: int, papers: int) -> dict[str, Any]:
    reply = invited.reply if invited else None
    said = _("u zei: %(reply)s", reply=str(REPLIES[reply]).lower()) if reply else None
    meta = [
        moment_of(meeting),
        meeting.place,
        _("agenda: %(n)s punten", n=items) if items else None,
        _("stukken: %(n)s", n=papers) if papers else None,
        said,
    ]
    return {
        "text": meeting.title,
        "plain": True,
        "href": f"/bijeenkomsten/{meeting.slug}",
        "meta": [part for part in meta if part],
    }
