"""Saying which dates suit: by the link in the mail, or logged in. It can be changed as long as the poll runs (T4)."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import links
from dialoog.accounts.cookies import the_login
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import LinkPurpose
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.tables.planning import polls, queries
from dialoog.tables.planning.forms import likings, likings_form
from dialoog.tables.planning.models import DatePoll, PollAnswer
from dialoog.tables.planning.shown import LIKINGS
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.rendering import long_date
from dialoog.web.token_pages import token_page

Page = str | Response


@needs(Permission.MEETING_REPLY)
@limits.log_in
def by_link(token: str) -> Response:
    """The dates with three buttons each, for whoever the link was sent to. GET never acts."""
    link = links.find(session(), token, LinkPurpose.POLL, settings().secret_key, of=polls.SUBJECT)
    found = queries.poll(session(), link.subject_id or 0)
    person = link.params["person"]
    if not polls.is_open(found):
        raise LinkGone(_("Deze peiling is gesloten."))
    if not polls.may_answer(session(), found, person):
        raise LinkGone(_("Deze vraag is voor wie aan de tafel zit."))
    return _answer(found, person, back=None, here=url_for("planning.by_link", token=token))


@needs(Permission.ACCOUNT_OWN)
def own() -> Page:
    """The polls somebody is asked in."""
    person = the_login().person_id
    found = queries.open_polls_of(session(), person)
    rows = [
        {
            "text": _("%(table)s: datums voor %(year)s", table=one.cycle.table.name, year=one.cycle.year),
            "plain": True,
            "href": url_for("planning.logged_in", key=one.id),
            "meta": [_("antwoorden kan tot en met %(day)s", day=long_date(one.closes_on))],
        }
        for one in found
    ]
    earlier = [
        (f"{table.name}, {long_date(one.day or one.wished_on)}", LIKINGS[answer.value])
        for answer, one, table in queries.earlier_answers_of(session(), person)
    ]
    return render_template("tables/planning/own_polls.html", rows=rows, earlier=earlier)


@needs(Permission.ACCOUNT_OWN)
def logged_in(key: int) -> Response:
    """As `by_link`, for who is logged in."""
    found, person = queries.poll(session(), key), the_login().person_id
    if not polls.is_open(found) or not polls.may_answer(session(), found, person):
        raise NotFound
    here = url_for("planning.logged_in", key=key)
    return _answer(found, person, back=url_for("planning.own"), here=here)


def _answer(found: DatePoll, person: int, *, back: str | None, here: str) -> Response:
    dates = polls.choices(session(), found.cycle)
    known: Mapping[int, PollAnswer] = queries.answers_of(session(), found, person)
    form = likings_form(dates, {key: one.value for key, one in known.items()})
    if form.validate_on_submit():
        with form.refusals():
            polls.answer(session(), found, person, likings(form, dates))
            session().commit()
            flash(_("Dank u wel. Uw antwoord is bewaard."), "ok")
            return redirect(here)
    return token_page(
        "tables/planning/answer.html",
        form.status,
        form=form,
        fields=[form[f"datum_{one.id}"] for one in dates],
        table=found.cycle.table,
        cycle=found.cycle,
        until=long_date(found.closes_on),
        answered=bool(known),
        back=back,
    )
