"""What somebody said of drafts, on their own page (P2)."""

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import select

from dialoog.accounts.models import Person
from dialoog.advices.models import Advice, AdviceComment, AdviceState
from dialoog.web.context import session
from dialoog.web.rendering import short_date

MOST = 50


def of_account(email: str) -> str:
    """The part of /mijn with one's comments on advices; empty for who made none. One query."""
    query = (
        select(AdviceComment.text, AdviceComment.at, AdviceComment.id, Advice.slug, Advice.title, Advice.status)
        .join(Advice, Advice.id == AdviceComment.advice_id)
        .join(Person, Person.id == AdviceComment.person_id)
        .where(Person.email == email)
        .order_by(AdviceComment.id.desc())
        .limit(MOST)
    )
    rows = [
        {
            "text": text,
            "href": f"/adviezen/{slug}/opmerkingen#opmerking-{key}" if status != AdviceState.LAID_AWAY else "/adviezen",
            "meta": [title if status != AdviceState.LAID_AWAY else _("advies dat werd weggelegd"), short_date(at)],
        }
        for text, at, key, slug, title, status in session().execute(query)
    ]
    return render_template("advices/own.html", rows=rows) if rows else ""
