"""What stands for {…} in the addresses of pages about who comes to a broad meeting, found in the demo."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts import links
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.meetings.models import Meeting
from dialoog.meetings.registrations.models import Registration, RegistrationState
from tests.support.service import SECRET

OWN = {
    "placed": RegistrationState.PLACED,
    "listed": RegistrationState.WAITING,
    "cancelled": RegistrationState.CANCELLED,
    "came": RegistrationState.PRESENT,
}


def registrations(session: Session) -> dict[str, str]:
    """The two meetings, and somebody in each state with the link to their own page."""
    one = {state: _one(session, state) for state in (*OWN.values(), RegistrationState.NO_SHOW)}
    placed, came = one[RegistrationState.PLACED], one[RegistrationState.PRESENT]
    waits = one[RegistrationState.WAITING]
    tokens = {f"{name}_token": _token(session, one[state].link_id) for name, state in OWN.items()}
    asked = _one(session, RegistrationState.ASKED)
    to_confirm = select(AccessLink.id).where(
        AccessLink.purpose == LinkPurpose.REGISTRATION, AccessLink.subject_id == asked.id
    )
    return {
        **tokens,
        "register_token": _token(session, session.scalar(to_confirm)),
        "broad": session.get_one(Meeting, placed.meeting_id).slug,
        "held": session.get_one(Meeting, came.meeting_id).slug,
        "placed": str(placed.id),
        "listed": str(waits.id),
        "placed_code": placed.code,
        "came_code": came.code,
        "away_code": one[RegistrationState.NO_SHOW].code,
    }


def _one(session: Session, state: RegistrationState) -> Registration:
    query = select(Registration).where(Registration.state == state, Registration.forgotten_at.is_(None))
    return session.scalars(query.order_by(Registration.link_id.desc()).limit(1)).one()


def _token(session: Session, link_id: int | None) -> str:
    return links.token(session.get_one(AccessLink, link_id), SECRET)
