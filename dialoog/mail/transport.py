"""Where a message goes: a mail server over SMTP, or a folder (`DIALOOG_SMTP_URL`)."""

import os
import re
import smtplib
import ssl
import tempfile
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from flask_babel import gettext as _

from dialoog.config import Settings
from dialoog.mail.composing import sender

SECONDS = 30
GOING_AWAY = 421
# Enhanced codes (RFC 3463) that speak of the address or mailbox; 5.3 to 5.7 speak of systems, routes and policy.
ABOUT_ADDRESS = re.compile(r"5\.[12]\.\d+")
ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")


class Refused(Exception):
    """The server refused one message. `for_good`: asking again is no use; `bounced`: the address does not exist."""

    def __init__(self, reason: str, *, for_good: bool, bounced: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good
        self.bounced = bounced


class Unreachable(Exception):
    """The server itself is away or refuses us: no fault of the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Line(Protocol):
    """A way out, open for a batch of messages."""

    def send(self, message: EmailMessage, to: str, name: str) -> None:
        """Hand over one message. Raises Refused or Unreachable."""

    def close(self) -> None:
        """No more messages."""


def open_line(settings: Settings) -> Line:
    """The way out that the settings name; connects when the first message is sent."""
    parts = urlsplit(settings.smtp_url)
    return FolderLine(settings.instance / "mail") if parts.scheme == "file" else SmtpLine(parts, settings)


class FolderLine:
    """Writes each message as one .eml file, whole or not at all; a repeat overwrites the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage, to: str, name: str) -> None:
        """See Line."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(message))
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, self._folder / f"{name}.eml")

    def close(self) -> None:
        """See Line."""


class SmtpLine:
    """One SMTP connection for a batch: encrypted from the start (smtps), or when the server offers it (STARTTLS).

    The server's certificate is checked where a password is sent, and a password never goes unencrypted to another
    machine. Without a password encryption is taken as it comes, as mail servers do among each other (RFC 7435).
    """

    def __init__(self, parts: SplitResult, settings: Settings) -> None:
        self._parts = parts
        self._from = sender(settings)
        self._connection: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, to: str, name: str) -> None:
        """See Line."""
        try:
            self._connection = self._connection or self._connect()
            self._connection.send_message(message, self._from.addr_spec, [to])
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused_recipient(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _refused_message(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(_("De mailserver kan geen bijzondere letters in een adres aan."), for_good=True) from error
        except smtplib.SMTPResponseException as error:
            raise Unreachable(_reason(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            reason = _("Geen verbinding met de mailserver (%(error)s).", error=type(error).__name__)
            raise Unreachable(reason) from error

    def close(self) -> None:
        """See Line."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _connect(self) -> smtplib.SMTP:
        host, user = self._parts.hostname or "localhost", self._parts.username
        connection: smtplib.SMTP
        if self._parts.scheme == "smtps":
            port, context = self._parts.port or 465, ssl.create_default_context()
            connection = smtplib.SMTP_SSL(host, port, self._from.domain, timeout=SECONDS, context=context)
        else:
            port = self._parts.port or (587 if user else 25)
            connection = smtplib.SMTP(host, port, self._from.domain, timeout=SECONDS)
        try:
            self._greet(connection, host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _greet(self, connection: smtplib.SMTP, host: str) -> None:
        user, encrypted = self._parts.username, self._parts.scheme == "smtps"
        connection.ehlo()
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=_context(checked=user is not None))
        elif user and not encrypted and not _this_machine(host):
            raise Unreachable(_("De mailserver biedt geen versleuteling aan. Het wachtwoord is niet verstuurd."))
        if user:
            connection.login(unquote(user), unquote(self._parts.password or ""))


def _context(*, checked: bool) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not checked:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused_message(code: int, answer: bytes | str) -> Refused | Unreachable:
    reason = _reason(code, answer)
    return Unreachable(reason) if code == GOING_AWAY else Refused(reason, for_good=code >= 500)


def _refused_recipient(code: int, answer: bytes) -> Refused | Unreachable:
    reason = _reason(code, answer)
    if code == GOING_AWAY:
        return Unreachable(reason)
    enhanced = ENHANCED.search(answer.decode("utf-8", "replace"))
    gone = ABOUT_ADDRESS.fullmatch(enhanced[0]) is not None if enhanced else code in (550, 551, 553)
    return Refused(reason, for_good=code >= 500, bounced=code >= 500 and gone)


def _reason(code: int, answer: bytes | str) -> str:
    """The server's own words, without the addresses it repeats."""
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} " + " ".join(re.sub(r"<?\S*@\S*>?", "…", words).split())[:300]
