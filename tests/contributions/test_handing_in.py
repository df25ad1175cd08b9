"""Handing in: once, with a receipt, never wider than agreed (D0, D3, D11)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.contributions.models import Channel, Contribution, PointKind, ShownAs
from dialoog.contributions.queries import givers_of
from dialoog.contributions.rules.givers import confirm
from dialoog.contributions.rules.handing_in import RECEIPT_MAIL, UNASKED_FOR, Speaker, hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.errors import RuleViolation
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Sector
from dialoog.permissions import ANONYMOUS
from tests.factories import contributions as make

NOBODY = Speaker(shown_as=ShownAs.NOBODY)


def send(session: Session, text: str = make.WORDS, token: str = "een-formulier-met-token") -> Contribution:
    given = Input(text, PointKind.IDEA, Channel.WEB, form_token=token)
    return hand_in(session, given, speaker=NOBODY, email="mees@voorbeeld.nl", actor=ANONYMOUS)


def test_d3_a_form_sent_twice_is_one_contribution_with_one_receipt(session: Session) -> None:
    first, second = send(session), send(session)
    assert first.number == second.number
    assert len(make.mails(session, RECEIPT_MAIL)) == 1
    assert make.kinds(session, first) == ["received"]


def test_d3_a_form_sent_again_with_other_words_is_another_contribution(session: Session) -> None:
    assert send(session).number != send(session, "Toch iets anders").number


def test_d3_the_same_words_in_another_form_are_another_contribution(session: Session) -> None:
    assert send(session).number != send(session, token="een-ander-formulier-en-token").number


def test_d3_the_receipt_has_links_to_confirm_deny_and_withdraw(session: Session) -> None:
    made = send(session)
    [mail] = make.mails(session, RECEIPT_MAIL)
    assert (mail.to_address, mail.subject_kind, mail.subject_id) == ("mees@voorbeeld.nl", "inbreng", made.id)
    for purpose in (LinkPurpose.CONFIRM, LinkPurpose.DENY, LinkPurpose.WITHDRAW):
        link = session.get_one(AccessLink, mail.params[purpose.value])
        assert (link.purpose, link.subject_id) == (purpose, made.id)
        assert link.expires_at - clock.now() > timedelta(days=365)


def test_d3_without_an_address_nobody_is_noted_and_nothing_is_mailed(session: Session) -> None:
    made = hand_in(session, Input("Punt", PointKind.IDEA, Channel.WEB), speaker=NOBODY, actor=ANONYMOUS)
    assert list(givers_of(session, made)) == []
    assert make.mails(session, RECEIPT_MAIL) == []


def test_d3_a_wrong_address_is_refused_at_its_field(session: Session) -> None:
    given = Input("Punt", PointKind.IDEA, Channel.WEB)
    with pytest.raises(RuleViolation) as refused:
        hand_in(session, given, speaker=NOBODY, email="geen adres", actor=ANONYMOUS)
    assert refused.value.field == "email"


def test_d0_a_party_we_know_keeps_its_own_name_and_sector(session: Session) -> None:
    known = make.party(session, "Stichting Schone Straat", Sector.CIVIL_SOCIETY)
    speaker = Speaker(shown_as=ShownAs.PARTY, party="stichting  schone straat", sector=Sector.BUSINESS)
    made = hand_in(session, Input("Punt", PointKind.IDEA, Channel.WEB), speaker=speaker, actor=ANONYMOUS)
    assert (made.said_by_organisation, made.sector) == (known, Sector.CIVIL_SOCIETY)


def test_d0_a_party_we_do_not_know_is_added(session: Session) -> None:
    speaker = Speaker(shown_as=ShownAs.PARTY, party="Bakkerij Voorbeeld", sector=Sector.BUSINESS)
    made = hand_in(session, Input("Punt", PointKind.IDEA, Channel.WEB), speaker=speaker, actor=ANONYMOUS)
    assert made.said_by_organisation is not None
    assert (made.said_by_organisation.slug, made.sector) == ("bakkerij-voorbeeld", Sector.BUSINESS)


@pytest.mark.parametrize(
    ("agreed", "wished", "allowed"),
    [
        (Level.PUBLIC, Level.PUBLIC, True),
        (Level.PUBLIC, Level.CLOSED, True),
        (Level.NO_SOURCE, Level.PUBLIC, False),
        (Level.NO_SOURCE, Level.CLOSED, True),
        (Level.CLOSED, Level.NO_SOURCE, False),
        (Level.CLOSED, Level.CLOSED, True),
    ],
)
def test_d11_staff_never_widen_what_was_agreed_at_the_meeting(
    session: Session, agreed: Level, wished: Level, allowed: bool
) -> None:
    def enter(at: Meeting) -> Contribution:
        given = Input("Punt", PointKind.IDEA, Channel.STAFF, level=wished, meeting=at)
        return hand_in(session, given, speaker=NOBODY, actor=make.SECRETARIAT)

    if allowed:
        assert enter(make.meeting(session, agreed)).level is wished
        return
    with pytest.raises(RuleViolation) as refused:
        enter(make.meeting(session, agreed))
    assert refused.value.field == "level"


@pytest.mark.parametrize("confirmed", [False, True], ids=["a stranger", "who takes part"])
def test_d3_nobodys_mailbox_is_filled_with_receipts_they_did_not_ask_for(session: Session, confirmed: bool) -> None:
    """Anyone can fill in anyone's address, 600 times an hour; and cannot tell by it whether they take part."""
    for n in range(UNASKED_FOR):
        point, giver = make.handed_in(session, "slachtoffer@voorbeeld.nl", f"Punt {n}")
    if confirmed:
        confirm(session, point, giver)
    with pytest.raises(RuleViolation, match="veel bevestigingen") as refused:
        make.handed_in(session, "Slachtoffer@voorbeeld.nl", "Nog een punt")
    assert refused.value.field == "email"
    make.handed_in(session, "ander@voorbeeld.nl", "Van iemand anders")
    with clock.at(clock.now() + timedelta(hours=25)):
        make.handed_in(session, "slachtoffer@voorbeeld.nl", "De volgende dag")
