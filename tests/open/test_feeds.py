"""Feeds: valid Atom (RFC 4287) of what was brought in, what was answered, and how the register stands (D12)."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from dialoog import clock
from dialoog.answers.rules.publishing import publish
from dialoog.answers.rules.versions import start_version
from dialoog.db import WorkSession
from dialoog.open import atom
from dialoog.open.atom import Entry, Feed
from dialoog.register.queries import head
from tests.factories.contributions import contribution
from tests.factories.open import Story, story

FEEDS = ("/inbreng.atom", "/antwoorden.atom", "/register.atom")
NS = f"{{{atom.ATOM}}}"


@pytest.fixture
def told(session: WorkSession) -> Story:
    return story(session)


def feed(client: FlaskClient, path: str) -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)


def entries(client: FlaskClient, path: str) -> list[ET.Element]:
    return feed(client, path).findall(f"{NS}entry")


def said(element: ET.Element, name: str) -> str:
    return element.findtext(f"{NS}{name}") or ""


def assert_atom(root: ET.Element) -> None:
    """What RFC 4287 (4.1) asks of a feed and its entries."""
    assert root.tag == f"{NS}feed"
    assert root.find(f"{NS}author/{NS}name") is not None
    for element in (root, *root.findall(f"{NS}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{NS}{name}")) == 1
        assert said(element, "id").startswith("http://localhost/")
        assert datetime.fromisoformat(said(element, "updated")).tzinfo is not None
        assert element.find(f"{NS}link[@rel='alternate']") is not None
    ids = [said(entry, "id") for entry in root.findall(f"{NS}entry")]
    assert len(ids) == len(set(ids))
    assert root.find(f"{NS}link[@rel='self']") is not None


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_is_atom_filled_or_empty(client: FlaskClient, session: WorkSession, path: str) -> None:
    assert_atom(feed(client, path))
    story(session)
    filled = feed(client, path)
    assert_atom(filled)
    assert filled.findall(f"{NS}entry")


def test_what_was_brought_in_comes_newest_first_with_its_words(client: FlaskClient, told: Story) -> None:
    found = entries(client, "/inbreng.atom")
    numbers = [said(entry, "id").rpartition("/")[2] for entry in found]
    assert numbers == [told.withdrawn.number, told.without_source.number, told.point.number]
    assert said(found[2], "content").startswith(told.point.public_text)
    assert said(found[2], "title") == f"{told.point.number}, Verbeterpunt, {told.theme.name}"
    assert said(found[2], "updated") > said(found[2], "published")


def test_a_feed_takes_the_filters_of_its_list(client: FlaskClient, told: Story) -> None:
    (entry,) = entries(client, "/inbreng.atom?soort=vraag")
    assert said(entry, "id").endswith(told.without_source.number)
    assert entries(client, "/antwoorden.atom?uitkomst=niet-overgenomen") == []
    assert client.get("/inbreng.atom?kleur=rood").status_code == 400


def test_a_new_version_brings_an_answer_back_on_top(client: FlaskClient, told: Story, session: WorkSession) -> None:
    # D8
    (before,) = entries(client, "/antwoorden.atom")
    start_version(session, told.answer, actor=told.lead).why_changed = "De maand stond er verkeerd."
    publish(session, told.answer, actor=told.lead)
    session.commit()
    (after,) = entries(client, "/antwoorden.atom")
    assert said(after, "id") == said(before, "id")
    assert said(after, "updated") > said(before, "updated")
    assert "versie 2" in said(after, "title")


def test_d12_the_register_has_one_entry_a_day_the_last_head(client: FlaskClient, session: WorkSession) -> None:
    heads = []
    noon = clock.start_of(clock.today()) + timedelta(hours=12)
    for days_ago, hours in ((3, -2), (3, 1), (1, 0)):
        with clock.at(noon - timedelta(days=days_ago) + timedelta(hours=hours)):
            contribution(session, "Een punt van toen.")
            session.commit()
            heads.append(head(session))
    found = entries(client, "/register.atom")
    texts = [said(entry, "content") for entry in found]
    assert texts == ["\n".join(f"{name}: {value}" for name, value in one.items()) for one in (heads[2], heads[1])]
    assert said(found[0], "id") == f"http://localhost/api/v1/register/hoofd?treeSize={heads[2]['treeSize']}"


def test_d12_a_day_ends_at_midnight_in_amsterdam(client: FlaskClient, session: WorkSession) -> None:
    midnight = clock.start_of(clock.today() - timedelta(days=2))
    for moment in (midnight - timedelta(minutes=1), midnight + timedelta(minutes=1)):
        with clock.at(moment.astimezone(UTC)):
            contribution(session)
            session.commit()
    assert len(entries(client, "/register.atom")) == 2


def test_no_text_breaks_the_xml() -> None:
    at = "2026-03-03T10:00:00Z"
    entry = Entry("http://x/1", "http://x/1", title="a<b & \x0b", text="]]> \x00 🙂", updated=at)
    made = atom.written(Feed("http://x/f", "http://x", "Titel", "Wij", at, [entry]))
    root = ET.fromstring(made)
    assert root.findtext(f"{NS}entry/{NS}title") == "a<b &  "
    assert root.findtext(f"{NS}entry/{NS}content") == "]]>   🙂"
