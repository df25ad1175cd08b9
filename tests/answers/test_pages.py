"""The workbench in pages: from ticking points to a published answer, without JavaScript (D6, D7, D8, D9)."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import Role
from dialoog.answers.models import AnswerVersion
from dialoog.answers.rules.judging import send_back
from dialoog.answers.rules.publishing import publish
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.assigning import assign
from dialoog.meetings.models import Level
from tests.factories.answers import (
    MOTIVATION,
    SECRETARIAT,
    answered,
    begun,
    giver,
    in_days,
    official,
    person,
    points,
    unit,
    version_of,
)
from tests.factories.open import theme
from tests.support.html import assert_valid_html
from tests.support.pages import as_staff, page, token_in

Form = dict[str, str | list[str]]


def typed(text: str, owner: int | None = None) -> Form:
    """A whole draft as a browser would send it from the page."""
    edit = re.search(r'name="edit"[^>]* value="(\d+)"', text)
    return {
        "csrf_token": token_in(text),
        "edit": edit.group(1) if edit else "",
        "outcome": "deels-overgenomen",
        "motivation": MOTIVATION,
        "consideration": "",
        "why_changed": "",
        "places-0-kind": "document",
        "places-0-title": "Meetplan lucht 2027",
        "places-0-section": "paragraaf 3.2",
        "places-0-address": "",
        "plans-0-text": "De lijst van straten is openbaar",
        "plans-0-owner": f"dienst:{owner}" if owner else "",
        "plans-0-due_on": in_days(60).isoformat(),
    }


def test_from_ticked_points_to_a_published_answer(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    given = points(session, ours, 3)
    giver(session, given)
    as_staff(client, session, by)
    queue = page(client, "/werk/beantwoorden")
    ticked = {"csrf_token": token_in(queue), "nummer": [p.number for p in given[:2]], "doe": "antwoord"}
    begun_at = client.post("/werk/beantwoorden", data=ticked).location
    editor = page(client, begun_at)
    saved = client.post(begun_at, data={**typed(editor, ours.id), "doe": "voorbeeld"})
    assert saved.location.endswith("/voorbeeld")
    preview = page(client, saved.location)
    assert "Zo komt het antwoord eruit te zien" in preview
    edit = re.search(r'name="edit" value="(\d+)"', preview)
    assert edit
    sent = {"csrf_token": token_in(preview), "edit": edit.group(1)}
    for _double_click in range(2):
        assert client.post(f"{begun_at}/publiceren", data=sent).status_code == 302
    session.expire_all()
    assert [p.status for p in given] == ["beantwoord", "beantwoord", "in-behandeling"]
    assert len(session.scalars(select(AnswerVersion)).all()) == 1
    assert "Gepubliceerd: 2 punten zijn beantwoord." in page(client, begun_at)


def test_all_points_of_the_queue_go_along_with_one_tick(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    as_staff(client, session, official(session, ours))
    points(session, ours, 30)
    queue = page(client, "/werk/beantwoorden?aantal=20")
    at = client.post("/werk/beantwoorden?aantal=20", data={"csrf_token": token_in(queue), "alles": "1"}).location
    assert "30 punten" in page(client, at)


def test_d7_one_tick_takes_what_the_filters_show_and_nothing_else(client: FlaskClient, session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    as_staff(client, session, official(session, ours))
    wanted, others, noise = points(session, ours, 3), points(session, ours, 2), theme(session)
    for point in wanted:
        point.theme = noise
    session.flush()
    queue = page(client, f"/werk/beantwoorden?thema={noise.slug}")
    action = re.findall(r'<form method="post" action="([^"]*)" class="bench"', queue)[0]
    sent = {"csrf_token": token_in(queue), "alles": "1", "doe": "toewijzen", "unit": theirs.slug}
    assert client.post(unescape(action), data=sent).status_code == 302
    session.expire_all()
    assert {point.unit_id for point in wanted} == {theirs.id}
    assert {point.unit_id for point in others} == {ours.id}


def test_all_points_of_the_queue_are_assigned_with_one_tick(client: FlaskClient, session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    as_staff(client, session, official(session, ours))
    given = points(session, ours, 30)
    queue = page(client, "/werk/beantwoorden?aantal=20")
    sent = {"csrf_token": token_in(queue), "alles": "1", "doe": "toewijzen", "unit": theirs.slug}
    assert client.post("/werk/beantwoorden?aantal=20", data=sent).location == "/werk/beantwoorden?aantal=20"
    session.expire_all()
    assert {point.unit_id for point in given} == {theirs.id}


def test_d7_what_was_ticked_stays_when_none_of_it_can_be_answered(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    as_staff(client, session, by)
    taken, free = points(session, ours, 2)
    begun(session, [taken], by)
    token = token_in(page(client, "/werk/beantwoorden"))
    answer = client.post("/werk/beantwoorden", data={"csrf_token": token, "nummer": [taken.number], "doe": "antwoord"})
    assert answer.status_code == 400
    assert_valid_html(answer.text)
    assert "er wordt al aan geschreven" in answer.text
    ticked = re.findall(r'value="(INB-[^"]+)"[^>]*checked', answer.text)
    assert ticked == [taken.number]
    assert free.number in answer.text


def test_d7_what_is_refused_is_named(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    as_staff(client, session, official(session, ours))
    good, nobodys = points(session, ours), points(session, None)
    queue = page(client, "/werk/beantwoorden")
    data = {"csrf_token": token_in(queue), "nummer": [good[0].number, nobodys[0].number]}
    editor = client.post("/werk/beantwoorden", data=data, follow_redirects=True).text
    assert f"1 van 2 punten gaan mee. {nobodys[0].number}: het is nog niet toegewezen." in editor


def test_a_row_is_added_and_taken_away_and_everything_typed_stays(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    answer = begun(session, points(session, ours), by).answer
    as_staff(client, session, by)
    at = f"/werk/antwoorden/{answer.id}"
    data = typed(page(client, at), ours.id)
    more = client.post(at, data={**data, "motivation": "Half getypt", "doe": "rij-erbij:plans"})
    assert_valid_html(more.text)
    assert "Half getypt" in more.text
    assert 'name="plans-1-text"' in more.text
    second = {"plans-1-text": "Nog een belofte", "plans-1-owner": "", "plans-1-due_on": ""}
    fewer = client.post(at, data={**data, **second, "doe": "rij-weg:plans-0"}).text
    assert 'name="plans-1-text"' not in fewer
    assert "Nog een belofte" in fewer
    session.expire_all()
    assert version_of(answer).motivation == MOTIVATION


def test_d6_what_is_missing_stands_at_its_field_and_the_draft_is_kept(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = begun(session, points(session, ours), by).answer
    as_staff(client, session, by)
    at = f"/werk/antwoorden/{answer.id}"
    data = {**typed(page(client, at)), "motivation": "Te kort", "doe": "voorbeeld"}
    missing = client.post(at, data=data, follow_redirects=True).text
    assert_valid_html(missing)
    assert 'id="motivation-fout"' in missing
    assert 'id="plans-0-owner-fout"' in missing
    assert 'href="#plans-0-owner"' in missing
    assert "Te kort" in missing


def test_two_editors_see_each_others_text(client: FlaskClient, app: Flask, session: Session) -> None:
    ours = unit(session)
    noor, ali = official(session, ours, name="Noor Dijk"), official(session, ours, name="Ali Kaya")
    answer = begun(session, points(session, ours), noor).answer
    at = f"/werk/antwoorden/{answer.id}"
    other = app.test_client()
    as_staff(client, session, noor)
    as_staff(other, session, ali)
    first, second = typed(page(client, at), ours.id), typed(page(other, at), ours.id)
    assert client.post(at, data={**first, "motivation": "Dit schreef Noor."}).status_code == 302
    conflict = other.post(at, data={**second, "motivation": "Dit schreef Ali."})
    assert conflict.status_code == 409
    assert_valid_html(conflict.text)
    assert "Dit schreef Noor." in conflict.text
    assert "Dit schreef Ali." in conflict.text
    assert "Noor Dijk bewaarde intussen:" in conflict.text
    merged = {**typed(conflict.text, ours.id), "motivation": "Dit schreven Noor en Ali."}
    assert other.post(at, data=merged).status_code == 302
    session.expire_all()
    assert version_of(answer).motivation == "Dit schreven Noor en Ali."


def test_d6_only_the_lead_publishes_and_only_the_unit_writes(client: FlaskClient, app: Flask, session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    by, outsider = official(session, ours), official(session, theirs, lead=True)
    answer = begun(session, points(session, ours), by).answer
    at = f"/werk/antwoorden/{answer.id}"
    as_staff(client, session, by)
    data = typed(page(client, at), ours.id)
    preview = page(client, f"{at}/voorbeeld")
    assert "Uw leiding publiceert" in preview
    sent = {"csrf_token": data["csrf_token"], "edit": "1"}
    assert client.post(f"{at}/publiceren", data=sent).status_code == 403
    other = app.test_client()
    as_staff(other, session, outsider)
    read = page(other, at)
    assert "Bekijk en publiceer" not in read
    csrf = {"csrf_token": token_in(read)}
    assert other.post(at, data={**data, **csrf}).status_code == 403
    assert other.post(f"{at}/publiceren", data={**csrf, "edit": "1"}).status_code == 403
    session.expire_all()
    assert answer.status == "concept"


def test_a_draft_changed_after_it_was_read_is_not_published(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = begun(session, points(session, ours), by).answer
    as_staff(client, session, by)
    preview = page(client, f"/werk/antwoorden/{answer.id}/voorbeeld")
    sent = {"csrf_token": token_in(preview), "edit": "7"}
    assert client.post(f"/werk/antwoorden/{answer.id}/publiceren", data=sent).status_code == 409


def test_throwing_away_asks_first(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours)
    answer = begun(session, points(session, ours), by).answer
    as_staff(client, session, by)
    ask = page(client, f"/werk/antwoorden/{answer.id}/weggooien")
    assert answer.status == "concept"
    client.post(f"/werk/antwoorden/{answer.id}/weggooien", data={"csrf_token": token_in(ask)})
    session.expire_all()
    assert answer.status == "weggelegd"
    assert "weggelegd" in page(client, f"/werk/antwoorden/{answer.id}")


def test_d8_a_new_version_from_the_page(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = answered(session, points(session, ours), by)
    as_staff(client, session, by)
    at = f"/werk/antwoorden/{answer.id}"
    client.post(f"{at}/nieuwe-versie", data={"csrf_token": token_in(page(client, at))})
    editor = page(client, at)
    assert 'name="why_changed"' in editor
    assert "Al toegezegd" in editor
    data = {**typed(editor), "plans-0-text": "", "plans-0-due_on": "", "why_changed": "Er zijn nieuwe cijfers."}
    client.post(at, data={**data, "motivation": f"{MOTIVATION} Ook 's nachts.", "doe": "voorbeeld"})
    preview = page(client, f"{at}/voorbeeld")
    sent = {"csrf_token": token_in(preview), "edit": "2"}
    client.post(f"{at}/publiceren", data=sent)
    assert "Er zijn nieuwe cijfers." in page(client, f"/antwoorden/{answer.id}")
    assert "Dit is een eerdere versie" in page(client, f"/antwoorden/{answer.id}?versie=1")


@pytest.mark.parametrize("who", ["official", "secretariat", "admin"])
def test_the_front_page_of_staff_tells_what_waits(client: FlaskClient, session: Session, who: str) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    points(session, ours, 4)
    someone = by if who == "official" else person(session, Role.SECRETARIAT if who == "secretariat" else Role.ADMIN)
    as_staff(client, session, someone)
    front = page(client, "/werk")
    assert ("punten wachten op antwoord" in front) is (who != "admin")


def test_the_queue_is_narrowed_by_its_address(client: FlaskClient, session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    as_staff(client, session, official(session, ours))
    mine, others, nobodys = points(session, ours), points(session, theirs), points(session, None)

    def shown(address: str) -> set[Contribution]:
        text = page(client, address)
        return {p for p in (*mine, *others, *nobodys) if f'value="{p.number}"' in text}

    assert shown("/werk/beantwoorden") == {*mine}
    assert shown("/werk/beantwoorden?dienst=") == {*mine, *others, *nobodys}
    assert shown("/werk/beantwoorden?dienst=geen") == {*nobodys}
    assert shown(f"/werk/beantwoorden?dienst={theirs.slug}") == {*others}
    assert shown("/werk/beantwoorden?termijn=te-laat") == set()
    assert shown("/werk/beantwoorden?termijn=later&status=in-behandeling") == {*mine}
    assert client.get("/werk/beantwoorden?termijn=ooit").status_code == 400


def test_d11_closed_points_are_queued_for_their_own_unit_only(client: FlaskClient, session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    as_staff(client, session, official(session, ours))
    mine = points(session, ours, level=Level.CLOSED)
    others = points(session, theirs, level=Level.CLOSED)
    text = page(client, "/werk/beantwoorden?dienst=")
    assert mine[0].public_text in text
    assert others[0].public_text not in text
    closed = begun(session, others, official(session, theirs)).answer
    assert client.get(f"/werk/antwoorden/{closed.id}").status_code == 404


@pytest.mark.parametrize("published", [False, True], ids=["in a draft", "sent back"])
def test_d11_a_closed_point_that_went_to_another_unit_is_theirs_alone(
    client: FlaskClient, session: Session, published: bool
) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    by = official(session, ours, lead=True)
    moved, stays = points(session, ours, 2, level=Level.CLOSED)
    answer = begun(session, [moved, stays], by).answer
    if published:
        publish(session, answer, actor=by)
        for point in (moved, stays):
            send_back(session, point, reason="Dit is geen antwoord.", actor=SECRETARIAT)
    assign(session, [moved], unit=theirs, assignee=None, actor=SECRETARIAT)
    as_staff(client, session, by)
    text = page(client, f"/werk/antwoorden/{answer.id}")
    assert moved.public_text not in text
    assert stays.public_text in text
    assert begun(session, [moved], official(session, theirs)).done == [moved]


def test_who_saves_after_it_was_published_gets_their_words_back(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answer = begun(session, points(session, ours), by).answer
    as_staff(client, session, by)
    at = f"/werk/antwoorden/{answer.id}"
    data = typed(page(client, at), ours.id)
    publish(session, answer, actor=by)
    session.commit()
    late = client.post(at, data={**data, "motivation": "Dit schreef ik er nog bij."})
    assert late.status_code == 409
    assert_valid_html(late.text)
    assert "Dit schreef ik er nog bij." in late.text


def test_ticked_points_go_to_another_unit_or_to_the_page_of_givers(client: FlaskClient, session: Session) -> None:
    ours, theirs = unit(session), unit(session, "directie Water")
    as_staff(client, session, official(session, ours))
    given = points(session, ours, 2)
    queue = page(client, "/werk/beantwoorden")
    ticked = {"csrf_token": token_in(queue), "nummer": [p.number for p in given]}
    attach = client.post("/werk/beantwoorden", data={**ticked, "doe": "inbrengers"}).location
    assert given[1].number in page(client, attach)
    nowhere = client.post("/werk/beantwoorden", data={**ticked, "doe": "toewijzen", "unit": ""})
    assert nowhere.status_code == 400
    assert nowhere.text.count("checked") == 2
    there = {**ticked, "doe": "toewijzen", "unit": theirs.slug}
    assert client.post("/werk/beantwoorden", data=there).location == "/werk/beantwoorden"
    session.expire_all()
    assert [p.unit_id for p in given] == [theirs.id, theirs.id]


@pytest.mark.parametrize(
    "made_up",
    [
        {"edit": "9" * 25},
        {"places-²-title": "Meetplan"},
        {f"places-{'9' * 5000}-title": "Meetplan"},
        {"doe": f"rij-weg:places-{'9' * 5000}"},
        {"doe": "rij-weg:plans-²"},
    ],
    ids=["edit", "power", "huge row", "huge row to take away", "power to take away"],
)
def test_made_up_numbers_make_no_draft_stumble(client: FlaskClient, session: Session, made_up: Form) -> None:
    ours = unit(session)
    by = official(session, ours)
    answer = begun(session, points(session, ours), by).answer
    as_staff(client, session, by)
    at = f"/werk/antwoorden/{answer.id}"
    sent = client.post(at, data={**typed(page(client, at), ours.id), **made_up})
    assert sent.status_code < 500
