"""Givers: attached, confirmed, denied, bounced, and who is to hear of what (D3, D9a, D11)."""

import pytest
from sqlalchemy.orm import Session

from dialoog.contributions.models import Giver, ShownAs
from dialoog.contributions.queries import givers_of
from dialoog.contributions.rules.givers import attach, confirm, giver_for, reachable_givers
from dialoog.contributions.rules.unreachable import bounced, deny
from dialoog.contributions.rules.visibility import shown_giver
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.errors import Gone, RuleViolation
from dialoog.meetings.models import Level
from dialoog.organisations.models import Sector
from tests.factories import contributions as make


def reached(session: Session, *contributions: int) -> list[tuple[int, str | None]]:
    return [(number, giver.email) for number, giver in reachable_givers(session, contributions)]


def test_d9a_one_row_for_each_address_name_and_party(session: Session) -> None:
    party = make.party(session)
    same = [giver_for(session, email=address, name=" Mees ") for address in ("mees@voorbeeld.nl", "Mees@Voorbeeld.NL ")]
    other = [
        giver_for(session, email="mees@voorbeeld.nl"),
        giver_for(session, email="mees@voorbeeld.nl", name="Mees", organisation=party),
        giver_for(session, email=None, name="Mees"),
    ]
    assert same[0] is same[1]
    assert len({giver.id for giver in [same[0], *other]}) == 4


def test_d9a_somebody_without_name_party_or_address_is_nobody(session: Session) -> None:
    with pytest.raises(RuleViolation):
        giver_for(session, email=None, name="  ")


def test_d9a_one_giver_is_attached_to_many_points_each_with_its_event(session: Session) -> None:
    points = [make.contribution(session) for _ in range(12)]
    party = make.party(session, sector=Sector.KNOWLEDGE)
    giver = giver_for(session, email="kennis@voorbeeld.nl", organisation=party)
    assert attach(session, points, giver, actor=make.SECRETARIAT) == []
    assert all(make.kinds(session, point) == ["received", "giver-attached"] for point in points)
    assert reached(session, *(p.id for p in points)) == [(p.id, "kennis@voorbeeld.nl") for p in points]
    assert {(p.said_by_organisation_id, p.sector) for p in points} == {(party.id, Sector.KNOWLEDGE)}


def test_d9a_attaching_again_changes_nothing(session: Session) -> None:
    point = make.contribution(session)
    giver = make.giver(session, point)
    attach(session, [point], giver, actor=make.SECRETARIAT)
    assert make.kinds(session, point) == ["received", "giver-attached"]


def test_d9a_several_parties_can_have_brought_in_one_point(session: Session) -> None:
    point = make.contribution(session)
    first = make.giver(session, point, organisation=make.party(session, sector=Sector.YOUTH))
    make.giver(session, point, organisation=make.party(session, sector=Sector.BUSINESS))
    assert len(reached(session, point.id)) == 2
    assert (point.said_by_organisation, point.sector) == (first.organisation, Sector.YOUTH)


def test_d9a_what_is_withdrawn_is_left_and_named(session: Session) -> None:
    gone, right = make.contribution(session), make.contribution(session)
    withdraw_wrong_entry(session, gone, reason="Dubbel ingevoerd", instead=right, actor=make.SECRETARIAT)
    giver = giver_for(session, email="a@voorbeeld.nl")
    assert attach(session, [gone, right], giver, actor=make.SECRETARIAT) == [gone]


def test_d11_attaching_shows_nobody_by_name(session: Session) -> None:
    point = make.contribution(session)
    make.giver(session, point, name="Fem Smit", organisation=make.party(session, sector=Sector.YOUTH))
    assert shown_giver(point) is None
    assert point.shown_sector == Sector.YOUTH
    assert "Fem" not in str([event.data for event in make.events(session, point)])


def test_d11_without_source_a_sector_shows_only_when_five_there_share_it(session: Session) -> None:
    meeting = make.meeting(session, Level.NO_SOURCE)
    points = [make.contribution(session, level=Level.NO_SOURCE, meeting=meeting) for _ in range(6)]
    for n, point in enumerate(points[:4]):
        make.giver(session, point, organisation=make.party(session, sector=Sector.YOUTH))
        assert {p.shown_sector for p in points} == {Sector.UNKNOWN}, f"after {n + 1} givers"
    make.giver(session, points[4], organisation=make.party(session, sector=Sector.YOUTH))
    assert [p.shown_sector for p in points] == [Sector.YOUTH] * 5 + [Sector.UNKNOWN]
    assert all(shown_giver(point) is None for point in points)


def test_d11_five_points_of_one_giver_are_one_giver(session: Session) -> None:
    meeting = make.meeting(session, Level.NO_SOURCE)
    points = [make.contribution(session, level=Level.NO_SOURCE, meeting=meeting) for _ in range(5)]
    make.giver(session, *points, organisation=make.party(session, sector=Sector.YOUTH))
    assert {point.shown_sector for point in points} == {Sector.UNKNOWN}


def test_d3_confirming_notes_that_the_address_is_right(session: Session) -> None:
    point, giver = make.handed_in(session)
    confirm(session, point, giver)
    assert giver.confirmed_at is not None


def test_d3_this_was_not_me_stops_the_mail_and_takes_the_name_away(session: Session) -> None:
    point, giver = make.handed_in(session)
    assert shown_giver(point) == "Mees Kok"
    deny(session, point, giver)
    assert reached(session, point.id) == []
    assert (shown_giver(point), point.said_by_name, point.shown_sector) == (None, None, Sector.UNKNOWN)
    assert point.public_text == make.WORDS
    assert givers_of(session, point)[0].denied_at is not None


def test_d3_who_denied_cannot_be_attached_again_or_shown_later(session: Session) -> None:
    point, giver = make.handed_in(session)
    deny(session, point, giver)
    assert attach(session, [point], giver, actor=make.SECRETARIAT) == [point]
    make.giver(session, point, name="Een Ander")
    assert point.shown_as is ShownAs.SECTOR
    assert shown_giver(point) is None


def test_d3_denying_one_point_leaves_the_others_of_the_same_giver(session: Session) -> None:
    first, giver = make.handed_in(session)
    second, same = make.handed_in(session, text="Nog een punt")
    assert giver is same
    deny(session, first, giver)
    assert reached(session, first.id, second.id) == [(second.id, "mees@voorbeeld.nl")]
    with pytest.raises(Gone):
        confirm(session, first, giver)


def test_d3_mail_that_bounced_is_not_tried_again_for_any_giver_at_that_address(session: Session) -> None:
    first, one = make.handed_in(session)
    second = make.contribution(session)
    other = make.giver(session, second, email="mees@voorbeeld.nl", name="Ander")
    bounced(session, "Mees@voorbeeld.nl")
    for giver in (one, other):
        session.refresh(giver)
        assert not giver.reachable
    assert reached(session, first.id, second.id) == []


def test_d9a_a_giver_without_address_is_known_but_not_mailed(session: Session) -> None:
    point = make.contribution(session)
    silent = giver_for(session, email=None, organisation=make.party(session))
    attach(session, [point], silent, actor=make.SECRETARIAT)
    assert isinstance(givers_of(session, point)[0].giver, Giver)
    assert reached(session, point.id) == []
