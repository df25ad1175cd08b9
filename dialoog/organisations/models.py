"""Parties and the parts of the ministry, the themes, and who belongs where since when."""

import enum
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.db import Base, Key, Short, Slug, choice


class Sector(enum.StrEnum):
    """The part of society a party or giver belongs to."""

    GOVERNMENT = "overheid"
    BUSINESS = "bedrijfsleven"
    CIVIL_SOCIETY = "maatschappelijke-organisatie"
    INITIATIVE = "maatschappelijk-initiatief"
    KNOWLEDGE = "kennisinstelling"
    YOUTH = "jongeren"
    RESIDENT = "inwoner"
    UNKNOWN = "onbekend"


class Organisation(Base):
    """A party (partij).

    `listed`: staff put it in the list of parties themselves, so that everyone may know of it (D11).
    """

    __tablename__ = "organisation"
    shown_publicly = True

    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Short]
    sector: Mapped[Sector] = mapped_column(choice(Sector))
    created_at: Mapped[datetime]
    listed: Mapped[bool] = mapped_column(default=False, server_default=false())


class Unit(Base):
    """A part of the ministry (dienst): officials belong to it, its lead publishes."""

    __tablename__ = "unit"
    shown_publicly = True

    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Short]
    ministry: Mapped[Short] = mapped_column(default="ministerie van IenW")
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def in_full(self) -> str:
        """Its name with that of its ministry."""
        return f"{self.name}, {self.ministry}"


class UnitMember(Base):
    """An official belongs to a unit, from a day until a day (open end: still does)."""

    __tablename__ = "unit_member"
    __table_args__ = (Index("ix_unit_member_person", "person_id", "unit_id"),)

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    is_lead: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship()


class Part(enum.StrEnum):
    """As what somebody sits in a body."""

    MEMBER = "lid"
    STAND_IN = "plaatsvervanger"
    CHAIR = "voorzitter"
    CONTACT = "contactpersoon"


class Membership(Base):
    """Who sits for whom in which body (a dialogue table), from a day until a day (open end: still does).

    Written by the domain of the body, read by whoever must know who may what (D11).
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_person", "person_id", "body_kind", "body_id"),
        Index("ix_membership_body", "body_kind", "body_id", "id"),
    )

    id: Mapped[Key]
    body_kind: Mapped[str] = mapped_column(String(40))
    body_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    part: Mapped[Part] = mapped_column(choice(Part))
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class Theme(Base):
    """A theme of the environment, with the unit that usually answers."""

    __tablename__ = "theme"
    shown_publicly = True

    id: Mapped[Key]
    slug: Mapped[Slug]
    name: Mapped[Short]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    unit: Mapped[Unit | None] = relationship()
