"""Staff write down what somebody else brought in (D0)."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.contributions import choices
from dialoog.contributions.forms import OnBehalfForm
from dialoog.contributions.models import Channel, PointKind
from dialoog.contributions.rules.handing_in import hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.meetings.models import Level
from dialoog.meetings.queries import by_slug
from dialoog.organisations import queries as organisations
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.forms import offered

Page = tuple[str, int] | Response


@needs(Permission.CONTRIBUTION_HAND_IN_FOR)
def new() -> Page:
    """The form for what was said elsewhere: at a meeting, by telephone, on paper."""
    form = OnBehalfForm()
    form.theme.choices = offered(choices.themes(session()))
    form.meeting.choices = offered(choices.meetings(session()))
    if form.validate_on_submit():
        with form.refusals():
            email = form.email.data or None
            made = hand_in(session(), _given(form), speaker=form.speaker(), email=email, actor=actor())
            audit.note(
                session(), actor=actor(), action="contribution.entered", subject_kind="inbreng", subject_key=made.number
            )
            session().commit()
            flash(_("De inbreng is bewaard met nummer %(number)s.", number=made.number), "ok")
            return redirect(url_for("contributions.contribution", number=made.number))
    page = render_template("contributions/on_behalf.html", form=form, parties=choices.party_names(session()))
    return page, form.status


def _given(form: OnBehalfForm) -> Input:
    return Input(
        text=form.text.data,
        kind=PointKind(form.kind.data),
        channel=Channel.STAFF,
        level=Level(form.level.data),
        theme=organisations.theme(session(), form.theme.data) if form.theme.data else None,
        meeting=by_slug(session(), form.meeting.data) if form.meeting.data else None,
        round=form.round.data,
        room_table=form.room_table.data,
        recorder=form.recorder.data,
        form_token=form.form_token.data,
    )
