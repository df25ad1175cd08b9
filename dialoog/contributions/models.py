"""Contributions (inbreng), their givers, and the reports they were imported from."""

import enum
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.db import Base, Json, Key, choice
from dialoog.meetings.models import Level, Meeting, MeetingDocument, MeetingTopic
from dialoog.organisations.models import Organisation, Sector, Theme, Unit
from dialoog.register.models import Event, EventText, Recorded


class ContributionState(enum.StrEnum):
    """D5."""

    RECEIVED = "ontvangen"
    IN_HAND = "in-behandeling"
    ANSWERED = "beantwoord"
    CLOSED = "afgerond"
    REOPENED = "heropend"
    WITHDRAWN = "ingetrokken"


OPEN_STATES = frozenset({ContributionState.RECEIVED, ContributionState.IN_HAND, ContributionState.REOPENED})
ANSWERED_STATES = frozenset({ContributionState.ANSWERED, ContributionState.CLOSED})


class PointKind(enum.StrEnum):
    """Kinds of points (M5)."""

    STRONG = "sterk"
    WEAK = "zwak"
    IMPROVE = "verbeter"
    CONSIDERATION = "overweging"
    ADVICE = "advies"
    IDEA = "idee"
    SIGNAL = "signaal"
    QUESTION = "vraag"
    METHODS = "methoden"
    PEOPLE = "betrokkenen"
    MAGIC = "magie"
    CHANGE = "verandering"
    CONDITIONS = "randvoorwaarden"
    LESSONS = "leermomenten"
    CONTEXT = "context"


class Outcome(enum.StrEnum):
    """What the ministry decided; kept on the contribution too, because lists filter by it."""

    ADOPTED = "overgenomen"
    PARTLY = "deels-overgenomen"
    NOT_ADOPTED = "niet-overgenomen"
    EXISTING = "al-bestaand-beleid"
    REFERRED = "doorgeleid"
    LATER = "later"


class Channel(enum.StrEnum):
    """How it came in."""

    WEB = "website"
    STAFF = "namens-inbrenger"
    IMPORT = "verslag"


class ShownAs(enum.StrEnum):
    """How the giver chose to be shown (D11)."""

    NAME = "naam"
    PARTY = "partij"
    SECTOR = "sector"
    NOBODY = "niet"


class Look(enum.StrEnum):
    """Whether somebody looked at the words before everyone reads them (D3a)."""

    NOT_NEEDED = "niet-nodig"
    WAITING = "wacht"
    SHOWN = "getoond"
    HIDDEN = "verborgen"


class Ground(enum.StrEnum):
    """Why words may be hidden after the look (D3a); there is no other ground."""

    CRIMINAL = "strafbaar"
    ADVERTISING = "reclame"


# Words that everyone may read, as far as the look goes.
LOOKED_AT = frozenset({Look.NOT_NEEDED, Look.SHOWN})


# Lists are filtered, and meetings and topics counted, by any of these together: in an index that holds them all,
# rows are found and counted unread.
FILTERED_BY = ("level", "status", "kind", "shown_sector", "outcome", "theme_id", "answer_due")


def _filter_index(name: str, *first: str) -> Index:
    return Index(f"ix_contribution_{name}", *first, *(column for column in FILTERED_BY if column not in first))


