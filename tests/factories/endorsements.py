"""Endorsements by parties."""

from itertools import count

from sqlalchemy.orm import Session

from dialoog.contributions.models import Contribution
from dialoog.endorsements.models import Endorsement
from dialoog.endorsements.rules import Given, ask, confirm
from dialoog.organisations.models import Sector
from dialoog.permissions import Actor

NUMBERS = count(1)
FOR_A_PARTY = Actor(backs=True)


def asked(
    session: Session,
    point: Contribution,
    name: str = "Stichting Stille Straat",
    *,
    sector: Sector = Sector.CIVIL_SOCIETY,
    why: str = "",
    email: str = "",
) -> Endorsement:
    """Somebody asked for it; not confirmed."""
    address = email or f"partij{next(NUMBERS)}@voorbeeld.nl"
    made = ask(session, point, Given(name, sector, email=address, contact_name="Bo Smit", why=why))
    session.commit()
    return made


def endorsed(
    session: Session,
    point: Contribution,
    name: str = "Stichting Stille Straat",
    *,
    look_first: bool = False,
    **given: object,
) -> Endorsement:
    """It is confirmed."""
    made = asked(session, point, name, **given)  # type: ignore[arg-type]
    confirm(session, made, look_first=look_first, actor=FOR_A_PARTY)
    session.commit()
    return made
