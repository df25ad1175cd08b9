"""Who should have heard and has not (D9a): the list that must be empty, and the button that empties it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.answers.queries.untold import count_stopped, count_untold, count_without_address
from dialoog.answers.queries.untold import untold as find_untold
from dialoog.answers.rules.notices import tell_missing
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

SHOWN = 100


@needs(Permission.GIVER_READ)
def untold() -> str | Response:
    """The list; POST queues what is missing."""
    if request.method == "POST":
        queued = tell_missing(session())
        audit.note(session(), actor=actor(), action="givers.told", detail={"mails": queued})
        session().commit()
        flash(ngettext("%(num)d bericht staat klaar.", "%(num)d berichten staan klaar.", queued), "ok")
        return redirect(url_for("answers.untold"))
    rows = find_untold(session(), most=SHOWN)
    return render_template(
        "answers/untold.html",
        rows=[
            {
                "text": row.contribution.number,
                "plain": True,
                "href": f"/werk/inbreng/{row.contribution.number}",
                "meta": [_("antwoord %(n)s, versie %(v)s", n=row.version.answer_id, v=row.version.n)],
            }
            for row in rows
        ],
        total=count_untold(session()),
        stopped=count_stopped(session()),
        without_address=count_without_address(session()),
    )
