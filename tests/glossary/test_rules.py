"""Words: proposed by anyone, decided on by staff (D7b)."""

import pytest
from sqlalchemy import select

from dialoog.accounts.models import AuditEntry, Role
from dialoog.db import WorkSession
from dialoog.errors import RuleViolation
from dialoog.glossary import queries, rules
from dialoog.glossary.models import EntryState, GlossaryEntry
from dialoog.glossary.rules import EditConflict, Words, edit_of
from dialoog.permissions import ANONYMOUS, Actor
from tests.factories.answers import person

EMISSION = Words("Emissie", "Wat een fabriek in de lucht brengt.", "uitstoot", "emissies")


@pytest.fixture
def staff(session: WorkSession) -> Actor:
    return Actor(person(session, Role.SECRETARIAT).id, roles=frozenset({"secretariat"}), second_factor=True)


def on_page(session: WorkSession) -> list[str]:
    return [term.word for term in queries.on_page(session)]


def proposed(session: WorkSession, words: Words = EMISSION, improves: GlossaryEntry | None = None) -> GlossaryEntry:
    return rules.propose(session, words, improves=improves, form_token=None, actor=ANONYMOUS)


def test_d7b_a_proposal_is_on_the_page_once_it_is_approved(session: WorkSession, staff: Actor) -> None:
    entry = proposed(session)
    assert (entry.state, entry.slug, entry.proposed_by_id) == (EntryState.PROPOSED, None, None)
    assert on_page(session) == []
    rules.approve(session, entry, EMISSION, edit=edit_of(entry), actor=staff)
    assert (entry.state, entry.slug, entry.decided_by_id) == (EntryState.APPROVED, "emissie", staff.person_id)
    assert on_page(session) == ["Emissie"]


def test_the_same_form_counts_once(session: WorkSession) -> None:
    first = rules.propose(session, EMISSION, form_token="x" * 20, actor=ANONYMOUS)
    assert rules.propose(session, EMISSION, form_token="x" * 20, actor=ANONYMOUS) is first


def test_a_better_meaning_goes_into_the_word_it_betters(session: WorkSession, staff: Actor) -> None:
    entry = rules.add(session, EMISSION, actor=staff)
    better = proposed(session, Words("Emissie", "Uitstoot van stoffen."), improves=entry)
    assert better.other_forms == "emissies"
    with pytest.raises(EditConflict):
        rules.approve(session, better, EMISSION, edit=better.edit, actor=staff)
    stands = rules.approve(session, better, Words("Emissie", "Uitstoot."), edit=edit_of(better), actor=staff)
    assert stands is entry
    assert (entry.meaning, entry.slug, entry.edit) == ("Uitstoot.", "emissie", 2)
    assert on_page(session) == ["Emissie"]
    with pytest.raises(RuleViolation, match="al beslist"):
        rules.approve(session, better, EMISSION, edit=better.edit, actor=staff)
    with pytest.raises(RuleViolation, match="al beslist"):
        rules.refuse(session, better, reason="Te laat.", actor=staff)


def test_refusing_takes_a_reason_and_takes_it_from_the_page(session: WorkSession, staff: Actor) -> None:
    entry = rules.add(session, EMISSION, actor=staff)
    with pytest.raises(RuleViolation, match="reden"):
        rules.refuse(session, entry, reason=" ", actor=staff)
    rules.refuse(session, entry, reason="Dit zegt niemand.", actor=staff)
    assert on_page(session) == []
    with pytest.raises(RuleViolation, match="al afgewezen"):
        rules.refuse(session, entry, reason="Nog eens.", actor=staff)
    rules.approve(session, entry, EMISSION, edit=edit_of(entry), actor=staff)
    assert (entry.slug, entry.reason) == ("emissie", "")


def test_two_people_at_once_overwrite_nothing(session: WorkSession, staff: Actor) -> None:
    entry = rules.add(session, EMISSION, actor=staff)
    rules.change(session, entry, Words("Emissie", "Uitstoot."), edit=1, actor=staff)
    with pytest.raises(EditConflict):
        rules.change(session, entry, Words("Emissie", "Iets anders."), edit=1, actor=staff)
    assert entry.meaning == "Uitstoot."


@pytest.mark.parametrize("words", [Words(" ", "Wat?"), Words("Emissie", " ")])
def test_a_word_needs_a_meaning(session: WorkSession, staff: Actor, words: Words) -> None:
    with pytest.raises(RuleViolation):
        proposed(session, words)
    with pytest.raises(RuleViolation):
        rules.add(session, words, actor=staff)


def test_no_word_is_on_the_page_twice(session: WorkSession, staff: Actor) -> None:
    rules.add(session, EMISSION, actor=staff)
    with pytest.raises(RuleViolation, match="is er al"):
        rules.add(session, Words("emissie", "Nog eens."), actor=staff)
    with pytest.raises(RuleViolation, match="van deze website"):
        rules.add(session, Words("dossier", "Een map."), actor=staff)
    twin = proposed(session, Words("EMISSIE", "Nog eens."))
    with pytest.raises(RuleViolation, match="is er al"):
        rules.approve(session, twin, Words("EMISSIE", "Nog eens."), edit=edit_of(twin), actor=staff)


def test_every_word_has_its_own_place(session: WorkSession, staff: Actor) -> None:
    slugs = [rules.add(session, Words(word, "x"), actor=staff).slug for word in ("Zoek", "A B", "A-B", "Dossier!")]
    assert slugs == ["zoek-2", "a-b", "a-b-2", "dossier-2"]


def test_p4_what_staff_do_is_noted_without_texts(session: WorkSession, staff: Actor) -> None:
    entry = rules.add(session, EMISSION, actor=staff)
    rules.change(session, entry, EMISSION, edit=1, actor=staff)
    rules.refuse(session, entry, reason="Geheim.", actor=staff)
    noted = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "begrip").order_by(AuditEntry.id)).all()
    assert [one.action for one in noted] == ["glossary.added", "glossary.changed", "glossary.refused"]
    assert not any("Geheim" in str(one.detail) or "fabriek" in str(one.detail) for one in noted)
