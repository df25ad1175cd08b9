"""Who hears of minutes, and when: members when they may comment and before the term ends, the secretariat after it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.accounts.queries import secretariat_addresses
from dialoog.dossiers.minutes.models import Minutes, MinutesComment, MinutesState
from dialoog.mail.rules import Mail, queue_many
from dialoog.organisations.models import Membership
from dialoog.organisations.queries import is_member_now

REMIND_JOB = "minutes.remind"
ENDED_JOB = "minutes.ended"
OPEN_MAIL = "minutes.open"
REMIND_MAIL = "minutes.remind"
ENDED_MAIL = "minutes.ended"
SUBJECT = "notulen"


def tell_members(session: Session, minutes: Minutes) -> int:
    """Ask everybody who sits in the body to read the minutes; how many mails."""
    return _tell(session, minutes, OPEN_MAIL, [address for _key, address in _seated(session, minutes)])


def remind(session: Session, minutes_id: int) -> int:
    """Ask again who said nothing yet; how many mails. None once the term is over."""
    minutes = session.get(Minutes, minutes_id)
    if minutes is None or not _running(minutes):
        return 0
    spoke = set(session.scalars(select(MinutesComment.person_id).where(MinutesComment.minutes_id == minutes.id)))
    silent = [address for person, address in _seated(session, minutes) if person not in spoke]
    return _tell(session, minutes, REMIND_MAIL, silent)


def tell_ended(session: Session, minutes_id: int) -> int:
    """Tell the secretariat that the term is over; how many mails."""
    minutes = session.get(Minutes, minutes_id)
    if minutes is None or minutes.state is not MinutesState.COMMENTS:
        return 0
    return _tell(session, minutes, ENDED_MAIL, secretariat_addresses(session))


def _running(minutes: Minutes) -> bool:
    until = minutes.comments_until
    return minutes.state is MinutesState.COMMENTS and until is not None and clock.today() <= until


def _seated(session: Session, minutes: Minutes) -> list[tuple[int, str]]:
    meeting = minutes.meeting
    query = (
        select(Person.id, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.body_kind == meeting.body_kind, Membership.body_id == meeting.body_id)
        .where(is_member_now(Membership), Person.active)
        .distinct()
    )
    return [(person, address) for person, address in session.execute(query.order_by(Person.id)).all() if address]


def _tell(session: Session, minutes: Minutes, kind: str, addresses: list[str]) -> int:
    mails = [Mail(to, {"minutes": minutes.id}, f"{kind}/{minutes.id}/{to}"[:120]) for to in addresses]
    return len(queue_many(session, mails, kind=kind, subject=(SUBJECT, minutes.id))) if mails else 0
