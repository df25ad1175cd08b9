"""The tools of the tests do what the tests believe they do."""

import smtplib
import socket
import urllib.request
from email.message import EmailMessage

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import create_engine, text

from tests.support.browser import NewPage, Watch, assert_accessible, axe
from tests.support.databases import PostgresServer
from tests.support.html import assert_valid_html, html_faults
from tests.support.network import LeavesTheMachineError
from tests.support.serving import serving
from tests.support.smtp import SmtpServer

GOOD = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Goed</title></head>
<body><main><h1>Goed</h1><form method="post"><label for="naam">Naam</label><input type="text" id="naam" name="naam">
<button type="submit">Verder</button></form><ul><li>één</li></ul></main></body></html>"""


def test_a_test_on_a_database_runs_on_both_and_starts_empty(empty_database_url: str, database_kind: str) -> None:
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE only_here (n integer)"))
        connection.execute(text("INSERT INTO only_here VALUES (1)"))
    assert engine.dialect.name == database_kind
    engine.dispose()


def test_a_postgresql_database_can_be_copied_from_a_template(postgres_server: PostgresServer) -> None:
    template = postgres_server.new_database(name="template_of_a_test")
    engine = create_engine(postgres_server.url(template))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE copied (n integer)"))
    engine.dispose()
    copy = postgres_server.new_database(template)
    engine = create_engine(postgres_server.url(copy))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM copied")).scalar() == 0
        assert connection.execute(text("SHOW fsync")).scalar() == "off"
    # Its connection is still in the pool, as a killed process would leave it.
    postgres_server.drop(copy)
    engine.dispose()
    postgres_server.drop(template)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "dialoog.example"])
def test_no_test_reaches_another_machine(host: str) -> None:
    with pytest.raises(LeavesTheMachineError, match=host):
        socket.create_connection((host, 80), timeout=1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram, pytest.raises(LeavesTheMachineError):
        datagram.sendto(b"?", (host, 53))


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "dialoog@example.org", to, "Antwoord op uw inbreng"
    message.set_content("Er is een antwoord.")
    message.add_alternative("<p>Er is een antwoord.</p>", subtype="html")
    return message


def test_the_smtp_server_keeps_what_it_gets(smtp_server: SmtpServer) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=5) as client:
        client.send_message(letter("inbrenger@example.org"))
    (received,) = smtp_server.to("inbrenger@example.org")
    assert received.message["Subject"] == "Antwoord op uw inbreng"
    assert received.text.strip() == "Er is een antwoord."
    assert received.html.strip() == "<p>Er is een antwoord.</p>"


@pytest.mark.parametrize(("switch", "code"), [("refuse_all", 550), ("busy", 451)])
def test_the_smtp_server_refuses_when_told(smtp_server: SmtpServer, switch: str, code: int) -> None:
    setattr(smtp_server, switch, True)
    with smtplib.SMTP("127.0.0.1", smtp_server.port) as client, pytest.raises(smtplib.SMTPException) as refused:
        client.send_message(letter("inbrenger@example.org"))
    assert isinstance(refused.value, smtplib.SMTPRecipientsRefused)
    assert refused.value.recipients["inbrenger@example.org"][0] == code
    assert smtp_server.messages == []


def test_the_smtp_server_refuses_one_address_and_can_break_off(smtp_server: SmtpServer) -> None:
    smtp_server.refused.add("weg@example.org")
    with smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=5) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.send_message(letter("weg@example.org"))
        client.send_message(letter("hier@example.org"))
    smtp_server.cut_off_after_data = True
    client = smtplib.SMTP("127.0.0.1", smtp_server.port, timeout=5)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        client.send_message(letter("hier@example.org"))
    client.close()
    assert len(smtp_server.to("hier@example.org")) == 2


def test_right_html_passes() -> None:
    assert_valid_html(GOOD)
    assert_valid_html("<p>Een <strong>stuk</strong>.</p>", fragment=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("<p><div>x</div></p>", "<div> may not stand in <p>"),
        ("<a href='/x'><a href='/y'>x</a></a>", "stands inside <a>"),
        ("<button type='button'><input type='text' title='x'></button>", "stands inside <button>"),
        ("<ul><p>x</p></ul>", "<p> may not stand in <ul>"),
        ("<table><div>x</div></table>", "<div> may not stand in <table>"),
        ("<form><form></form></form>", "<form> inside <form>"),
        ("<p id='a'></p><p id='a'></p>", "id 'a' stands 2 times"),
        ("<label for='weg'>x</label>", "points nowhere"),
        ("<a href='#weg'>x</a>", "points nowhere"),
        ("<input type='text' name='naam'>", "a field without a label: naam"),
        ("<img src='/x.png'>", "<img> without alt"),
        ("<button>x</button>", "<button> without type"),
        ("<p style='color: red'>x</p>", "<p style=…>"),
        ("<p onclick='x()'>x</p>", "<p onclick=…>"),
        ("<script>x()</script>", "<script> in the page"),
        ("<blink>x</blink>", "<blink> is no element"),
        ("<span>x", "</main> where <span> is open"),
        ("<p>x</span></p>", "</span> where <p> is open"),
        ("<h1>nog een</h1>", "a page has one <h1>"),
        ("<p class='a' class='b'>x</p>", "class"),
    ],
)
def test_wrong_html_is_named(wrong: str, said: str) -> None:
    assert said in "\n".join(html_faults(GOOD.replace("</main>", f"{wrong}</main>")))


@pytest.fixture
def small_site() -> Flask:
    site = Flask("small_site")
    site.add_url_rule("/", "good", lambda: GOOD)
    site.add_url_rule("/grijs", "grey", lambda: GOOD.replace("<h1>", "<h1 style='color: #ccc'>"))
    site.add_url_rule("/script", "script", lambda: GOOD.replace("</main>", "<script>kapot()</script></main>"))
    site.add_url_rule("/breed", "wide", lambda: GOOD.replace("<ul>", "<ul style='width: 2000px'>"))

    @site.after_request
    def safe(response):  # type: ignore[no-untyped-def]
        response.headers["Content-Security-Policy"] = "default-src 'self'; style-src 'unsafe-inline'"
        return response

    return site


@pytest.mark.browser
def test_axe_sees_what_is_wrong_in_spite_of_our_policy(small_site: Flask, page: Page, page_watch: Watch) -> None:
    with serving(small_site) as address:
        page.goto(address)
        assert_accessible(page)
        page.goto(f"{address}/grijs")
        assert any(fault.startswith("color-contrast") for fault in axe(page))
        page.goto(f"{address}/breed")
        with pytest.raises(AssertionError, match="wider than the screen"):
            assert_accessible(page)
        page_watch.faults.clear()


@pytest.mark.browser
def test_a_page_that_breaks_our_policy_or_looks_elsewhere_is_noticed(
    small_site: Flask, new_page: NewPage, page_watch: Watch
) -> None:
    page = new_page(color_scheme="dark", viewport={"width": 360, "height": 740})
    with serving(small_site) as address:
        page.goto(f"{address}/script")
        assert any("Content Security Policy" in fault for fault in page_watch.faults)
        page_watch.faults.clear()
        page.evaluate("new Image().src = 'https://elders.example/pixel.png'")
        page.wait_for_timeout(100)
        assert any("elders.example" in fault for fault in page_watch.faults)
        page_watch.faults.clear()


def test_serving_ends_with_its_block(small_site: Flask) -> None:
    with serving(small_site) as address, urllib.request.urlopen(address) as answer:
        assert answer.status == 200
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address)
