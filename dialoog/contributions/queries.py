"""Finding contributions: the filters of the list, the API and the files, and one by its number."""

import enum
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session, joinedload

from dialoog import clock, search
from dialoog.contributions.models import (
    OPEN_STATES,
    Contribution,
    ContributionGiver,
    ContributionState,
    Giver,
    Look,
    Outcome,
    PointKind,
)
from dialoog.contributions.rules.visibility import may_see_text
from dialoog.errors import NotFound, RuleViolation
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.organisations.models import Sector, Theme
from dialoog.permissions import Actor
from dialoog.register.rules import texts_of

# A shorter closed text may stand in another by chance.
SHORTEST_LEAK = 30
NUMBER = re.compile(r"INB-\d{4}-\d{5,}", re.IGNORECASE)
Choice = TypeVar("Choice", bound=enum.StrEnum)


@dataclass(frozen=True)
class Filters:
    """What someone asked the list for; the names are those of the address (interface.md)."""

    q: str = ""
    thema: str = ""
    bijeenkomst: str = ""
    onderwerp: int | None = None
    soort: PointKind | None = None
    sector: Sector | None = None
    status: ContributionState | None = None
    uitkomst: Outcome | None = None
    te_laat: bool = False
    onderschreven: bool = False

    @classmethod
    def from_arguments(cls, given: Mapping[str, str]) -> "Filters":
        """Read the filters of an address. Raises RuleViolation, naming the filter, for a value that cannot be."""
        onderwerp = given.get("onderwerp", "")
        if onderwerp and not (onderwerp.isdecimal() and len(onderwerp) < 6):
            raise RuleViolation(_("Het filter 'onderwerp' hoort een nummer te zijn."), field="onderwerp")
        return cls(
            q=given.get("q", "").strip()[:200],
            thema=given.get("thema", ""),
            bijeenkomst=given.get("bijeenkomst", ""),
            onderwerp=int(onderwerp) if onderwerp else None,
            soort=_choice(PointKind, given, "soort"),
            sector=_choice(Sector, given, "sector"),
            status=_choice(ContributionState, given, "status"),
            uitkomst=_choice(Outcome, given, "uitkomst"),
            te_laat=given.get("te_laat") == "1",
            onderschreven=given.get("onderschreven") == "1",
        )

    @classmethod
    def names(cls) -> frozenset[str]:
        """The filters there are."""
        return frozenset(field.name for field in fields(cls))


def _choice(kind: type[Choice], given: Mapping[str, str], name: str) -> Choice | None:
    value = given.get(name, "")
    if not value:
        return None
    try:
        return kind(value)
    except ValueError as error:
        message = _("Het filter '%(name)s' kent de waarde '%(value)s' niet.", name=name, value=value[:40])
        raise RuleViolation(message, field=name) from error


def listed(session: Session, filters: Filters, query: Select[Contribution]) -> Select[Contribution]:
    """`query` over contributions, narrowed to what a visitor may find with these filters."""
    return narrowed(session.get_bind().dialect.name, query, asked(filters))


def asked(filters: Filters) -> dict[str, Any]:
    """What `narrowed` is to look for: the name of each filter that is set, with its value."""
    if NUMBER.fullmatch(filters.q):
        return {"nummer": filters.q.upper()}
    values = {name: value for name, value in vars(filters).items() if value and name not in TICKS}
    if not filters.bijeenkomst:
        values.pop("onderwerp", None)
    if filters.te_laat:
        values["te_laat"] = clock.today()
    if filters.onderschreven:
        values["onderschreven"] = 1
    return values


def narrowed(dialect: str, query: Select[Contribution], values: Mapping[str, Any]) -> Select[Contribution]:
    """`query` over contributions, narrowed by filters; a value may be a parameter that is filled in later.

    `q` is what was typed, or a parameter for what `search.expression` makes of it.
    """
    number = values.get("nummer")
    if number is not None:
        return query.where(Contribution.number == number)
    if not HARMLESS.issuperset(values):
        query = query.where(Contribution.level != Level.CLOSED)
    query = query.where(*(_CONDITIONS[name](value) for name, value in values.items() if name in _CONDITIONS))
    if "onderwerp" in values:
        query = query.where(_topic(values["bijeenkomst"], values["onderwerp"]))
    typed = values.get("q")
    if isinstance(typed, str):
        typed = search.expression(dialect, typed)
    if typed is None:
        return query
    return query.where(false()) if typed == "" else search.matching(dialect, query, Contribution, typed)


def _meeting(slug: Any) -> ScalarSelect[int]:
    return select(Meeting.id).where(Meeting.slug == slug).scalar_subquery()


