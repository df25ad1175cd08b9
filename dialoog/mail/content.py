"""What a mail says: made when it is sent, by the domain that queued it, from the row in the outbox."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage


@dataclass(frozen=True)
class Attachment:
    """What goes along with a mail: a file with its name (ASCII), its text and its media type.

    `alternative`: the same message in another form, as a calendar reads it, with the `parameters` of its type; such a
    part stands beside the plain text and the HTML and has no name.
    """

    name: str
    text: str
    media_type: str = "application/json"
    parameters: Mapping[str, str] = field(default_factory=dict)
    alternative: bool = False


@dataclass(frozen=True)
class MailContent:
    """One mail, ready to be written out.

    `template` is a path below templates/mail/ without suffix; .txt and .html both exist and say the same.
    `about` are the subjects (kind, id) whose threads it belongs to, where that is not the subject of the row itself:
    an answer is one mail, but a dossier is what the reader has mails about. `unsubscribe` is the address of a
    one-click unsubscribe (RFC 8058); only for what someone subscribed to.
    """

    subject: str
    template: str
    context: dict[str, Any]
    unsubscribe: str | None = None
    about: Sequence[tuple[str, int]] = ()
    attachments: Sequence[Attachment] = ()


# None: there is nothing to send any more (withdrawn, forgotten, done meanwhile).
Renderer = Callable[[Session, OutboxMessage, Settings], MailContent | None]
