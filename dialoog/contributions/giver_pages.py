"""The personal link of a giver without account: one page with all points of their address (decision 17).

The token is URL-safe base64 of the giver's id, the second it was made, and HMAC-SHA256(secret key, both with the
address). It is stored nowhere, and is worth nothing once the address is changed, forgotten, or its links are renewed.
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink
from dialoog.config import Settings
from dialoog.contributions.models import Giver
from dialoog.contributions.rules.handing_in import LINKS_WORK_FOR
from dialoog.mail.models import OutboxMessage

PATH = "/uw-inbreng"
ID_BYTES, TIME_BYTES = 8, 5
TOKEN_BYTES = ID_BYTES + TIME_BYTES + 32


@dataclass(frozen=True)
class Owner:
    """Whoever reads mail at an address: all givers with that address, the one of the link first."""

    email: str
    givers: Sequence[Giver]

    @property
    def ids(self) -> list[int]:
        """The ids of these givers."""
        return [giver.id for giver in self.givers]


def address(giver: Giver, settings: Settings, page: str = "") -> str:
    """The full address of a giver's page, or of a page below it."""
    return f"{settings.base_url}{PATH}/{token(giver, settings.secret_key)}{page}"


def address_for(session: Session, message: OutboxMessage, settings: Settings, page: str = "") -> str | None:
    """The page of whom a mail goes to; None when that giver has another address by now."""
    params = message.params
    giver = session.get(Giver, params["givers"][0] if params.get("givers") else params.get("giver"))
    if giver is None or not giver.email or giver.email != (message.to_address or "").lower():
        return None
    return address(giver, settings, page)


def token(giver: Giver, secret_key: str) -> str:
    """What stands in the address of a link made now."""
    number = giver.id.to_bytes(ID_BYTES, "big")
    made = int(clock.now().timestamp()).to_bytes(TIME_BYTES, "big")
    return urlsafe_b64encode(number + made + _proof(giver.email or "", number + made, secret_key)).rstrip(b"=").decode()


def find(session: Session, token: str, secret_key: str) -> Owner:
    """Whose page a token opens. Raises LinkGone when it is forged, too old, or worth nothing any more."""
    number, made, proof = _parts(token)
    giver = session.get(Giver, int.from_bytes(number, "big"))
    if (
        giver is None
        or not giver.email
        or not hmac.compare_digest(_proof(giver.email, number + made, secret_key), proof)
    ):
        raise LinkGone(_("Deze link werkt niet meer, of is niet helemaal overgenomen. Vraag een nieuwe link aan."))
    second = int.from_bytes(made, "big")
    from_when = giver.links_from.timestamp() if giver.links_from else 0
    if second < int(from_when) or second + LINKS_WORK_FOR.total_seconds() < clock.now().timestamp():
        raise LinkGone(_("Deze link is verlopen. Vraag een nieuwe link aan."))
    return owner(session, giver)


def still_good(session: Session, link: AccessLink, giver_ids: Collection[int]) -> list[int]:
    """Of the givers a mailed link is for: those whose links were not renewed since. Raises LinkGone for nobody."""
    not_renewed = or_(Giver.links_from.is_(None), Giver.links_from <= link.created_at)
    found = session.scalars(select(Giver.id).where(Giver.id.in_(giver_ids), not_renewed).order_by(Giver.id)).all()
    if not found:
        raise LinkGone(_("Deze link werkt niet meer: er is een nieuwe gestuurd, of het e-mailadres is veranderd."))
    return list(found)


def owner(session: Session, giver: Giver) -> Owner:
    """All givers with the address of this one."""
    return Owner(giver.email or "", givers_at(session, giver.email or "", first=giver.id))


def givers_at(session: Session, email: str, *, first: int = 0) -> list[Giver]:
    """The givers with an address, in a fixed order, one of them first; none for no address."""
    query = select(Giver).where(Giver.email == email, Giver.email != "").options(joinedload(Giver.organisation))
    return sorted(session.scalars(query), key=lambda one: (one.id != first, one.id))


def _proof(email: str, signed: bytes, secret_key: str) -> bytes:
    return hmac.new(secret_key.encode(), b"giver-page\0" + signed + email.lower().encode(), sha256).digest()


def _parts(token: str) -> tuple[bytes, bytes, bytes]:
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"==")
    except (UnicodeEncodeError, binascii.Error):
        raw = b""
    if len(raw) != TOKEN_BYTES or raw[0] > 0x7F:
        raise LinkGone(_("Deze link kennen wij niet. Kijk of u hem helemaal hebt overgenomen."))
    return raw[:ID_BYTES], raw[ID_BYTES : ID_BYTES + TIME_BYTES], raw[ID_BYTES + TIME_BYTES :]
