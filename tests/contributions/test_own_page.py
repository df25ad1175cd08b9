"""The link to a giver's own page, stopping, another address, being forgotten, forgetting by itself (D3, P2, P3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink
from dialoog.contributions import choices, giver_pages
from dialoog.contributions.models import Contribution, ContributionGiver, Giver, ShownAs
from dialoog.contributions.queries import givers_of
from dialoog.contributions.rules import forgetting, look_reminding, own_page
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.contributions.rules.visibility import shown_giver
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.errors import RuleViolation
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.organisations.models import Organisation, Sector
from dialoog.permissions import Actor
from dialoog.register.models import Event
from dialoog.register.verification import verify_log
from dialoog.wiring import CHECKS, RENDERERS
from tests.factories import contributions as make

KEY = "a-secret-for-tests-that-is-long-enough"
NEW = "nieuw@voorbeeld.nl"


def owner(session: Session, giver: Giver) -> giver_pages.Owner:
    return giver_pages.owner(session, giver)


def opened(session: Session, token: str) -> list[int]:
    return giver_pages.find(session, token, KEY).ids


def asked(session: Session, about: str) -> AccessLink:
    return session.scalars(select(AccessLink).where(AccessLink.subject_kind == about)).one()


def moved(session: Session, giver: Giver) -> None:
    own_page.ask_move(session, owner(session, giver), NEW)
    own_page.approve_move(session, asked(session, own_page.MOVE), giver)
    own_page.take_address(session, asked(session, own_page.NEW_ADDRESS), giver)


def forgotten(session: Session, giver: Giver, *, party: bool = False) -> int:
    own_page.ask_forgetting(session, owner(session, giver), party=party)
    return forgetting.forget(session, asked(session, own_page.FORGET), giver)


def test_one_link_opens_all_givers_of_the_address_and_no_other(session: Session) -> None:
    _point, mees = make.handed_in(session)
    other = make.giver(session, make.contribution(session), email="mees@voorbeeld.nl", name="Bakkerij Kok")
    make.handed_in(session, email="ander@voorbeeld.nl")
    assert opened(session, giver_pages.token(mees, KEY)) == [mees.id, other.id]


@pytest.mark.parametrize(
    "change", [lambda t: t[:-2] + "AA", lambda t: "AAAAAAAAAAk" + t[11:], lambda t: t[:20], lambda _t: "é"]
)
def test_a_link_that_was_tampered_with_opens_nothing(session: Session, change) -> None:  # type: ignore[no-untyped-def]
    _point, mees = make.handed_in(session)
    with pytest.raises(LinkGone):
        opened(session, change(giver_pages.token(mees, KEY)))


def test_a_link_made_with_another_key_opens_nothing(session: Session) -> None:
    _point, mees = make.handed_in(session)
    with pytest.raises(LinkGone):
        opened(session, giver_pages.token(mees, KEY + "!"))


def test_a_link_works_two_years(session: Session) -> None:
    _point, mees = make.handed_in(session)
    token = giver_pages.token(mees, KEY)
    with clock.at(clock.now() + timedelta(days=729)):
        assert opened(session, token)
    with clock.at(clock.now() + timedelta(days=731)), pytest.raises(LinkGone, match="verlopen"):
        opened(session, token)


def test_a_fresh_link_makes_the_old_ones_worthless(session: Session) -> None:
    _point, mees = make.handed_in(session)
    old = giver_pages.token(mees, KEY)
    with clock.at(clock.now() + timedelta(hours=1)):
        own_page.renew(session, owner(session, mees))
        assert opened(session, giver_pages.token(mees, KEY))
        with pytest.raises(LinkGone):
            opened(session, old)
    assert [mail.to_address for mail in make.mails(session, own_page.PAGE_MAIL)] == [mees.email]


def test_a_lost_link_is_mailed_to_who_gave_something_alone(session: Session) -> None:
    make.handed_in(session)
    for address in ("mees@voorbeeld.nl", "Mees@Voorbeeld.nl", "niemand@voorbeeld.nl"):
        own_page.send_page(session, address)
    assert [mail.to_address for mail in make.mails(session, own_page.PAGE_MAIL)] == ["mees@voorbeeld.nl"] * 2


def test_d9a_who_stops_is_not_written_to_about_these_points_and_may_go_on(session: Session) -> None:
    first, mees = make.handed_in(session)
    assert own_page.stop(session, owner(session, mees)) == 1
    assert own_page.stop(session, owner(session, mees)) == 0
    second, _same = make.handed_in(session, text="Nog een punt")
    assert [number for number, _giver in reachable_givers(session, [first.id, second.id])] == [second.id]
    assert len(make.mails(session, own_page.STOPPED_MAIL)) == 1
    assert own_page.go_on(session, owner(session, mees)) == [first.id]
    assert len(reachable_givers(session, [first.id])) == 1
    own_page.stop(session, owner(session, mees))
    assert len(make.mails(session, own_page.STOPPED_MAIL)) == 2, "also on the same day"


def test_p2_an_address_changes_only_when_both_confirm_and_for_all_points(session: Session) -> None:
    first, mees = make.handed_in(session)
    other = make.giver(session, make.contribution(session), email="mees@voorbeeld.nl", name="Bakkerij Kok")
    own_page.ask_move(session, owner(session, mees), " Nieuw@Voorbeeld.nl ")
    assert [mail.to_address for mail in make.mails(session, own_page.MOVE_MAIL)] == ["mees@voorbeeld.nl"]
    own_page.approve_move(session, asked(session, own_page.MOVE), mees)
    assert [mail.to_address for mail in make.mails(session, own_page.NEW_ADDRESS_MAIL)] == [NEW]
    assert mees.email == "mees@voorbeeld.nl"
    old = giver_pages.token(mees, KEY)
    own_page.take_address(session, asked(session, own_page.NEW_ADDRESS), mees)
    assert (mees.email, other.email) == (NEW, NEW)
    assert [mail.to_address for mail in make.mails(session, own_page.MOVED_MAIL)] == ["mees@voorbeeld.nl"]
    assert [giver.email for _id, giver in reachable_givers(session, [first.id])] == [NEW]
    with pytest.raises(LinkGone):
        opened(session, old)


def test_p2_mail_that_waits_follows_to_the_new_address_and_its_links_work(session: Session) -> None:
    point, mees = make.handed_in(session)
    with clock.at(clock.now() + timedelta(hours=1)):
        moved(session, mees)
    links = session.scalars(select(AccessLink).where(AccessLink.subject_kind == Contribution.subject_kind)).all()
    assert links
    for link in links:
        session.refresh(link)
        assert giver_pages.still_good(session, link, [mees.id]) == [mees.id]
    [receipt] = [mail for mail in make.mails(session, "contributions.receipt") if mail.subject_id == point.id]
    assert receipt.to_address == NEW


def test_p2_a_confirming_link_works_once_and_no_new_address_is_kept_in_it(session: Session) -> None:
    _point, mees = make.handed_in(session)
    moved(session, mees)
    for about in (own_page.MOVE, own_page.NEW_ADDRESS):
        link = asked(session, about)
        session.refresh(link)
        assert link.params == {}
        assert link.used_at is not None
    with pytest.raises(LinkGone):
        own_page.take_address(session, asked(session, own_page.NEW_ADDRESS), mees)


def test_p2_the_same_address_or_none_is_refused(session: Session) -> None:
    _point, mees = make.handed_in(session)
    for wanted in ("mees@voorbeeld.nl", "geen adres"):
        with pytest.raises(RuleViolation):
            own_page.ask_move(session, owner(session, mees), wanted)


def test_p2_the_person_goes_and_the_points_stay(session: Session) -> None:
    point, mees = make.handed_in(session)
    assert forgotten(session, mees) == 1
    assert (mees.email, mees.name, mees.confirmed_at) == (None, None, None)
    assert mees.forgotten_at is not None
    assert (point.said_by_name, shown_giver(point), point.shown_as) == (None, None, ShownAs.SECTOR)
    assert (point.public_text, point.sector, point.shown_sector) == (make.WORDS, Sector.RESIDENT, Sector.RESIDENT)
    assert givers_of(session, point) == []
    event = make.events(session, point)[-1]
    assert (event.kind, event.data, event.text_rows) == ("giver-forgotten", {}, [])


def test_p2_nothing_of_the_person_is_left_in_mail_links_or_record(session: Session) -> None:
    _point, mees = make.handed_in(session)
    forgotten(session, mees)
    session.commit()
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.to_address == "mees@voorbeeld.nl")).all() == []
    waiting = select(OutboxMessage).where(OutboxMessage.state == MailState.WAITING)
    assert session.scalars(waiting).all() == []
    assert "mees" not in str([link.params for link in session.scalars(select(AccessLink))])
    assert "Mees" not in str([event.data for event in session.scalars(select(Event))])
    assert verify_log(session, CHECKS).problems == []


def test_p2_the_party_goes_only_when_it_gives_the_person_away(session: Session) -> None:
    bakery = make.party(session, "Bakkerij Kok")
    for party, left in ((False, bakery.id), (True, None)):
        point = make.contribution(session)
        mees = make.giver(session, point, organisation=bakery, email=f"mees{party}@voorbeeld.nl".lower())
        session.execute(update(AccessLink).values(subject_kind="eerder"))
        forgotten(session, mees, party=party)
        assert (point.said_by_organisation_id, mees.organisation_id) == (left, left)


@pytest.mark.parametrize("level", [Level.CLOSED, Level.NO_SOURCE, Level.PUBLIC])
def test_d11_being_forgotten_makes_no_party_known(session: Session, level: Level) -> None:
    practice, listed = make.party(session, "Praktijk Fem Smit"), make.party(session, "Bakkerij Kok", listed=True)
    for named in (practice, listed):
        point = make.contribution(session, level=level, shown_as=ShownAs.SECTOR)
        fem = make.giver(session, point, organisation=named, email=f"{named.slug}@voorbeeld.nl")
        session.execute(update(AccessLink).values(subject_kind="eerder"))
        forgotten(session, fem, party=True)
    assert choices.known_party_names(session) == ["Bakkerij Kok"]
    assert choices.publicly_known(session, "Praktijk Fem Smit") is None
    assert list(session.scalars(select(Organisation.name))) == ["Bakkerij Kok"]


def test_d11_a_party_of_which_nothing_tells_is_not_thereby_known(session: Session) -> None:
    make.party(session, "Praktijk Fem Smit")
    assert choices.known_party_names(session) == []


def test_p2_of_a_point_that_somebody_else_said_nothing_changes(session: Session) -> None:
    point, _mees = make.handed_in(session)
    other = make.giver(session, point, name="Ada Bos")
    forgotten(session, other)
    assert shown_giver(point) == "Mees Kok"
    assert [tie.giver.name for tie in givers_of(session, point)] == ["Mees Kok"]


def _finished(session: Session, point: Contribution, mees: Giver) -> None:
    withdraw_own(session, point, mees, actor=Actor(gave=frozenset({point.id})))


def test_p3_an_address_is_forgotten_a_year_after_all_its_points_were_finished(session: Session) -> None:
    point, mees = make.handed_in(session)
    _finished(session, point, mees)
    for days, left in ((364, "mees@voorbeeld.nl"), (367, None)):
        with clock.at(clock.now() + timedelta(days=days)):
            forgetting.forget_old_addresses(session)
        assert mees.email == left
    assert mees.name == "Mees Kok"
    assert session.scalars(select(OutboxMessage).where(OutboxMessage.to_address.is_not(None))).all() == []


def test_p3_not_while_one_of_them_is_open(session: Session) -> None:
    point, mees = make.handed_in(session)
    make.handed_in(session, text="Nog een punt")
    _finished(session, point, mees)
    with clock.at(clock.now() + timedelta(days=800)):
        assert forgetting.forget_old_addresses(session) == 0
    assert mees.email


def test_d3_a_point_somebody_said_was_not_theirs_is_not_on_the_page(session: Session) -> None:
    point, mees = make.handed_in(session)
    tie = session.get_one(ContributionGiver, (point.id, mees.id))
    tie.denied_at = clock.now()
    session.flush()
    assert forgetting.numbers_of(session, [mees.id]) == []
    own_page.send_page(session, "mees@voorbeeld.nl")
    assert make.mails(session, own_page.PAGE_MAIL) == []


def test_p2_mail_to_the_same_address_as_that_of_somebody_who_works_here_is_left(session: Session) -> None:
    _point, mees = make.handed_in(session)
    queue(session, kind=look_reminding.MAIL, to=mees.email or "", params={})
    forgotten(session, mees)
    [mail] = make.mails(session, look_reminding.MAIL)
    assert (mail.to_address, mail.state) == ("mees@voorbeeld.nl", MailState.WAITING)


def test_p2_every_kind_of_mail_about_a_giver_s_points_is_known_as_such() -> None:
    of_work = {look_reminding.MAIL}
    kinds = {kind for kind in RENDERERS if kind.startswith("contributions.")} - of_work
    assert kinds <= set(own_page.TO_GIVERS) <= set(RENDERERS)
