"""The party of a member who shows as a sector alone is not named among who was there (D11, T7)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.meetings.agenda.keeping import note_presence
from dialoog.meetings.agenda.models import Presence, PresenceKind
from dialoog.organisations.models import Sector
from dialoog.permissions import SYSTEM
from dialoog.tables.models import SeatShown
from dialoog.tables.rules.holding import show_as
from tests.factories import accounts as people
from tests.factories import contributions as make
from tests.factories import tables

PARTY = "Stichting Onder De Radar"


@pytest.mark.parametrize(("shown_as", "named"), [(SeatShown.PARTY, True), (SeatShown.SECTOR, False)])
def test_d11_a_party_is_named_among_who_was_there_only_as_agreed(
    session: Session, shown_as: SeatShown, named: bool
) -> None:
    table = tables.table(session)
    person = people.person(session)
    holding = tables.seated(session, table, Sector.CIVIL_SOCIETY, shown_as=shown_as)
    party = make.party(session, PARTY, Sector.CIVIL_SOCIETY, listed=True)
    membership = tables.member(session, table, person, organisation=party)
    holding.membership, holding.organisation, holding.person = membership, party, person
    meeting = tables.meeting(session, table)
    session.flush()
    note_presence(session, meeting, {membership.id: PresenceKind.PRESENT}, actor=SYSTEM)
    noted = session.scalars(select(Presence.organisation_id).where(Presence.meeting_id == meeting.id)).one()
    assert noted == (party.id if named else None)
    other = SeatShown.SECTOR if named else SeatShown.PARTY
    show_as(session, holding, other, name="Mees Kok", actor=SYSTEM)
    noted = session.scalars(select(Presence.organisation_id).where(Presence.meeting_id == meeting.id)).one()
    assert noted == (None if named else party.id), "who chooses anew chooses for the minutes too"
