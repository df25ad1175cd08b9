"""Answers with their versions, landing places and planned commitments; what givers were told and said back."""

import enum
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.accounts.models import Person
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution, Giver, Outcome
from dialoog.db import Base, Json, Key, choice
from dialoog.meetings.models import Level
from dialoog.organisations.models import Organisation, Unit
from dialoog.register.models import Recorded


class Answer(Recorded, Base):
    """What the ministry says and does about one or more contributions of one level (D7, D11).

    Or about one other subject, such as an advice (T8): `about_kind`, `about_id`.
    """

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_list", "status", "published_at", "id"),)
    shown_publicly = True
    subject_kind = "antwoord"
    transitions: ClassVar[dict[str | None, frozenset[str]]] = {
        None: frozenset({"concept"}),
        "concept": frozenset({"concept", "gepubliceerd", "weggelegd"}),
        "gepubliceerd": frozenset({"gepubliceerd"}),
        "weggelegd": frozenset(),
    }

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    level: Mapped[Level] = mapped_column(choice(Level))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    about_kind: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[int | None]
    unit: Mapped[Unit] = relationship()
    versions: Mapped[list["AnswerVersion"]] = relationship(back_populates="answer", order_by="AnswerVersion.n")
    links: Mapped[list["AnswerContribution"]] = relationship(back_populates="answer")

    @property
    def subject_key(self) -> str:
        """Its number, as in its address."""
        return str(self.id)


class VersionState(enum.StrEnum):
    """A version is worked on, in force, or replaced by a newer one (and stays readable, D8)."""

    DRAFT = "concept"
    PUBLISHED = "gepubliceerd"
    REPLACED = "vervangen"


class AnswerVersion(Base):
    """One version of an answer. `edit` counts saves of the draft: two people never overwrite each other in silence.

    `decide_on`: of *later*, the day on which it will be decided. `referred_to`, `referred_contact`: of *doorgeleid*, to
    whom it is offered and the address of who decides there (D6).

    `signed_*` is how the ministry's word is marked (P7), as it was at publication.
    """

    __tablename__ = "answer_version"
    # Of many thousands a few are drafts, and whoever picks points asks which.
    __table_args__ = (UniqueConstraint("answer_id", "n"), Index("ix_answer_version_state", "state", "answer_id"))
    shown_publicly = True

    id: Mapped[Key]
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    n: Mapped[int]
    state: Mapped[VersionState] = mapped_column(choice(VersionState), default=VersionState.DRAFT)
    outcome: Mapped[Outcome | None] = mapped_column(choice(Outcome))
    motivation: Mapped[str] = mapped_column(Text, default="")
    consideration: Mapped[str] = mapped_column(Text, default="")
    decide_on: Mapped[date | None] = mapped_column(Date)
    referred_to: Mapped[str] = mapped_column(String(200), default="", server_default="")
    referred_contact: Mapped[str] = mapped_column(String(254), default="", server_default="")
    why_changed: Mapped[str] = mapped_column(Text, default="")
    edit: Mapped[int] = mapped_column(default=1)
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    signed_name: Mapped[str] = mapped_column(String(200), default="")
    signed_role: Mapped[str] = mapped_column(String(200), default="")
    signed_organisation: Mapped[str] = mapped_column(String(200), default="")
    answer: Mapped[Answer] = relationship(back_populates="versions")
    landing_places: Mapped[list["LandingPlace"]] = relationship(
        order_by="LandingPlace.position", cascade="all, delete-orphan"
    )
    planned: Mapped[list["PlannedCommitment"]] = relationship(
        order_by="PlannedCommitment.position", cascade="all, delete-orphan"
    )
    drafted_by: Mapped[Person | None] = relationship(foreign_keys=[drafted_by_id])


class ReferralState(enum.StrEnum):
    """D5: a referral is a handshake. *Vervallen*: the ministry answered otherwise before they did."""

    OFFERED = "aangeboden"
    ACCEPTED = "aangenomen"
    REFUSED = "geweigerd"
    SILENT = "stil"
    LAPSED = "vervallen"


class Referral(Base):
    """That the contributions under a version were offered to another body, and what it said. `reason` is public."""

    __tablename__ = "referral"
    shown_publicly = True

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("answer_version.id"), unique=True)
    offered_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[ReferralState] = mapped_column(choice(ReferralState), default=ReferralState.OFFERED)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[AnswerVersion] = relationship()


class LandingKind(enum.StrEnum):
    """What kind of place it is where the contribution can be found back."""

    DOCUMENT = "document"
    DECISION = "besluit"


class LandingPlace(Base):
    """Where it is to be found: a document with its section, or a decision."""

    __tablename__ = "landing_place"
    shown_publicly = True

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("answer_version.id"), index=True)
    position: Mapped[int]
    kind: Mapped[LandingKind] = mapped_column(choice(LandingKind), default=LandingKind.DOCUMENT)
    title: Mapped[str] = mapped_column(String(300))
    section: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(500), default="")


