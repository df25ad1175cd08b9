"""Questions to givers: their page behind the mailed link, and staff taking a question back."""

from collections.abc import Collection

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.accounts.links import LinkGone, find
from dialoog.accounts.models import LinkPurpose
from dialoog.contributions.clarifications import queries, rules
from dialoog.contributions.clarifications.forms import ReplyForm
from dialoog.contributions.clarifications.models import SUBJECT, Clarification
from dialoog.contributions.clarifications.shown import asked_by
from dialoog.contributions.forms import ConfirmForm
from dialoog.contributions.giver_pages import still_good
from dialoog.contributions.models import LOOKED_AT
from dialoog.contributions.rules.visibility import may_see_text
from dialoog.errors import NotFound
from dialoog.permissions import Actor, Permission, require
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings
from dialoog.web.token_pages import token_page


@needs(Permission.CONTRIBUTION_HAND_IN)
@limits.log_in
def reply(token: str) -> Response:
    """The point, the question, and room for a reply; who comes later sees what was replied. GET never acts."""
    link = find(session(), token, LinkPurpose.CLARIFICATION, settings().secret_key, of=SUBJECT)
    asked = queries.clarification(session(), link.subject_id or 0)
    page = reply_page(asked, still_good(session(), link, link.params["givers"]))
    if page is None:
        raise LinkGone(_("Deze link werkt niet meer: de inbreng is ingetrokken, of is niet van u."))
    return page


def reply_page(asked: Clarification, givers: Collection[int], *, back: str | None = None) -> Response | None:
    """The question as its givers see it, behind any link of theirs; None when the point is not theirs (any more).

    `back`: their own page, when they came from there.
    """
    giver = queries.still_theirs(session(), asked, list(givers))
    if giver is None:
        return None
    form = ReplyForm()
    waits = rules.takes_reply(asked)
    if waits and form.validate_on_submit():
        with form.refusals():
            # Whoever is logged in besides: the link says that the giver replies (D0).
            gave = Actor(gave=frozenset({asked.contribution_id}))
            look_first = settings().look_first
            rules.reply(session(), asked, giver, text=form.reply.data, look_first=look_first, actor=gave)
            session().commit()
            number = asked.contribution.number
            return token_page("contributions/reply_done.html", number=number, looked=not look_first, back=back)
    own = asked.replied_by_id in givers
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
        back=back,
    )


@needs(Permission.CONTRIBUTION_CLARIFY)
def withdraw(key: int) -> Response:
    """Take a question back; the term runs again."""
    asked = _mine(key, Permission.CONTRIBUTION_CLARIFY)
    form = ConfirmForm()
    if form.validate_on_submit():
        rules.withdraw(session(), asked, actor=actor())
        number = asked.contribution.number
        action = "clarification.withdrawn"
        audit.note(session(), actor=actor(), action=action, subject_kind="inbreng", subject_key=number)
        session().commit()
        flash(_("De vraag is ingetrokken. De termijn loopt weer."), "ok")
    return redirect(_point(asked))


def _mine(key: int, permission: Permission) -> Clarification:
    """The question, for an act on it by who may read its point. Raises NotFound, NotAllowed."""
    asked = queries.clarification(session(), key)
    require(actor(), permission, unit=asked.contribution.unit_id or 0)
    if not may_see_text(actor(), asked.contribution):
        raise NotFound
    return asked


def _point(asked: Clarification) -> str:
    return url_for("contributions.contribution", number=asked.contribution.number, _anchor="navraag")
