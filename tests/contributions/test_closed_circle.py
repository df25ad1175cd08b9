"""Who is not of the circle of a closed point learns its number, theme, state and terms, and nothing else (D11)."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.accounts.models import Role
from dialoog.contributions.models import Contribution, ShownAs
from dialoog.contributions.rules.assigning import assign
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit
from dialoog.register.queries import events_of
from tests.contributions.pages import get, hidden_fields
from tests.factories import accounts as people
from tests.factories import contributions as make

SECRET = "Kringwoord blijft binnen de kring"


def closed_point(session: Session, unit: Unit | None = None) -> Contribution:
    meeting = make.meeting(session, Level.CLOSED, title="Overleg achter de deur")
    made = make.contribution(
        session, SECRET, level=Level.CLOSED, meeting=meeting, recorder="Lot de Wit", room_table="tafel zeven"
    )
    if unit is not None:
        assign(session, [made], unit=unit, assignee=None, actor=make.SECRETARIAT)
    session.commit()
    return made


def take_up(client: FlaskClient, point: Contribution, unit: Unit) -> int:
    token = hidden_fields(get(client, "/werk/inbreng/nieuw"))["csrf_token"]
    given = {"csrf_token": token, "nummer": point.number, "unit": unit.slug, "person": ""}
    return client.post("/werk/inbreng/toewijzen", data=given).status_code


def test_d11_an_official_does_not_let_themselves_into_the_circle(client: FlaskClient, session: Session) -> None:
    unit = people.unit(session)
    point = closed_point(session)
    people.log_in(client, session, people.member(session, unit))
    assert 'action="/werk/inbreng/toewijzen"' not in get(client, f"/werk/inbreng/{point.number}")
    assert take_up(client, point, unit) == 403
    session.refresh(point)
    assert point.unit_id is None
    assert "Kringwoord" not in get(client, f"/werk/inbreng/{point.number}")


def test_d11_the_secretariat_brings_a_unit_into_the_circle(client: FlaskClient, session: Session) -> None:
    unit = people.unit(session)
    point = closed_point(session)
    people.log_in(client, session, people.person(session, Role.SECRETARIAT))
    assert take_up(client, point, unit) == 302
    people.log_in(client, session, people.member(session, unit))
    assert "Kringwoord" in get(client, f"/werk/inbreng/{point.number}")


def test_d11_officials_of_another_unit_see_no_more_of_it_than_visitors(client: FlaskClient, session: Session) -> None:
    mine, other = people.unit(session), people.unit(session)
    point = closed_point(session, other)
    people.log_in(client, session, people.member(session, mine))
    page = get(client, f"/werk/inbreng/{point.number}")
    for told in ("Overleg achter de deur", "Lot de Wit", "tafel zeven", "Soort", "Hoe het binnenkwam"):
        assert told not in page, told
    people.log_in(client, session, people.member(session, other))
    page = get(client, f"/werk/inbreng/{point.number}")
    assert "Overleg achter de deur" in page
    assert "Lot de Wit" in page


def test_d11_visitors_do_not_learn_which_unit_has_a_closed_point_in_hand(client: FlaskClient, session: Session) -> None:
    unit = people.unit(session, "directie Stille Wateren")
    point = closed_point(session, unit)
    assert "Stille Wateren" not in get(client, f"/inbreng/{point.number}")
    assert [event.data for event in events_of(session, point) if event.kind == "assigned"] == [{"unit": None}]
    people.log_in(client, session, people.member(session, unit))
    assert "Stille Wateren" in get(client, f"/inbreng/{point.number}")


def test_d11_without_source_the_table_it_was_said_at_does_not_show(client: FlaskClient, session: Session) -> None:
    shown = make.contribution(session, room_table="tafel zeven")
    unsaid = make.contribution(session, level=Level.NO_SOURCE, room_table="tafel zeven")
    session.commit()
    assert "tafel zeven" in get(client, f"/inbreng/{shown.number}")
    assert "tafel zeven" not in get(client, f"/inbreng/{unsaid.number}")


def test_d11_the_form_offers_no_party_that_is_only_known_in_confidence(client: FlaskClient, session: Session) -> None:
    """Everyone can open the form; what it completes may not tell who came to a closed meeting."""
    make.party(session, "Zomaar Bekend", listed=True)
    told = (
        ("Zichtbaar Genoemd", {"shown_as": ShownAs.PARTY}),
        ("Besloten Genoemd", {"shown_as": ShownAs.PARTY, "level": Level.CLOSED}),
        ("Zonder Herkomst", {"shown_as": ShownAs.PARTY, "level": Level.NO_SOURCE}),
        ("Alleen Sector", {"shown_as": ShownAs.SECTOR}),
    )
    for name, given in told:
        make.contribution(session, said_by_organisation=make.party(session, name), **given)
    make.giver(session, make.contribution(session, level=Level.CLOSED), organisation=make.party(session, "Als Gever"))
    session.commit()
    page = get(client, "/inbreng/nieuw")
    shown = [name for name in ("Zomaar Bekend", *(name for name, _given in told), "Als Gever") if name in page]
    assert shown == ["Zomaar Bekend", "Zichtbaar Genoemd"]
