"""What is known of somebody around meetings, on their own page (P2)."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from dialoog.accounts.models import Person
from dialoog.dossiers.minutes.models import Minutes, MinutesComment
from dialoog.meetings.agenda.labels import PRESENCE
from dialoog.meetings.agenda.models import AgendaItem, Presence
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership
from dialoog.web.context import session
from dialoog.web.rendering import short_date

MOST = 50
Rows = Sequence[Row[*tuple[Any, ...]]]


def of_account(email: str) -> str:
    """The part of the own page; empty for who has nothing there. Three queries."""
    db = session()
    who = select(Person.id).where(Person.email == email).scalar_subquery()
    comments, proposals, presences = _comments(db, who), _proposals(db, who), _presences(db, who)
    if not (comments or proposals or presences):
        return ""
    return render_template(
        "dossiers/minutes/own.html",
        comments=[
            {"text": text, "href": f"/bijeenkomsten/{slug}/notulen/concept", "about": f"{title}, {short_date(at)}"}
            for text, at, slug, title in comments
        ],
        proposals=[{"text": text, "href": f"/bijeenkomsten/{slug}", "about": title} for text, slug, title in proposals],
        presences=[
            (title, f"{PRESENCE[kind]}, {short_date(day) if day else _('nog geen datum')}")
            for kind, day, title in presences
        ],
    )


def _comments(db: Session, who: Any) -> Rows:
    query = select(MinutesComment.text, MinutesComment.at, Meeting.slug, Meeting.title)
    query = query.join(Minutes, Minutes.id == MinutesComment.minutes_id).join(Meeting, Meeting.id == Minutes.meeting_id)
    return db.execute(query.where(MinutesComment.person_id == who).order_by(MinutesComment.id.desc()).limit(MOST)).all()


def _proposals(db: Session, who: Any) -> Rows:
    query = select(AgendaItem.title, Meeting.slug, Meeting.title).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    return db.execute(query.where(AgendaItem.proposed_by_id == who).order_by(AgendaItem.id.desc()).limit(MOST)).all()


def _presences(db: Session, who: Any) -> Rows:
    query = select(Presence.kind, Meeting.held_on, Meeting.title).join(Meeting, Meeting.id == Presence.meeting_id)
    query = query.join(Membership, Membership.id == Presence.membership_id)
    return db.execute(query.where(Membership.person_id == who).order_by(Presence.id.desc()).limit(MOST)).all()
