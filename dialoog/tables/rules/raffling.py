"""Candidates for a table, a draw from them, and asking those who were drawn (T3, R81)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.errors import NotFound, RuleViolation
from dialoog.organisations.models import Part, Sector
from dialoog.permissions import Actor
from dialoog.tables import drawing
from dialoog.tables.candidate_files import Given
from dialoog.tables.composition import Seated, counted
from dialoog.tables.drawing import Candidate, CannotDraw, Quotas
from dialoog.tables.drawn_words import explained
from dialoog.tables.models import Aspect, DialogueTable, Region, TableCandidate, TableDraw, TableSeat, TakesPart
from dialoog.tables.queries import seats_of
from dialoog.tables.rules.inviting import TAKEN, Invited, as_kept, invite
from dialoog.tables.rules.setting_up import lock

SHORTEST_SEED = 6
YOUNG = "jongeren/ja"


def add_candidates(session: Session, table: DialogueTable, given: Iterable[Given], *, actor: Actor) -> int:
    """Put people on the list of candidates; who is on it already stays as they are. How many are new."""
    lock(session, table)
    known = addresses(session, table)
    new = [one for one in given if one.email not in known]
    for one in new:
        session.add(
            TableCandidate(
                table_id=table.id,
                name=one.name,
                email=one.email,
                party=one.party,
                sector=one.sector,
                region=one.region,
                young=one.young,
                grounds=as_kept(one.grounds),
                added_at=clock.now(),
            )
        )
    session.flush()
    _note(session, table, "candidates.added", actor, {"candidates": len(new)})
    return len(new)


def remove_candidate(session: Session, candidate: TableCandidate, table: DialogueTable, *, actor: Actor) -> None:
    """Take somebody from the list (P2)."""
    session.delete(candidate)
    _note(session, table, "candidate.removed", actor, {})


def candidate_of(session: Session, table: DialogueTable, key: int) -> TableCandidate:
    """One candidate of a table. Raises NotFound."""
    query = select(TableCandidate).where(TableCandidate.id == key, TableCandidate.table_id == table.id)
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def addresses(session: Session, table: DialogueTable) -> set[str]:
    """The addresses of everybody on the list."""
    return set(session.scalars(select(TableCandidate.email).where(TableCandidate.table_id == table.id)))


def hold_draw(session: Session, table: DialogueTable, quotas: Quotas, *, seed: str, actor: Actor) -> TableDraw:
    """Draw from the candidates who were not drawn before. What comes out stands, and everyone can read how it was done.

    Raises RuleViolation without a seed, for more seats than are free, and, in words, for quotas that cannot be met.
    """
    seed = " ".join(seed.split())
    if len(seed) < SHORTEST_SEED:
        raise RuleViolation(_("Kies een lotgetal van minstens 6 tekens."), field="seed")
    lock(session, table)
    free = room(session, table)
    if not free:
        raise RuleViolation(_("Er is geen zetel vrij. Nodig eerst uit wie al is geloot."), field="seats")
    if not 1 <= quotas.seats <= free:
        raise RuleViolation(_("Er zijn %(free)s vrije zetels. Kies 1 tot en met %(free)s.", free=free), field="seats")
    there = waiting(session, table)
    of = {one.email: one for one in there}
    list_of = [Candidate(one.email, one.sector, one.young) for one in there]
    try:
        drawn = [of[key] for key in drawing.draw(list_of, quotas, seed)]
    except CannotDraw as refusal:
        raise RuleViolation(" ".join(explained(problem) for problem in refusal.problems)) from refusal
    made = TableDraw(
        table_id=table.id,
        seed=seed,
        seats=quotas.seats,
        candidates=len(there),
        quotas=_kept(quotas),
        composition=_composition(drawn),
        list_sha256=drawing.fingerprint(list_of),
        drawn_at=clock.now(),
        drawn_by_id=actor.person_id,
    )
    session.add(made)
    session.flush()
    for one in drawn:
        one.draw_id = made.id
    _note(session, table, "seats.drawn", actor, {"draw": made.id, "seats": made.seats, "candidates": made.candidates})
    return made


@dataclass(frozen=True)
class Asked:
    """What became of asking everybody who was drawn: how many were, and who was not, each with why."""

    done: int
    refused: list[tuple[str, str]]


def invite_drawn(session: Session, table: DialogueTable, draw: TableDraw, *, actor: Actor) -> Asked:
    """Ask everybody of a draw who was not asked yet for the free seats, in their order."""
    lock(session, table)
    free = iter(free_seats(session, table))
    done, refused = 0, []
    for one in drawn_of(session, draw):
        if one.holding_id is not None:
            continue
        seat = next(free, None)
        if seat is None:
            refused.append((one.name, _("Er is geen zetel meer vrij.")))
            continue
        try:
            one.holding_id = invite(session, seat, _invited(one), actor=actor).id
            done += 1
        except RuleViolation as refusal:
            refused.append((one.name, refusal.message))
    session.flush()
    return Asked(done, refused)


def free_seats(session: Session, table: DialogueTable) -> list[TableSeat]:
    """Seats for which nobody is asked and where nobody sits."""
    return [
        seat
        for seat in seats_of(session, table)
        if not any(one.part is Part.MEMBER and one.state in TAKEN for one in seat.holdings)
    ]


def room(session: Session, table: DialogueTable) -> int:
    """How many seats can be drawn: those that are free, without those for who was drawn and not asked yet."""
    promised = select(func.count(TableCandidate.id)).where(
        TableCandidate.table_id == table.id,
        TableCandidate.draw_id.is_not(None),
        TableCandidate.holding_id.is_(None),
    )
    return max(0, len(free_seats(session, table)) - (session.scalar(promised) or 0))


def waiting(session: Session, table: DialogueTable) -> Sequence[TableCandidate]:
    """The candidates who were not drawn, in a fixed order."""
    query = select(TableCandidate).where(TableCandidate.table_id == table.id, TableCandidate.draw_id.is_(None))
    return session.scalars(query.order_by(TableCandidate.id)).all()


def drawn_of(session: Session, draw: TableDraw) -> Sequence[TableCandidate]:
    """Who was drawn, by name."""
    query = select(TableCandidate).where(TableCandidate.draw_id == draw.id)
    return session.scalars(query.order_by(TableCandidate.name, TableCandidate.id)).all()


def grounds_of(candidate: TableCandidate) -> frozenset[TakesPart]:
    """Why a candidate would take part."""
    return frozenset(TakesPart(value) for value in candidate.grounds.get("values", ()))


def _invited(one: TableCandidate) -> Invited:
    return Invited(
        name=one.name,
        email=one.email,
        sector=one.sector,
        party=one.party,
        region=one.region,
        young=one.young,
        grounds=grounds_of(one),
    )


def _kept(quotas: Quotas) -> dict[str, int]:
    kept = {f"sector/{sector.value}": seats for sector, seats in quotas.sectors.items()}
    return kept if quotas.young is None else {**kept, YOUNG: quotas.young}


def _composition(drawn: Sequence[TableCandidate]) -> dict[str, int]:
    seated = [Seated(one.sector, Region(one.region) if one.region else None, one.young) for one in drawn]
    kept = {f"{aspect.value}/{value}": count for (aspect, value), count in sorted(counted(seated).items())}
    return {YOUNG: 0, **kept}


def quotas_left(wanted: dict[Sector, int], seated: Sequence[Seated]) -> dict[Sector, int]:
    """What is still to be drawn of each sector for which seats are wanted."""
    there = counted(seated)
    return {sector: max(0, seats - there[Aspect.SECTOR, sector.value]) for sector, seats in wanted.items()}


def _note(session: Session, table: DialogueTable, action: str, actor: Actor, detail: dict[str, int]) -> None:
    audit.note(session, actor=actor, action=action, subject_kind="tafel", subject_key=table.slug, detail=detail)
    session.flush()
