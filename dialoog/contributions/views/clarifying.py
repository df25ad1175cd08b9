"""Questions to givers: their page behind the mailed link, and what staff do with a question and its reply."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.links import LinkGone, find
from dialoog.accounts.models import LinkPurpose
from dialoog.contributions.clarifications import looking, queries, rules
from dialoog.contributions.clarifications.forms import ReplyForm
from dialoog.contributions.clarifications.models import SUBJECT, Clarification
from dialoog.contributions.clarifications.shown import asked_by
from dialoog.contributions.forms import BlackOutForm, ConfirmForm, HideForm
from dialoog.contributions.models import LOOKED_AT, Ground, Look
from dialoog.contributions.rules import blacking_out
from dialoog.contributions.rules.visibility import may_see_text
from dialoog.contributions.views.blacking_out import CERTAIN
from dialoog.errors import NotFound
from dialoog.permissions import Permission, require
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings
from dialoog.web.token_pages import token_page

Page = tuple[str, int] | Response
LOOK = "/werk/bekijken#eerste"


@needs(Permission.CONTRIBUTION_HAND_IN)
@limits.log_in
def reply(token: str) -> Response:
    """The point, the question, and room for a reply; who comes later sees what was replied. GET never acts."""
    link = find(session(), token, LinkPurpose.CLARIFICATION, settings().secret_key, of=SUBJECT)
    asked = queries.clarification(session(), link.subject_id or 0)
    giver = queries.still_theirs(session(), asked, link.params["givers"])
    if giver is None:
        raise LinkGone(_("Deze link werkt niet meer: de inbreng is ingetrokken, of is niet van u."))
    form = ReplyForm()
    waits = asked.state in rules.REPLIABLE and asked.contribution.status in rules.ASKABLE
    if waits and form.validate_on_submit():
        with form.refusals():
            gave = replace(actor(), gave=frozenset({asked.contribution_id}))
            look_first = settings().look_first
            rules.reply(session(), asked, giver, text=form.reply.data, look_first=look_first, actor=gave)
            session().commit()
            return token_page("contributions/reply_done.html", number=asked.contribution.number, looked=not look_first)
    own = asked.replied_by_id in link.params["givers"]
    return token_page(
        "contributions/reply.html",
        form.status,
        form=form,
        asked=asked,
        by=asked_by(asked),
        # The words are the giver's own, also where nobody else may read them.
        text=asked.contribution.public_text if asked.contribution.look in LOOKED_AT else None,
        waits=waits,
        reply=asked.reply if own or asked.look in LOOKED_AT else None,
        # Too late to be waited for, or somebody else of the same point replied in the meantime.
        typed=form.reply.data if request.method == "POST" and not waits else None,
    )


@needs(Permission.CONTRIBUTION_CLARIFY)
def withdraw(key: int) -> Page:
    """Take a question back; the term runs again."""
    asked = _mine(key, Permission.CONTRIBUTION_CLARIFY)
    form = ConfirmForm()
    if form.validate_on_submit():
        rules.withdraw(session(), asked, actor=actor())
        _note("clarification.withdrawn", asked)
        session().commit()
        flash(_("De vraag is ingetrokken. De termijn loopt weer."), "ok")
    return redirect(_point(asked))


@needs(Permission.CONTRIBUTION_LOOK)
def hide(key: int) -> Page:
    """A reply that is criminal or advertising, with a reason for everyone; no other ground (D3a)."""
    asked = _mine(key, Permission.CONTRIBUTION_LOOK)
    if asked.reply is None:
        raise NotFound
    form = HideForm()
    if form.validate_on_submit():
        with form.refusals():
            waited = asked.look is Look.WAITING
            looking.hide(session(), asked, ground=Ground(form.ground.data), reason=form.reason.data, actor=actor())
            _note("reply.hidden", asked, ground=form.ground.data)
            session().commit()
            flash(_("De reactie is verborgen."), "ok")
            return redirect(LOOK if waited else _point(asked))
    return render_template("contributions/hide_reply.html", form=form, asked=asked), form.status


@needs(Permission.CONTRIBUTION_BLACK_OUT)
def black_out_reply(key: int) -> Page:
    """Personal data out of a reply (D1)."""
    return _black_out(key, "reply")


@needs(Permission.CONTRIBUTION_BLACK_OUT)
def black_out_question(key: int) -> Page:
    """Personal data out of a question (D1)."""
    return _black_out(key, "question")


def _black_out(key: int, name: str) -> Page:
    """First the text to put marks in, then the result to look at, then it is done for good."""
    asked = _mine(key, Permission.CONTRIBUTION_BLACK_OUT)
    text = getattr(asked, name)
    if text is None:
        raise NotFound
    form, preview = BlackOutForm(marked=text), None
    if form.validate_on_submit():
        with form.refusals():
            preview = blacking_out.blacked(text, form.marked.data)
            if request.form.get("stap") == CERTAIN:
                reason = form.reason.data
                looking.black_out(session(), asked, name, new_text=preview, reason=reason, actor=actor())
                _note("clarification.blacked-out", asked, text=name)
                session().commit()
                flash(_("De gegevens zijn weggelakt en vernietigd."), "ok")
                return redirect(LOOK if name == "reply" and asked.look is Look.WAITING else _point(asked))
    page = render_template(
        "contributions/black_out.html",
        form=form,
        number=asked.contribution.number,
        marks=blacking_out.marks_for(text),
        preview=preview if not form.errors else None,
        certain=CERTAIN,
        at_once=True,
    )
    return page, form.status


def _mine(key: int, permission: Permission) -> Clarification:
    """The question, for an act on it by who may read its point. Raises NotFound, NotAllowed."""
    asked = queries.clarification(session(), key)
    require(actor(), permission, unit=asked.contribution.unit_id or 0)
    if not may_see_text(actor(), asked.contribution):
        raise NotFound
    return asked


def _point(asked: Clarification) -> str:
    return url_for("contributions.contribution", number=asked.contribution.number, _anchor="navraag")


def _note(action: str, asked: Clarification, **detail: Any) -> None:
    audit.note(
        session(),
        actor=actor(),
        action=action,
        subject_kind="inbreng",
        subject_key=asked.contribution.number,
        detail=detail,
    )
