"""Taking words out of minutes for good, whatever state they are in: personal data, say (D1, P2)."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts import audit
from dialoog.contributions.rules.blacking_out import BLOCK
from dialoog.dossiers.minutes.models import Minutes, MinutesComment, MinutesRevision
from dialoog.errors import RuleViolation
from dialoog.permissions import Actor

SHORTEST = 3


def black_out(session: Session, minutes: Minutes, words: str, reason: str, *, actor: Actor) -> int:
    """Put `[weggelakt]` for these words in every version and every comment; in how many texts.

    Nothing keeps what stood there, the audit log neither: it has the reason. Raises RuleViolation for words that are
    not there, very short ones, or without a reason.
    """
    sought = words.strip()
    if len(sought) < SHORTEST:
        raise RuleViolation(_("Geef ten minste drie tekens op."), field="words")
    if not reason.strip():
        raise RuleViolation(_("Zeg waarom deze woorden weg moeten, zonder ze te noemen."), field="reason")
    if sought in BLOCK or sought.lower() in reason.lower():
        raise RuleViolation(_("Noem in de reden de woorden zelf niet."), field="reason")
    session.execute(select(Minutes.id).where(Minutes.id == minutes.id).with_for_update())
    changed = _in_revisions(session, minutes, sought) + _in_comments(session, minutes, sought)
    if not changed:
        raise RuleViolation(_("Deze woorden staan niet in de notulen. Neem ze precies over."), field="words")
    detail = {"texts": changed, "reason": reason.strip()}
    slug = minutes.meeting.slug
    audit.note(
        session,
        actor=actor,
        action="minutes.blacked-out",
        subject_kind="bijeenkomst",
        subject_key=slug,
        detail=detail,
    )
    return changed


def _in_revisions(session: Session, minutes: Minutes, sought: str) -> int:
    changed = 0
    for one in session.scalars(select(MinutesRevision).where(MinutesRevision.minutes_id == minutes.id)):
        if sought in one.text:
            one.text = one.text.replace(sought, BLOCK)
            changed += 1
    return changed


def _in_comments(session: Session, minutes: Minutes, sought: str) -> int:
    changed = 0
    for one in session.scalars(select(MinutesComment).where(MinutesComment.minutes_id == minutes.id)):
        before = (one.about, one.text, one.reason)
        one.about, one.text, one.reason = (text.replace(sought, BLOCK) for text in before)
        changed += before != (one.about, one.text, one.reason)
    return changed
