"""People with an account, how they log in, and the audit log of what staff did."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.db import Base, Json, Key, Short, choice


class Role(enum.StrEnum):
    """A role of a person; all other standings (lead, member, chair) follow from relations."""

    SECRETARIAT = "secretariat"
    MINISTRY = "ministry"
    ADMIN = "admin"


class LinkPurpose(enum.StrEnum):
    """What a link in a mail is good for. A link never acts by itself: its page has one button."""

    LOGIN = "login"
    INVITATION = "invitation"
    CONFIRM = "confirm"
    DENY = "deny"
    WITHDRAW = "withdraw"
    VERDICT = "verdict"
    REFERRAL = "referral"
    ENDORSE = "endorse"
    CLARIFICATION = "clarification"
    SEAT = "seat"
    ATTENDANCE = "attendance"
    POLL = "poll"
    REGISTRATION = "registration"


class Person(Base):
    """Someone with an account. Being staff follows from having a role.

    `totp_nonce` with the secret key makes the TOTP secret, which is stored nowhere.
    """

    __tablename__ = "person"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[Short]
    job_title: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_nonce: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    role_rows: Mapped[list["PersonRole"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles this person has."""
        return frozenset(row.role for row in self.role_rows)


class PersonRole(Base):
    """One role of one person."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(choice(Role), primary_key=True)


class LoginSession(Base):
    """One log-in on one device; ended ones stay until the retention job takes them."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_person", "person_id", "ended_at"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[Person] = relationship()


class RecoveryCode(Base):
    """A code that replaces the second factor, once."""

    __tablename__ = "recovery_code"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One counted try (log-in, code, link request); keys are hashed, so no address stands here."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key", "scope", "key_hash", "at"),)

    id: Mapped[Key]
    scope: Mapped[str] = mapped_column(String(40))
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class AccessLink(Base):
    """A link sent by mail: single-use by POST. The token is made from `nonce` and the secret key, never stored."""

    __tablename__ = "access_link"
    __table_args__ = (Index("ix_access_link_subject", "subject_kind", "subject_id"),)

    id: Mapped[Key]
    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    params: Mapped[Json] = mapped_column(default=dict)
    nonce: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One act of staff, reading of personal data included (P4). The database refuses changes to it."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_key"),)

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_key: Mapped[str | None] = mapped_column(String(80))
    detail: Mapped[Json] = mapped_column(default=dict)
    request_id: Mapped[str | None] = mapped_column(String(40))
