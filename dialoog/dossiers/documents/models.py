"""Which PDFs of meetings are kept, and of what content they were made."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dialoog.db import Base, Key


class MadeDocument(Base):
    """The newest PDF of a meeting's reactienota, with or without names.

    `fingerprint`: the SHA-256 of the HTML it was made of, by which a page knows whether it is still of now.
    `sha256`: the name of the file itself.
    """

    __tablename__ = "made_document"
    __table_args__ = (UniqueConstraint("meeting_id", "names"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    names: Mapped[bool]
    fingerprint: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
