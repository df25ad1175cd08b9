"""Dialogue tables (dialoogtafels): what each is for, who leads it, and its seats with who holds them."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.db import Base, Json, Key, Short, Slug, choice
from dialoog.organisations.models import Membership, Organisation, Part, Sector, Theme
from dialoog.permissions import Body

# The kind of body under which a table's people (Membership) and meetings are kept.
BODY = "tafel"


class DialogueTable(Base):
    """A standing table with fixed members (T1).

    `wanted`, `result`, `gives`: what we want from the talk, what happens with the result, what it does for those who
    take part (R99); `asks`: what it asks of members; `track`, `organiser`: the track it belongs to and who runs it
    (R15). `version` goes up with every change, so that two people who edit do not overwrite each other. The names of
    chair and contact person stand here as everyone reads them.
    """

    __tablename__ = "dialogue_table"
    shown_publicly = True

    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Short]
    purpose: Mapped[str] = mapped_column(Text)
    wanted: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    gives: Mapped[str] = mapped_column(Text)
    asks: Mapped[str] = mapped_column(Text)
    track: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    meetings_a_year: Mapped[int]
    most_seats: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    chair_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    theme: Mapped[Theme | None] = relationship()
    chair: Mapped[Person | None] = relationship(foreign_keys=[chair_id])
    contact: Mapped[Person | None] = relationship(foreign_keys=[contact_id])

    @property
    def body(self) -> Body:
        """Under which its memberships and meetings are kept."""
        return BODY, self.id


class Region(enum.StrEnum):
    """The part of the country somebody speaks for."""

    NORTH = "noord"
    EAST = "oost"
    SOUTH = "zuid"
    WEST = "west"
    WHOLE = "landelijk"


class Aspect(enum.StrEnum):
    """What the composition of a table is looked at by (T3, R41, R80)."""

    SECTOR = "sector"
    REGION = "regio"
    YOUTH = "jongeren"
    THEME = "thema"
    GROUND = "grond"


class TakesPart(enum.StrEnum):
    """The ground for taking part; more than one may apply (R80)."""

    CARRIES_OUT = "uitvoering"
    PURSUES = "doelen"
    AFFECTED = "geraakt"


class TableWish(Base):
    """How many seats are wanted for one value of an aspect; none at all may be said too.

    `value`: of a sector, region or ground its own value, of a theme its slug, of youth "ja".
    """

    __tablename__ = "table_wish"
    __table_args__ = (UniqueConstraint("table_id", "aspect", "value"),)
    shown_publicly = True

    id: Mapped[Key]
    table_id: Mapped[int] = mapped_column(ForeignKey("dialogue_table.id"))
    aspect: Mapped[Aspect] = mapped_column(choice(Aspect))
    value: Mapped[str] = mapped_column(String(80))
    seats: Mapped[int]


class TableSeat(Base):
    """One of the limited number of seats of a table (R85), with the profile that is looked for."""

    __tablename__ = "table_seat"
    __table_args__ = (UniqueConstraint("table_id", "number"),)
    shown_publicly = True

    id: Mapped[Key]
    table_id: Mapped[int] = mapped_column(ForeignKey("dialogue_table.id"))
    number: Mapped[int]
    profile: Mapped[str] = mapped_column(String(200), default="")
    table: Mapped[DialogueTable] = relationship()
    holdings: Mapped[list["SeatHolding"]] = relationship(back_populates="seat", order_by="SeatHolding.id")


class HoldingState(enum.StrEnum):
    """How it stands with somebody and their seat (T2)."""

    INVITED = "uitgenodigd"
    ACCEPTED = "aangenomen"
    DECLINED = "afgeslagen"
    EXPIRED = "verlopen"
    ENDED = "beeindigd"


class SeatShown(enum.StrEnum):
    """What everyone may read of who holds a seat, as its holder agreed to."""

    NAME = "naam"
    PARTY = "partij"
    SECTOR = "sector"


class SeatHolding(Base):
    """That somebody holds, held or was asked for a seat; after it ended it stays, as the history of the seat (T2).

    `email` and `name` are of the invitation, until it is answered: then the person is who holds it. `asked`: what the
    table asked of its members when the seat was accepted; `commitment`: what the member said to that (R82, R83).
    `follows_id`: the holding it takes over from (R101). The person goes when it is forgotten (P2, P3); party, sector
    and period stay.
    """

    __tablename__ = "seat_holding"
    __table_args__ = (
        Index("ix_seat_holding_seat", "seat_id", "state"),
        Index("ix_seat_holding_waiting", "state", "expires_at"),
    )
    shown_publicly = True

    id: Mapped[Key]
    seat_id: Mapped[int] = mapped_column(ForeignKey("table_seat.id"))
    part: Mapped[Part] = mapped_column(choice(Part))
    state: Mapped[HoldingState] = mapped_column(choice(HoldingState))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("seat_holding.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("access_link.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    sector: Mapped[Sector] = mapped_column(choice(Sector))
    region: Mapped[Region | None] = mapped_column(choice(Region))
    young: Mapped[bool] = mapped_column(default=False)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), index=True)
    grounds: Mapped[Json] = mapped_column(default=dict)
    shown_as: Mapped[SeatShown] = mapped_column(choice(SeatShown), default=SeatShown.PARTY)
    asked: Mapped[str] = mapped_column(Text, default="")
    commitment: Mapped[str] = mapped_column(Text, default="")
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str] = mapped_column(Text, default="")
    seat: Mapped[TableSeat] = relationship(back_populates="holdings")
    person: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    membership: Mapped[Membership | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    needs: Mapped[list["MemberNeed"]] = relationship(
        back_populates="holding", order_by="MemberNeed.id", cascade="all, delete-orphan"
    )

    @property
    def takes_part(self) -> frozenset[TakesPart]:
        """The grounds for taking part (R80)."""
        return frozenset(TakesPart(value) for value in self.grounds.get("values", ()))


class NeedKind(enum.StrEnum):
    """What somebody may need to take part (T2, R82)."""

    TIME = "tijd"
    MONEY = "geld"
    KNOWLEDGE = "kennis"
    ACCESS = "toegankelijkheid"


class MemberNeed(Base):
    """What a member needs to take part, and what the secretariat did about it."""

    __tablename__ = "member_need"

    id: Mapped[Key]
    holding_id: Mapped[int] = mapped_column(ForeignKey("seat_holding.id"), index=True)
    kind: Mapped[NeedKind] = mapped_column(choice(NeedKind))
    text: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    holding: Mapped[SeatHolding] = relationship(back_populates="needs")


class TableDraw(Base):
    """A draw from the candidates: its seed and what came out, for everyone to see; who was drawn is not (T3).

    `quotas`, `composition`: the number of seats of each quota, and of each group among those drawn. `list_sha256` is
    of the list it was drawn from, so that who has the list can repeat the draw. A draw is never taken back or changed.
    """

    __tablename__ = "table_draw"
    shown_publicly = True

    id: Mapped[Key]
    table_id: Mapped[int] = mapped_column(ForeignKey("dialogue_table.id"), index=True)
    seed: Mapped[str] = mapped_column(String(200))
    seats: Mapped[int]
    candidates: Mapped[int]
    quotas: Mapped[Json] = mapped_column(default=dict)
    composition: Mapped[Json] = mapped_column(default=dict)
    list_sha256: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class TableCandidate(Base):
    """Somebody who would like a seat, from a list that was imported (R81). Forgotten when the seats are filled (P3)."""

    __tablename__ = "table_candidate"
    __table_args__ = (UniqueConstraint("table_id", "email"),)

    id: Mapped[Key]
    table_id: Mapped[int] = mapped_column(ForeignKey("dialogue_table.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)
    party: Mapped[str] = mapped_column(String(200), default="")
    sector: Mapped[Sector] = mapped_column(choice(Sector))
    region: Mapped[Region | None] = mapped_column(choice(Region))
    young: Mapped[bool] = mapped_column(default=False)
    grounds: Mapped[Json] = mapped_column(default=dict)
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("table_draw.id"), index=True)
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("seat_holding.id"), index=True)
    added_at: Mapped[datetime]
