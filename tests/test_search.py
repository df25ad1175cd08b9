"""Search finds Dutch words by stem, by beginning and without accents, the same on both databases."""

import pytest
from sqlalchemy import select

from dialoog import search
from dialoog.contributions.models import Channel, Contribution, PointKind
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.db import WorkSession
from dialoog.permissions import ANONYMOUS

TEXTS = (
    "Meet fijnstof bij scholen",
    "Geef gemeenten één loket voor geurklachten",
    "Coördineer de metingen van geluid",
    "Vergunningverlening duurt te lang",
)


@pytest.fixture
def stored(session: WorkSession) -> WorkSession:
    inputs = [Input(text=text, kind=PointKind.IDEA, channel=Channel.WEB) for text in TEXTS]
    receive_many(session, inputs, actor=ANONYMOUS)
    return session


def found(session: WorkSession, question: str) -> list[int]:
    query = search.narrowed(session, select(Contribution), Contribution, question).order_by(Contribution.id)
    return [TEXTS.index(contribution.public_text) for contribution in session.scalars(query)]


@pytest.mark.parametrize(
    ("question", "hits"),
    [
        ("school", [0]),
        ("SCHOLEN", [0]),
        ("fijn", [0]),
        ("een loket", [1]),
        ("coordineer", [2]),
        ("coördineren", [2]),
        ("meting", [2]),
        ("vergunning", [3]),
        ("loket school", []),
        ("houtrook", []),
        ('"', []),
        ("geur* (", [1]),
        ("a & ! | <-> :*", []),
        ("", []),
    ],
)
def test_what_is_typed_finds_what_is_meant(stored: WorkSession, question: str, hits: list[int]) -> None:
    assert found(stored, question) == hits


def test_changed_words_are_found_anew_and_old_ones_no_more(stored: WorkSession) -> None:
    contribution = stored.scalars(select(Contribution).where(Contribution.public_text == TEXTS[0])).one()
    contribution.search_terms = search.search_terms("Iets heel anders")
    stored.flush()
    query = search.narrowed(stored, select(Contribution), Contribution, "fijnstof")
    assert stored.scalars(query).all() == []
