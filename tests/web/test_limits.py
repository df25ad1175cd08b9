"""The coarse guard: so many requests of a kind from one address on the net."""

from flask import Flask
from flask.testing import FlaskClient

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
