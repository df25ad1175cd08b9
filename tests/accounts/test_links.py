"""Links in mails: proof of sending, single use, an end (interface.md, E-mail)."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import links
from dialoog.accounts.models import LinkPurpose

KEY = "k" * 40
HOUR = timedelta(hours=1)


def test_a_token_finds_its_link(session: Session) -> None:
    link = links.issue(session, LinkPurpose.VERDICT, subject=("contribution", 7), params={"a": 1}, valid_for=HOUR)
    found = links.find(session, links.token(link, KEY), LinkPurpose.VERDICT, KEY, of="contribution")
    assert (found.id, found.subject_kind, found.subject_id, found.params) == (link.id, "contribution", 7, {"a": 1})


def test_a_link_works_once(session: Session) -> None:
    link = links.issue(session, LinkPurpose.VERDICT, valid_for=HOUR)
    links.use(session, link)
    with pytest.raises(links.LinkGone, match="al gebruikt"):
        links.find(session, links.token(link, KEY), LinkPurpose.VERDICT, KEY)
    with pytest.raises(links.LinkGone, match="al gebruikt"):
        links.use(session, link)


def test_a_link_expires(session: Session) -> None:
    link = links.issue(session, LinkPurpose.VERDICT, valid_for=HOUR)
    token = links.token(link, KEY)
    with clock.at(clock.now() + HOUR), pytest.raises(links.LinkGone, match="verlopen"):
        links.find(session, token, LinkPurpose.VERDICT, KEY)


def test_a_link_is_good_for_its_own_purpose_alone(session: Session) -> None:
    link = links.issue(session, LinkPurpose.CONFIRM, valid_for=HOUR)
    with pytest.raises(links.LinkGone):
        links.find(session, links.token(link, KEY), LinkPurpose.LOGIN, KEY)


def test_a_link_is_good_for_its_own_kind_of_subject_alone(session: Session) -> None:
    link = links.issue(session, LinkPurpose.CONFIRM, subject=("contribution", 7), valid_for=HOUR)
    for other in (None, "answer"):
        with pytest.raises(links.LinkGone):
            links.find(session, links.token(link, KEY), LinkPurpose.CONFIRM, KEY, of=other)


def test_nobody_without_the_secret_key_can_make_one(session: Session) -> None:
    link = links.issue(session, LinkPurpose.LOGIN, valid_for=HOUR)
    with pytest.raises(links.LinkGone):
        links.find(session, links.token(link, "another-key" * 4), LinkPurpose.LOGIN, KEY)


@pytest.mark.parametrize("token", ["", "x", "é" * 54, "A" * 54, "_" * 54, "A" * 5000, "AAAA\n"])
def test_nonsense_is_no_link(session: Session, token: str) -> None:
    with pytest.raises(links.LinkGone):
        links.find(session, token, LinkPurpose.LOGIN, KEY)


def test_a_newer_link_can_end_the_older_ones(session: Session) -> None:
    person_id = None
    link = links.issue(session, LinkPurpose.LOGIN, person_id=person_id, valid_for=HOUR)
    links.end_all(session, LinkPurpose.LOGIN, person_id=-1)
    assert links.find(session, links.token(link, KEY), LinkPurpose.LOGIN, KEY) is link
