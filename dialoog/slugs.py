"""Slugs: the part of an address that names a thing (a–z, 0–9 and hyphen; interface.md, Pages)."""

import re
import unicodedata
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

LONGEST = 80
# Words that have, or may get, a meaning of their own after the name of a list.
RESERVED = frozenset("nieuw zoeken kaart aanmelden aanvragen wegwijzer api data terugkoppeling reactienota".split())


def slug(text: str) -> str:
    """'Directie Lucht & Geluid' → 'directie-lucht-geluid'; never empty."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST - 10].strip("-") or "naamloos"


def free_slug(session: Session, column: InstrumentedAttribute[str], text: str) -> str:
    """A slug of the text that no row has yet and that is no fixed word."""
    wanted = slug(text)
    taken = set(session.scalars(select(column).where(column.startswith(wanted, autoescape=True)))) | RESERVED
    return next(s for n in count(1) if (s := wanted if n == 1 else f"{wanted}-{n}") not in taken)
