"""P1: log-ins end by themselves, everywhere at once, and with the account."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import sessions
from dialoog.accounts.models import LoginSession, Role
from tests.factories import accounts as make


@pytest.mark.parametrize(
    ("roles", "later", "runs"),
    [
        ((Role.ADMIN,), timedelta(hours=1, minutes=59), True),
        ((Role.ADMIN,), timedelta(hours=2), False),
        ((), timedelta(days=6), True),
        ((), timedelta(days=7), False),
    ],
)
def test_silence_ends_a_log_in(session: Session, roles: tuple[Role, ...], later: timedelta, runs: bool) -> None:
    _login, token = sessions.start(session, make.person(session, *roles))
    with clock.at(clock.now() + later):
        assert (sessions.find(session, token) is not None) is runs


@pytest.mark.parametrize(("roles", "most"), [((Role.ADMIN,), timedelta(hours=12)), ((), timedelta(days=30))])
def test_no_log_in_lasts_for_ever(session: Session, roles: tuple[Role, ...], most: timedelta) -> None:
    login, token = sessions.start(session, make.person(session, *roles))
    login.last_seen_at = login.created_at + most
    session.flush()
    with clock.at(login.created_at + most):
        assert sessions.find(session, token) is None


def test_an_inactive_person_is_logged_out_at_once(session: Session) -> None:
    login, token = sessions.start(session, make.person(session))
    assert sessions.find(session, token) is login
    login.person.active = False
    session.flush()
    assert sessions.find(session, token) is None


def test_the_token_itself_is_not_kept(session: Session) -> None:
    login, token = sessions.start(session, make.person(session))
    assert token not in login.token_hash


def test_a_new_token_ends_the_old_one(session: Session) -> None:
    login, old = sessions.start(session, make.person(session))
    new = sessions.renew(session, login, second_factor=True)
    assert sessions.find(session, old) is None
    found = sessions.find(session, new)
    assert found is not None
    assert found.second_factor_at is not None


def test_all_others_can_be_ended(session: Session) -> None:
    someone = make.person(session)
    logins = [sessions.start(session, someone)[0] for _ in range(3)]
    other, _token = sessions.start(session, make.person(session))
    assert sessions.end_all(session, someone, keep=logins[1].id) == 2
    session.expire_all()
    assert sessions.running_of(session, someone) == [logins[1]]
    assert session.get_one(LoginSession, other.id).ended_at is None
