"""The mail that goes out, for secretariat and administrators: what waits, what was given up, and trying again."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.jobs import queries as job_queries
from dialoog.jobs import rules as job_rules
from dialoog.mail import queries, rules
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.queries import Standing
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import asked_page, page_by_key
from dialoog.web.rendering import number

# A mail goes out within seconds; one that waits this long has met with trouble.
LONG = timedelta(minutes=10)


@needs(Permission.MAIL_WATCH)
def post() -> str:
    """How the post stands, and what was given up; addresses are shown, so reading it is noted."""
    after, size = asked_page()
    given_up = page_by_key(session(), queries.in_state(MailState.DEAD), OutboxMessage.id, after=after, size=size)
    standing = queries.standing(session())
    waits = standing.waiting_since is not None and standing.waiting_since < clock.now() - LONG
    if given_up.rows:
        audit.note_read(actor=actor(), action="mail.read", detail={"ids": [row.id for row in given_up.rows]})
    return render_template(
        "open/post.html",
        figures=_figures(standing),
        alive=job_queries.jobs_alive(session()),
        waiting_since=standing.waiting_since if waits else None,
        trouble=queries.last_trouble(session()) if waits else None,
        rows=given_up.rows,
        tasks=job_queries.given_up(session()),
        next_href=url_for("open.post", na=given_up.next_key, aantal=size) if given_up.next_key else None,
        first_href=url_for("open.post") if after else None,
    )


@needs(Permission.MAIL_WATCH)
def send_again(message_id: int) -> Response:
    """Send a mail that was given up."""
    rules.try_again(session(), queries.message(session(), message_id))
    audit.note(session(), actor=actor(), action="mail.try-again", subject_kind="mail", subject_key=message_id)
    session().commit()
    return _back(_("Het bericht wordt opnieuw verstuurd."))


@needs(Permission.MAIL_WATCH)
def send_all_again() -> Response:
    """Send all mails that were given up."""
    rows = rules.try_all_again(session())
    audit.note(session(), actor=actor(), action="mail.try-all-again", detail={"count": len(rows)})
    session().commit()
    told = ngettext(
        "%(num)s bericht wordt opnieuw verstuurd.", "%(num)s berichten worden opnieuw verstuurd.", len(rows)
    )
    return _back(told)


@needs(Permission.MAIL_WATCH)
def do_again(job_id: int) -> Response:
    """Take up a task that was given up."""
    job_rules.try_again(session(), job_queries.job(session(), job_id))
    audit.note(session(), actor=actor(), action="job.try-again", subject_kind="job", subject_key=job_id)
    session().commit()
    return _back(_("De taak wordt opnieuw gedaan."))


def _figures(standing: Standing) -> list[dict[str, Any]]:
    counts = standing.counts
    dead = counts[MailState.DEAD]
    return [
        {"number": number(counts[MailState.WAITING]), "text": _("wachten")},
        {"number": number(dead), "text": _("opgegeven"), "late": dead > 0},
        {"number": number(counts[MailState.SENT]), "text": _("verstuurd")},
        {"number": number(counts[MailState.SKIPPED]), "text": _("niet meer nodig")},
    ]


def _back(told: str) -> Response:
    flash(told, "ok")
    return redirect(url_for("open.post"))