def _topic(meeting: Any, number: Any) -> ColumnElement[bool]:
    topic = select(MeetingTopic.id).where(MeetingTopic.meeting_id == _meeting(meeting), MeetingTopic.number == number)
    return Contribution.topic_id == topic.scalar_subquery()


def is_late(today: Any = None) -> ColumnElement[bool]:
    """Open, and the answer's term has passed (D4)."""
    passed = Contribution.answer_due < (clock.today() if today is None else today)
    return and_(Contribution.status.in_(OPEN_STATES), passed)


# Hits of these tell no more of a closed contribution than its number, theme, state and terms (D11).
TICKS = frozenset({"te_laat", "onderschreven"})
HARMLESS = frozenset({"thema", "status", "te_laat"})
_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "thema": lambda slug: Contribution.theme_id == select(Theme.id).where(Theme.slug == slug).scalar_subquery(),
    "bijeenkomst": lambda slug: Contribution.meeting_id == _meeting(slug),
    "soort": lambda kind: Contribution.kind == kind,
    "sector": lambda sector: Contribution.shown_sector == sector,
    "status": lambda status: Contribution.status == status,
    "uitkomst": lambda outcome: Contribution.outcome == outcome,
    "te_laat": is_late,
    "onderschreven": lambda least: and_(
        Contribution.endorsed >= least, Contribution.status != ContributionState.WITHDRAWN
    ),
}


# What nobody looked at yet (D3a).
UNSEEN = (Contribution.look == Look.WAITING, Contribution.status != ContributionState.WITHDRAWN)


def with_names(query: Select[Contribution]) -> Select[Contribution]:
    """Load what a row or dossier names beside the contribution itself, in the same query."""
    return query.options(
        joinedload(Contribution.theme),
        joinedload(Contribution.meeting),
        joinedload(Contribution.topic),
        joinedload(Contribution.said_by_organisation),
        joinedload(Contribution.unit),
    )


def by_number(session: Session, number: str) -> Contribution:
    """The contribution with a number, its theme, meeting, topic, party and unit loaded. Raises NotFound."""
    found = session.scalar(with_names(select(Contribution).where(Contribution.number == number.upper())))
    if found is None:
        raise NotFound(_("Er is geen inbreng met nummer %(number)s.", number=number[:40]))
    return found


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """A row filter: contributions whose words this reader may see (as `may_see_text`, in SQL)."""
    if actor.has("secretariat") or actor.system:
        return true()
    circle = or_(Contribution.unit_id.in_(actor.units), Contribution.meeting_id.in_(actor.meetings))
    return or_(Contribution.level != Level.CLOSED, circle)


def shown_text(actor: Actor, contribution: Contribution) -> str | None:
    """The words this reader sees; None where they are not for them (closed, withdrawn)."""
    return contribution.public_text if may_see_text(actor, contribution) else None


def givers_of(session: Session, contribution: Contribution) -> Sequence[ContributionGiver]:
    """Who hears of it, and who said it was not theirs; giver and party loaded. Personal data."""
    return givers_of_all(session, [contribution]).get(contribution.id, [])


def givers_of_all(session: Session, contributions: Iterable[Contribution]) -> dict[int, list[ContributionGiver]]:
    """As `givers_of`, by the id of the contribution, in one query."""
    query = (
        select(ContributionGiver)
        .where(ContributionGiver.contribution_id.in_([contribution.id for contribution in contributions]))
        .order_by(ContributionGiver.attached_at, ContributionGiver.giver_id)
        .options(joinedload(ContributionGiver.giver).joinedload(Giver.organisation))
    )
    found: dict[int, list[ContributionGiver]] = defaultdict(list)
    for tie in session.scalars(query):
        found[tie.contribution_id].append(tie)
    return dict(found)


def original_text(session: Session, contribution: Contribution) -> str | None:
    """The words as they came in; None once they were destroyed (D1)."""
    return next((row.text for row in texts_of(session, contribution, "text")), None)


def newest_text(session: Session, contribution: Contribution) -> str:
    """What the public sees of it, or saw before it was withdrawn."""
    return texts_of(session, contribution, "public_text")[-1].text or ""


def closed_words_in(session: Session, text: str, *of: ColumnElement[bool]) -> list[str]:
    """The numbers of closed points of which the words stand in a text that more people read (D11). One query."""
    flat = _flat(text)
    closed = Contribution.level == Level.CLOSED, Contribution.status != ContributionState.WITHDRAWN
    query = select(Contribution.number, Contribution.public_text).where(*closed, *of).order_by(Contribution.id)
    return [number for number, words in session.execute(query) if len(words) >= SHORTEST_LEAK and _flat(words) in flat]


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()
