"""The line to a mail server: passwords, encryption, and what each refusal means."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from dialoog.config import Settings
from dialoog.mail.transport import Refused, SmtpLine, Unreachable, open_line
from tests.support.smtp import SmtpServer

PEM = Path(__file__).with_name("localhost.pem")
MakeServer = Callable[..., int]


class Keeper:
    """A server's handler that answers as told, and remembers who logged in and whether the line was encrypted."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data = rcpt, data
        self.login: tuple[str, str] | None = None
        self.encrypted: list[bool] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: SMTP, session: Any, _envelope: Any) -> str:  # noqa: N802 - as above
        self.encrypted.append(session.ssl is not None)
        return self.data

    def authenticate(self, _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.login = (given.login.decode(), given.password.decode())
        return AuthResult(success=given.password == b"geheim/woord", handled=False)


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


@pytest.fixture
def make_server() -> Iterator[MakeServer]:
    """Start servers on this machine; they end with the test."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening: list[asyncio.Server] = []

    def make(handler: Keeper, *, encrypted_from_the_start: bool = False, **options: Any) -> int:
        async def listen() -> asyncio.Server:
            context = server_context() if encrypted_from_the_start else None
            return await loop.create_server(lambda: SMTP(handler, loop=loop, **options), "127.0.0.1", 0, ssl=context)

        listening.append(asyncio.run_coroutine_threadsafe(listen(), loop).result(10))
        port: int = listening[-1].sockets[0].getsockname()[1]
        return port

    async def end() -> None:
        for server in listening:
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    yield make
    asyncio.run_coroutine_threadsafe(end(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def settings(url: str, folder: Path = Path("unused")) -> Settings:
    return Settings(instance=folder, database_url="sqlite://", secret_key="x" * 40, smtp_url=url)


def send(url: str) -> None:
    message = EmailMessage()
    message["Subject"] = "Een bericht"
    message.set_content("Er is iets gebeurd.")
    with closing(open_line(settings(url))) as line:
        line.send(message, "jan@example.org", "name")


def trust_our_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(PEM))


def test_name_and_password_from_the_address_are_used(make_server: MakeServer) -> None:
    keeper = Keeper()
    port = make_server(keeper, authenticator=keeper.authenticate, auth_require_tls=False)
    send(f"smtp://post%40ofl:geheim%2Fwoord@127.0.0.1:{port}")
    assert keeper.login == ("post@ofl", "geheim/woord")


def test_a_wrong_password_is_no_fault_of_the_mail(make_server: MakeServer) -> None:
    keeper = Keeper()
    port = make_server(keeper, authenticator=keeper.authenticate, auth_require_tls=False)
    with pytest.raises(Unreachable, match="535") as trouble:
        send(f"smtp://post:fout@127.0.0.1:{port}")
    assert "fout" not in trouble.value.reason


def test_encryption_is_used_when_offered(make_server: MakeServer) -> None:
    keeper = Keeper()
    send(f"smtp://127.0.0.1:{make_server(keeper, tls_context=server_context())}")
    assert keeper.encrypted == [True]


def test_a_password_goes_only_to_a_server_whose_certificate_is_right(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper()
    port = make_server(keeper, tls_context=server_context(), authenticator=keeper.authenticate)
    url = f"smtp://post:geheim%2Fwoord@127.0.0.1:{port}"
    with pytest.raises(Unreachable, match="SSLCertVerificationError"):
        send(url)
    assert keeper.login is None
    trust_our_certificate(monkeypatch)
    send(url)
    assert keeper.encrypted == [True]


def test_a_password_never_goes_to_another_machine_unencrypted(make_server: MakeServer) -> None:
    keeper = Keeper()
    port = make_server(keeper, authenticator=keeper.authenticate, auth_require_tls=False)
    # An address of this machine by another name than localhost stands for another machine.
    with pytest.raises(Unreachable, match="geen versleuteling"):
        send(f"smtp://post:geheim%2Fwoord@0.0.0.0:{port}")
    assert keeper.login is None


def test_smtps_is_encrypted_from_the_start_and_checked(
    make_server: MakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper()
    url = f"smtps://127.0.0.1:{make_server(keeper, encrypted_from_the_start=True)}"
    with pytest.raises(Unreachable):
        send(url)
    trust_our_certificate(monkeypatch)
    send(url)
    assert len(keeper.encrypted) == 1


@pytest.mark.parametrize(
    ("answer", "for_good", "bounced"),
    [
        ("550 5.1.1 No such address", True, True),
        ("550 Unknown user <jan@example.org>", True, True),
        ("553 5.1.3 Bad address", True, True),
        ("550 5.2.1 Mailbox disabled", True, True),
        ("554 5.7.1 Relay access denied", True, False),
        ("550 5.7.1 Blocked by policy", True, False),
        ("552 5.3.4 Too large", True, False),
        ("451 4.7.1 Greylisted", False, False),
        ("452 4.2.2 Mailbox full", False, False),
    ],
)
def test_what_a_refused_recipient_means(make_server: MakeServer, answer: str, for_good: bool, bounced: bool) -> None:
    port = make_server(Keeper(rcpt=answer))
    with pytest.raises(Refused) as refusal:
        send(f"smtp://127.0.0.1:{port}")
    assert (refusal.value.for_good, refusal.value.bounced) == (for_good, bounced)
    assert refusal.value.reason.startswith(answer[:3])
    assert "@" not in refusal.value.reason


@pytest.mark.parametrize(("answer", "for_good"), [("554 5.6.0 Content refused", True), ("451 4.3.0 Later", False)])
def test_a_refused_message_is_no_bounce(make_server: MakeServer, answer: str, for_good: bool) -> None:
    with pytest.raises(Refused) as refusal:
        send(f"smtp://127.0.0.1:{make_server(Keeper(data=answer))}")
    assert (refusal.value.for_good, refusal.value.bounced) == (for_good, False)


@pytest.mark.parametrize("handler", [Keeper(rcpt="421 Going away"), Keeper(data="421 Going away")])
def test_a_server_that_goes_away_is_no_fault_of_the_mail(make_server: MakeServer, handler: Keeper) -> None:
    with pytest.raises(Unreachable, match="421"):
        send(f"smtp://127.0.0.1:{make_server(handler)}")


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        send("smtp://127.0.0.1:1")


def test_one_connection_for_a_batch(smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    connections: list[object] = []
    original = SmtpLine._connect

    def counted(line: SmtpLine) -> Any:
        connections.append(line)
        return original(line)

    monkeypatch.setattr(SmtpLine, "_connect", counted)
    message = EmailMessage()
    message.set_content("Er is iets gebeurd.")
    smtp_server.refused.add("weg@example.org")
    with closing(open_line(settings(smtp_server.url))) as line:
        line.send(message, "jan@example.org", "1")
        with pytest.raises(Refused):
            line.send(message, "weg@example.org", "2")
        line.send(message, "piet@example.org", "3")
    assert len(connections) == 1
    assert [received.recipients for received in smtp_server.messages] == [["jan@example.org"], ["piet@example.org"]]


def test_a_folder_holds_one_file_for_each_mail(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content("Er is iets gebeurd.")
    for _ in range(2):
        with closing(open_line(settings("file:", tmp_path))) as line:
            line.send(message, "jan@example.org", "20260303-101500-7")
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["20260303-101500-7.eml"]
