"""What the ministry or OFL says is marked as such: name, role, organisation (P7)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.contributions.happenings import Extended, Withdrawn
from dialoog.contributions.rules.withdrawing import withdraw_own
from dialoog.db import WorkSession
from dialoog.permissions import ANONYMOUS, SYSTEM, Actor
from dialoog.register.kinds import all_kinds
from dialoog.register.models import Leaf
from dialoog.register.queries import proof
from dialoog.register.rules import Words, erase, record, texts_of
from dialoog.register.signatures import SIGNED, signature, signature_of
from dialoog.register.verification import verify_log
from tests.factories import contributions as make

OFFICIAL = Actor(
    name="Noor Dijk",
    job_title="hoofd geluid",
    roles=frozenset({"ministry"}),
    units=frozenset({3, 7}),
    unit_names={3: "directie Geluid, ministerie van IenW", 7: "directie Water, ministerie van IenW"},
    second_factor=True,
)
SECRETARY = Actor(name="Sam Bos", job_title="secretaris", roles=frozenset({"secretariat"}), second_factor=True)
BOTH = Actor(
    name="Kim Vos",
    roles=frozenset({"secretariat", "ministry"}),
    units=frozenset({3}),
    unit_names={3: "directie Geluid, ministerie van IenW"},
    second_factor=True,
)
MORE_TIME = Extended(days=5, due="2026-05-01")


@pytest.mark.parametrize(
    ("actor", "unit", "signed"),
    [
        (OFFICIAL, 7, "Noor Dijk, hoofd geluid, directie Water, ministerie van IenW"),
        (OFFICIAL, None, "Noor Dijk, hoofd geluid, directie Geluid, ministerie van IenW"),
        (SECRETARY, 7, "Sam Bos, secretaris, secretariaat OFL"),
        (BOTH, 3, "Kim Vos, directie Geluid, ministerie van IenW"),
        (BOTH, 7, "Kim Vos, secretariaat OFL"),
        (Actor(name="Sam Bos", roles=frozenset({"secretariat"})), 7, ""),
        (Actor(person_id=1, name="Mees Kok"), 7, ""),
        (ANONYMOUS, None, ""),
        (SYSTEM, None, ""),
    ],
)
def test_p7_staff_speak_for_the_unit_in_charge_or_for_the_secretariat(
    actor: Actor, unit: int | None, signed: str
) -> None:
    assert signature(actor, unit) == signed


def test_p7_every_reason_and_report_is_signed() -> None:
    spoken = [kind for kind in all_kinds().values() if kind.texts & {"reason", "report"}]
    assert len(spoken) >= 10
    # Of another body its name stands with its reason: it is not staff.
    assert [kind for kind in spoken if not kind.texts & {SIGNED, "body"}] == []


def test_p7_the_signature_is_a_text_of_the_event_and_stands_in_no_leaf(session: WorkSession) -> None:
    point = make.contribution(session)
    texts = {"reason": Words("Het onderzoek loopt nog.")}
    event = record(session, point, MORE_TIME, actor=SECRETARY, texts=texts)
    session.commit()
    session.expire_all()
    assert signature_of(event) == "Sam Bos, secretaris, secretariaat OFL"
    leaves = session.scalars(select(Leaf.content)).all()
    assert not any(word in leaf for leaf in leaves for word in (b"Sam", b"secretaris,", b"OFL"))
    shown = {row["naam"]: row["tekst"] for row in proof(session, point, texts=True)["teksten"]}
    assert shown[SIGNED] == "Sam Bos, secretaris, secretariaat OFL"


def test_p7_a_signature_is_as_public_as_the_words_above_it(session: Session) -> None:
    point = make.contribution(session)
    for public in (True, False):
        texts = {"reason": Words("Het onderzoek loopt nog.", public=public)}
        record(session, point, MORE_TIME, actor=SECRETARY, texts=texts)
    assert [row.public for row in texts_of(session, point, SIGNED)] == [True, False]


def test_p7_a_signature_can_be_erased_and_the_record_still_holds(session: WorkSession) -> None:
    point = make.contribution(session)
    texts = {"reason": Words("Het onderzoek loopt nog.")}
    event = record(session, point, MORE_TIME, actor=SECRETARY, texts=texts)
    session.commit()
    [row] = texts_of(session, point, SIGNED)
    erase(session, row)
    session.commit()
    found = verify_log(session)
    assert (found.problems, found.erased_texts) == ([], 1)
    assert signature_of(event) is None


def test_p7_what_a_giver_or_the_system_does_is_not_signed(session: Session) -> None:
    point, giver = make.handed_in(session)
    record(session, point, MORE_TIME, actor=SYSTEM, texts={"reason": Words("Het onderzoek loopt nog.")})
    withdraw_own(session, point, giver, actor=Actor(gave=frozenset({point.id})))
    assert make.kinds(session, point)[-1] == Withdrawn.kind
    assert texts_of(session, point, SIGNED) == []
