"""Links in mails: a token that proves its link was sent by us, single-use by POST (interface.md, E-mail).

The token is URL-safe base64 of the link's id and HMAC-SHA256(secret key, purpose, nonce, id). It is stored nowhere:
whoever reads the database cannot log in with it.
"""

import binascii
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.db import Json
from dialoog.errors import Gone

ID_BYTES = 8
TOKEN_BYTES = ID_BYTES + 32


class LinkGone(Gone):
    """The link was used, has expired, or was never ours; shown as a page (410) that says what to do."""


def issue(
    session: Session,
    purpose: LinkPurpose,
    *,
    person_id: int | None = None,
    subject: tuple[str, int] | None = None,
    params: Json | None = None,
    valid_for: timedelta,
) -> AccessLink:
    """A new link for a person, for a subject (kind, id), or both. Its id is known when this returns."""
    link = _new(purpose, person_id, subject, params or {}, valid_for)
    session.add(link)
    session.flush()
    return link


def issue_many(
    session: Session, purpose: LinkPurpose, *, subject: tuple[str, int], params: Sequence[Json], valid_for: timedelta
) -> list[AccessLink]:
    """As `issue`, for one subject and many readers, each with params of their own, in a few statements."""
    return issue_about(session, purpose, [(subject, own) for own in params], valid_for=valid_for)


def issue_about(
    session: Session, purpose: LinkPurpose, about: Sequence[tuple[tuple[str, int], Json]], *, valid_for: timedelta
) -> list[AccessLink]:
    """As `issue`, for many readers, each with a subject and params of their own, in a few statements."""
    made = [_new(purpose, None, subject, own, valid_for) for subject, own in about]
    session.add_all(made)
    session.flush()
    return made


def issue_each(
    session: Session, purposes: Iterable[LinkPurpose], *, subject: tuple[str, int], params: Json, valid_for: timedelta
) -> dict[LinkPurpose, AccessLink]:
    """As `issue`, for one subject and one reader, one link for each purpose, in one statement."""
    made = {purpose: _new(purpose, None, subject, params, valid_for) for purpose in purposes}
    session.add_all(made.values())
    session.flush()
    return made


def _new(
    purpose: LinkPurpose, person_id: int | None, subject: tuple[str, int] | None, params: Json, valid_for: timedelta
) -> AccessLink:
    now = clock.now()
    kind, subject_id = subject or (None, None)
    return AccessLink(
        purpose=purpose,
        person_id=person_id,
        subject_kind=kind,
        subject_id=subject_id,
        params=params,
        nonce=secrets.token_bytes(32),
        created_at=now,
        expires_at=now + valid_for,
    )


def token(link: AccessLink, secret_key: str) -> str:
    """What stands in the address of the link."""
    number = link.id.to_bytes(ID_BYTES, "big")
    return urlsafe_b64encode(number + _proof(link, secret_key)).rstrip(b"=").decode()


def find(session: Session, token: str, purpose: LinkPurpose, secret_key: str, *, of: str | None = None) -> AccessLink:
    """The link a token stands for; `of` is the kind of subject it must be about, None for a link about a person.

    Raises LinkGone when it is forged, for something else, used or expired.
    """
    number, proof = _parts(token)
    link = session.get(AccessLink, number)
    good = link is not None and hmac.compare_digest(_proof(link, secret_key), proof)
    if link is None or not good or link.purpose is not purpose or link.subject_kind != of:
        raise LinkGone(_("Deze link kennen wij niet. Kijk of u hem helemaal hebt overgenomen."))
    if link.used_at is not None:
        raise LinkGone(_("Deze link is al gebruikt. Een link werkt maar één keer."))
    if link.expires_at <= clock.now():
        raise LinkGone(_("Deze link is verlopen."))
    return link


def use(session: Session, link: AccessLink) -> None:
    """Mark the link used. Raises LinkGone when somebody else just did: of two at once only one gets through."""
    claim = update(AccessLink).where(AccessLink.id == link.id, AccessLink.used_at.is_(None))
    claimed = session.scalar(claim.values(used_at=clock.now()).returning(AccessLink.id))
    session.expire(link, ["used_at"])
    if claimed is None:
        raise LinkGone(_("Deze link is al gebruikt. Een link werkt maar één keer."))


def end_all(session: Session, purpose: LinkPurpose, *, person_id: int) -> None:
    """Make every unused link of this purpose worthless for a person, such as when a newer one is sent."""
    unused = update(AccessLink).where(
        AccessLink.purpose == purpose, AccessLink.person_id == person_id, AccessLink.used_at.is_(None)
    )
    session.execute(unused.values(used_at=clock.now()))


def _proof(link: AccessLink, secret_key: str) -> bytes:
    # Each part has a fixed length or a separator behind it, so that no two links give the same bytes.
    signed = link.purpose.encode() + b"\0" + link.nonce + link.id.to_bytes(ID_BYTES, "big")
    return hmac.new(secret_key.encode(), b"access-link\0" + signed, sha256).digest()


def _parts(token: str) -> tuple[int, bytes]:
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"==")
    except (UnicodeEncodeError, binascii.Error):
        raw = b""
    if len(raw) != TOKEN_BYTES or raw[0] > 0x7F:
        raise LinkGone(_("Deze link kennen wij niet. Kijk of u hem helemaal hebt overgenomen."))
    return int.from_bytes(raw[:ID_BYTES], "big"), raw[ID_BYTES:]
