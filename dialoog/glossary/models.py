"""Words of policy with their plain meaning (begrippen): proposed by anyone, approved by the secretariat."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dialoog.db import Base, Key, Short, choice


class EntryState(enum.StrEnum):
    """What staff decided on a word."""

    PROPOSED = "voorgesteld"
    APPROVED = "goedgekeurd"
    REFUSED = "afgewezen"


class GlossaryEntry(Base):
    """A word (begrip) and its plain meaning, or a proposal for one.

    `slug` is its place on the page, kept from the first approval on. A proposal that `improves` an entry never stands
    on the page itself: approved, its words go into that entry. `edit` counts changes, for two people at once.
    """

    __tablename__ = "glossary_entry"
    shown_publicly = True

    id: Mapped[Key]
    slug: Mapped[str | None] = mapped_column(String(80), unique=True)
    word: Mapped[Short]
    other_forms: Mapped[str] = mapped_column(String(400), default="")
    plain_words: Mapped[str] = mapped_column(String(200), default="")
    meaning: Mapped[str] = mapped_column(Text)
    state: Mapped[EntryState] = mapped_column(choice(EntryState), default=EntryState.PROPOSED, index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    improves_id: Mapped[int | None] = mapped_column(ForeignKey("glossary_entry.id"))
    form_token: Mapped[str | None] = mapped_column(String(40), unique=True)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    edit: Mapped[int] = mapped_column(default=1)
    improves: Mapped["GlossaryEntry | None"] = relationship(remote_side="GlossaryEntry.id")
