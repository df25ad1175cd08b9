"""The mail that asks which dates suit somebody; made when it is sent."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage
from dialoog.tables.planning import polls, queries
from dialoog.web.rendering import long_date


def poll(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """Asked, or asked again; None when the poll is over, they were quicker, or they do not sit there any more."""
    asked = queries.poll(session, message.params["poll"])
    link = session.get(AccessLink, message.params["link"])
    if link is None or not polls.is_open(asked):
        return None
    person, again = link.params["person"], message.params["again"]
    if not polls.may_answer(session, asked, person) or (again and queries.answers_of(session, asked, person)):
        return None
    name = asked.cycle.table.name
    words = {"table": name, "year": asked.cycle.year}
    subject = _("Welke datums van %(year)s passen u? %(table)s", **words)
    if again:
        subject = _("Nog even: welke datums van %(year)s passen u? %(table)s", **words)
    dates = [long_date(one.day) for one in polls.choices(session, asked.cycle) if one.day]
    address = f"{settings.base_url}/datumpeiling/{token(link, settings.secret_key)}"
    context = {"happened": subject, "dates": dates, "until": long_date(asked.closes_on), "reply": address}
    return MailContent(subject, "tables/poll", context)


RENDERERS: dict[str, Renderer] = {polls.MAIL: poll}
