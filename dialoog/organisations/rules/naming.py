"""A party somebody names: the one we know, else a new one."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.jobs.claiming import insert_once
from dialoog.organisations.models import Organisation, Sector
from dialoog.slugs import free_slug


def party_named(session: Session, name: str, sector: Sector) -> Organisation:
    """The party of this name, whatever its capitals; one we do not know yet is added with this sector."""
    name = " ".join(name.split())
    known = select(Organisation).where(func.lower(Organisation.name) == name.lower()).order_by(Organisation.id)
    found = session.scalars(known.limit(1)).first()
    while found is None:
        values = {
            "slug": free_slug(session, Organisation.slug, name),
            "name": name,
            "sector": sector,
            "created_at": clock.now(),
        }
        # None: somebody else took this slug in the same moment.
        found = insert_once(session, Organisation, values, unique=["slug"])
    return found
