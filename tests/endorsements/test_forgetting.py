"""Who acted for a party is forgotten in time, and when they ask so; the endorsement stays (P2, P3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink
from dialoog.answers.rules.forgetting import forget
from dialoog.config import Settings
from dialoog.contributions.giver_pages import owner
from dialoog.contributions.models import ContributionState
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.db import Database
from dialoog.endorsements.forgetting import forget_address, forget_old_contacts
from dialoog.endorsements.jobs import FORGET_JOB
from dialoog.endorsements.models import Endorsement, EndorsementState
from dialoog.endorsements.rules import CONFIRMED_MAIL
from dialoog.jobs.models import Job
from dialoog.mail.models import MailState
from dialoog.permissions import ANONYMOUS
from dialoog.wiring import JOBS
from tests.factories import contributions as make
from tests.factories.contributions import mails
from tests.factories.endorsements import asked, endorsed

YEAR = timedelta(days=366)


def contact(of: Endorsement) -> tuple[str, str | None, object]:
    return of.contact_name, of.email, of.links


def test_p3_the_contact_goes_a_year_after_the_point_was_finished(session: Session) -> None:
    point, giver = make.handed_in(session)
    backed = endorsed(session, point)
    with clock.at(clock.now() + 2 * YEAR):
        assert forget_old_contacts(session) == 0, "the point is still open"
        withdraw_own(session, point, giver, actor=ANONYMOUS)
    with clock.at(clock.now() + 3 * YEAR - timedelta(days=5)):
        assert forget_old_contacts(session) == 0
    with clock.at(clock.now() + 3 * YEAR):
        assert forget_old_contacts(session) == 1
        assert forget_old_contacts(session) == 0
    assert contact(backed) == ("", None, {})
    assert (backed.state, point.endorsed) == (EndorsementState.CONFIRMED, 1)
    assert [mail.to_address for mail in mails(session, CONFIRMED_MAIL)] == [None]


def test_p3_a_contact_of_lately_stays_also_where_the_point_was_finished_long_ago(session: Session) -> None:
    point = make.contribution(session)
    backed = endorsed(session, point)
    point.status = ContributionState.CLOSED
    session.flush()
    with clock.at(clock.now() + YEAR - timedelta(days=10)):
        assert forget_old_contacts(session) == 0
    assert backed.email


@pytest.mark.once
def test_p3_the_nightly_job_does_so(own_database: Database, own_settings: Settings) -> None:
    with own_database.session(read_only=False) as session:
        point, giver = make.handed_in(session)
        endorsed(session, point)
        withdraw_own(session, point, giver, actor=ANONYMOUS)
        session.commit()
    with clock.at(clock.now() + YEAR):
        JOBS[FORGET_JOB](own_database, own_settings, Job(params={}))
    with own_database.transaction() as session:
        assert session.scalars(select(Endorsement.email)).all() == [None]


def test_p2_who_is_forgotten_as_giver_is_so_as_contact_too(session: Session) -> None:
    point, giver = make.handed_in(session)
    backed = endorsed(session, make.contribution(session), email=giver.email or "")
    other = endorsed(session, point, "Gemeente Voorbeeld")
    asked(session, point, "Bakkerij Kok", email=giver.email or "")
    own_page.ask_forgetting(session, owner(session, giver), party=False)
    link = session.scalars(select(AccessLink).where(AccessLink.subject_kind == own_page.FORGET)).one()
    forget(session, link, giver)
    assert contact(backed) == ("", None, {})
    assert other.email
    assert session.scalars(select(Endorsement).order_by(Endorsement.id)).all() == [backed, other]


def test_p2_mail_that_waits_for_who_was_forgotten_is_not_sent(session: Session) -> None:
    backed = endorsed(session, make.contribution(session))
    assert forget_address(session, backed.email or "") == 1
    assert [mail.state for mail in mails(session, CONFIRMED_MAIL)] == [MailState.SKIPPED]
    assert forget_address(session, "") == 0
