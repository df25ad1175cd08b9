"""The coarse guard: so many requests of a kind from one address on the net."""

import sys
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dialoog import create_app
from dialoog.config import Settings
from dialoog.errors import SettingError
from tests.factories import accounts as make


def test_a_flood_of_log_ins_is_told_to_wait(client: FlaskClient) -> None:
    token = make.csrf(client, "/inloggen")
    answers = [client.post("/inloggen", data={"csrf_token": token, "email": "x"}) for _ in range(61)]
    assert {answer.status_code for answer in answers[:60]} == {400}
    assert answers[60].status_code == 429
    assert 0 < int(answers[60].headers["Retry-After"]) <= 61
    assert "Even wachten" in answers[60].text


def test_reading_is_not_limited_and_others_are_not_hindered(app: Flask, client: FlaskClient) -> None:
    token = make.csrf(client, "/inloggen")
    for _ in range(61):
        client.post("/inloggen", data={"csrf_token": token, "email": "x"})
    assert client.get("/inloggen").status_code == 200
    other = app.test_client()
    data = {"csrf_token": make.csrf(other, "/inloggen"), "email": "x"}
    assert other.post("/inloggen", data=data, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 400


@pytest.mark.parametrize("storage", ["nonsense://user:geheim@host", "redis://user:geheim@host:6379"])
def test_a_place_to_count_without_its_package_is_named_without_the_password(
    settings: Settings, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(SettingError, match=r"^DIALOOG_RATE_STORAGE: .*package") as refusal:
        create_app(replace(settings, rate_storage=storage))
    assert "geheim" not in str(refusal.value)
