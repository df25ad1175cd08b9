"""The story of a contribution says whose words it tells (P7)."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.models import VerdictValue
from dialoog.answers.rules.judging import judge, lay_aside, send_back
from dialoog.commitments import rules as commitments
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution
from dialoog.contributions.rules.assigning import extend
from dialoog.contributions.rules.blacking_out import BLOCK, black_out
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.permissions import SYSTEM, Actor
from tests.factories import contributions as make
from tests.factories.answers import answered, giver, in_days, official, points, unit, version_of
from tests.support.pages import page

SECRETARY = Actor(name="Sam Bos", job_title="secretaris", roles=frozenset({"secretariat"}), second_factor=True)
BY_SECRETARY = '<p class="timeline__signed">Sam Bos, secretaris, secretariaat OFL</p>'
BY_OFFICIAL = '<p class="timeline__signed">Noor Dijk, beleidsmedewerker, directie Geluid, ministerie van IenW</p>'
SIGNED = "timeline__signed"
REASON = "Er is nog meer onderzoek nodig."


def dossier(client: FlaskClient, session: Session, point: Contribution) -> str:
    session.commit()
    return page(client, f"/inbreng/{point.number}")


def test_p7_who_sends_back_or_lays_aside_is_named_beneath_the_reason(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    first, second = given = points(session, ours, 2)
    bo = giver(session, given)
    version = version_of(answered(session, given, official(session, ours, lead=True)))
    values = dict.fromkeys([first.id, second.id], VerdictValue.NO)
    judge(session, version, giver_ids=[bo.id], values=values, reaction="Dit vroeg ik niet.")
    send_back(session, first, reason=REASON, actor=SECRETARY)
    lay_aside(session, second, reason=REASON, actor=SECRETARY)
    for point in given:
        shown = dossier(client, session, point)
        assert shown.count(SIGNED) == 1, "the giver's own words are not signed"
        assert shown.index(REASON) < shown.index(BY_SECRETARY)


def test_p7_who_extends_blacks_out_or_takes_out_a_wrong_entry_is_named(client: FlaskClient, session: Session) -> None:
    ours = unit(session, "directie Geluid")
    [point] = points(session, ours)
    extend(session, point, days=5, reason=REASON, actor=official(session, ours))
    assert BY_OFFICIAL in dossier(client, session, point)
    new = point.public_text.replace("straat", BLOCK)
    black_out(session, point, new_text=new, reason=REASON, actor=SECRETARY)
    withdraw_wrong_entry(session, point, reason=REASON, instead=make.contribution(session), actor=SECRETARY)
    shown = dossier(client, session, point)
    assert (shown.count(BY_OFFICIAL), shown.count(BY_SECRETARY)) == (1, 2)


def test_p7_who_reports_on_a_commitment_is_named_at_each_step_and_at_what_is_to_come(
    client: FlaskClient, session: Session
) -> None:
    ours = unit(session, "directie Geluid")
    [point] = points(session, ours)
    answered(session, [point], official(session, ours, lead=True, name="Kim Vos"))
    made = session.scalars(select(Commitment)).one()
    commitments.report(session, made, text="De helft is af.", actor=official(session, ours))
    commitments.change_due(session, made, due_on=in_days(90), reason=REASON, actor=SECRETARY)
    shown = dossier(client, session, point)
    assert (shown.count(BY_OFFICIAL), shown.count(BY_SECRETARY)) == (2, 1), "the report stands there twice"
    commitments.complete(session, made, text="Alles is af.", actor=SECRETARY)
    shown = dossier(client, session, point)
    assert (shown.count(BY_OFFICIAL), shown.count(BY_SECRETARY)) == (1, 2)


def test_p7_what_was_recorded_before_words_were_signed_is_told_as_it_was(client: FlaskClient, session: Session) -> None:
    ours = unit(session)
    [point] = points(session, ours)
    answered(session, [point], official(session, ours, lead=True))
    send_back(session, point, reason=REASON, actor=SYSTEM)
    shown = dossier(client, session, point)
    assert REASON in shown
    assert SIGNED not in shown
