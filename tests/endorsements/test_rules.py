"""A party backs a contribution (D3a, D7, D11, D12, P3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Contribution, Ground, Look, TextLook
from dialoog.contributions.rules.looking import hide as hide_point
from dialoog.contributions.rules.looking_at_texts import black_out, hide, of_act, show
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.endorsements.checks import standing
from dialoog.endorsements.jobs import FORGET_JOB
from dialoog.endorsements.models import Endorsement, EndorsementState
from dialoog.endorsements.rules import (
    ASK_MAIL,
    CONFIRMED_MAIL,
    MOST_ASKED,
    MOST_MAILS,
    Given,
    ask,
    confirm,
    enter,
    forget_unconfirmed,
    tell_of_answer,
    withdraw,
)
from dialoog.errors import NotFound, RuleViolation
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.meetings.models import Level
from dialoog.organisations.models import Organisation, Sector
from dialoog.permissions import ANONYMOUS
from dialoog.register.models import Leaf
from dialoog.register.verification import verify_log
from dialoog.wiring import CHECKS, JOBS, RECURRING
from tests.factories import answers
from tests.factories import contributions as make
from tests.factories.contributions import SECRETARIAT, kinds, mails
from tests.factories.endorsements import FOR_A_PARTY, asked, endorsed

NAME = "Stichting Stille Straat"
WHY = "Onze leden slapen slecht van het nachtelijk lossen."
REASON = "De naam is van een persoon en hoort hier niet."


def looks(session: Session) -> dict[str, Look]:
    return {one.name: one.look for one in session.scalars(select(TextLook).order_by(TextLook.id))}


def texts(session: Session, point: Contribution, kind: str = "endorsed") -> dict[str, tuple[str | None, bool]]:
    event = next(event for event in make.events(session, point) if event.kind == kind)
    return {row.name: (row.text, row.public) for row in event.text_rows}


class TestAsking:
    def test_d7_nothing_counts_before_it_is_confirmed(self, session: Session) -> None:
        point = make.contribution(session)
        made = asked(session, point)
        assert (made.state, point.endorsed, kinds(session, point)) == (EndorsementState.ASKED, 0, ["received"])
        assert len(mails(session, ASK_MAIL)) == 1

    @pytest.mark.parametrize("why_not", ["besloten", "ingetrokken", "verborgen", "wacht"])
    def test_d11_what_not_everyone_reads_is_not_endorsed(self, session: Session, why_not: str) -> None:
        point, giver = make.handed_in(session, level=Level.CLOSED if why_not == "besloten" else Level.PUBLIC)
        if why_not == "ingetrokken":
            withdraw_own(session, point, giver, actor=ANONYMOUS)
        if why_not == "verborgen":
            hide_point(session, point, ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
        if why_not == "wacht":
            point.look = Look.WAITING
        with pytest.raises(NotFound):
            ask(session, point, Given(NAME, Sector.BUSINESS, email="a@voorbeeld.nl"))
        with pytest.raises(NotFound):
            enter(session, point, Given(NAME, Sector.BUSINESS), actor=SECRETARIAT)

    def test_what_is_closed_off_meanwhile_is_not_confirmed(self, session: Session) -> None:
        point = make.contribution(session)
        made = asked(session, point)
        hide_point(session, point, ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
        with pytest.raises(NotFound):
            confirm(session, made, look_first=True, actor=FOR_A_PARTY)

    def test_the_same_request_again_is_one(self, session: Session) -> None:
        point = make.contribution(session)
        first = asked(session, point, email="bo@voorbeeld.nl")
        again = asked(session, point, "  stichting  stille straat ", email="Bo@voorbeeld.nl", why=WHY)
        assert (again.id, again.why, len(mails(session, ASK_MAIL))) == (first.id, WHY, 2)

    def test_nobodys_mailbox_is_filled(self, session: Session) -> None:
        point = make.contribution(session)
        for n in range(MOST_ASKED):
            asked(session, point, f"Partij {n}", email="bo@voorbeeld.nl")
        with pytest.raises(RuleViolation, match="vandaag al veel"):
            asked(session, point, "Nog een", email="bo@voorbeeld.nl")
        with clock.at(clock.now() + timedelta(days=2)):
            asked(session, point, "Nog een", email="bo@voorbeeld.nl")

    def test_sending_the_same_request_again_and_again_mails_no_more(self, session: Session) -> None:
        point = make.contribution(session)
        for _n in range(MOST_MAILS):
            asked(session, point, email="bo@voorbeeld.nl")
        with pytest.raises(RuleViolation, match="ongewenste post"):
            asked(session, point, email="bo@voorbeeld.nl")
        assert len(mails(session, ASK_MAIL)) == MOST_MAILS

    def test_p3_what_nobody_confirmed_is_erased_after_thirty_days(self, session: Session) -> None:
        point = make.contribution(session)
        asked(session, point)
        stays = endorsed(session, point, "Gemeente Voorbeeld")
        with clock.at(clock.now() + timedelta(days=29)):
            assert forget_unconfirmed(session) == 0
        with clock.at(clock.now() + timedelta(days=31)):
            assert forget_unconfirmed(session) == 1
            assert forget_unconfirmed(session) == 0
        assert session.scalars(select(Endorsement)).all() == [stays]
        assert FORGET_JOB in JOBS
        assert FORGET_JOB in [one.kind for one in RECURRING]


class TestConfirming:
    def test_d12_it_is_recorded_without_a_name_in_the_leaf(self, session: Session) -> None:
        point = make.contribution(session)
        endorsed(session, point, why=WHY)
        event = make.events(session, point)[-1]
        assert (event.kind, event.data, event.actor_role) == (
            "endorsed",
            {"sector": "maatschappelijke-organisatie"},
            "onderschrijver",
        )
        assert not [leaf for leaf in session.scalars(select(Leaf)) if b"Stille" in leaf.content]
        assert texts(session, point) == {"party": (NAME, True), "why": (WHY, True)}
        assert (point.endorsed, point.endorsed_by) == (1, {"maatschappelijke-organisatie": 1})
        assert verify_log(session, CHECKS).problems == []

    def test_d3a_a_new_name_and_the_reason_wait_for_the_look(self, session: Session) -> None:
        point = make.contribution(session)
        endorsed(session, point, why=WHY, look_first=True)
        assert looks(session) == {"party": Look.WAITING, "why": Look.WAITING}
        assert texts(session, point) == {"party": (NAME, False), "why": (WHY, False)}
        assert point.endorsed == 0
        assert session.scalars(select(Organisation)).all() == []
        assert verify_log(session, CHECKS).problems == []

    def test_d3a_a_name_that_everyone_knows_waits_too_for_anyone_can_type_it(self, session: Session) -> None:
        known = make.party(session, NAME, Sector.BUSINESS, listed=True)
        point = make.contribution(session)
        made = endorsed(session, point, NAME.upper(), why=WHY, look_first=True)
        assert (made.organisation, made.name, made.sector) == (None, NAME, Sector.BUSINESS)
        assert looks(session) == {"party": Look.WAITING, "why": Look.WAITING}
        assert point.endorsed_by == {}
        show(session, list(session.scalars(select(TextLook))), actor=SECRETARIAT)
        assert (made.organisation, point.endorsed_by) == (known, {"bedrijfsleven": 1})

    def test_d11_a_party_known_only_from_a_closed_point_is_looked_at(self, session: Session) -> None:
        hidden = make.party(session, NAME)
        make.contribution(session, level=Level.CLOSED, said_by_organisation=hidden)
        endorsed(session, make.contribution(session), look_first=True)
        assert looks(session)["party"] is Look.WAITING

    def test_d7_the_same_party_twice_counts_once(self, session: Session) -> None:
        point = make.contribution(session)
        second = asked(session, point, email="ander@voorbeeld.nl")
        endorsed(session, point)
        assert not confirm(session, second, look_first=False, actor=FOR_A_PARTY)
        session.commit()
        assert (point.endorsed, kinds(session, point)) == (1, ["received", "endorsed"])
        with pytest.raises(RuleViolation, match="Eén keer is genoeg"):
            asked(session, point, NAME.lower())

    @pytest.mark.parametrize("hidden", [False, True])
    def test_d3a_a_name_that_does_not_show_is_in_nobodys_way(self, session: Session, *, hidden: bool) -> None:
        make.party(session, NAME, listed=True)
        point = make.contribution(session)
        strange = endorsed(session, point, look_first=True)
        of = list(session.scalars(select(TextLook)))
        if hidden:
            hide(session, of, ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
        real = endorsed(session, point)
        assert (strange.organisation, real.organisation.name, point.endorsed) == (None, NAME, 1)
        with pytest.raises(RuleViolation, match="Eén keer"):
            enter(session, point, Given(NAME, Sector.BUSINESS), actor=SECRETARIAT)

    def test_d7_of_two_that_are_shown_in_the_end_the_second_counts_once(self, session: Session) -> None:
        point = make.contribution(session)
        endorsed(session, point, look_first=True)
        other = endorsed(session, point, NAME.upper(), sector=Sector.YOUTH, look_first=True)
        for one in list(session.scalars(select(TextLook).order_by(TextLook.id))):
            show(session, [one], actor=SECRETARIAT)
        session.commit()
        assert point.endorsed_by == {"maatschappelijke-organisatie": 1}
        assert verify_log(session, CHECKS).problems == []
        withdraw(session, other, actor=FOR_A_PARTY)
        assert point.endorsed == 1

    def test_whoever_confirmed_gets_the_links_to_take_it_back(self, session: Session) -> None:
        made = endorsed(session, make.contribution(session))
        assert set(made.links) == {"withdraw", "stop"}
        assert [mail.to_address for mail in mails(session, CONFIRMED_MAIL)] == [made.email]

    def test_d0_staff_enter_one_for_a_party(self, session: Session) -> None:
        point = make.contribution(session)
        made = enter(session, point, Given("Waterschap Verzin", Sector.GOVERNMENT, why=WHY), actor=SECRETARIAT)
        session.commit()
        assert (made.state, point.endorsed, mails(session, CONFIRMED_MAIL)) == (EndorsementState.CONFIRMED, 1, [])
        assert make.events(session, point)[-1].actor_role == "secretariaat"
        assert set(looks(session).values()) == {Look.NOT_NEEDED}


class TestTheLook:
    def test_d3a_once_shown_the_party_is_known(self, session: Session) -> None:
        point = make.contribution(session)
        made = endorsed(session, point, why=WHY, look_first=True)
        act = session.scalars(select(TextLook.act)).first() or 0
        show(session, of_act(session, act), actor=SECRETARIAT)
        session.commit()
        assert texts(session, point) == {"party": (NAME, True), "why": (WHY, True)}
        assert made.organisation is not None
        assert (made.organisation.name, point.endorsed) == (NAME, 1)

    def test_d3a_what_is_hidden_does_not_count_until_it_is_shown_again(self, session: Session) -> None:
        point = make.contribution(session)
        made = endorsed(session, point, "Koop Hier Matrassen", look_first=True)
        act = session.scalars(select(TextLook.act)).first() or 0
        hide(session, of_act(session, act), ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)
        session.commit()
        assert (made.state, point.endorsed, point.endorsed_by) == (EndorsementState.HIDDEN, 0, {})
        assert [mail.to_address for mail in mails(session, "contributions.text-hidden")] == [made.email]
        assert verify_log(session, CHECKS).problems == []
        show(session, of_act(session, act), actor=SECRETARIAT, again=True)
        assert (made.state, point.endorsed) == (EndorsementState.CONFIRMED, 1)

    def test_d1_a_name_that_is_blacked_out_is_nowhere_any_more(self, session: Session) -> None:
        point = make.contribution(session)
        made = endorsed(session, point, "Praktijk Fem Smit", look_first=True)
        rows = list(session.scalars(select(TextLook)))
        black_out(session, rows, new_text="Praktijk [weggelakt]", reason=REASON, actor=SECRETARIAT)
        assert (made.state, point.endorsed) == (EndorsementState.WAITING, 0)
        show(session, rows, actor=SECRETARIAT)
        session.commit()
        assert (made.name, made.organisation, point.endorsed) == ("Praktijk [weggelakt]", None, 1)
        assert texts(session, point)["party"] == ("Praktijk Fem Smit", False)
        assert texts(session, point, "text-blacked-out")["words"] == ("Praktijk [weggelakt]", True)

    @pytest.mark.parametrize("act", ["weggelakt", "verborgen"])
    @pytest.mark.parametrize("taken_back", [False, True])
    def test_d1_a_party_made_by_a_name_goes_with_it(self, session: Session, act: str, *, taken_back: bool) -> None:
        made = endorsed(session, make.contribution(session), "Praktijk Fem Smit")
        if taken_back:
            withdraw(session, made, actor=FOR_A_PARTY)
        no_more(session, act)
        session.commit()
        assert made.organisation_id is None
        assert session.scalars(select(Organisation)).all() == []
        assert verify_log(session, CHECKS).problems == []

    @pytest.mark.parametrize("act", ["weggelakt", "verborgen"])
    def test_d1_a_party_that_more_tells_of_stays(self, session: Session, act: str) -> None:
        listed = make.party(session, "Praktijk Fem Smit", listed=True)
        made = endorsed(session, make.contribution(session), "Praktijk Fem Smit")
        no_more(session, act)
        session.commit()
        assert made.organisation_id is None
        assert session.scalars(select(Organisation)).all() == [listed]


def no_more(session: Session, act: str) -> None:
    """The names that show are blacked out, or hidden."""
    for one in session.scalars(select(TextLook).where(TextLook.name == "party")).all():
        if act == "weggelakt":
            black_out(session, [one], new_text="Praktijk [weggelakt]", reason=REASON, actor=SECRETARIAT)
        else:
            hide(session, [one], ground=Ground.ADVERTISING, reason=REASON, actor=SECRETARIAT)


class TestTakingBack:
    def test_d7_it_is_a_public_event_and_the_contact_is_forgotten(self, session: Session) -> None:
        point = make.contribution(session)
        made = endorsed(session, point)
        withdraw(session, made, actor=FOR_A_PARTY)
        session.commit()
        assert kinds(session, point) == ["received", "endorsed", "endorsement-withdrawn"]
        assert texts(session, point, "endorsement-withdrawn") == {"party": (NAME, True)}
        assert (point.endorsed, point.endorsed_by) == (0, {})
        assert (made.contact_name, made.email, made.links) == ("", None, {})
        assert verify_log(session, CHECKS).problems == []
        with pytest.raises(RuleViolation, match="al ingetrokken"):
            withdraw(session, made, actor=FOR_A_PARTY)

    def test_d3a_words_that_nobody_looked_at_are_destroyed(self, session: Session) -> None:
        point = make.contribution(session)
        made = endorsed(session, point, why=WHY, look_first=True)
        withdraw(session, made, actor=FOR_A_PARTY)
        session.commit()
        assert texts(session, point) == {"party": (None, False), "why": (None, False)}
        assert texts(session, point, "endorsement-withdrawn") == {}
        assert looks(session) == {}
        assert verify_log(session, CHECKS).problems == []

    def test_d7_afterwards_the_party_may_back_it_again(self, session: Session) -> None:
        point = make.contribution(session)
        withdraw(session, endorsed(session, point), actor=FOR_A_PARTY)
        endorsed(session, point)
        assert point.endorsed == 1
        assert list(standing(session)) == []


class TestForgettingMail:
    @pytest.mark.parametrize("state", [MailState.WAITING, MailState.SENT, MailState.DEAD])
    def test_p3_taken_back_its_mails_keep_no_address(self, session: Session, state: MailState) -> None:
        point = make.contribution(session)
        made = endorsed(session, point, email="bo@voorbeeld.nl", look_first=True)
        hide(
            session,
            list(session.scalars(select(TextLook))),
            ground=Ground.ADVERTISING,
            reason=REASON,
            actor=SECRETARIAT,
        )
        tell_of_answer(session, [point.id], step="1-1")
        session.execute(update(OutboxMessage).values(state=state))
        other = endorsed(session, point, "Een Andere Partij", email="bo@voorbeeld.nl")
        withdraw(session, made, actor=FOR_A_PARTY)
        session.commit()
        everything = session.scalars(select(OutboxMessage)).all()
        left = [mail for mail in everything if mail.to_address or "bo@" in str(mail.unique_key)]
        assert {mail.params["endorsement"] for mail in left} == {other.id}
        gone = [mail for mail in everything if mail not in left]
        assert {mail.kind for mail in gone} == {ASK_MAIL, CONFIRMED_MAIL, "contributions.text-hidden"}
        assert {mail.state for mail in gone} == {MailState.SENT if state is MailState.SENT else MailState.SKIPPED}

    def test_p3_never_confirmed_or_backed_already_its_mails_keep_no_address(self, session: Session) -> None:
        point = make.contribution(session)
        twice = asked(session, point)
        asked(session, point, "Nooit Bevestigd")
        stays = endorsed(session, point)
        confirm(session, twice, look_first=False, actor=FOR_A_PARTY)
        with clock.at(clock.now() + timedelta(days=31)):
            forget_unconfirmed(session)
        session.commit()
        with_address = [mail for mail in session.scalars(select(OutboxMessage)) if mail.to_address]
        assert {mail.params["endorsement"] for mail in with_address} == {stays.id}
        assert len(mails(session, ASK_MAIL)) == 3


class TestTelling:
    def test_who_backs_it_hears_once_of_each_version_of_the_answer(self, session: Session) -> None:
        ours = answers.unit(session)
        given = answers.points(session, ours, 2)
        made = endorsed(session, given[0])
        asked(session, given[1])
        answers.answered(session, given, answers.official(session, ours, lead=True))
        told = mails(session, "endorsements.news")
        assert [mail.to_address for mail in told] == [made.email]
        assert tell_of_answer(session, [given[0].id], step="x") == 1
        assert tell_of_answer(session, [given[0].id], step="x") == 0
        made.tells = False
        assert tell_of_answer(session, [given[0].id], step="y") == 0

    def test_the_record_is_compared_with_what_lists_show(self, session: Session) -> None:
        point = make.contribution(session)
        endorsed(session, point)
        point.endorsed = 7
        session.flush()
        assert list(standing(session)) == [
            f"inbreng/{point.number}: het aantal onderschrijvingen is niet dat van het register"
        ]
