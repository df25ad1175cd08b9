"""What `register verify` says of answers that were changed behind the record's back (D8, D12)."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from dialoog.answers.checks import CHECKS
from dialoog.answers.models import AnswerVersion, LandingPlace, VerdictValue
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution, Outcome
from dialoog.meetings.models import Level
from tests.factories.answers import answered, official, points, unit
from tests.factories.effects import Kept


def findings(session: Session) -> list[str]:
    session.expire_all()
    return [problem for check in CHECKS for problem in check(session)]


def test_an_untouched_record_has_no_findings(session: Session) -> None:
    ours = unit(session)
    by = official(session, ours, lead=True)
    answered(session, points(session, ours, 3), by)
    answered(session, points(session, ours, level=Level.CLOSED), by)
    assert findings(session) == []


def test_d8_a_changed_motivation_and_landing_place_are_found(session: Session) -> None:
    ours = unit(session)
    answer = answered(session, points(session, ours), official(session, ours, lead=True))
    session.execute(update(AnswerVersion).values(motivation="Iets anders dan er stond."))
    session.execute(update(LandingPlace).values(title="Een ander plan"))
    assert findings(session) == [
        f"antwoord/{answer.id} versie 1: landing_places is niet wat is vastgelegd",
        f"antwoord/{answer.id} versie 1: motivation is niet wat is vastgelegd",
    ]


def test_d9_what_is_counted_of_whether_it_shows_is_what_givers_answered(session: Session) -> None:
    kept = Kept(session)
    kept.ask()
    kept.judge(kept.bo, VerdictValue.PARTLY)
    assert findings(session) == []
    session.execute(update(Commitment).values(shows_yes=3))
    [found] = findings(session)
    assert found.startswith(f"toezegging/{kept.commitment.id}: ")
    session.execute(update(Commitment).values(shows_yes=0, shows_asked=0))
    assert len(findings(session)) == 1


def test_a_changed_outcome_is_found(session: Session) -> None:
    ours = unit(session)
    given = points(session, ours)
    answer = answered(session, given, official(session, ours, lead=True))
    session.execute(update(AnswerVersion).values(outcome=Outcome.ADOPTED))
    session.execute(update(Contribution).values(outcome=Outcome.ADOPTED))
    assert findings(session) == [
        f"antwoord/{answer.id} versie 1: de uitkomst is 'overgenomen', vastgelegd is 'deels-overgenomen'",
        f"inbreng/{given[0].number}: het antwoord of de uitkomst is niet wat is vastgelegd",
        f"antwoord/{answer.id}: de uitkomst is 'deels-overgenomen', die van de geldende versie is 'overgenomen'",
    ]
