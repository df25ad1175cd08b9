"""P1, P4, P7: administrators invite, change and let go; everything is in the audit log."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from dialoog import clock
from dialoog.accounts import links, passwords
from dialoog.accounts.models import AccessLink, AuditEntry, LinkPurpose, Person, Role
from dialoog.config import Settings
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.models import UnitMember
from tests.factories import accounts as make
from tests.support.html import assert_valid_html

NEW = "nieuw@voorbeeld.example"


def send(client: FlaskClient, page: str, form: str = "", **fields: Any) -> TestResponse:
    return client.post(page, data={"csrf_token": make.csrf(client, form or page), **fields})


def invite(client: FlaskClient, **fields: Any) -> TestResponse:
    given = {"email": NEW, "name": "Bo Smit", "job_title": "hoofd lucht", "roles": ["ministry"]} | fields
    return send(client, "/werk/mensen/uitnodigen", **given)


def invitation(session: Session, settings: Settings) -> str:
    query = select(AccessLink).where(AccessLink.purpose == LinkPurpose.INVITATION).order_by(AccessLink.id.desc())
    link = session.scalars(query).first()
    assert link is not None
    return f"/uitnodiging/{links.token(link, settings.secret_key)}"


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def admin(client: FlaskClient, session: Session) -> Person:
    made = make.person(session, Role.ADMIN, name="Sam Bos")
    make.log_in(client, session, made)
    return made


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def test_an_invitation_becomes_an_account_with_its_place(
    client: FlaskClient, visitor: FlaskClient, session: Session, settings: Settings, admin: Person
) -> None:
    unit = make.unit(session)
    assert invite(client, unit=unit.slug, lead="y").status_code == 302
    assert [(m.kind, m.to_address) for m in session.scalars(select(OutboxMessage))] == [
        ("organisations.invitation", NEW)
    ]
    assert session.scalar(select(Person).where(Person.email == NEW)) is None
    page = invitation(session, settings)
    opened = visitor.get(page)
    assert_valid_html(opened.text)
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    done = send(visitor, page, name="Bo Smit", job_title="hoofd lucht", password=make.PASSWORD)
    assert done.headers["Location"] == "/inloggen/code"
    made = session.scalars(select(Person).where(Person.email == NEW)).one()
    assert made.roles == {Role.MINISTRY}
    assert passwords.fits(made.password_hash, make.PASSWORD)
    place = session.scalars(select(UnitMember)).one()
    assert (place.unit_id, place.person_id, place.is_lead) == (unit.id, made.id, True)
    assert visitor.get(page).status_code == 410


def test_without_a_password_log_in_is_by_link(
    client: FlaskClient, visitor: FlaskClient, session: Session, settings: Settings, admin: Person
) -> None:
    invite(client)
    page = invitation(session, settings)
    assert "tekens" in send(visitor, page, name="Bo", job_title="hoofd", password="kort").text
    send(visitor, page, name="Bo", job_title="hoofd", password="")
    assert session.scalars(select(Person).where(Person.email == NEW)).one().password_hash is None


def test_an_invitation_ends_after_seven_days_by_withdrawal_and_by_a_newer_one(
    client: FlaskClient, visitor: FlaskClient, session: Session, settings: Settings, admin: Person
) -> None:
    invite(client)
    first = invitation(session, settings)
    with clock.at(clock.now() + timedelta(days=7)):
        assert visitor.get(first).status_code == 410
    invite(client)
    assert visitor.get(first).status_code == 410
    second = invitation(session, settings)
    link = session.scalars(select(AccessLink).order_by(AccessLink.id.desc())).first()
    assert link is not None
    people = client.get("/werk/mensen")
    assert_valid_html(people.text)
    send(client, f"/werk/mensen/uitnodigingen/{link.id}/intrekken", "/werk/mensen")
    assert visitor.get(second).status_code == 410


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"roles": []}, "roles"),
        ({"email": "geen adres"}, "email"),
        ({"name": ""}, "name"),
        ({"job_title": " "}, "job_title"),
        ({"roles": ["minister"]}, "roles"),
    ],
)
def test_an_incomplete_invitation_is_refused_at_its_field(
    client: FlaskClient, admin: Person, fields: dict[str, Any], at: str
) -> None:
    refused = invite(client, **fields)
    assert refused.status_code == 400
    assert f'href="#{at}"' in refused.text
    assert_valid_html(refused.text)


def test_who_has_an_account_is_not_invited_again(client: FlaskClient, session: Session, admin: Person) -> None:
    assert "al iemand" in invite(client, email=make.person(session).email).text


def test_a_unit_takes_the_role_ministry(client: FlaskClient, session: Session, admin: Person) -> None:
    unit = make.unit(session)
    assert "hoort de rol Ministerie" in invite(client, roles=["secretariat"], unit=unit.slug).text


def change(client: FlaskClient, who: Person, **fields: Any) -> TestResponse:
    given: dict[str, Any] = {"name": who.name, "job_title": "medewerker", "roles": sorted(who.roles), "active": "y"}
    return send(client, f"/werk/mensen/{who.id}", **{k: v for k, v in (given | fields).items() if v is not None})


def test_other_roles_end_the_log_ins(
    client: FlaskClient, visitor: FlaskClient, session: Session, admin: Person
) -> None:
    someone = make.person(session, Role.SECRETARIAT)
    make.log_in(visitor, session, someone)
    assert_valid_html(client.get(f"/werk/mensen/{someone.id}").text)
    assert change(client, someone, roles=["ministry"]).status_code == 302
    session.expire_all()
    assert session.get_one(Person, someone.id).roles == {Role.MINISTRY}
    assert visitor.get("/mijn").status_code == 302


def test_who_is_stopped_is_out_at_once(
    client: FlaskClient, visitor: FlaskClient, session: Session, admin: Person
) -> None:
    someone = make.person(session, Role.SECRETARIAT)
    make.log_in(visitor, session, someone)
    change(client, someone, active=None)
    assert visitor.get("/mijn").status_code == 302
    assert "Stopgezet" in client.get("/werk/mensen").text


def test_an_administrator_always_stays(client: FlaskClient, session: Session, admin: Person) -> None:
    assert "enige beheerder" in change(client, admin, roles=["secretariat"]).text
    assert "eigen account" in change(client, admin, active=None).text
    make.person(session, Role.ADMIN)
    assert change(client, admin, roles=["secretariat"]).status_code == 302


def test_a_lost_second_factor_is_taken_away_after_asking(
    client: FlaskClient, visitor: FlaskClient, session: Session, admin: Person
) -> None:
    someone = make.person(session, Role.SECRETARIAT)
    make.log_in(visitor, session, someone)
    page = f"/werk/mensen/{someone.id}/tweede-stap"
    assert_valid_html(client.get(page).text)
    assert send(client, page).status_code == 302
    session.expire_all()
    assert session.get_one(Person, someone.id).totp_nonce is None
    assert visitor.get("/mijn").status_code == 302
    assert [m.params["notice"] for m in session.scalars(select(OutboxMessage))] == ["second-factor-removed"]


def test_somebody_is_logged_out_everywhere(
    client: FlaskClient, visitor: FlaskClient, session: Session, admin: Person
) -> None:
    someone = make.person(session, Role.SECRETARIAT)
    make.log_in(visitor, session, someone)
    send(client, f"/werk/mensen/{someone.id}/uitloggen", f"/werk/mensen/{someone.id}")
    assert visitor.get("/mijn").status_code == 302


def test_people_are_found_by_part_of_name_or_address_and_by_role(
    client: FlaskClient, session: Session, admin: Person
) -> None:
    make.person(session, Role.MINISTRY, name="Ané de Wit")
    make.person(session, name="Jan Groen")
    assert "Jan Groen" not in client.get("/werk/mensen?q=wit").text
    assert "Ané de Wit" in client.get("/werk/mensen?q=WIT").text
    assert "Jan Groen" not in client.get("/werk/mensen?rol=ministry").text
    assert "Niemand gevonden" in client.get("/werk/mensen?q=%25").text


def test_every_act_and_every_reading_is_in_the_audit_log(client: FlaskClient, session: Session, admin: Person) -> None:
    """P4."""
    someone = make.person(session, Role.SECRETARIAT)
    client.get("/werk/mensen")
    client.get(f"/werk/mensen/{someone.id}")
    change(client, someone, roles=["ministry"])
    assert acts(session)[:2] == ["people.read", "person.read"]
    assert acts(session)[-2:] == ["person.corrected", "person.roles"]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.person_id, entry.subject_key, entry.detail) == (
        admin.id,
        str(someone.id),
        {"old": ["secretariat"], "new": ["ministry"]},
    )
    assert entry.request_id


def test_the_audit_log_is_filtered_and_paged_by_key(client: FlaskClient, session: Session, admin: Person) -> None:
    someone = make.person(session, Role.SECRETARIAT, name="Jip Vos")
    for _ in range(3):
        client.get(f"/werk/mensen/{someone.id}")
    assert_valid_html(client.get("/werk/auditlog").text)
    page = client.get(f"/werk/auditlog?onderwerp=person/{someone.id}&aantal=2")
    assert page.text.count("person.read") == 2
    assert 'rel="next"' in page.text
    assert "Niets gevonden" in client.get("/werk/auditlog?persoon=jip").text
    assert "Sam Bos" in client.get("/werk/auditlog?persoon=sam&handeling=audit").text
    assert client.get("/werk/auditlog?na=x").status_code == 400


def test_an_unknown_person_is_not_found(client: FlaskClient, admin: Person) -> None:
    assert client.get("/werk/mensen/999999").status_code == 404
