"""A unit with its people, points in its hands, and answers to them."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person, PersonRole, Role
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.answers.rules import drafting
from dialoog.answers.rules.drafting import Act, Draft, Place, Plan
from dialoog.answers.rules.publishing import publish
from dialoog.contributions.models import Channel, Contribution, Giver, Outcome, PointKind
from dialoog.contributions.rules.assigning import assign
from dialoog.contributions.rules.givers import attach, giver_for
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit, UnitMember
from dialoog.permissions import SYSTEM, Actor

NUMBERS = count(1)
MOTIVATION = "Wij gaan vanaf volgend jaar ook meten in woonstraten bij grote bedrijven."
SECRETARIAT = Actor(name="Sam Bos", roles=frozenset({"secretariat"}), second_factor=True)


def unit(session: Session, name: str = "directie Leefomgeving") -> Unit:
    made = Unit(slug=f"dienst-{next(NUMBERS)}", name=name)
    session.add(made)
    session.flush()
    return made


def person(session: Session, *roles: Role, name: str = "Noor Dijk") -> Person:
    made = Person(email=f"persoon{next(NUMBERS)}@voorbeeld.nl", name=name, created_at=clock.now())
    made.role_rows = [PersonRole(role=role) for role in roles]
    session.add(made)
    session.flush()
    return made


def official(session: Session, of: Unit, *, lead: bool = False, name: str = "Noor Dijk") -> Actor:
    """Somebody of the unit, logged in with a second factor."""
    someone = person(session, Role.MINISTRY, name=name)
    someone.job_title = "hoofd geluid" if lead else "beleidsmedewerker"
    session.add(UnitMember(unit=of, person=someone, is_lead=lead, since=clock.today() - timedelta(days=400)))
    session.flush()
    return actor_of(someone, of, lead=lead)


def actor_of(someone: Person, of: Unit, *, lead: bool) -> Actor:
    return Actor(
        person_id=someone.id,
        name=someone.name,
        job_title=someone.job_title,
        roles=frozenset({"ministry"}),
        units=frozenset({of.id}),
        leads=frozenset({of.id} if lead else ()),
        unit_names={of.id: of.in_full},
        second_factor=True,
    )


def points(session: Session, of: Unit | None, how_many: int = 1, *, level: Level = Level.PUBLIC) -> list[Contribution]:
    """Contributions, in the unit's hands when one is given."""
    inputs = [
        Input(
            text=f"Meet ook in de straat, punt {next(NUMBERS)}",
            kind=PointKind.IDEA,
            channel=Channel.IMPORT,
            level=level,
        )
        for _ in range(how_many)
    ]
    made = receive_many(session, inputs, actor=SYSTEM)
    if of is not None:
        assign(session, made, unit=of, assignee=None, actor=SYSTEM)
    return made


def giver(session: Session, of: Sequence[Contribution], *, email: str | None = "", name: str = "Bo Smit") -> Giver:
    """Whose points these are; with an address of their own unless another (or None) is given."""
    address = f"gever{next(NUMBERS)}@voorbeeld.nl" if email == "" else email
    made = giver_for(session, email=address, name=name)
    attach(session, of, made, actor=SYSTEM)
    return made


def draft(owner: Unit, outcome: Outcome = Outcome.PARTLY) -> Draft:
    """A draft that meets every duty (D6)."""
    return Draft(
        outcome=outcome,
        motivation=MOTIVATION,
        consideration="Overal meten kan niet; wij kiezen de drukste straten.",
        places=(Place("Meetplan lucht 2027", "paragraaf 3.2"),),
        plans=(Plan("De lijst van straten is openbaar", in_days(60), owner_unit_id=owner.id),)
        if outcome is not Outcome.NOT_ADOPTED
        else (),
    )


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def begun(session: Session, contributions: Sequence[Contribution], by: Actor, given: Draft | None = None) -> Act:
    """A draft for these contributions, complete unless another is given."""
    of = contributions[0].unit
    assert of is not None
    return drafting.start(session, contributions, unit=of, actor=by, given=draft(of) if given is None else given)


def answered(session: Session, contributions: Sequence[Contribution], by: Actor, given: Draft | None = None) -> Answer:
    """A published answer to these contributions."""
    answer = begun(session, contributions, by, given).answer
    publish(session, answer, actor=by)
    return answer


def version_of(answer: Answer, n: int = 1) -> AnswerVersion:
    return next(version for version in answer.versions if version.n == n)
