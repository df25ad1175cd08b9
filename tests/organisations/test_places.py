"""Units with their people, parties with their sector, themes with their unit."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.accounts.models import AuditEntry, Person, Role
from dialoog.accounts.sessions import start
from dialoog.actors import actor_of
from dialoog.errors import RuleViolation
from dialoog.organisations.models import Organisation, Sector, Theme, Unit, UnitMember
from dialoog.organisations.rules.parties import add_party
from dialoog.organisations.rules.units import place, take_out
from dialoog.permissions import SYSTEM, Actor
from tests.factories import accounts as make
from tests.support.html import assert_valid_html


def send(client: FlaskClient, page: str, form: str = "", **fields: Any) -> TestResponse:
    return client.post(page, data={"csrf_token": make.csrf(client, form or page), **fields})


def actor(session: Session, person: Person) -> Actor:
    return actor_of(session, start(session, person)[0])


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> Person:
    made = make.person(session, Role.ADMIN)
    make.log_in(client, session, made)
    return made


def test_powers_in_a_unit_follow_from_being_a_member_today(session: Session) -> None:
    unit, person = make.unit(session), make.person(session, Role.MINISTRY)
    assert actor(session, person).units == frozenset()
    place(session, unit, person, actor=SYSTEM, lead=True)
    assert (actor(session, person).units, actor(session, person).leads) == ({unit.id}, {unit.id})
    place(session, unit, person, actor=SYSTEM, lead=False)
    assert (actor(session, person).units, actor(session, person).leads) == ({unit.id}, frozenset())
    assert actor(session, person).unit_names == {unit.id: unit.in_full}
    take_out(session, unit, person.id, actor=SYSTEM)
    assert actor(session, person).units == frozenset()
    place(session, unit, person, actor=SYSTEM)
    assert actor(session, person).units == {unit.id}


def test_without_the_role_ministry_a_place_gives_nothing(session: Session) -> None:
    unit, person = make.unit(session), make.person(session, Role.SECRETARIAT)
    with pytest.raises(RuleViolation, match="rol Ministerie"):
        place(session, unit, person, actor=SYSTEM)
    session.add(UnitMember(unit=unit, person=make.member(session, unit), since=clock.today()))
    session.flush()
    assert actor(session, person).units == frozenset()


def test_units_are_made_filled_and_emptied(client: FlaskClient, session: Session, admin: Person) -> None:
    assert_valid_html(client.get("/werk/diensten").text)
    made = send(client, "/werk/diensten/nieuw", name="directie Lucht & Geluid", ministry="ministerie van IenW")
    page = "/werk/diensten/directie-lucht-geluid"
    assert made.headers["Location"] == page
    assert_valid_html(client.get(page).text)
    person = make.person(session, Role.MINISTRY, name="Jip Vos")
    assert_valid_html(client.get(page).text)
    send(client, f"{page}/leden", page, person=person.id, lead="y")
    shown = client.get(page)
    assert_valid_html(shown.text)
    assert "leidt de dienst" in shown.text
    assert "geleid door Jip Vos" in client.get("/werk/diensten").text
    send(client, f"{page}/leden/{person.id}/weg", page)
    assert "leidt de dienst" not in client.get(page).text
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("unit.m"))).all()
    assert actions == ["unit.member", "unit.member-left"]


def test_a_unit_can_be_renamed_and_taken_out_of_use(client: FlaskClient, session: Session, admin: Person) -> None:
    unit, other = make.unit(session), make.unit(session)
    page = f"/werk/diensten/{unit.slug}"
    assert "al een dienst" in send(client, page, name=other.name.upper(), ministry="x", active="y").text
    assert send(client, page, name="nieuwe naam", ministry="x").status_code == 302
    session.expire_all()
    found = session.get_one(Unit, unit.id)
    assert (found.name, found.active, found.slug) == ("nieuwe naam", False, unit.slug)


def test_a_member_must_be_chosen_from_the_list(client: FlaskClient, session: Session, admin: Person) -> None:
    unit = make.unit(session)
    make.person(session, Role.MINISTRY)
    page = f"/werk/diensten/{unit.slug}"
    refused = send(client, f"{page}/leden", page, person="999999")
    assert refused.status_code == 400
    assert_valid_html(refused.text)


def test_parties_are_added_corrected_and_found(client: FlaskClient, session: Session, admin: Person) -> None:
    assert_valid_html(client.get("/werk/partijen").text)
    given = {"name": "Vereniging Schone Straat", "sector": "maatschappelijke-organisatie"}
    assert send(client, "/werk/partijen/nieuw", **given).status_code == 302
    again = send(client, "/werk/partijen/nieuw", **given | {"name": "vereniging schone straat"})
    assert "al een partij" in again.text
    page = "/werk/partijen/vereniging-schone-straat"
    assert_valid_html(client.get(page).text)
    assert send(client, page, name="Schone Straat", sector="jongeren").status_code == 302
    found = client.get("/werk/partijen?q=schone&sector=jongeren")
    assert "Schone Straat" in found.text
    assert_valid_html(found.text)
    assert "Geen partij gevonden" in client.get("/werk/partijen?sector=overheid").text
    assert session.scalars(select(AuditEntry.action)).all() == ["party.added", "party.changed"]


def test_a_sector_that_does_not_exist_is_refused(client: FlaskClient, admin: Person) -> None:
    assert send(client, "/werk/partijen/nieuw", name="X", sector="ruimtevaart").status_code == 400


def test_slugs_are_free_and_no_fixed_word(session: Session) -> None:
    names = ["Nieuw", "Nieuw!", "Één & twee", "Een twee", "???"]
    slugs = [add_party(session, actor=SYSTEM, name=name, sector=Sector.YOUTH).slug for name in names]
    assert slugs == ["nieuw-2", "nieuw-3", "een-twee", "een-twee-2", "naamloos"]
    assert session.scalars(select(Organisation.slug)).all()


def test_a_theme_has_a_unit_and_can_be_taken_off_the_list(client: FlaskClient, session: Session, admin: Person) -> None:
    unit = make.unit(session)
    assert_valid_html(client.get("/werk/themas").text)
    assert "al een thema" in send(client, "/werk/themas/nieuw", name="geluid").text
    page = "/werk/themas/geluid"
    assert_valid_html(client.get(page).text)
    assert send(client, page, name="Geluid en trillingen", unit=unit.slug).status_code == 302
    session.expire_all()
    theme = session.scalars(select(Theme).where(Theme.slug == "geluid")).one()
    assert (theme.name, theme.unit_id, theme.active) == ("Geluid en trillingen", unit.id, False)
    assert f'<option selected value="{unit.slug}">' in client.get(page).text


def test_a_unit_no_longer_in_use_stays_with_its_theme(client: FlaskClient, session: Session, admin: Person) -> None:
    unit = make.unit(session)
    theme = session.scalars(select(Theme).where(Theme.slug == "lucht")).one()
    unit.active, theme.unit = False, unit
    session.commit()
    assert send(client, "/werk/themas/lucht", name="Lucht", unit=unit.slug, active="y").status_code == 302
