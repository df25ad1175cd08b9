"""Who sees what (D11): the three levels, in the page, the list, the search, the proof and the receipt."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import Role
from dialoog.contributions.models import Contribution, PointKind, ShownAs
from dialoog.contributions.queries import Filters, listed, seen_by
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.visibility import may_see_text, shown_giver, shown_sector
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from dialoog.permissions import ANONYMOUS, Actor
from tests.contributions.pages import get
from tests.factories import accounts as people
from tests.factories import contributions as make

SECRET = "Kringwoord blijft binnen de kring"
OF_UNIT_7 = Actor(roles=frozenset({"ministry"}), units=frozenset({7}), second_factor=True)


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        (ANONYMOUS, False),
        (Actor(person_id=1), False),
        (Actor(roles=frozenset({"admin"}), second_factor=True), False),
        (Actor(roles=frozenset({"secretariat"})), False),
        (make.SECRETARIAT, True),
        (OF_UNIT_7, True),
        (Actor(roles=frozenset({"ministry"}), units=frozenset({8}), second_factor=True), False),
    ],
)
def test_d11_closed_words_are_for_the_secretariat_and_the_unit(session: Session, reader: Actor, sees: bool) -> None:
    closed = make.contribution(session, SECRET, level=Level.CLOSED)
    closed.unit_id = 7
    assert may_see_text(reader, closed) is sees


def test_d11_while_nobody_has_it_in_hand_no_official_reads_closed_words(session: Session) -> None:
    closed = make.contribution(session, SECRET, level=Level.CLOSED)
    assert not may_see_text(OF_UNIT_7, closed)
    assert session.scalars(select(Contribution).where(seen_by(OF_UNIT_7), Contribution.id == closed.id)).all() == []


@pytest.mark.parametrize(
    ("level", "shown_as", "giver", "sector"),
    [
        (Level.PUBLIC, ShownAs.NAME, "Fem Smit", Sector.YOUTH),
        (Level.PUBLIC, ShownAs.PARTY, "Jeugdraad Voorbeeld", Sector.YOUTH),
        (Level.PUBLIC, ShownAs.SECTOR, None, Sector.YOUTH),
        (Level.PUBLIC, ShownAs.NOBODY, None, Sector.UNKNOWN),
        (Level.NO_SOURCE, ShownAs.NAME, None, Sector.UNKNOWN),
        (Level.CLOSED, ShownAs.PARTY, None, Sector.UNKNOWN),
    ],
)
def test_d11_the_giver_shows_as_chosen_and_as_far_as_agreed(
    session: Session, level: Level, shown_as: ShownAs, giver: str | None, sector: Sector
) -> None:
    party = make.party(session, "Jeugdraad Voorbeeld", Sector.YOUTH)
    point = make.contribution(
        session, level=level, shown_as=shown_as, said_by_name="Fem Smit", said_by_organisation=party
    )
    assert (shown_giver(point), point.shown_sector) == (giver, sector)


def test_d11_nobody_chose_so_five_do_not_help(session: Session) -> None:
    point = make.contribution(session, level=Level.NO_SOURCE, shown_as=ShownAs.NOBODY, sector=Sector.YOUTH)
    assert shown_sector(point, shared_by=9) == Sector.UNKNOWN


def test_d11_closed_words_are_on_no_public_page(client: FlaskClient, session: Session) -> None:
    meeting = make.meeting(session, Level.CLOSED, title="Besloten overleg")
    closed = make.contribution(session, SECRET, level=Level.CLOSED, meeting=meeting)
    session.commit()
    for page in ("", "/ontvangen"):
        shown = get(client, f"/inbreng/{closed.number}{page}")
        assert closed.number in shown
        assert "Kringwoord" not in shown
    assert "Kringwoord" not in get(client, "/inbreng")
    assert closed.number not in get(client, "/inbreng?q=kringwoord")


def test_d11_no_filter_tells_of_a_closed_point_beyond_theme_state_and_terms(session: Session) -> None:
    meeting = make.meeting(session, Level.CLOSED)
    closed = make.contribution(session, SECRET, level=Level.CLOSED, meeting=meeting, sector=Sector.YOUTH)

    def found(**asked: object) -> bool:
        return closed in session.scalars(listed(session, Filters(**asked), select(Contribution))).all()  # type: ignore[arg-type]

    assert found()
    assert found(q=closed.number)
    for asked in (
        {"q": "kringwoord"},
        {"bijeenkomst": meeting.slug},
        {"soort": PointKind.IDEA},
        {"sector": Sector.YOUTH},
    ):
        assert not found(**asked), asked


def test_d11_officials_of_another_unit_see_no_closed_words_and_no_givers(client: FlaskClient, session: Session) -> None:
    mine, other = people.unit(session), people.unit(session)
    closed = make.contribution(session, SECRET, level=Level.CLOSED)
    make.giver(session, closed, email="kring@voorbeeld.nl")
    assign(session, [closed], unit=other, assignee=None, actor=make.SECRETARIAT)
    session.commit()
    people.log_in(client, session, people.member(session, mine))
    page = get(client, f"/werk/inbreng/{closed.number}")
    assert "Kringwoord" not in page
    assert "kring@voorbeeld.nl" not in page
    get(client, f"/werk/inbreng/inbrengers?nummer={closed.number}", status=403)
    people.log_in(client, session, people.member(session, other))
    assert "Kringwoord" in get(client, f"/werk/inbreng/{closed.number}")


def test_d11_an_administrator_is_no_reader_of_contributions(client: FlaskClient, session: Session) -> None:
    point = make.contribution(session)
    session.commit()
    people.log_in(client, session, people.person(session, Role.ADMIN))
    get(client, f"/werk/inbreng/{point.number}", status=403)