class ContributionCounter(Base):
    """The last number given out in a year (D3)."""

    __tablename__ = "contribution_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Contribution(Recorded, Base):
    """One point that somebody brought in.

    The verbatim text stands with its event (register); `public_text` is what the public sees of it now, '' when hidden.
    `endorsed`, `endorsed_by`: how many parties back it, in all and of each sector.
    D0: `said_by_*` who said it, `recorder` who wrote it down, `entered_by` who entered it: never mixed up.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        Index("ix_contribution_due", "status", "answer_due", "id"),
        _filter_index("theme", "theme_id", "id"),
        _filter_index("meeting", "meeting_id", "id", "topic_id"),
        _filter_index("kind", "kind", "id"),
        _filter_index("sector", "shown_sector", "id"),
        _filter_index("status", "status", "id"),
        _filter_index("outcome", "outcome", "id"),
        Index("ix_contribution_unit", "unit_id", "status", "answer_due", "id"),
        Index("ix_contribution_answered", "answered_at"),
        Index("ix_contribution_look", "look", "look_due", "id"),
        Index("ix_contribution_endorsed", "endorsed", "id"),
        UniqueConstraint("import_id", "first_line"),
    )
    shown_publicly = True
    subject_kind = "inbreng"
    transitions: ClassVar[dict[str | None, frozenset[str]]] = {
        None: frozenset({"ontvangen"}),
        "ontvangen": frozenset({"in-behandeling", "ingetrokken"}),
        "in-behandeling": frozenset({"in-behandeling", "beantwoord", "ingetrokken"}),
        "beantwoord": frozenset({"afgerond", "heropend", "ingetrokken"}),
        "afgerond": frozenset({"beantwoord", "heropend", "ingetrokken"}),
        "heropend": frozenset({"beantwoord", "ingetrokken"}),
        "ingetrokken": frozenset(),
    }

    number: Mapped[str] = mapped_column(String(20), unique=True)
    received_at: Mapped[datetime]
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    level: Mapped[Level] = mapped_column(choice(Level), default=Level.PUBLIC)
    kind: Mapped[PointKind] = mapped_column(choice(PointKind))
    public_text: Mapped[str] = mapped_column(Text)
    search_terms: Mapped[str] = mapped_column(Text, default="")
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_topic.id"))
    round: Mapped[str] = mapped_column(String(80), default="")
    room_table: Mapped[str] = mapped_column(String(80), default="")

    said_by_name: Mapped[str | None] = mapped_column(String(200))
    said_by_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    sector: Mapped[Sector] = mapped_column(choice(Sector), default=Sector.UNKNOWN)
    shown_as: Mapped[ShownAs] = mapped_column(choice(ShownAs), default=ShownAs.SECTOR)
    shown_sector: Mapped[str] = mapped_column(String(40), default=Sector.UNKNOWN.value)
    recorder: Mapped[str | None] = mapped_column(String(200))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    answer_due: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    answer_id: Mapped[int | None] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    sent_back_at: Mapped[datetime | None]
    blacked_out_at: Mapped[datetime | None]
    look: Mapped[Look] = mapped_column(choice(Look, guarded=False), default=Look.NOT_NEEDED)
    look_due: Mapped[date | None] = mapped_column(Date)
    endorsed: Mapped[int] = mapped_column(default=0)
    endorsed_by: Mapped[Json] = mapped_column(default=dict)

    import_id: Mapped[int | None] = mapped_column(ForeignKey("report_import.id"))
    first_line: Mapped[int | None]
    last_line: Mapped[int | None]
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)

    theme: Mapped[Theme | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    topic: Mapped[MeetingTopic | None] = relationship()
    said_by_organisation: Mapped[Organisation | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    assignee: Mapped[Person | None] = relationship(foreign_keys=[assignee_id])
    giver_links: Mapped[list["ContributionGiver"]] = relationship(viewonly=True)

    @property
    def subject_key(self) -> str:
        """Its number."""
        return self.number

    @property
    def unit_in_charge(self) -> int | None:
        """The unit that answers it."""
        return self.unit_id

    @property
    def party(self) -> str | None:
        """The name of the party that said it."""
        return self.said_by_organisation.name if self.said_by_organisation else None


class Giver(Base):
    """Who gets the mail about a contribution: a person or party with an address. Personal data.

    `links_from`: links to the own page that were made before this moment work no longer. `forgotten_at`: the person
    went (P2); the row stays for what it gave a verdict on, without name and address.
    """

    __tablename__ = "giver"

    id: Mapped[Key]
    name: Mapped[str | None] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    links_from: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def reachable(self) -> bool:
        """Whether mail can be sent to them at all."""
        return bool(self.email) and self.bounced_at is None


class ContributionGiver(Base):
    """A giver of a contribution; staff may attach several to an imported point (D9a).

    `denied_at`: whoever reads mail at the address said "dit was ik niet" about this contribution (D3).
    `stopped_at`: they want no more mail about it, and may change their mind.
    """

    __tablename__ = "contribution_giver"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("giver.id"), primary_key=True, index=True)
    attached_at: Mapped[datetime]
    attached_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    denied_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    giver: Mapped[Giver] = relationship()
    contribution: Mapped[Contribution] = relationship()


class Alike(Base):
    """That two points seem to ask the same (D7), as a job found; `one_id` is the smaller.

    `score` in thousandths.

    No words stand here: what is blacked out or hidden later leaves none behind. Who reads filters by what the points
    are now; besloten ones never come in (D11).
    """

    __tablename__ = "alike"
    __table_args__ = (Index("ix_alike_two", "two_id", "one_id", "score"),)
    shown_publicly = True

    one_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    two_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    score: Mapped[int]


class TextLook(Base):
    """A text that stands with an event of a contribution (a reaction, the name of a party), under the look (D3a).

    `text_id`: the words that show now, first those of the event itself, later those without personal data (D1).
    `act`: the id of the first event that was recorded at once; the same words for many points are looked at once.
    """

    __tablename__ = "text_look"
    __table_args__ = (UniqueConstraint("event_id", "name"), Index("ix_text_look_waiting", "look", "due", "act"))
    shown_publicly = True

    id: Mapped[Key]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(40))
    text_id: Mapped[int] = mapped_column(ForeignKey("event_text.id"))
    act: Mapped[int] = mapped_column(index=True)
    look: Mapped[Look] = mapped_column(choice(Look))
    due: Mapped[date | None] = mapped_column(Date)
    contribution: Mapped[Contribution] = relationship()
    event: Mapped[Event] = relationship()
    text: Mapped[EventText] = relationship()


class ImportState(enum.StrEnum):
    """A report is first only understood; it is stored when someone confirms (M2)."""

    UNDERSTOOD = "begrepen"
    CONFIRMED = "bevestigd"


class ReportImport(Base):
    """The import of one work-session report into a meeting: the file, the corrections, what was not placed."""

    __tablename__ = "report_import"
    __table_args__ = (UniqueConstraint("meeting_id", "sha256"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("meeting_document.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.UNDERSTOOD)
    corrections: Mapped[Json] = mapped_column(default=dict)
    unplaced: Mapped[list[Json]] = mapped_column(JSON, default=list)
    points: Mapped[int] = mapped_column(default=0)
    edit: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    meeting: Mapped[Meeting] = relationship()
    document: Mapped[MeetingDocument] = relationship()
