"""What the documents of a meeting tell, and what they keep back (M4, M6, M7, D2, D3a, D11)."""

import io
from datetime import date
from functools import partial
from typing import Any

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.rules.drafting import Draft
from dialoog.contributions.models import Contribution, ContributionState, Look, PointKind, ReportImport, ShownAs
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.importing import import_report, read_report
from dialoog.contributions.rules.withdrawing import withdraw_wrong_entry
from dialoog.dossiers.documents.content import Point, Report, answered_by, report, sum_of
from dialoog.files import FileStore
from dialoog.meetings.models import Level, Meeting
from dialoog.meetings.queries import by_slug
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM
from tests.contributions.work_session_reports.files import as_text
from tests.factories import answers as answer
from tests.factories import contributions as make
from tests.factories.open import CLOSED_WORDS, WITHDRAWN_WORDS, story
from tests.support.pages import page, secretary
from tests.support.queries import counted_queries

LONG_AGO = date(2020, 1, 1)
PARTY = "Vereniging Stille Straat"


def told(session: Session, meeting: Meeting, **given: Any) -> Report:
    session.commit()
    session.expire_all()
    return report(session, by_slug(session, meeting.slug), **given)


def points(found: Report) -> list[Point]:
    return [p for topic in found.topics for kind in topic.kinds for bundle in kind.bundles for p in bundle.points]


def everywhere(client: FlaskClient, meeting: Meeting, names: str = "") -> str:
    """All words of the pages and the Word files of a meeting."""
    here = f"/bijeenkomsten/{meeting.slug}"
    words = [page(client, f"{here}/terugkoppeling"), page(client, f"{here}/reactienota{names}")]
    for address in (f"{here}/terugkoppeling.docx", f"{here}/reactienota.docx{names}"):
        document = Document(io.BytesIO(client.get(address).data))
        words += [paragraph.text for paragraph in document.paragraphs]
    return "\n".join(words)


def answered(session: Session, contributions: list[Contribution], given: Draft | None = None) -> None:
    of = answer.unit(session)
    assign(session, contributions, unit=of, assignee=None, actor=SYSTEM)
    answer.answered(session, contributions, answer.official(session, of, lead=True), given or answer.draft(of))


def test_m7_points_stand_by_topic_and_kind_with_one_answer_after_those_it_is_for(session: Session) -> None:
    at = make.meeting(session)
    say = partial(make.contribution, session, meeting=at)
    first, strong, second, loose = (
        say("Eerst.", kind=PointKind.IMPROVE),
        say("Sterk.", kind=PointKind.STRONG),
        say("Daarna.", kind=PointKind.IMPROVE),
        say("Nog niet.", kind=PointKind.IMPROVE),
    )
    answered(session, [first, second])
    (topic,) = told(session, at).topics
    assert [kind.title for kind in topic.kinds] == ["Sterk punt", "Verbeterpunt"]
    shared, alone = topic.kinds[1].bundles
    assert [point.text for point in shared.points] == ["Eerst.", "Daarna."]
    assert answered_by(shared) == f"Antwoord op {first.number} en {second.number}"
    assert shared.answer is not None
    assert (shared.answer.outcome_word, shared.answer.motivation) == ("Deels overgenomen", answer.MOTIVATION)
    assert shared.answer.places == [{"text": "Meetplan lucht 2027, paragraaf 3.2", "href": None}]
    assert [promise.text for promise in shared.answer.promises] == ["De lijst van straten is openbaar"]
    assert (alone.answer, alone.points[0].number, alone.points[0].word) == (None, loose.number, "Ontvangen")
    assert alone.points[0].due
    assert topic.kinds[0].bundles[0].points[0].number == strong.number


