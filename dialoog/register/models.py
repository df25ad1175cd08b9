"""The public record: events, the texts they stand for, and the Merkle log over them (D12)."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from dialoog.db import Base, Json, Key


class Recorded:
    """What every subject of the register has: a state set by `record()` alone, and how many events it knows.

    `last_event` is also the row's version: two transactions that record on one subject at once cannot both commit.
    """

    subject_kind: ClassVar[str]
    transitions: ClassVar[dict[str | None, frozenset[str]]]

    id: Mapped[Key]
    status: Mapped[str] = mapped_column(String(40))
    last_event: Mapped[int] = mapped_column(default=0)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a mixin's hook of SQLAlchemy
        return {"version_id_col": cls.__table__.c.last_event, "version_id_generator": False}  # type: ignore[attr-defined]

    @property
    def subject_key(self) -> str:
        """The subject's public name within its kind, such as INB-2026-00123."""
        raise NotImplementedError

    @property
    def unit_in_charge(self) -> int | None:
        """The unit whose officials speak about it."""
        return None


class Event(Base):
    """One line in the public history of a subject. Append-only, in the code and in the database."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "n"), Index("ix_event_at", "at"))
    shown_publicly = True

    id: Mapped[Key]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    subject_key: Mapped[str] = mapped_column(String(80))
    n: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    actor_role: Mapped[str] = mapped_column(String(40))
    old_state: Mapped[str | None] = mapped_column(String(40))
    new_state: Mapped[str | None] = mapped_column(String(40))
    data: Mapped[Json]
    texts: Mapped[Json]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    text_rows: Mapped[list["EventText"]] = relationship(back_populates="event")


class EventText(Base):
    """A text an event stands for, with its salt; both go when it is erased, the hash in the leaf stays."""

    __tablename__ = "event_text"
    __table_args__ = (UniqueConstraint("event_id", "name"),)
    shown_publicly = True

    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(40))
    public: Mapped[bool]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    text: Mapped[str | None] = mapped_column(Text)
    erased_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship(back_populates="text_rows")


class Leaf(Base):
    """One event as it was hashed: the exact bytes and their leaf hash."""

    __tablename__ = "leaf"

    index: Mapped[int] = mapped_column("idx", primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class TreeNode(Base):
    """The hash of a finished subtree, kept so that a proof reads only O(log n) rows."""

    __tablename__ = "tree_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class TreeHead(Base):
    """The log's size and root after a commit."""

    __tablename__ = "tree_head"
    # The last head of a day is found without reading all of them (/register.atom).
    __table_args__ = (Index("ix_tree_head_at", "at", "size"),)

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime]


class LogState(Base):
    """One row: how long the log is. Locking it puts writers in line."""

    __tablename__ = "log_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
