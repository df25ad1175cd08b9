"""Setting up a table and changing it: what it is for, who leads it, how long and with how many seats (T1, R79, R85)."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.accounts.models import Person
from dialoog.accounts.queries import person_by_address
from dialoog.accounts.rules import people
from dialoog.errors import Conflict, RuleViolation
from dialoog.organisations.models import Membership, Part
from dialoog.permissions import Actor
from dialoog.slugs import free_slug
from dialoog.tables.models import DialogueTable, SeatHolding, TableSeat

SHORTEST_TERM, LONGEST_TERM = 3, 5
RHYTHMS = (3, 4)
MOST_SEATS = 60


@dataclass(frozen=True)
class Official:
    """Who chairs a table, or is its contact person: the name that everyone reads, and the address of the account."""

    name: str
    email: str


@dataclass(frozen=True)
class TableDetails:
    """What staff say of a table; the fields are those of `DialogueTable`."""

    name: str
    purpose: str
    wanted: str
    result: str
    gives: str
    asks: str
    track: str
    organiser: str
    starts_on: date
    ends_on: date
    meetings_a_year: int
    most_seats: int
    chair: Official
    contact: Official
    theme_id: int | None = None

    def plain(self) -> dict[str, object]:
        """All but who leads it."""
        return {name: value for name, value in vars(self).items() if name not in ("chair", "contact")}


REQUIRED = {
    "name": _l("Geef de tafel een naam."),
    "purpose": _l("Schrijf waar de tafel voor is."),
    "wanted": _l("Schrijf wat u van dit gesprek wilt."),
    "result": _l("Schrijf wat er met de uitkomst gebeurt."),
    "gives": _l("Schrijf wat het de deelnemers oplevert."),
    "asks": _l("Schrijf wat u van deelnemers vraagt."),
    "track": _l("Schrijf bij welk traject de tafel hoort."),
    "organiser": _l("Schrijf wie de tafel organiseert."),
}


def create_table(session: Session, details: TableDetails, *, actor: Actor) -> DialogueTable:
    """Make a table with its empty seats; chair and contact person sit in it from today.

    Raises RuleViolation at the field where something is missing or beyond what a table may be (T1).
    """
    _check(details)
    made = DialogueTable(
        slug=free_slug(session, DialogueTable.slug, details.name), created_at=clock.now(), **details.plain()
    )
    session.add(made)
    session.flush()
    _appoint(session, made, details, actor)
    fill_seats(session, made)
    _note(session, made, "table.created", actor)
    return made


def change_table(
    session: Session, table: DialogueTable, details: TableDetails, *, version: int, actor: Actor
) -> list[str]:
    """Change a table as it was read in `version`; which fields changed.

    Raises Conflict when somebody changed it since: nothing is overwritten. RuleViolation as `create_table`, and for
    fewer seats than were ever given to somebody.
    """
    lock(session, table)
    if table.version != version:
        raise Conflict(_("Iemand anders wijzigde deze tafel terwijl u bezig was."))
    _check(details)
    changed = [name for name, value in details.plain().items() if getattr(table, name) != value]
    for name in changed:
        setattr(table, name, getattr(details, name))
    changed += _appoint(session, table, details, actor)
    if changed:
        table.version = version + 1
        fill_seats(session, table)
        _note(session, table, "table.changed", actor, changed)
    session.flush()
    return changed


def lock(session: Session, table: DialogueTable) -> None:
    """Let nobody else change a table or draw its seats before our commit, and read it as it is now."""
    session.scalar(select(DialogueTable.id).where(DialogueTable.id == table.id).with_for_update())
    session.refresh(table)


def fill_seats(session: Session, table: DialogueTable) -> None:
    """Give a table as many seats as it may have. Seats that nobody was ever asked for can go.

    Raises RuleViolation when there are fewer of those than must go.
    """
    seats = list(session.scalars(select(TableSeat).where(TableSeat.table_id == table.id).order_by(TableSeat.number)))
    for number in range(len(seats) + 1, table.most_seats + 1):
        session.add(TableSeat(table_id=table.id, number=number))
    surplus = seats[table.most_seats :]
    given = select(func.count(SeatHolding.id)).where(SeatHolding.seat_id.in_([seat.id for seat in surplus]))
    if surplus and session.scalar(given):
        message = _("Zetel %(n)s of hoger is al aan iemand gegeven. Minder zetels kan niet.", n=surplus[0].number)
        raise RuleViolation(message, field="most_seats")
    for seat in surplus:
        session.delete(seat)
    session.flush()


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 1 March where there is no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _check(details: TableDetails) -> None:
    for field, message in REQUIRED.items():
        if not getattr(details, field).strip():
            raise RuleViolation(str(message), field=field)
    shortest = add_years(details.starts_on, SHORTEST_TERM) - timedelta(days=1)
    if not shortest <= details.ends_on <= add_years(details.starts_on, LONGEST_TERM):
        raise RuleViolation(_("Een tafel duurt 3 tot 5 jaar. Kies een andere einddatum."), field="ends_on")
    if details.meetings_a_year not in RHYTHMS:
        raise RuleViolation(_("Een tafel komt 3 of 4 keer per jaar bij elkaar."), field="meetings_a_year")
    if not 1 <= details.most_seats <= MOST_SEATS:
        raise RuleViolation(_("Een tafel heeft 1 tot %(most)s zetels.", most=MOST_SEATS), field="most_seats")
    for part, official in (("chair", details.chair), ("contact", details.contact)):
        if not official.name.strip():
            raise RuleViolation(_("Vul een naam in."), field=f"{part}_name")


def _appoint(session: Session, table: DialogueTable, details: TableDetails, actor: Actor) -> list[str]:
    """Put chair and contact person in their place; which of the two changed."""
    changed = []
    chair = _person(session, details.chair, "chair_email", actor)
    contact = _person(session, details.contact, "contact_email", actor)
    if table.chair_id != chair.id:
        table.chair = chair
        _replace(session, table, Part.CHAIR, chair)
        changed.append("chair")
    if table.contact_id != contact.id:
        table.contact = contact
        _replace(session, table, Part.CONTACT, contact)
        changed.append("contact")
    shown = {"chair_name": details.chair.name, "contact_name": details.contact.name, "contact_email": contact.email}
    for name, value in shown.items():
        if getattr(table, name) != value:
            setattr(table, name, value)
            changed.append(name)
    session.flush()
    return changed


def _person(session: Session, official: Official, field: str, actor: Actor) -> Person:
    """The account at this address; a new one, without any role, where there is none."""
    try:
        found = person_by_address(session, official.email)
        return found or people.create(session, actor=actor, email=official.email, name=official.name.strip())
    except RuleViolation as refusal:
        raise RuleViolation(refusal.message, field=field) from refusal


def _replace(session: Session, table: DialogueTable, part: Part, person: Person) -> None:
    kind, key = table.body
    now_in = Membership.until.is_(None), Membership.body_kind == kind, Membership.body_id == key
    today = clock.today()
    for earlier in session.scalars(select(Membership).where(*now_in, Membership.part == part)):
        earlier.until = today
    session.add(Membership(body_kind=kind, body_id=key, person_id=person.id, part=part, since=today))


def _note(session: Session, table: DialogueTable, action: str, actor: Actor, changed: list[str] | None = None) -> None:
    detail = {"fields": changed} if changed else None
    audit.note(session, actor=actor, action=action, subject_kind="tafel", subject_key=table.slug, detail=detail)