class PlannedCommitment(Base):
    """A commitment as drafted in a version; becomes (or points to) a Commitment at publication.

    A draft may be half filled in, so the day and the owner come late; publishing asks for them (D6).
    """

    __tablename__ = "planned_commitment"

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("answer_version.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    owner_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    commitment: Mapped[Commitment | None] = relationship()
    owner_unit: Mapped[Unit | None] = relationship()
    owner_organisation: Mapped[Organisation | None] = relationship()


class AnswerContribution(Base):
    """That an answer covers a contribution, until it leaves the shared answer (D8)."""

    __tablename__ = "answer_contribution"
    __table_args__ = (Index("ix_answer_contribution_contribution", "contribution_id", "answer_id"),)
    shown_publicly = True

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    answer: Mapped[Answer] = relationship(back_populates="links")
    contribution: Mapped[Contribution] = relationship()


class GiverNotice(Base):
    """The send record of D9a: which giver was told of which step, by which mail."""

    __tablename__ = "giver_notice"
    __table_args__ = (
        UniqueConstraint("giver_id", "subject_kind", "subject_id", "step"),
        Index("ix_giver_notice_subject", "subject_kind", "subject_id", "step"),
    )

    id: Mapped[Key]
    giver_id: Mapped[int] = mapped_column(ForeignKey("giver.id"))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    step: Mapped[int]
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    made_at: Mapped[datetime]
    giver: Mapped[Giver] = relationship()


class VerdictValue(enum.StrEnum):
    """What a giver answers to: is this an answer? (D9)."""

    YES = "ja"
    PARTLY = "gedeeltelijk"
    NO = "nee"


def _open_no(name: str) -> Index:
    """Of many thousands a few noes wait for a decision, and the lists of staff ask which."""
    waits = text("value = 'nee' AND handled_at IS NULL")
    return Index(name, "contribution_id", sqlite_where=waits, postgresql_where=waits)


class Verdict(Base):
    """What a giver says of an answer to their point, once per published version. The reaction stands with its event."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("contribution_id", "giver_id", "version_id"), _open_no("ix_verdict_open_no"))
    shown_publicly = True

    id: Mapped[Key]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("giver.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("answer_version.id"))
    value: Mapped[VerdictValue] = mapped_column(choice(VerdictValue))
    at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    contribution: Mapped[Contribution] = relationship()


class EffectQuestion(Base):
    """That a giver is asked whether a commitment shows, four weeks after it was done (D9), and what they said.

    One for each address: it stands with one of the givers there.
    """

    __tablename__ = "effect_question"
    __table_args__ = (UniqueConstraint("commitment_id", "giver_id"), Index("ix_effect_question_giver", "giver_id"))

    id: Mapped[Key]
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    giver_id: Mapped[int] = mapped_column(ForeignKey("giver.id"))
    asked_at: Mapped[datetime]
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    value: Mapped[VerdictValue | None] = mapped_column(choice(VerdictValue))
    answered_at: Mapped[datetime | None]
    commitment: Mapped[Commitment] = relationship()


class EffectVerdict(Base):
    """What was answered to an `EffectQuestion`, for each of the giver's points under it: a no is decided on."""

    __tablename__ = "effect_verdict"
    __table_args__ = (UniqueConstraint("contribution_id", "question_id"), _open_no("ix_effect_verdict_open_no"))

    id: Mapped[Key]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("effect_question.id"))
    value: Mapped[VerdictValue] = mapped_column(choice(VerdictValue))
    at: Mapped[datetime]
    handled_at: Mapped[datetime | None]


class AnswerSheet(Base):
    """A spreadsheet of answers that somebody gave back (D7a). The file is kept; the same one of one person is one."""

    __tablename__ = "answer_sheet"
    __table_args__ = (UniqueConstraint("uploaded_by_id", "sha256"),)

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    checked_at: Mapped[datetime]


class SheetRowState(enum.StrEnum):
    """What became of a row: nothing in it, as it was already, ready to be stored, refused, or stored."""

    EMPTY = "niet-ingevuld"
    SAME = "ongewijzigd"
    READY = "klaar"
    REFUSED = "geweigerd"
    DONE = "opgeslagen"


class AnswerSheetRow(Base):
    """The finding on one row of a spreadsheet: `problems` holds {"column", "text"}, `n` is its row in the file."""

    __tablename__ = "answer_sheet_row"
    __table_args__ = (UniqueConstraint("sheet_id", "n"), Index("ix_answer_sheet_row_state", "sheet_id", "state", "n"))

    id: Mapped[Key]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("answer_sheet.id"))
    n: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    state: Mapped[SheetRowState] = mapped_column(choice(SheetRowState))
    problems: Mapped[list[Json]] = mapped_column(JSON, default=list)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
