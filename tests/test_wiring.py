"""What acts upwards: to one kind of event several domains may react, and none takes another's place."""

from sqlalchemy.orm import Session

from dialoog import wiring
from dialoog.answers import reactions as answers
from dialoog.contributions import reactions as contributions
from dialoog.contributions.happenings import BlackedOut, Withdrawn
from dialoog.dossiers.documents import making
from dialoog.register.models import Event
from dialoog.register.rules import together


def test_every_domain_may_react_to_one_kind_of_event() -> None:
    def first(_session: Session, _event: Event) -> None: ...

    def second(_session: Session, _event: Event) -> None: ...

    assert together({BlackedOut: (first,)}, {BlackedOut: (second,), Withdrawn: (second,)}) == {
        BlackedOut: (first, second),
        Withdrawn: (second,),
    }


def test_d1_a_black_out_reaches_look_alikes_spreadsheets_and_documents() -> None:
    tables = (contributions.REACTIONS, answers.REACTIONS, making.REACTIONS)
    assert wiring.REACTIONS[BlackedOut] == tuple(one for table in tables for one in table[BlackedOut])
    assert len(wiring.REACTIONS[BlackedOut]) == 3
