"""Withdrawing: the text is hidden, the number and the line stay (D2, D5)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.contributions.models import Contribution, ContributionState, ShownAs
from dialoog.contributions.queries import Filters, listed
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.unreachable import deny
from dialoog.contributions.rules.visibility import may_see_text
from dialoog.contributions.rules.withdrawing import WITHDRAWN_MAIL, withdraw_own, withdraw_wrong_entry
from dialoog.errors import Gone, RuleViolation
from dialoog.permissions import Actor
from dialoog.register.queries import proof
from dialoog.register.rules import texts_of
from dialoog.register.verification import verify_log
from dialoog.terms.rules import clocks_of
from tests.factories import contributions as make

REASON = "Dit punt stond twee keer in het verslag."


def as_giver(point: Contribution) -> Actor:
    return Actor(gave=frozenset({point.id}))


def test_d2_the_giver_takes_it_back_and_the_line_stays(session: Session) -> None:
    point, giver = make.handed_in(session)
    withdraw_own(session, point, giver, actor=as_giver(point))
    assert (point.status, point.public_text, point.search_terms) == ("ingetrokken", "", "")
    event = make.events(session, point)[-1]
    assert (event.kind, event.actor_role, event.data) == (
        "withdrawn",
        "inbrenger",
        {"by": "inbrenger", "instead": None},
    )
    assert session.get(Contribution, point.id) is point
    assert not may_see_text(make.SECRETARIAT, point)


def test_d2_its_words_are_found_and_proved_no_more(session: Session) -> None:
    point, giver = make.handed_in(session, text="Onvindbaarwoord in de straat")
    withdraw_own(session, point, giver, actor=as_giver(point))
    found = session.scalars(listed(session, Filters(q="onvindbaarwoord"), select(Contribution))).all()
    assert found == []
    session.commit()
    assert proof(session, point, texts=True)["teksten"] == []
    assert [row.text for row in texts_of(session, point, "text")] == ["Onvindbaarwoord in de straat"]


def test_d5_withdrawing_stops_every_clock(session: Session) -> None:
    point, giver = make.handed_in(session)
    withdraw_own(session, point, giver, actor=as_giver(point))
    session.expire_all()
    assert all(clock.stopped_at for clock in clocks_of(session, point))


def test_d5_withdrawn_is_final(session: Session) -> None:
    point, giver = make.handed_in(session)
    withdraw_own(session, point, giver, actor=as_giver(point))
    with pytest.raises(RuleViolation):
        withdraw_own(session, point, giver, actor=as_giver(point))
    assert assign(session, [point], unit=make.unit(session), assignee=None, actor=make.SECRETARIAT) == [point]
    assert make.kinds(session, point) == ["received", "withdrawn"]


@pytest.mark.parametrize("state", [s for s in ContributionState if s is not ContributionState.WITHDRAWN])
def test_d5_it_can_be_withdrawn_from_any_other_state(state: ContributionState) -> None:
    assert ContributionState.WITHDRAWN in Contribution.transitions[state]


def test_d3_who_denied_it_cannot_withdraw_it(session: Session) -> None:
    point, giver = make.handed_in(session)
    deny(session, point, giver)
    with pytest.raises(Gone):
        withdraw_own(session, point, giver, actor=as_giver(point))


def test_d5_a_wrong_entry_needs_a_reason_and_the_right_number(session: Session) -> None:
    wrong, right = make.contribution(session), make.contribution(session)
    with pytest.raises(RuleViolation) as short:
        withdraw_wrong_entry(session, wrong, reason="fout", instead=right, actor=make.SECRETARIAT)
    with pytest.raises(RuleViolation) as itself:
        withdraw_wrong_entry(session, wrong, reason=REASON, instead=wrong, actor=make.SECRETARIAT)
    withdraw_wrong_entry(session, wrong, reason=REASON, instead=right, actor=make.SECRETARIAT)
    with pytest.raises(RuleViolation) as gone:
        withdraw_wrong_entry(session, right, reason=REASON, instead=wrong, actor=make.SECRETARIAT)
    assert [error.value.field for error in (short, itself, gone)] == ["reason", "instead", "instead"]
    event = make.events(session, wrong)[-1]
    assert (event.actor_role, event.data["instead"]) == ("secretariaat", right.number)
    assert {row.name: row.text for row in event.text_rows} == {"reason": REASON, "signed": "Sam Bos, secretariaat OFL"}


def test_d9a_the_giver_of_a_wrong_entry_is_told(session: Session) -> None:
    wrong, _giver = make.handed_in(session)
    withdraw_wrong_entry(session, wrong, reason=REASON, instead=make.contribution(session), actor=make.SECRETARIAT)
    assert [mail.to_address for mail in make.mails(session, WITHDRAWN_MAIL)] == ["mees@voorbeeld.nl"]


def test_d5_replaying_the_events_gives_the_same_state(session: Session) -> None:
    point, giver = make.handed_in(session)
    assign(session, [point], unit=make.unit(session), assignee=None, actor=make.SECRETARIAT)
    withdraw_own(session, point, giver, actor=as_giver(point))
    session.commit()
    assert verify_log(session).problems == []


def test_d2_who_takes_it_back_does_not_stay_beside_it_by_name(client: FlaskClient, session: Session) -> None:
    by_name, giver = make.handed_in(session)
    party = make.party(session, "Vereniging Weg Ermee")
    by_party = make.contribution(session, shown_as=ShownAs.PARTY, said_by_organisation=party)
    second = make.giver(session, by_party, organisation=party)
    session.commit()
    pages = ("/inbreng", f"/inbreng/{by_name.number}", f"/inbreng/{by_party.number}", "/inbreng.json")
    before = "".join(client.get(page).text for page in pages)
    assert before.count("Mees Kok") >= 2
    assert before.count("Vereniging Weg Ermee") >= 2
    withdraw_own(session, by_name, giver, actor=as_giver(by_name))
    withdraw_own(session, by_party, second, actor=as_giver(by_party))
    session.commit()
    after = "".join(client.get(page).text for page in pages)
    assert "Mees Kok" not in after
    assert "Vereniging Weg Ermee" not in after
