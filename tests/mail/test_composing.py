"""What goes over the line (interface.md, E-mail)."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from flask import Flask

from dialoog import clock
from dialoog.config import Settings
from dialoog.mail.addresses import NoAddress, checked
from dialoog.mail.composing import compose
from dialoog.mail.content import Attachment, MailContent
from dialoog.mail.models import OutboxMessage
from tests.mail.office import make_app


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    return Settings(
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path}/none.sqlite",
        secret_key="a-secret-for-tests-that-is-long-enough",
        mail_from="Dialoog van het OFL <post@dialoog.example>",
    )


@pytest.fixture(autouse=True)
def context(settings: Settings) -> Iterator[Flask]:
    app = make_app(settings)
    with app.app_context():
        yield app


def row(
    to: str = "jan@example.org", key: int = 7, subject: tuple[str, int] | None = ("contribution", 3)
) -> OutboxMessage:
    kind, number = subject or (None, None)
    made = clock.start_of(clock.today())
    return OutboxMessage(
        id=key, kind="note", to_address=to, subject_kind=kind, subject_id=number, created_at=made, params={}
    )


def content(**given: Any) -> MailContent:
    words = given.pop("words", "Er is iets gebeurd.")
    return MailContent(given.pop("subject", "Een bericht"), "tried/note", {"words": words}, **given)


def over_the_line(message: EmailMessage) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(bytes(message), policy=policy.default))


def test_text_and_html_say_the_same_in_every_alphabet(settings: Settings) -> None:
    words = "Eén geïnteresseerde vroeg: „hoe?” – 日本 " + "a" * 3000
    message = over_the_line(compose(row(), content(words=words, subject="Over ‘ruimte’ in Fryslân"), settings))
    assert message["Subject"] == "Over ‘ruimte’ in Fryslân"
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert words in part.get_content()


def test_lines_are_short_and_plain_ascii_however_long_and_foreign_the_words(settings: Settings) -> None:
    raw = bytes(compose(row(), content(words="é" * 5000, subject="lang " * 60), settings))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 100
    assert raw.isascii()


def test_the_headers_say_who_when_and_that_a_machine_wrote(settings: Settings) -> None:
    message = over_the_line(compose(row(), content(), settings))
    assert message["From"] == "Dialoog van het OFL <post@dialoog.example>"
    assert message["To"] == "jan@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs((message["Date"].datetime - clock.now()).total_seconds()) < 5


def test_the_message_id_is_that_of_the_row(settings: Settings) -> None:
    first, again = (compose(row(), content(), settings)["Message-ID"] for _ in range(2))
    assert first == again
    assert first.endswith("@dialoog.example>")
    assert compose(row(key=8), content(), settings)["Message-ID"] != first


def test_mails_about_one_subject_make_one_thread(settings: Settings) -> None:
    first, second = (compose(row(key=key), content(), settings) for key in (7, 8))
    assert first["References"] == second["References"] == first["In-Reply-To"]
    other = compose(row(subject=("contribution", 4)), content(), settings)
    assert other["References"] != first["References"]
    assert compose(row(subject=None), content(), settings)["References"] is None


def test_a_mail_about_several_dossiers_belongs_to_the_thread_of_each(settings: Settings) -> None:
    receipts = [compose(row(subject=("contribution", key)), content(), settings)["References"] for key in (3, 4)]
    answer = compose(row(subject=("antwoord", 9)), content(about=[("contribution", 3), ("contribution", 4)]), settings)
    assert over_the_line(answer)["References"].split() == receipts
    assert answer["In-Reply-To"] == receipts[0]


def test_a_file_that_goes_along_arrives_as_it_was(settings: Settings) -> None:
    sent = compose(row(), content(attachments=[Attachment("bewijs-INB-2026-00001.json", '{"tekst": "één"}')]), settings)
    [file] = over_the_line(sent).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("bewijs-INB-2026-00001.json", "application/json")
    assert file.get_content().decode() == '{"tekst": "één"}'


def test_another_form_of_the_message_stands_beside_the_text_and_before_files(settings: Settings) -> None:
    file = Attachment("les.ics", "BEGIN:É", "application/ics")
    form = Attachment("", "BEGIN:É\r\n", "text/calendar", {"method": "REQUEST"}, alternative=True)
    sent = over_the_line(compose(row(), content(attachments=[file, form]), settings))
    whole, along = sent.iter_parts()
    kinds = [part.get_content_type() for part in whole.iter_parts()]
    assert (sent.get_content_type(), whole.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    calendar = list(whole.iter_parts())[2]
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_content().strip() == "BEGIN:É"
    assert (along.get_filename(), along.get_content_type()) == ("les.ics", "application/ics")


def test_one_click_unsubscribe_only_where_something_was_subscribed_to(settings: Settings) -> None:
    assert compose(row(), content(), settings)["List-Unsubscribe"] is None
    message = compose(row(), content(unsubscribe="https://dialoog.example/af/x"), settings)
    assert message["List-Unsubscribe"] == "<https://dialoog.example/af/x>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_subject_cannot_add_a_header(settings: Settings) -> None:
    message = over_the_line(compose(row(), content(subject="Hallo\r\nBcc: ieder@example.org\n\nTekst"), settings))
    assert message["Bcc"] is None
    assert message["Subject"] == "Hallo Bcc: ieder@example.org Tekst"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jan",
        "jan@",
        "@example.org",
        "jan@example.org\r\nBcc: ieder@example.org",
        "jan@example.org\nRCPT TO:<ieder@example.org>",
        "jan@example.org, ieder@example.org",
        "Jan <jan@example.org>",
        "jan jansen@example.org",
        "jan@example.org\x00",
        "jan@exa\u0085mple.org",
        "jan@" + "a" * 300 + ".org",
    ],
)
def test_what_is_no_address_gets_no_mail(settings: Settings, address: str) -> None:
    with pytest.raises(NoAddress) as refusal:
        compose(row(to=address), content(), settings)
    assert "example" not in str(refusal.value), "an error may be logged"


def test_a_domain_in_another_alphabet_is_written_in_ascii(settings: Settings) -> None:
    assert compose(row(to="info@fryslân.example"), content(), settings)["To"] == "info@xn--frysln-0ta.example"


def test_surrounding_space_is_no_part_of_an_address() -> None:
    assert checked("  jan@example.org\n") == "jan@example.org"


def test_a_sender_that_is_no_address_is_told(settings: Settings) -> None:
    with pytest.raises(NoAddress):
        compose(row(), content(), replace(settings, mail_from="Dialoog"))
