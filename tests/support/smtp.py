"""A real SMTP server on this machine that keeps what it gets, and can be told to refuse."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Received:
    """One message as it came in: who sent it to whom on the envelope, and the parsed message."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain text part."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        """The HTML part."""
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""


@dataclass
class SmtpServer:
    """What tests see of the server.

    `refuse_all` answers 550 to every recipient, `busy` answers 451 (try again later), `refused` holds addresses
    that do not exist (550), `cut_off_after_data` takes the message and drops the line before saying so.
    """

    port: int = 0
    messages: list[Received] = field(default_factory=list)
    refuse_all: bool = False
    busy: bool = False
    cut_off_after_data: bool = False
    refused: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """For DIALOOG_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def reset(self) -> None:
        """Forget all messages and be friendly again."""
        self.messages.clear()
        self.refused.clear()
        self.refuse_all = self.busy = self.cut_off_after_data = False

    def to(self, address: str) -> list[Received]:
        """The messages to one address, oldest first."""
        return [received for received in self.messages if address in received.recipients]

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        if self.busy:
            return "451 4.3.0 Try again later"
        if self.refuse_all or address in self.refused:
            return "550 5.1.1 No such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        message = cast(EmailMessage, message_from_bytes(envelope.content or b"", policy=policy.default))
        self.messages.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), message))
        if self.cut_off_after_data and server.transport:
            server.transport.abort()
        return "250 OK"


@pytest.fixture(scope="session")
def running_smtp_server() -> Iterator[SmtpServer]:
    server = SmtpServer()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="smtp-server", daemon=True)
    thread.start()

    async def listen() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(server, loop=loop), "127.0.0.1", 0)

    async def end(listening: asyncio.Server) -> None:
        listening.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    listening = asyncio.run_coroutine_threadsafe(listen(), loop).result(timeout=10)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    asyncio.run_coroutine_threadsafe(end(listening), loop).result(timeout=10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(timeout=10)
    loop.close()


@pytest.fixture
def smtp_server(running_smtp_server: SmtpServer) -> Iterator[SmtpServer]:
    """The server, empty and friendly at the start of each test."""
    running_smtp_server.reset()
    yield running_smtp_server
    running_smtp_server.reset()
