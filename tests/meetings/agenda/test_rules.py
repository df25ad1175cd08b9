"""Agenda, papers, decisions and presence (M4, R84, R95, R103, R108, R112)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AuditEntry
from dialoog.errors import RuleViolation
from dialoog.files import FileStore
from dialoog.meetings.agenda import keeping, queries, rules
from dialoog.meetings.agenda.keeping import DecisionDetails, upload_of
from dialoog.meetings.agenda.models import ItemState, Presence, PresenceKind, Question
from dialoog.meetings.agenda.rules import ItemDetails, Outdated
from dialoog.meetings.models import Meeting
from tests.factories import minutes as make
from tests.factories import tables
from tests.factories.minutes import SECRETARIAT, Held

YESTERDAY = timedelta(days=1)


def add(session: Session, at: Held, *titles: str, **given: object) -> None:
    for title in titles:
        details = ItemDetails(title=title, minutes=20, **given)  # type: ignore[arg-type]
        rules.add_item(session, at.meeting, details, actor=SECRETARIAT)


def titles(session: Session, meeting: Meeting) -> list[str]:
    return [one.title for one in queries.items(session, meeting)]


def test_items_stand_in_order_and_can_be_moved_and_taken_off(session: Session) -> None:
    at = make.held(session)
    add(session, at, "Een", "Twee", "Drie")
    first, second, third = queries.items(session, at.meeting)
    rules.move(session, at.meeting, third, up=True, actor=SECRETARIAT)
    rules.move(session, at.meeting, first, up=True, actor=SECRETARIAT)
    assert titles(session, at.meeting) == ["Een", "Drie", "Twee"]
    rules.move(session, at.meeting, second, up=False, actor=SECRETARIAT)
    rules.remove(session, at.meeting, first, actor=SECRETARIAT)
    assert titles(session, at.meeting) == ["Drie", "Twee"]


def test_items_follow_each_other_from_the_start(session: Session) -> None:
    begins = datetime(2026, 5, 7, 12, 0, tzinfo=UTC)
    at = make.held(session, begins_at=begins)
    add(session, at, "Een", "Twee")
    listed = queries.items(session, at.meeting)
    assert list(queries.begins(at.meeting, listed).values()) == [begins, begins + timedelta(minutes=20)]


@pytest.mark.parametrize(("title", "minutes"), [(" ", 10), ("Lucht", 0), ("Lucht", 601)])
def test_an_item_has_a_name_and_a_time(session: Session, title: str, minutes: int) -> None:
    at = make.held(session)
    with pytest.raises(RuleViolation):
        rules.add_item(session, at.meeting, ItemDetails(title=title, minutes=minutes), actor=SECRETARIAT)


def test_r112_a_member_proposes_and_hears_what_became_of_it(session: Session) -> None:
    at = make.held(session)
    member = at.actor(at.member)
    wanted = rules.propose(session, at.meeting, ItemDetails("Stookplekken", 15), actor=member)
    other = rules.propose(session, at.meeting, ItemDetails("Vlaggen", 15), actor=member)
    assert titles(session, at.meeting) == []
    rules.take(session, at.meeting, wanted, actor=SECRETARIAT)
    with pytest.raises(RuleViolation, match="waarom"):
        rules.refuse(session, at.meeting, other, " ", actor=SECRETARIAT)
    rules.refuse(session, at.meeting, other, "Hoort bij een andere tafel.", actor=SECRETARIAT)
    assert titles(session, at.meeting) == ["Stookplekken"]
    with pytest.raises(RuleViolation, match="al besloten"):
        rules.take(session, at.meeting, other, actor=SECRETARIAT)
    found = {one.title: (one.state, one.refusal) for one in queries.proposed_by(session, at.meeting, at.member.id)}
    assert found["Vlaggen"] == (ItemState.REFUSED, "Hoort bij een andere tafel.")


def test_r112_one_member_does_not_fill_the_agenda(session: Session) -> None:
    at = make.held(session)
    for n in range(rules.MOST_PROPOSED):
        rules.propose(session, at.meeting, ItemDetails(f"Punt {n}", 5), actor=at.actor(at.member))
    with pytest.raises(RuleViolation, match="al veel"):
        rules.propose(session, at.meeting, ItemDetails("Nog een", 5), actor=at.actor(at.member))


def test_r103_a_standing_item_keeps_its_answers_over_time(session: Session) -> None:
    at = make.held(session)
    before = tables.meeting(session, at.table, held_on=clock.today() - timedelta(days=90))
    rules.add_item(session, before, ItemDetails("Hoe gaat het?", 20, standing=True), actor=SECRETARIAT)
    rules.add_item(session, before, ItemDetails("Eenmalig", 20), actor=SECRETARIAT)
    old = queries.items(session, before)[0]
    details = ItemDetails("Hoe gaat het?", 20, standing=True)
    rules.change_item(
        session, before, old, details, {Question.STUCK: "Bij de vergunning."}, edit=old.edit, actor=SECRETARIAT
    )
    assert rules.copy_standing(session, at.meeting, actor=SECRETARIAT) == 1
    assert rules.copy_standing(session, at.meeting, actor=SECRETARIAT) == 0
    new = queries.items(session, at.meeting)[0]
    assert (new.title, list(new.answers)) == ("Hoe gaat het?", [])
    renamed = ItemDetails("Hoe staat het ervoor?", 20, standing=True)
    rules.change_item(session, at.meeting, new, renamed, {}, edit=new.edit, actor=SECRETARIAT)
    found = queries.same_item_before(session, at.meeting, new.standing or "")
    assert [(meeting.id, item.answers[0].text) for meeting, item in found] == [(before.id, "Bij de vergunning.")]


def test_two_who_change_one_item_do_not_overwrite_each_other(session: Session) -> None:
    at = make.held(session)
    add(session, at, "Lucht")
    item = queries.items(session, at.meeting)[0]
    rules.change_item(session, at.meeting, item, ItemDetails("Lucht nu", 20), {}, edit=1, actor=SECRETARIAT)
    with pytest.raises(Outdated):
        rules.change_item(session, at.meeting, item, ItemDetails("Lucht straks", 20), {}, edit=1, actor=SECRETARIAT)
    assert item.title == "Lucht nu"


def test_m4_the_last_meeting_is_one_of_the_same_table_that_was_not_cancelled(session: Session) -> None:
    at = make.held(session)
    tables.meeting(session, tables.table(session), held_on=clock.today() - YESTERDAY)
    tables.meeting(session, at.table, held_on=clock.today() - YESTERDAY, cancelled_at=clock.now())
    tables.meeting(session, at.table, held_on=clock.today() + YESTERDAY)
    right = tables.meeting(session, at.table, held_on=clock.today() - 2 * YESTERDAY)
    assert queries.earlier(session, at.meeting) == [right]


def paper(session: Session, at: Held, files: FileStore, **given: bool):  # type: ignore[no-untyped-def] - its fields
    upload = upload_of("cijfers.pdf", b"een")
    known = {"public": True, **given}
    return keeping.add_paper(
        session, at.meeting, "Cijfers", upload, item_id=None, files=files, actor=SECRETARIAT, **known
    )


def test_a_paper_is_followed_by_versions_and_never_replaced(session: Session, files: FileStore) -> None:
    at = make.held(session)
    kept = paper(session, at, files)
    with pytest.raises(RuleViolation, match="anders"):
        keeping.add_version(session, at.meeting, kept, upload_of("b.pdf", b"twee"), "", files=files, actor=SECRETARIAT)
    keeping.add_version(
        session, at.meeting, kept, upload_of("b.pdf", b"twee"), "Jaar erbij.", files=files, actor=SECRETARIAT
    )
    with pytest.raises(RuleViolation, match="gelijk"):
        keeping.add_version(
            session, at.meeting, kept, upload_of("c.pdf", b"twee"), "Niets.", files=files, actor=SECRETARIAT
        )
    session.commit()
    found = queries.paper(session, at.meeting, kept.id)
    assert [(one.n, one.note, files.read(one.sha256)) for one in found.versions] == [
        (2, "Jaar erbij.", b"twee"),
        (1, "", b"een"),
    ]


def test_d11_versions_that_were_for_members_are_opened_to_nobody_else(session: Session, files: FileStore) -> None:
    at = make.held(session)
    alone, followed = paper(session, at, files, public=False), paper(session, at, files, public=False)
    keeping.add_version(
        session, at.meeting, followed, upload_of("b.pdf", b"twee"), "Zonder namen.", files=files, actor=SECRETARIAT
    )
    session.commit()
    keeping.change_paper(session, at.meeting, alone, title="Cijfers", public=True, actor=SECRETARIAT)
    with pytest.raises(RuleViolation, match="alleen voor leden"):
        keeping.change_paper(session, at.meeting, followed, title="Cijfers", public=True, actor=SECRETARIAT)


@pytest.mark.parametrize(("name", "content"), [("virus.exe", b"x"), ("pagina.html", b"x"), ("leeg.pdf", b"")])
def test_a_file_is_of_a_known_kind_and_not_empty(name: str, content: bytes) -> None:
    with pytest.raises(RuleViolation):
        upload_of(name, content)


def test_an_item_with_papers_stays(session: Session, files: FileStore) -> None:
    at = make.held(session)
    add(session, at, "Lucht")
    item = queries.items(session, at.meeting)[0]
    kept = paper(session, at, files)
    kept.item_id = item.id
    session.flush()
    with pytest.raises(RuleViolation, match="stukken"):
        rules.remove(session, at.meeting, item, actor=SECRETARIAT)


DECIDED = DecisionDetails("Meten bij scholen.", "De tafel", "De tafel, unaniem", date(2026, 5, 7))


def decision(**given: object) -> DecisionDetails:
    return DecisionDetails(**{**vars(DECIDED), **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " "}, "text"),
        ({"may_decide": ""}, "may_decide"),
        ({"decided_by": ""}, "decided_by"),
        ({"decided_on": date(2126, 1, 1)}, "decided_on"),
        ({"follow_up": "Meters kopen."}, "owner"),
        ({"follow_up": "Meters kopen.", "owner": "De gemeente"}, "due_on"),
        ({"due_on": date(2026, 5, 1)}, "due_on"),
    ],
)
def test_r108_a_decision_says_who_may_who_did_and_who_goes_on(
    session: Session, given: dict[str, object], field: str
) -> None:
    at = make.held(session)
    with pytest.raises(RuleViolation) as refusal:
        keeping.decide(session, at.meeting, decision(**given), actor=SECRETARIAT)
    assert refusal.value.field == field


def test_r108_a_decision_is_kept_and_reported_done(session: Session) -> None:
    at = make.held(session)
    details = decision(follow_up="Meters kopen.", owner="De gemeente", due_on=date(2026, 6, 1))
    made = keeping.decide(session, at.meeting, details, actor=SECRETARIAT)
    done = decision(**{**vars(details), "done_on": date(2026, 5, 30)})
    keeping.change_decision(session, at.meeting, made, done, edit=1, actor=SECRETARIAT)
    with pytest.raises(Outdated):
        keeping.change_decision(session, at.meeting, made, details, edit=1, actor=SECRETARIAT)
    assert queries.decisions(session, at.meeting)[0].done_on == date(2026, 5, 30)


def test_r84_presence_is_noted_changed_and_taken_back(session: Session) -> None:
    at = make.held(session)
    key = at.seat.id
    assert keeping.note_presence(session, at.meeting, {key: PresenceKind.EXCUSED}, actor=SECRETARIAT) == 1
    assert keeping.note_presence(session, at.meeting, {key: PresenceKind.EXCUSED}, actor=SECRETARIAT) == 0
    keeping.note_presence(session, at.meeting, {key: PresenceKind.STAND_IN}, actor=SECRETARIAT)
    assert queries.attendance(session, at.meeting).stand_in == (at.party.name,)
    keeping.note_presence(session, at.meeting, {key: None}, actor=SECRETARIAT)
    assert not queries.attendance(session, at.meeting).noted


def test_t7_a_party_was_there_when_anybody_of_it_was(session: Session) -> None:
    at = make.held(session)
    seats = {one.person.name: one.id for one in queries.seated(session, at.meeting)}
    said = {
        seats["Lize Lid"]: PresenceKind.EXCUSED,
        seats["Piet Plaats"]: PresenceKind.PRESENT,
        seats["Vera Voorzitter"]: PresenceKind.PRESENT,
    }
    keeping.note_presence(session, at.meeting, said, actor=SECRETARIAT)
    found = queries.attendance(session, at.meeting)
    assert (found.present, found.excused, found.without_party) == ((at.party.name,), (), 1)


def test_d11_a_party_that_is_not_to_be_named_is_only_counted(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    at = make.held(session)
    monkeypatch.setattr(keeping.PARTIES, "unnamed", lambda _session, _asked: {at.seat.id})
    keeping.note_presence(session, at.meeting, {at.seat.id: PresenceKind.PRESENT}, actor=SECRETARIAT)
    found = queries.attendance(session, at.meeting)
    assert (found.present, found.without_party) == ((), 1)


def test_r84_who_did_not_sit_there_and_a_day_to_come_are_refused(session: Session) -> None:
    at, other = make.held(session), make.held(session)
    with pytest.raises(RuleViolation, match="veranderd"):
        keeping.note_presence(session, at.meeting, {other.seat.id: PresenceKind.PRESENT}, actor=SECRETARIAT)
    at.meeting.held_on = clock.today() + YESTERDAY
    with pytest.raises(RuleViolation, match="nog niet geweest"):
        keeping.note_presence(session, at.meeting, {at.seat.id: PresenceKind.PRESENT}, actor=SECRETARIAT)


def test_p2_a_membership_that_is_forgotten_leaves_the_party(session: Session) -> None:
    at = make.held(session)
    keeping.note_presence(session, at.meeting, {at.seat.id: PresenceKind.PRESENT}, actor=SECRETARIAT)
    session.delete(at.seat)
    session.commit()
    session.expire_all()
    assert session.scalars(select(Presence)).one().membership_id is None
    assert queries.attendance(session, at.meeting).present == (at.party.name,)


def test_p4_what_is_done_is_noted(session: Session, files: FileStore) -> None:
    at = make.held(session)
    add(session, at, "Lucht")
    paper(session, at, files)
    keeping.decide(session, at.meeting, DECIDED, actor=SECRETARIAT)
    noted = set(session.scalars(select(AuditEntry.action)))
    assert {"agenda.added", "paper.added", "decision.added"} <= noted
