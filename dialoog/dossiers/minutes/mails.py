"""The mails about minutes; made when they are sent. They tell where to read, never what was said."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.config import Settings
from dialoog.dossiers.minutes.models import Minutes, MinutesState
from dialoog.dossiers.minutes.queries import open_comments_of
from dialoog.dossiers.minutes.telling import ENDED_MAIL, OPEN_MAIL, REMIND_MAIL
from dialoog.mail.content import MailContent, Renderer
from dialoog.mail.models import OutboxMessage


def asked(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """Members may read and comment; None when that is over."""
    minutes = session.get(Minutes, message.params["minutes"])
    if minutes is None or minutes.state is not MinutesState.COMMENTS:
        return None
    again = message.kind == REMIND_MAIL
    title = minutes.meeting.title
    subject = _("Herinnering: notulen van %(title)s") if again else _("Lees de notulen van %(title)s")
    context = {
        "title": title,
        "until": minutes.comments_until,
        "again": again,
        "href": f"{settings.base_url}/bijeenkomsten/{minutes.meeting.slug}/notulen/concept",
    }
    return MailContent(subject % {"title": title}, "minutes/asked", context)


def ended(session: Session, message: OutboxMessage, settings: Settings) -> MailContent | None:
    """The term is over; None when they were adopted meanwhile."""
    minutes = session.get(Minutes, message.params["minutes"])
    if minutes is None or minutes.state is not MinutesState.COMMENTS:
        return None
    title = minutes.meeting.title
    context = {
        "title": title,
        "waiting": open_comments_of(session, minutes),
        "href": f"{settings.base_url}/werk/bijeenkomsten/{minutes.meeting.slug}/notulen/opmerkingen",
    }
    return MailContent(_("De termijn voor de notulen is voorbij: %(title)s", title=title), "minutes/ended", context)


RENDERERS: dict[str, Renderer] = {OPEN_MAIL: asked, REMIND_MAIL: asked, ENDED_MAIL: ended}
