"""From a row of the outbox and what its domain says to a message as it goes out (RFC 5322, 2369, 3834, 8058)."""

import hmac
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from flask import render_template

from dialoog import clock
from dialoog.config import Settings
from dialoog.mail.addresses import on_the_wire
from dialoog.mail.content import Attachment, MailContent
from dialoog.mail.models import OutboxMessage

# Lines of any length and any character survive every server on the way.
WAY = "quoted-printable"
# Who has more points than this under one answer finds the mail in the threads of the first ones.
MOST_THREADS = 20


def written(content: MailContent) -> tuple[str, str]:
    """The plain text and the HTML of a mail. Needs an application context."""
    values = {**content.context, "unsubscribe": content.unsubscribe}
    plain = render_template(f"mail/{content.template}.txt", **values)
    return re.sub(r"\n{3,}", "\n\n", plain).strip() + "\n", render_template(f"mail/{content.template}.html", **values)


def compose(row: OutboxMessage, content: MailContent, settings: Settings) -> EmailMessage:
    """The message for one row. Raises NoAddress when the row's address, or our own, cannot be one."""
    plain, html = written(content)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender(settings)
    message["To"] = Address("", *on_the_wire(row.to_address or ""))
    message["Subject"] = " ".join(content.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id(row, settings)
    message["Auto-Submitted"] = "auto-generated"
    if threads := _threads(row, content, settings):
        message["In-Reply-To"] = threads[0]
        message["References"] = " ".join(threads)
    if content.unsubscribe:
        message["List-Unsubscribe"] = f"<{content.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(plain, cte=WAY)
    message.add_alternative(html, subtype="html", cte=WAY)
    # Alternatives first: beside files there is no place for them any more.
    for part in sorted(content.attachments, key=lambda part: not part.alternative):
        _add(message, part)
    return message


def _add(message: EmailMessage, part: Attachment) -> None:
    main, _, sub = part.media_type.partition("/")
    if part.alternative:
        message.add_alternative(part.text, subtype=sub, cte="base64", params=dict(part.parameters))
    else:
        message.add_attachment(part.text.encode(), main, sub, filename=part.name, params=dict(part.parameters))


def _threads(row: OutboxMessage, content: MailContent, settings: Settings) -> list[str]:
    """The ids of the threads that a mail belongs to: of the dossiers it is about (RFC 5322, 3.6.4)."""
    about = content.about
    if not about and row.subject_kind is not None and row.subject_id is not None:
        about = [(row.subject_kind, row.subject_id)]
    return [_id(f"thread {kind} {subject_id}", "dossier", settings) for kind, subject_id in about[:MOST_THREADS]]


def sender(settings: Settings) -> Address:
    """Who our mail comes from. Raises NoAddress for a setting that holds none."""
    name, address = parseaddr(settings.mail_from)
    return Address(name, *on_the_wire(address))


def message_id(row: OutboxMessage, settings: Settings) -> str:
    """The same for every attempt at one row, so that a repeat after a crash is recognised as the same mail."""
    return _id(f"mail {row.id} {row.created_at.isoformat()}", f"post-{row.id}", settings)


def _id(what: str, name: str, settings: Settings) -> str:
    # Keyed: a reader cannot tell from one thread the number of another subject.
    mark = hmac.new(settings.secret_key.encode(), what.encode(), "sha256").hexdigest()[:24]
    return f"<{name}.{mark}@{sender(settings).domain}>"
