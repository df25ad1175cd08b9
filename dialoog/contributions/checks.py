"""Contributions against the record, for `register verify`: what is shown is what was recorded, no number is missing."""

from collections.abc import Iterator

from sqlalchemy import Integer, and_, cast, func, select
from sqlalchemy.orm import Session, aliased

from dialoog.contributions.happenings import Received
from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionCounter, ContributionState, TextLook
from dialoog.meetings.models import Level
from dialoog.register.models import Event, EventText
from dialoog.register.verification import BATCH, Check


def shown_texts(session: Session) -> Iterator[str]:
    """What the public sees is the newest public text of the record (D1); of what was withdrawn it sees nothing (D2)."""
    newest = aliased(Event)
    latest = (
        select(newest.subject_id, func.max(newest.n).label("n"))
        .join(EventText, EventText.event_id == newest.id)
        .where(newest.subject_kind == Contribution.subject_kind, EventText.name == "public_text")
        .group_by(newest.subject_id)
        .subquery()
    )
    query = (
        select(
            Contribution.number,
            Contribution.status,
            Contribution.look,
            Contribution.public_text,
            EventText.text,
            EventText.public,
        )
        .outerjoin(latest, latest.c.subject_id == Contribution.id)
        .outerjoin(
            Event,
            and_(
                Event.subject_kind == Contribution.subject_kind,
                Event.subject_id == Contribution.id,
                Event.n == latest.c.n,
            ),
        )
        .outerjoin(EventText, and_(EventText.event_id == Event.id, EventText.name == "public_text"))
        .order_by(Contribution.id)
    )
    for number, status, look, shown, recorded, public in session.execute(query.execution_options(yield_per=BATCH)):
        if status == ContributionState.WITHDRAWN:
            if shown or public:
                yield f"inbreng/{number}: is ingetrokken maar de tekst is niet verborgen"
        elif shown != recorded:
            yield f"inbreng/{number}: de getoonde tekst is niet die van het register"
        elif public and look not in LOOKED_AT:
            yield f"inbreng/{number}: de tekst is nog niet bekeken, of verborgen, maar openbaar in het register"


def numbers(session: Session) -> Iterator[str]:
    """The numbers of a year run from 1 to its counter without a gap (D3)."""
    of_year = func.substr(Contribution.number, 1, len("INB-2026-"))
    place = cast(func.substr(Contribution.number, len("INB-2026-") + 1), Integer)
    found = {
        int(prefix[4:8]): (count, highest)
        for prefix, count, highest in session.execute(select(of_year, func.count(), func.max(place)).group_by(of_year))
    }
    counters = {counter.year: counter.last for counter in session.scalars(select(ContributionCounter))}
    for year in sorted(found | counters):
        count, highest = found.get(year, (0, 0))
        last = counters.get(year, 0)
        if last != highest:
            yield f"inbreng: de teller van {year} staat op {last}, het hoogste nummer is {highest}"
        if count != highest:
            yield f"inbreng: er ontbreken {highest - count} nummers van {year}"


def facts(session: Session) -> Iterator[str]:
    """How public it is, what kind it is and how it came are as received (D0, D11); none of these ever changes."""
    query = (
        select(Contribution.number, Contribution.level, Contribution.kind, Contribution.channel, Event.data)
        .join(Event, and_(Event.subject_kind == Contribution.subject_kind, Event.subject_id == Contribution.id))
        .where(Event.kind == Received.kind)
        .order_by(Contribution.id)
    )
    for number, level, kind, channel, data in session.execute(query.execution_options(yield_per=BATCH)):
        kept = {
            "niveau": (level, data["level"]),
            "soort": (kind, data["point_kind"]),
            "weg": (channel, data["channel"]),
        }
        for name, (shown, recorded) in kept.items():
            # Of a closed one the leaf tells only the level.
            if recorded is not None and shown != recorded:
                yield f"inbreng/{number}: {name} is '{shown}', vastgelegd is '{recorded}'"


def looked_texts(session: Session) -> Iterator[str]:
    """Of words that stand with events only those are public that were looked at, or needed no look (D3a).

    And of those only what stands at a point whose own words everyone may read (D2, D11).
    """
    query = (
        select(Contribution.number, TextLook.name)
        .join(TextLook, TextLook.contribution_id == Contribution.id)
        .join(EventText, EventText.id == TextLook.text_id)
        .where(EventText.public)
        .where(
            TextLook.look.not_in(LOOKED_AT)
            | Contribution.look.not_in(LOOKED_AT)
            | (Contribution.status == ContributionState.WITHDRAWN)
            | (Contribution.level == Level.CLOSED)
        )
        .order_by(TextLook.id)
    )
    for number, name in session.execute(query.execution_options(yield_per=BATCH)):
        yield f"inbreng/{number}: de tekst '{name}' is niet voor iedereen, maar openbaar in het register"


CHECKS: tuple[Check, ...] = (shown_texts, looked_texts, numbers, facts)
