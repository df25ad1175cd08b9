"""What becomes of minutes: shown to members, their comments handled, adopted, published (T7)."""

from collections.abc import Callable

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.dossiers.minutes import blacking_out, queries, rules, shown
from dialoog.dossiers.minutes.forms import AdoptForm, BlackOutForm, HandleForm, StepForm
from dialoog.dossiers.minutes.models import Handled, Minutes, MinutesState
from dialoog.meetings.access import body_of
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import long_date

Page = str | Response | tuple[str, int]


def _load(slug: str) -> Minutes:
    meeting = by_slug(session(), slug)
    require(actor(), Permission.MEETING_RUN, body=body_of(meeting))
    return queries.begun(session(), meeting)


@needs(Permission.MEETING_RUN)
def step(slug: str) -> Page:
    """What comes next, and one button that does it."""
    minutes = _load(slug)
    form = AdoptForm() if minutes.state is MinutesState.COMMENTS else StepForm()
    if form.validate_on_submit():
        with form.refusals():
            if form.state.data == minutes.state.value:
                flash(_STEPS[minutes.state](minutes, form), "ok")
                session().commit()
            return redirect(f"/werk/bijeenkomsten/{slug}/notulen")
    form.state.data = minutes.state.value
    if isinstance(form, AdoptForm) and not form.is_submitted():
        form.day.data = clock.today()
    page = render_template(
        "dossiers/minutes/step.html",
        form=form,
        meeting=minutes.meeting,
        minutes=minutes,
        is_open=rules.is_open(minutes),
        waiting=queries.open_comments_of(session(), minutes),
        days=rules.COMMENT_DAYS,
    )
    return page, form.status


def _open(minutes: Minutes, _form: StepForm) -> str:
    until = rules.open_for_comments(session(), minutes, actor=actor())
    return _("Leden krijgen een mail. Zij kunnen reageren tot en met %(day)s.", day=long_date(until))


def _adopt(minutes: Minutes, form: StepForm) -> str:
    day = form.day.data if isinstance(form, AdoptForm) else None
    rules.adopt(session(), minutes, day or clock.today(), actor=actor())
    return _("De notulen zijn vastgesteld. U kunt ze nu publiceren.")


def _publish(minutes: Minutes, _form: StepForm) -> str:
    rules.publish(session(), minutes, actor=actor())
    return _("De notulen zijn gepubliceerd.")


def _nothing(_minutes: Minutes, _form: StepForm) -> str:
    return _("Deze notulen zijn klaar.")


_STEPS: dict[MinutesState, Callable[[Minutes, StepForm], str]] = {
    MinutesState.DRAFT: _open,
    MinutesState.COMMENTS: _adopt,
    MinutesState.ADOPTED: _publish,
    MinutesState.PUBLISHED: _nothing,
}


@needs(Permission.MEETING_RUN)
def comments(slug: str) -> Page:
    """What members said, what waits first."""
    minutes = _load(slug)
    found = sorted(queries.comments(session(), minutes), key=lambda one: one.handled is not None)
    return render_template(
        "dossiers/minutes/comments.html",
        meeting=minutes.meeting,
        minutes=minutes,
        is_open=rules.is_open(minutes),
        comments=shown.comments(session(), minutes, found),
    )


@needs(Permission.MEETING_RUN)
def one(slug: str, key: int) -> Page:
    """One comment, and what becomes of it."""
    minutes = _load(slug)
    found = queries.one_comment(session(), minutes, key)
    form = HandleForm(handled=found.handled.value if found.handled else None, reason=found.reason)
    if form.validate_on_submit():
        with form.refusals():
            handled = Handled(form.handled.data)
            rules.handle(session(), minutes, found, handled=handled, reason=form.reason.data, actor=actor())
            session().commit()
            flash(_("Dat is bewaard. Het lid kan het lezen bij de notulen."), "ok")
            return redirect(f"/werk/bijeenkomsten/{slug}/notulen/opmerkingen")
    told = shown.comments(session(), minutes, [found])[0]
    page = render_template("dossiers/minutes/comment.html", form=form, meeting=minutes.meeting, comment=told)
    return page, form.status


@needs(Permission.CONTRIBUTION_BLACK_OUT)
def black_out(slug: str) -> Page:
    """Take words out of every version and comment, for good (D1)."""
    minutes = _load(slug)
    form = BlackOutForm()
    if form.validate_on_submit():
        with form.refusals():
            changed = blacking_out.black_out(session(), minutes, form.words.data, form.reason.data, actor=actor())
            session().commit()
            flash(ngettext("Weggelakt in %(num)d tekst.", "Weggelakt in %(num)d teksten.", changed), "ok")
            return redirect(f"/werk/bijeenkomsten/{slug}/notulen")
    return render_template("dossiers/minutes/black_out.html", form=form, meeting=minutes.meeting), form.status
