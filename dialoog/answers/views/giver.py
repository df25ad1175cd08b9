"""A giver's own page behind the link in every mail: all their points, and what is asked of them (D9, D9a).

GET only reads. What a POST does here can be undone or was asked of whoever reads the mail; the rest is confirmed by
mail (contributions/views/own_page.py).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts.links import LinkGone
from dialoog.answers.forms import EffectForm
from dialoog.answers.giver_shown import desk, own_words
from dialoog.answers.models import VerdictValue
from dialoog.answers.queries.giver_page import may_judge
from dialoog.answers.rules.effects import judge_effect, open_questions, plan_missed, points_behind
from dialoog.answers.rules.notices import tell_missing
from dialoog.answers.views.judging import judged_page
from dialoog.commitments.shown import owner as owner_of
from dialoog.contributions import giver_pages
from dialoog.contributions.clarifications.queries import clarification
from dialoog.contributions.forms import ConfirmForm
from dialoog.contributions.giver_pages import PATH, Owner
from dialoog.contributions.rules import own_page
from dialoog.contributions.views.clarifying import reply_page
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings
from dialoog.web.paging import asked_page
from dialoog.web.token_pages import token_page

View = Callable[..., Any]


def behind_link(view: View) -> View:
    """Give the view whose page its token opens; a link that is worth nothing leads to where a fresh one is asked."""

    @wraps(view)
    def opened(token: str, **others: Any) -> Any:
        try:
            owner = giver_pages.find(session(), token, settings().secret_key)
            return view(owner, f"{PATH}/{token}", **others)
        except LinkGone as gone:
            return token_page("answers/giver/gone.html", 410, why=gone.message)

    return opened


@needs(Permission.PUBLIC_READ)
@behind_link
def giver_page(owner: Owner, page: str) -> Response:
    """All points of an address, what became of them, and what is asked now."""
    after, size = asked_page()
    return token_page("answers/giver/page.html", **desk(session(), owner.ids, page, after=after, size=size))


@needs(Permission.PUBLIC_READ)
@limits.log_in
@behind_link
def giver_verdict(owner: Owner, page: str, answer_id: int) -> Response:
    """Is this an answer? The same question as behind the link of the answer's own mail."""
    version = may_judge(session(), owner.ids, answer_id)
    if version is None:
        raise NotFound
    return judged_page(version, owner.ids, back=page)


@needs(Permission.PUBLIC_READ)
@limits.log_in
@behind_link
def giver_clarification(owner: Owner, page: str, key: int) -> Response:
    """What the ministry asks about a point. The same question as behind the link of its own mail."""
    found = reply_page(clarification(session(), key), owner.ids, back=page)
    if found is None:
        raise NotFound
    return found


@needs(Permission.PUBLIC_READ)
@limits.log_in
@behind_link
def giver_effect(owner: Owner, page: str, commitment_id: int) -> Response:
    """Does a commitment that was carried out show? POST keeps the answer, once."""
    questions = [one for one in open_questions(session(), owner.ids) if one.commitment_id == commitment_id]
    if not questions:
        return token_page("answers/giver/effect_done.html", back=page)
    commitment = questions[0].commitment
    form = EffectForm()
    if form.validate_on_submit():
        with form.refusals():
            value = VerdictValue(form.value.data)
            judged = judge_effect(
                session(),
                commitment,
                giver_ids=owner.ids,
                value=value,
                reaction=form.reaction.data,
                look_first=settings().look_first,
            )
            session().commit()
            return token_page("answers/judged.html", points=judged, no=value is VerdictValue.NO, back=page)
    points = points_behind(session(), [commitment], owner.ids)[commitment.id]
    return token_page(
        "answers/giver/effect.html",
        form.status,
        form=form,
        commitment=commitment,
        owner=owner_of(commitment),
        points=[(point.number, own_words(point)) for point in points],
        back=page,
    )


@needs(Permission.PUBLIC_READ)
@limits.log_in
@behind_link
def giver_messages(owner: Owner, page: str) -> Response:
    """Stop the mail about these points, or have it again."""
    form = ConfirmForm()
    if form.validate():
        if request.form.get("act") == "weer":
            ids = own_page.go_on(session(), owner)
            tell_missing(session(), contribution_ids=ids)
            plan_missed(session(), ids)
            flash(_("U krijgt weer bericht. De antwoorden die u gemist hebt, sturen wij alsnog."), "ok")
        else:
            count = own_page.stop(session(), owner)
            one, more = (
                "U krijgt geen bericht meer over %(num)d punt.",
                "U krijgt geen bericht meer over %(num)d punten.",
            )
            flash(ngettext(one, more, count), "ok")
        session().commit()
    return redirect(page)


def of_account(email: str) -> str:
    """The part of /mijn with the points of somebody with an account; empty when they gave none."""
    givers = giver_pages.givers_at(session(), email)
    if not givers:
        return ""
    page = f"{PATH}/{giver_pages.token(givers[0], settings().secret_key)}"
    shown = desk(session(), [giver.id for giver in givers], page)
    return render_template("answers/giver/of_account.html", **shown, seated=bool(actor().bodies))
