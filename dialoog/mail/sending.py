"""Sending what is in the outbox: claimed under a lease, rendered outside any write transaction, noted one by one.

At least once: a mail goes out twice only when the process, or the line to the server, broke between sending it and
noting that it was sent. Both copies then have the same Message-ID.
"""

import contextlib
import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.config import Settings
from dialoog.jobs.claiming import Claims, Worklist, killed_too_often
from dialoog.jobs.failures import told
from dialoog.jobs.worker import Worker
from dialoog.mail import rules
from dialoog.mail.addresses import NoAddress, on_the_wire
from dialoog.mail.composing import compose, message_id
from dialoog.mail.content import Renderer
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.transport import Line, Refused, Unreachable, open_line

log = logging.getLogger(__name__)

BATCH = 50

# What a domain does when an address turns out not to exist: in the transaction that gives the mail up.
Bounce = Callable[[Session, OutboxMessage], None]
Change = Callable[[Session, OutboxMessage], None]


@dataclass(frozen=True)
class Kinds:
    """Per kind of mail how it is rendered and, where that matters, what a bounce means. Put together by wiring."""

    renderers: Mapping[str, Renderer]
    bounces: Mapping[str, Bounce]


def install(app: Flask, kinds: Kinds) -> None:
    """Hand the application its kinds of mail."""
    app.extensions["dialoog_mail"] = kinds


def send_due(app: Flask) -> None:
    """Send everything that is due, here and now (commands, tests). Raises Unreachable when the server is away."""
    database, settings = app.extensions["dialoog_database"], app.extensions["dialoog_settings"]
    worker = Worker(f"once:{secrets.token_hex(4)}", database, settings, threading.Event())
    with app.app_context():
        PostStation(worker, cast(Kinds, app.extensions["dialoog_mail"])).work()


class PostStation:
    """The station of the job process that empties the outbox. Kinds nobody renders wait for newer code."""

    def __init__(self, worker: Worker, kinds: Kinds) -> None:
        self._worker = worker
        self._kinds = kinds
        waiting = (OutboxMessage.state == MailState.WAITING) & OutboxMessage.kind.in_(list(kinds.renderers))
        worklist = Worklist(OutboxMessage, waiting, OutboxMessage.next_attempt_at)
        self._claims = Claims(worker.database, worklist, worker=worker.name, lease=worker.lease)

    def work(self) -> None:
        """Send all that is due, in batches over one connection each; raises Unreachable when the server is away."""
        while not self._worker.stop.is_set() and (left := self._claims.take(BATCH)):
            try:
                with contextlib.closing(open_line(self._worker.settings)) as line:
                    while left and not self._worker.stop.is_set() and self._claims.holds(left[0]):
                        self._handle(left.pop(0), line)
            finally:
                self._claims.release(left)

    def renew(self) -> None:
        """Prolong the leases of the batch."""
        self._claims.renew()

    def _handle(self, row: OutboxMessage, line: Line) -> None:
        outcome = partial(self._note, row)
        if killed_too_often(row.attempts):
            outcome("failed", _failed(_("Het programma stopte elke keer dat dit werd geprobeerd."), for_good=True))
            return
        try:
            went_out = self._send(row, line)
        except Unreachable as trouble:
            log.warning("mail server away", extra={"fields": {"reason": trouble.reason}})
            outcome("unreachable", _failed(trouble.reason))
            raise
        except Refused as refusal:
            outcome("refused", self._refused(refusal))
        except NoAddress:
            outcome("no address", self._refused(Refused(_("Dit is geen e-mailadres."), for_good=True, bounced=True)))
        except Exception as error:  # noqa: BLE001 - one mail that cannot be made must not hold up the others
            outcome("failed", _failed(told(error)))
        else:
            outcome("sent" if went_out else "skipped", _gone(row, self._worker.settings) if went_out else _skipped)

    def _send(self, row: OutboxMessage, line: Line) -> bool:
        settings = self._worker.settings
        with self._worker.database.session(read_only=True) as session:
            content = self._kinds.renderers[row.kind](session, row, settings)
            if content is None:
                return False
            message = compose(row, content, settings)
        name = f"{row.created_at:%Y%m%d-%H%M%S}-{row.id}"
        line.send(message, "@".join(on_the_wire(row.to_address or "")), name)
        return True

    def _refused(self, refusal: Refused) -> Change:
        def change(session: Session, row: OutboxMessage) -> None:
            rules.failed(row, refusal.reason, for_good=refusal.for_good)
            if refusal.bounced and (react := self._kinds.bounces.get(row.kind)):
                react(session, row)

        return change

    def _note(self, row: OutboxMessage, outcome: str, change: Change) -> None:
        # Never the address, nor what the mail says: logs hold no personal data.
        fields = {"mail": row.id, "kind": row.kind, "attempt": row.attempts, "outcome": outcome}
        log.info("mail", extra={"fields": fields})
        self._claims.note(row, change, even_if_lost=outcome == "sent")


def _failed(reason: str, *, for_good: bool = False) -> Change:
    return lambda _session, row: rules.failed(row, reason, for_good=for_good)


def _skipped(_session: Session, row: OutboxMessage) -> None:
    rules.skipped(row)


def _gone(row: OutboxMessage, settings: Settings) -> Change:
    made = message_id(row, settings)
    return lambda _session, fresh: rules.sent(fresh, message_id=made)