def test_m4_what_is_late_comes_first_answers_and_commitments(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    late, done = make.contribution(session, "Te laat.", meeting=at), make.contribution(session, "Gedaan.", meeting=at)
    answered(session, [done])
    late.answer_due = LONG_AGO
    found = told(session, at)
    promise = next(iter(found._promises()))
    assert ([point.number for point in found.late_points], found.late_promises) == ([late.number], [])
    session.connection().exec_driver_sql(f"UPDATE commitment SET due_on = '{LONG_AGO}'")
    found = told(session, at)
    assert [one.text for one in found.late_promises] == [promise.text]
    assert found.tally.late_promises == 1
    text = page(client, f"/bijeenkomsten/{at.slug}/terugkoppeling")
    assert text.index("Wat te laat is") < text.index("Te laat.") < text.index("Zonder onderwerp")
    assert "werkdagen te laat" in text


def test_m6_heard_is_registered_is_answered_and_open_and_withdrawn(
    app: Flask, client: FlaskClient, session: Session, files: FileStore
) -> None:
    at = make.meeting(session)
    import_report(session, at, read_report("verslag.txt", as_text()), files=files, actor=SYSTEM)
    extra = make.contribution(session, meeting=at)
    right = session.scalars(select(Contribution).order_by(Contribution.id).limit(1)).one()
    withdraw_wrong_entry(session, extra, reason="Dit stond er dubbel.", instead=right, actor=make.SECRETARIAT)
    answered(session, [right])
    tally = told(session, at).tally
    assert (tally.heard, tally.registered, tally.differs) == (5, 5, False)
    assert (tally.count.answered, tally.count.open, tally.count.withdrawn) == (1, 3, 1)
    assert sum_of(tally) == "5 punten gehoord, 5 met een nummer: 1 beantwoord, 3 nog open en 1 ingetrokken."
    session.query(ReportImport).one().points = 9
    at.place = "Emmen"
    assert told(session, at).tally.differs
    assert "Er zijn 10 punten gehoord, maar 5 hebben een nummer" in page(
        client, f"/bijeenkomsten/{at.slug}/terugkoppeling"
    )
    assert everywhere(client, at).count("De telling klopt niet") == 4


def test_d11_names_only_where_asked_for_and_chosen(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    by = make.party(session, PARTY, Sector.CIVIL_SOCIETY)
    say = partial(make.contribution, session, meeting=at, said_by_organisation=by)
    say(shown_as=ShownAs.PARTY)
    say(shown_as=ShownAs.NOBODY)
    say(shown_as=ShownAs.PARTY, level=Level.NO_SOURCE)
    session.commit()
    assert PARTY not in everywhere(client, at)
    assert everywhere(client, at, "?namen=1").count(PARTY) == 2
    assert [point.meta for point in points(told(session, at, names=True))] == [
        [f"ingebracht door {PARTY}"],
        [],
        [],
    ]


def test_d2_d3a_withdrawn_and_hidden_words_stay_away(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    say = partial(make.contribution, session, meeting=at, said_by_name="Kim Stil", shown_as=ShownAs.NAME)
    gone, waiting, hidden = say(WITHDRAWN_WORDS), say("Geheim wacht."), say("Geheim verborgen.")
    withdraw_wrong_entry(session, gone, reason="Dit stond er dubbel.", instead=waiting, actor=make.SECRETARIAT)
    waiting.look, hidden.look = Look.WAITING, Look.HIDDEN
    session.commit()
    secretary(client, session)
    text = everywhere(client, at, "?namen=1")
    for kept_back in (WITHDRAWN_WORDS, "Geheim", "Kim Stil"):
        assert kept_back not in text
    for number in (gone.number, waiting.number, hidden.number):
        assert text.count(number) >= 4
    assert "Deze inbreng is ingetrokken." in text


def test_d11_closed_points_at_an_open_meeting_stand_apart_with_number_theme_and_state(
    client: FlaskClient, session: Session
) -> None:
    known = story(session)
    closed = make.meeting(session)
    say = partial(make.contribution, session, meeting=closed, level=Level.CLOSED, theme=known.theme)
    few = [say(CLOSED_WORDS) for _ in range(4)]
    make.contribution(session, "Dit is openbaar.", meeting=closed)
    session.commit()
    text = everywhere(client, closed, "?namen=1")
    assert CLOSED_WORDS not in text
    assert not any(point.number in text for point in few)
    few.append(say(CLOSED_WORDS))
    session.commit()
    found = told(session, closed, names=True)
    assert [point.number for point in found.closed] == [point.number for point in few]
    assert found.closed[0].meta == [known.theme.name]
    assert found.tally.registered == 6
    text = everywhere(client, closed, "?namen=1")
    assert CLOSED_WORDS not in text
    assert all(text.count(point.number) >= 4 for point in few)


def test_d11_a_closed_meeting_tells_no_topic_nor_answer_to_anybody(client: FlaskClient, session: Session) -> None:
    known = story(session)
    secretary(client, session)
    text = everywhere(client, known.closed_meeting, "?namen=1")
    for kept_back in (CLOSED_WORDS, "Bremput", "BREMPUT", known.closed.number, "Meetplan"):
        assert kept_back not in text


def test_d8_an_answer_that_was_sent_back_is_told_as_such(session: Session) -> None:
    at = make.meeting(session)
    point = make.contribution(session, meeting=at)
    answered(session, [point])
    point.status = ContributionState.REOPENED
    (bundle,) = told(session, at).topics[0].kinds[0].bundles
    assert bundle.again
    assert (bundle.points[0].word, bundle.answer is not None) == ("Heropend", True)


def test_queries_do_not_grow_with_points_topics_or_answers(
    app: Flask, client: FlaskClient, session: Session, files: FileStore
) -> None:
    at = make.meeting(session)
    answered(session, [make.contribution(session, meeting=at)])
    session.commit()
    addresses = [
        f"/bijeenkomsten/{at.slug}/{what}" for what in ("terugkoppeling", "reactienota?namen=1", "reactienota.docx")
    ]
    few = [_count(app, client, address) for address in addresses]
    import_report(session, at, read_report("verslag.txt", as_text()), files=files, actor=SYSTEM)
    for _n in range(12):
        answered(session, [make.contribution(session, meeting=at) for _m in range(2)])
    session.commit()
    assert [_count(app, client, address) for address in addresses] == few
    # One of them reads the words of the glossary, once for each state of all that is public.
    assert max(few) <= 9


def _count(app: Flask, client: FlaskClient, address: str) -> int:
    with counted_queries(app) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_set_no_cookie_and_are_kept(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    session.commit()
    for what in ("terugkoppeling", "reactienota"):
        sent = client.get(f"/bijeenkomsten/{at.slug}/{what}")
        assert "Set-Cookie" not in sent.headers
        assert sent.headers["ETag"]


def test_a_meeting_where_nothing_was_said_and_one_that_is_not_there(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    session.commit()
    assert "Er is niets ingebracht" in page(client, f"/bijeenkomsten/{at.slug}/terugkoppeling")
    assert "Er is niets ingebracht" in page(client, f"/bijeenkomsten/{at.slug}/reactienota")
    for what in ("terugkoppeling", "terugkoppeling.docx", "reactienota", "reactienota.docx", "reactienota.pdf"):
        assert client.get(f"/bijeenkomsten/nergens/{what}").status_code == 404


def test_the_meeting_and_its_dossiers_lead_to_its_documents(client: FlaskClient, session: Session) -> None:
    at = make.meeting(session)
    point = make.contribution(session, meeting=at)
    session.commit()
    assert f'href="/bijeenkomsten/{at.slug}/reactienota"' in page(client, f"/inbreng/{point.number}")
    text = page(client, f"/bijeenkomsten/{at.slug}")
    for what in ("terugkoppeling", "reactienota"):
        assert f'href="/bijeenkomsten/{at.slug}/{what}"' in text


@pytest.mark.parametrize("unfit", ["\x0c", "\x01"])
def test_word_leaves_out_what_its_format_cannot_hold(client: FlaskClient, session: Session, unfit: str) -> None:
    at = make.meeting(session)
    made = make.contribution(session, meeting=at)
    made.public_text = f"Voor{unfit}na <b>&amp;</b>"
    session.commit()
    document = Document(io.BytesIO(client.get(f"/bijeenkomsten/{at.slug}/reactienota.docx").data))
    assert "Voorna <b>&amp;</b>" in [paragraph.text for paragraph in document.paragraphs]


def test_m4_a_day_is_named(session: Session) -> None:
    at = make.meeting(session)
    at.held_on = None
    assert "nog geen datum" in told(session, at).facts
