"""Taking a seat: asked by a link, accepted or declined, ended with a history; and forgetting (T2, P2, P3)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink, AuditEntry, Person
from dialoog.config import Settings
from dialoog.errors import RuleViolation
from dialoog.mail.models import OutboxMessage
from dialoog.organisations.models import Membership, Part, Sector
from dialoog.permissions import SYSTEM
from dialoog.tables.forgetting import forget_old, forget_person
from dialoog.tables.labels import STATES
from dialoog.tables.mails import answered
from dialoog.tables.models import HoldingState, MemberNeed, NeedKind, SeatHolding, SeatShown, TableSeat, TakesPart
from dialoog.tables.rules import helping, holding, inviting
from dialoog.tables.rules.holding import Acceptance
from dialoog.tables.rules.inviting import Invited
from dialoog.tables.rules.setting_up import fill_seats
from dialoog.tables.shown import seat_rows
from tests.factories import accounts as people
from tests.factories import tables as make


def seat(session: Session, number: int = 1) -> TableSeat:
    """A seat of a table of four."""
    table = make.table(session, most_seats=4)
    fill_seats(session, table)
    return session.scalars(select(TableSeat).where(TableSeat.table_id == table.id, TableSeat.number == number)).one()


def asked(session: Session, of: TableSeat, email: str = "lid@voorbeeld.nl", **given: Any) -> SeatHolding:
    known = {"sector": Sector.BUSINESS, "party": "Gieterij Verzonnen", **given}
    return inviting.invite(session, of, Invited("Mees Kok", email, **known), actor=SYSTEM)


def said(**given: Any) -> Acceptance:
    return Acceptance(**{"name": "Mees Kok", "commitment": "Ik kom elke keer.", **given})


def sits(session: Session, of: TableSeat, email: str = "lid@voorbeeld.nl", **given: Any) -> SeatHolding:
    one = asked(session, of, email, **given)
    holding.accept(session, one, said())
    return one


def mails(session: Session, kind: str) -> int:
    return len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).all())


def test_t2_who_accepts_sits_at_the_table_from_today_with_an_account(session: Session) -> None:
    one = asked(session, seat(session))
    assert mails(session, inviting.INVITATION_MAIL) == 1
    needs = {NeedKind.MONEY: "Reiskosten", NeedKind.TIME: "  "}
    person = holding.accept(session, one, said(needs=needs, grounds=frozenset({TakesPart.AFFECTED}), young=True))
    assert (person.email, person.name, person.roles) == ("lid@voorbeeld.nl", "Mees Kok", frozenset())
    membership = session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    assert (membership.part, membership.since, membership.until) == (Part.MEMBER, clock.today(), None)
    assert membership.organisation is not None
    assert membership.organisation.name == "Gieterij Verzonnen"
    assert (one.state, one.commitment, one.asked) == (HoldingState.ACCEPTED, "Ik kom elke keer.", one.seat.table.asks)
    assert [(need.kind, need.text) for need in one.needs] == [(NeedKind.MONEY, "Reiskosten")]
    assert one.takes_part == {TakesPart.AFFECTED}
    assert mails(session, holding.ACCEPTED_MAIL) == 1
    assert session.scalars(select(AuditEntry.person_id).where(AuditEntry.action == "seat.accepted")).one() == person.id


def test_t2_an_account_that_is_there_is_used(session: Session) -> None:
    known = people.person(session, name="Al Bekend")
    one = asked(session, seat(session), known.email)
    assert holding.accept(session, one, said()) is known
    assert known.name == "Al Bekend"
    assert one.name == "Mees Kok"


def test_t2_a_stopped_account_takes_no_seat(session: Session) -> None:
    known = people.person(session)
    known.active = False
    with pytest.raises(RuleViolation, match="stopgezet"):
        holding.accept(session, asked(session, seat(session), known.email), said())


@pytest.mark.parametrize(("field", "message"), [("name", "naam"), ("commitment", "doen")])
def test_r83_a_name_and_a_commitment_are_needed(session: Session, field: str, message: str) -> None:
    with pytest.raises(RuleViolation, match=message) as refusal:
        holding.accept(session, asked(session, seat(session)), said(**{field: " "}))
    assert refusal.value.field == field


def test_t2_an_answer_counts_once(session: Session) -> None:
    one = asked(session, seat(session))
    holding.decline(session, one, reason="Geen tijd")
    assert (one.state, one.end_reason) == (HoldingState.DECLINED, "Geen tijd")
    with pytest.raises(LinkGone):
        holding.accept(session, one, said())
    assert session.scalar(select(Membership.id)) is None


def test_t2_a_seat_is_given_to_one(session: Session) -> None:
    of = seat(session)
    asked(session, of)
    with pytest.raises(RuleViolation, match="al iemand"):
        asked(session, of, "ander@voorbeeld.nl")


def test_t2_nobody_is_asked_twice_for_a_table(session: Session) -> None:
    of = seat(session)
    sits(session, of)
    second = session.scalars(select(TableSeat).where(TableSeat.table_id == of.table_id, TableSeat.number == 2)).one()
    with pytest.raises(RuleViolation, match="al aan deze tafel"):
        asked(session, second, "Lid@voorbeeld.nl")


def test_t2_a_declined_seat_can_be_given_again(session: Session) -> None:
    of = seat(session)
    holding.decline(session, asked(session, of), reason="")
    assert asked(session, of, "ander@voorbeeld.nl").state is HoldingState.INVITED


def test_t2_a_stand_in_needs_somebody_to_stand_in_for(session: Session) -> None:
    of = seat(session)
    with pytest.raises(RuleViolation, match="vervangen"):
        asked(session, of, part=Part.STAND_IN)
    sits(session, of)
    stand_in = sits(session, of, "vervanger@voorbeeld.nl", part=Part.STAND_IN)
    assert stand_in.membership is not None
    assert stand_in.membership.part is Part.STAND_IN


def test_r101_a_successor_takes_over_and_the_history_stays(session: Session) -> None:
    of = seat(session)
    with clock.at(clock.now() - timedelta(days=500)):
        first = sits(session, of)
        session.commit()
    holding.end(session, first, reason="Andere baan", actor=SYSTEM)
    assert first.membership is not None
    assert (first.until, first.membership.until) == (clock.today(), clock.today())
    second = sits(session, of, "opvolger@voorbeeld.nl", party="Bakkerij Verzonnen")
    assert second.follows_id == first.id
    session.refresh(of, ["holdings"])
    row = seat_rows([of])[0]
    assert [holder["who"] for holder in row["holders"]] == ["Bakkerij Verzonnen"]
    assert [(one["who"], one["since"]) for one in row["before"]] == [("Gieterij Verzonnen", first.since)]


def test_t2_ending_needs_a_reason_and_happens_once(session: Session) -> None:
    one = sits(session, seat(session))
    with pytest.raises(RuleViolation, match="waarom"):
        holding.end(session, one, reason=" ", actor=SYSTEM)
    holding.end(session, one, reason="Klaar", actor=SYSTEM)
    with pytest.raises(RuleViolation, match="niet"):
        holding.end(session, one, reason="Klaar", actor=SYSTEM)


@pytest.mark.parametrize(
    ("shown_as", "now", "later"),
    [
        (SeatShown.NAME, "Mees Kok, Gieterij Verzonnen", "Gieterij Verzonnen"),
        (SeatShown.PARTY, "Gieterij Verzonnen", "Gieterij Verzonnen"),
        (SeatShown.SECTOR, "iemand uit de sector bedrijfsleven", "iemand uit de sector bedrijfsleven"),
    ],
)
def test_p2_a_name_is_as_public_as_was_agreed(session: Session, shown_as: SeatShown, now: str, later: str) -> None:
    of = seat(session)
    one = asked(session, of)
    holding.accept(session, one, said(shown_as=shown_as))
    session.refresh(of, ["holdings"])
    assert seat_rows([of])[0]["holders"][0]["who"] == now
    holding.end(session, one, reason="Klaar", actor=SYSTEM)
    assert seat_rows([of])[0]["before"][0]["who"] == later


def test_t2_who_does_not_answer_is_reminded_twice_and_then_it_is_over(session: Session) -> None:
    start = clock.now()
    one = asked(session, seat(session))
    session.commit()
    told = []
    for day in range(23):
        with clock.at(start + timedelta(days=day, hours=1)):
            inviting.expire(session)
            told += [day] * inviting.remind(session)
    assert told == [7, 14]
    session.refresh(one)
    assert one.state is HoldingState.EXPIRED
    with pytest.raises(LinkGone):
        holding.of_link(session, session.get_one(AccessLink, one.link_id))


def test_t2_sent_again_the_first_link_no_longer_works(session: Session) -> None:
    one = asked(session, seat(session))
    first = session.get_one(AccessLink, one.link_id)
    inviting.send_again(session, one, actor=SYSTEM)
    with pytest.raises(LinkGone):
        holding.of_link(session, first)
    assert holding.of_link(session, session.get_one(AccessLink, one.link_id)) is one
    assert mails(session, inviting.INVITATION_MAIL) == 2


def test_p2_who_is_asked_no_longer_is_forgotten_at_once(session: Session) -> None:
    of = seat(session)
    one = asked(session, of)
    inviting.take_back(session, one, actor=SYSTEM)
    assert (one.email, one.name) == (None, "")
    session.refresh(of, ["holdings"])
    assert seat_rows([of])[0]["before"] == []
    assert asked(session, of).state is HoldingState.INVITED


def test_an_address_that_does_not_exist_frees_the_seat(session: Session) -> None:
    one = asked(session, seat(session))
    inviting.unreachable(session, one)
    assert one.state is HoldingState.EXPIRED
    assert "bestaat niet" in one.end_reason


@pytest.mark.parametrize(
    ("given", "field"), [({"sector": Sector.UNKNOWN}, "sector"), ({"email": "geen adres"}, "email")]
)
def test_an_invitation_is_complete(session: Session, given: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        asked(session, seat(session), **given)
    assert refusal.value.field == field


def test_t1_a_table_that_is_over_asks_nobody(session: Session) -> None:
    of = seat(session)
    of.table.ends_on = clock.today() - timedelta(days=1)
    with pytest.raises(RuleViolation, match="afgelopen"):
        asked(session, of)


@pytest.mark.parametrize("state", [HoldingState.ACCEPTED, HoldingState.DECLINED, HoldingState.EXPIRED])
def test_the_contact_person_hears_what_became_of_an_invitation(
    session: Session, settings: Settings, state: HoldingState
) -> None:
    of = seat(session)
    of.table.contact_email = "contact@voorbeeld.nl"
    one = asked(session, of)
    if state is HoldingState.ACCEPTED:
        holding.accept(session, one, said(needs={NeedKind.TIME: "Avonden"}))
    elif state is HoldingState.DECLINED:
        holding.decline(session, one, reason="Geheime reden")
    else:
        with clock.at(clock.now() + inviting.VALID):
            assert inviting.expire(session) == 1
    told = select(OutboxMessage).where(OutboxMessage.kind == inviting.ANSWERED_MAIL)
    message = session.scalars(told).one()
    assert message.to_address == "contact@voorbeeld.nl"
    content = answered(session, message, settings)
    assert content is not None
    assert content.context["state"] == str(STATES[state]).lower()
    assert (content.context["needs_href"] is not None) == (state is HoldingState.ACCEPTED)
    assert "Geheime" not in str(content.context)


def test_p3_people_are_forgotten_and_the_period_stays(session: Session) -> None:
    of = seat(session)
    start = clock.now()
    one = asked(session, of)
    holding.accept(session, one, said(needs={NeedKind.TIME: "Avonden"}))
    holding.end(session, one, reason="Ziek", actor=SYSTEM)
    no = asked(session, of, "nee@voorbeeld.nl")
    holding.decline(session, no, reason="Nee")
    session.commit()
    with clock.at(start + timedelta(days=52)):
        assert forget_old(session) == 1
    assert (no.email, no.name, no.end_reason) == (None, "", "")
    assert one.person is not None
    with clock.at(start + timedelta(days=366)):
        assert forget_old(session) == 1
        assert forget_old(session) == 0
    session.refresh(one)
    assert (one.person_id, one.name, one.commitment, one.needs, one.membership_id) == (None, "", "", [], None)
    assert one.since is not None
    assert one.organisation is not None
    assert session.scalar(select(Membership.id)) is None


def test_p3_who_led_a_table_is_forgotten_a_year_after_they_stopped(session: Session) -> None:
    table, today = make.table(session), clock.today()
    long_ago = make.member(session, table, people.person(session), Part.CHAIR, until=today - timedelta(days=365))
    lately = make.member(session, table, people.person(session), Part.CONTACT, until=today - timedelta(days=364))
    chairs = make.member(session, table, people.person(session), Part.CHAIR)
    session.commit()
    assert forget_old(session) == 1
    left = set(session.scalars(select(Membership.id)))
    assert left == {lately.id, chairs.id}
    assert long_ago.id not in left


def test_p2_who_left_can_be_forgotten_when_they_ask(session: Session) -> None:
    one = sits(session, seat(session))
    person = session.scalars(select(Person).where(Person.email == "lid@voorbeeld.nl")).one()
    assert forget_person(session, person.id, actor=SYSTEM) == 0
    holding.end(session, one, reason="Klaar", actor=SYSTEM)
    assert forget_person(session, person.id, actor=SYSTEM) == 1
    assert one.person_id is None


def test_r82_a_need_is_followed_up(session: Session) -> None:
    one = asked(session, seat(session))
    holding.accept(session, one, said(needs={NeedKind.ACCESS: "Een tolk"}))
    need = session.scalars(select(MemberNeed)).one()
    with pytest.raises(RuleViolation, match="geregeld"):
        helping.follow_up(session, need, note="", done=True, actor=SYSTEM)
    helping.follow_up(session, need, note="Tolk besteld", done=True, actor=SYSTEM)
    assert need.done_at is not None
    helping.follow_up(session, need, note="Tolk is ziek", done=False, actor=SYSTEM)
    assert (need.done_at, need.note) == (None, "Tolk is ziek")
