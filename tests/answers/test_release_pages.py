"""The pages of releases: who may do what, two leads at once, the choice when publishing, and undoing (D7, D7b, D11)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.accounts.models import AuditEntry
from dialoog.answers import mails, prepared_mails
from dialoog.answers.models import Answer
from dialoog.answers.prepared import Release, ReleaseItem, ReleaseState
from dialoog.answers.rules import drafting, releasing
from dialoog.answers.rules.carrying_out import carry_out
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.models import Level
from dialoog.permissions import Actor
from tests.factories.answers import begun, giver, official, points, unit
from tests.support.pages import as_staff, page, secretary, token_in
from tests.support.queries import counted_queries

LIST = "/werk/beantwoorden/vrijgaven"
NAME = "Kamerbrief geluid"


class Desk:
    """Two units with a lead each, and a release of the first."""

    def __init__(self, client: FlaskClient, session: Session) -> None:
        self.client = client
        self.session = session
        self.unit = unit(session, "directie Geluid")
        self.lead = official(session, self.unit, lead=True, name="Ilse Berg")
        self.official = official(session, self.unit, name="Rachid Smit")
        self.elsewhere = unit(session, "directie Bodem")
        self.other = official(session, self.elsewhere, lead=True, name="Tjeerd Bos")
        self.release = releasing.make(session, name=NAME, at=clock.now() + timedelta(days=7), actor=self.lead)
        self.at = f"{LIST}/{self.release.id}"

    def draft(self, by: Actor | None = None, level: Level = Level.PUBLIC) -> Answer:
        by = by or self.lead
        of = self.elsewhere if by is self.other else self.unit
        made = points(self.session, of, level=level)
        giver(self.session, made)
        return begun(self.session, made, by).answer

    def waiting(self, by: Actor | None = None, level: Level = Level.PUBLIC) -> Answer:
        answer = self.draft(by, level)
        releasing.add(self.session, self.release, answer, edit=1, actor=by or self.lead)
        return answer

    def post(self, form_at: str, address: str = "", **data: object) -> TestResponse:
        token = token_in(page(self.client, form_at))
        return self.client.post(address or form_at, data={"csrf_token": token, **data})

    def login(self, who: Actor) -> None:
        as_staff(self.client, self.session, who)

    def actions(self) -> list[str]:
        query = select(AuditEntry.action).where(AuditEntry.action.like("release.%")).order_by(AuditEntry.id)
        return list(self.session.scalars(query))


@pytest.fixture
def desk(client: FlaskClient, session: Session) -> Desk:
    return Desk(client, session)


def in_a_fortnight() -> datetime:
    return clock.local(clock.now() + timedelta(days=14))


def moment_fields(name: str = "Werkbezoek") -> dict[str, str]:
    return {"name": name, "day": in_a_fortnight().date().isoformat(), "hour": "09:30"}


def test_the_lead_publishes_now_or_with_a_release_or_with_a_new_one(desk: Desk) -> None:
    desk.login(desk.lead)
    along, anew, now = desk.draft(), desk.draft(), desk.draft()
    preview = f"/werk/antwoorden/{along.id}/voorbeeld"
    assert NAME in page(desk.client, preview)
    desk.post(preview, f"/werk/antwoorden/{along.id}/publiceren", edit="1", when=str(desk.release.id))
    assert "Staat klaar voor vrijgave" in page(desk.client, f"/werk/antwoorden/{along.id}")
    at = f"/werk/antwoorden/{anew.id}"
    desk.post(f"{at}/voorbeeld", f"{at}/publiceren", edit="1", when="nieuw", **moment_fields())
    at = f"/werk/antwoorden/{now.id}"
    desk.post(f"{at}/voorbeeld", f"{at}/publiceren", edit="1", when="nu")
    desk.session.expire_all()
    assert [one.status for one in (along, anew, now)] == ["concept", "concept", "gepubliceerd"]
    assert set(desk.session.scalars(select(Release.name))) == {NAME, "Werkbezoek"}
    assert desk.actions() == ["release.answer-added", "release.made", "release.answer-added"]


def test_a_new_release_without_a_day_is_asked_for_and_what_was_typed_stays(desk: Desk) -> None:
    desk.login(desk.lead)
    at = f"/werk/antwoorden/{desk.draft().id}"
    data = {"edit": "1", "when": "nieuw", "name": "Werkbezoek", "day": "", "hour": "09:30"}
    answer = desk.post(f"{at}/voorbeeld", f"{at}/publiceren", **data)
    assert answer.status_code == 400
    assert "Kies een dag." in answer.text
    assert 'value="Werkbezoek"' in answer.text
    assert desk.session.scalar(select(func.count()).select_from(Release)) == 1


def test_a_moment_too_late_is_refused_on_the_page_with_number_and_day(desk: Desk) -> None:
    desk.login(desk.lead)
    answer = desk.draft()
    point = answer.links[0].contribution
    assert point.answer_due is not None
    far = {"name": "Te laat", "day": (point.answer_due + timedelta(days=1)).isoformat(), "hour": "09:00"}
    at = f"/werk/antwoorden/{answer.id}"
    refused = desk.post(f"{at}/voorbeeld", f"{at}/publiceren", edit="1", when="nieuw", **far)
    assert refused.status_code == 400
    assert point.number in refused.text
    assert desk.session.scalar(select(func.count()).select_from(Release)) == 1


def test_the_editor_is_locked_and_keeps_what_somebody_typed_meanwhile(desk: Desk) -> None:
    answer = desk.draft()
    desk.login(desk.official)
    at = f"/werk/antwoorden/{answer.id}"
    token = token_in(page(desk.client, at))
    releasing.add(desk.session, desk.release, answer, edit=1, actor=desk.lead)
    desk.session.commit()
    typed = {"csrf_token": token, "edit": "1", "motivation": "Dit typte ik net, en het blijft staan."}
    refused = desk.client.post(at, data=typed)
    assert refused.status_code == 400
    assert "Haal het daar eerst uit" in refused.text
    assert "Dit typte ik net" in refused.text
    locked = page(desk.client, at)
    assert "Nu niet te wijzigen" in locked
    assert "uit-vrijgave" not in locked
    assert desk.client.post(f"{at}/uit-vrijgave", data={"csrf_token": token}).status_code == 403


def test_the_lead_takes_it_out_again(desk: Desk) -> None:
    answer = desk.waiting()
    desk.login(desk.lead)
    at = f"/werk/antwoorden/{answer.id}"
    assert desk.post(at, f"{at}/uit-vrijgave").status_code == 302
    assert "Bekijk en publiceer" in page(desk.client, at)
    assert desk.post(at, f"{at}/uit-vrijgave").status_code == 302  # twice is no harm
    assert "eruit gehaald" in page(desk.client, desk.at)


def test_many_drafts_at_once_those_that_cannot_are_named(desk: Desk) -> None:
    desk.login(desk.lead)
    good, changed = desk.draft(), desk.draft()
    form = page(desk.client, desk.at)
    assert f"{good.id}:1" in form
    edit = drafting.draft_of(desk.session, changed)
    edit.edit = 2
    desk.session.commit()
    ticked = [f"{good.id}:1", f"{changed.id}:1", "x:y"]
    desk.client.post(desk.at, data={"csrf_token": token_in(form), "antwoord": ticked})
    told = page(desk.client, desk.at)
    assert "1 antwoord staat klaar." in told
    assert f"Antwoord {changed.id}: Het concept is gewijzigd" in told


def test_another_lead_adds_no_answers_of_ours(desk: Desk) -> None:
    ours = desk.draft()
    desk.login(desk.other)
    desk.post(desk.at, antwoord=f"{ours.id}:1")
    assert desk.session.scalar(select(func.count()).select_from(ReleaseItem)) == 0


@pytest.mark.parametrize(
    ("who", "makes", "changes"),
    [("lead", 302, 200), ("other", 302, 403), ("official", 403, 403), ("secretary", 403, 403)],
)
def test_who_leads_makes_releases_and_moves_what_is_theirs(
    desk: Desk, client: FlaskClient, who: str, makes: int, changes: int
) -> None:
    desk.waiting()
    if who == "secretary":
        secretary(client, desk.session)
    else:
        desk.login(getattr(desk, who))
    assert NAME in page(client, LIST)
    assert NAME in page(client, desk.at)
    token = token_in(page(client, f"/werk/antwoorden/{desk.draft().id}"))
    assert client.post(LIST, data={"csrf_token": token, **moment_fields()}).status_code == makes
    assert client.get(f"{desk.at}/wijzigen").status_code == changes
    assert client.get(f"{desk.at}/afgelasten").status_code == changes


def test_visitors_and_administrators_see_nothing(desk: Desk, client: FlaskClient) -> None:
    for address in (LIST, desk.at, f"{desk.at}/wijzigen"):
        assert client.get(address).status_code in (302, 401, 403)


def test_a_lead_moves_it_and_who_comes_second_keeps_what_they_typed(desk: Desk) -> None:
    desk.login(desk.lead)
    form = page(desk.client, f"{desk.at}/wijzigen")
    first = {"csrf_token": token_in(form), "edit": "1", **moment_fields("Eerste naam")}
    assert desk.client.post(f"{desk.at}/wijzigen", data=first).status_code == 302
    second = desk.client.post(f"{desk.at}/wijzigen", data={**first, "name": "Tweede naam"})
    assert second.status_code == 409
    assert "Eerste naam" in second.text
    assert 'value="Tweede naam"' in second.text
    again = desk.client.post(f"{desk.at}/wijzigen", data={**first, "name": "Tweede naam", "edit": "2"})
    assert again.status_code == 302
    assert "Tweede naam" in page(desk.client, desk.at)


def test_calling_off_asks_first_and_a_release_that_changed_is_shown_first(desk: Desk) -> None:
    answer = desk.waiting()
    desk.login(desk.lead)
    form = page(desk.client, f"{desk.at}/afgelasten")
    assert "1 antwoord wordt weer een concept" in form
    token = token_in(form)
    assert desk.client.post(f"{desk.at}/afgelasten", data={"csrf_token": token, "edit": "1"}).status_code == 409
    assert desk.client.post(f"{desk.at}/afgelasten", data={"csrf_token": token, "edit": "2"}).status_code == 302
    desk.session.refresh(desk.release)
    assert (desk.release.state, answer.status) == (ReleaseState.CALLED_OFF, "concept")
    assert "Afgelast" in page(desk.client, LIST)
    assert desk.actions() == ["release.called-off"]


def test_the_other_lead_hears_that_it_moved_or_is_off(desk: Desk, settings: Settings) -> None:
    desk.waiting()
    desk.waiting(desk.other)
    releasing.change(
        desk.session, desk.release, name=NAME, at=in_a_fortnight(), edit=desk.release.edit, actor=desk.lead
    )
    releasing.call_off(desk.session, desk.release, edit=desk.release.edit, actor=desk.lead)
    sent = desk.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.release_changed")).all()
    assert len({mail.to_address for mail in sent}) == 1
    told = prepared_mails.release_changed(desk.session, sent[-1], settings)
    assert told is not None
    assert told.context["off"]


def test_d11_closed_answers_keep_their_words_from_other_units(desk: Desk) -> None:
    desk.waiting(level=Level.CLOSED)
    desk.login(desk.other)
    seen = page(desk.client, desk.at)
    assert "Een besloten antwoord" in seen
    assert "Wij gaan vanaf volgend jaar" not in seen


def test_d7b_the_page_tells_what_was_asked_done_and_refused_and_how_far_the_mails_are(
    desk: Desk, settings: Settings
) -> None:
    gone = desk.waiting()
    desk.waiting()
    gone.links[0].contribution.level = Level.CLOSED  # not on this level any more
    with clock.at(desk.release.at + timedelta(minutes=1)):
        desk.login(desk.lead)
        assert "worden nu gepubliceerd" in page(desk.client, desk.at)
        carry_out(desk.session, desk.release)
        desk.session.commit()
        shown = page(desk.client, desk.at)
    assert "niet gepubliceerd" in shown
    assert "Geen van de punten" in shown
    assert "0 van 1" in shown
    mail = desk.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "answers.release_done")).one()
    told = prepared_mails.release_done(desk.session, mail, settings)
    assert told is not None
    assert (told.context["asked"], told.context["done"], len(told.context["problems"])) == (2, 1, 1)


def test_the_queue_says_that_it_is_ready(desk: Desk) -> None:
    desk.waiting()
    desk.login(desk.lead)
    assert f"klaar · vrijgave {NAME}" in page(desk.client, "/werk/beantwoorden")


def test_pages_ask_no_more_for_more_rows(app: Flask, client: FlaskClient, desk: Desk) -> None:
    desk.login(desk.lead)
    desk.waiting()
    desk.draft()

    def asked() -> dict[str, int]:
        found = {}
        for address in (LIST, desk.at, "/werk/beantwoorden?aantal=100"):
            with counted_queries(app) as statements:
                page(client, address)
            found[address] = len(statements)
        return found

    few = asked()
    for _each in range(5):
        desk.waiting()
        desk.draft()
        releasing.make(desk.session, name=f"Brief {_each}", at=in_a_fortnight(), actor=desk.lead)
    desk.session.commit()
    assert asked() == few
    assert max(few.values()) <= 12


def test_d4_a_reminder_says_that_the_answer_is_ready(desk: Desk, settings: Settings) -> None:
    point = desk.waiting().links[0].contribution
    items = [["inbreng", point.id, -7]]
    reminder = OutboxMessage(kind="answers.reminder", to_address="ilse@voorbeeld.nl", params={"items": items})
    told = mails.reminder(desk.session, reminder, settings)
    assert told is not None
    assert told.context["items"][0]["ready"].startswith("klaar voor vrijgave")
