"""A member brings something in at a meeting of their table: before, during or after it (D11)."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from dialoog.contributions import choices
from dialoog.contributions.member_form import MemberForm
from dialoog.contributions.models import Channel, PointKind
from dialoog.contributions.rules.handing_in import hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.meetings.access import body_of
from dialoog.meetings.labels import LEVELS
from dialoog.meetings.models import Level, Meeting
from dialoog.meetings.queries import by_slug
from dialoog.organisations import queries as organisations
from dialoog.organisations.models import Membership
from dialoog.organisations.queries import is_member_now
from dialoog.permissions import Permission, require
from dialoog.terms.rules import LENGTH
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.forms import offered


@needs(Permission.MEETING_TAKE_PART)
@limits.hand_in
def new(slug: str) -> tuple[str, int] | Response:
    """The form; the level is that of the meeting or narrower."""
    meeting = by_slug(session(), slug)
    require(actor(), Permission.MEETING_TAKE_PART, body=body_of(meeting))
    seat = _seat(meeting)
    form = MemberForm(level=meeting.level.value)
    form.offer(meeting.level, seat.organisation)
    form.theme.choices = offered(choices.themes(session()))
    if form.validate_on_submit():
        with form.refusals():
            speaker = form.speaker(seat.person.name, seat.organisation)
            made = hand_in(session(), _given(form, meeting), speaker=speaker, email=seat.person.email, actor=actor())
            session().commit()
            flash(_("U krijgt een ontvangstbewijs per mail, en later het antwoord."), "ok")
            return redirect(url_for("contributions.received", number=made.number))
    page = render_template(
        "contributions/at_meeting.html",
        form=form,
        meeting=meeting,
        level=LEVELS[meeting.level],
        answer_days=LENGTH.answer,
    )
    return page, form.status


def _seat(meeting: Meeting) -> Membership:
    """For whom the actor sits there today."""
    kind, key = body_of(meeting)
    query = select(Membership).where(
        Membership.person_id == actor().person_id,
        Membership.body_kind == kind,
        Membership.body_id == key,
        is_member_now(Membership),
    )
    query = query.options(joinedload(Membership.person), joinedload(Membership.organisation))
    # Who sits for a party speaks for it, though they may be its chair as well.
    return session().scalars(query.order_by(Membership.organisation_id.is_(None), Membership.id)).all()[0]


def _given(form: MemberForm, meeting: Meeting) -> Input:
    return Input(
        text=form.text.data,
        kind=PointKind(form.kind.data),
        channel=Channel.WEB,
        level=Level(form.level.data),
        theme=organisations.theme(session(), form.theme.data) if form.theme.data else None,
        meeting=meeting,
        form_token=form.form_token.data,
    )
