"""What there is to choose from in the forms of contributions: values and names for select boxes, no objects."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionState, ShownAs
from dialoog.contributions.queries import with_names
from dialoog.errors import NotFound
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Organisation, Theme
from dialoog.organisations.queries import members_by_unit, parties, units
from dialoog.web.rendering import short_date

MOST_MEETINGS = 100
MOST_PARTIES = 500
Choice = tuple[str, str]


def themes(session: Session) -> list[Choice]:
    """The themes in use; the first choice is none."""
    rows = session.execute(select(Theme.slug, Theme.name).where(Theme.active).order_by(Theme.name))
    return [("", _("Weet ik niet, of iets anders")), *((slug, name) for slug, name in rows)]


def meetings(session: Session) -> list[Choice]:
    """The latest meetings; the first choice is none."""
    query = select(Meeting).order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(MOST_MEETINGS)
    named = [(m.slug, f"{m.title}, {short_date(m.held_on)}" if m.held_on else m.title) for m in session.scalars(query)]
    return [("", _("Niet bij een bijeenkomst")), *named]


def unit_slugs(session: Session) -> list[Choice]:
    """The units that take work."""
    return [("", _("Kies een dienst")), *((unit.slug, unit.name) for unit in units(session, active=True))]


def people(session: Session) -> list[Choice]:
    """Today's members of the units that take work, each with the unit; the value is the person's id."""
    members = members_by_unit(session)
    named = [
        (str(member.person_id), f"{member.person.name}, {unit.name}")
        for unit in units(session, active=True)
        for member in members.get(unit.id, [])
    ]
    return [("", _("Nog niemand")), *named]


def party_names(session: Session) -> Sequence[str]:
    """Names of parties, to complete what staff type."""
    return [party.name for party in session.scalars(parties().order_by("name").limit(MOST_PARTIES))]


def known_party_names(session: Session) -> Sequence[str]:
    """As `party_names`, for everyone: those that are publicly known."""
    return [party.name for party in session.scalars(_publicly_known().order_by("name").limit(MOST_PARTIES))]


def publicly_known(session: Session, name: str) -> Organisation | None:
    """The party of this name, whatever its capitals, if everyone may know of it."""
    query = _publicly_known().where(func.lower(Organisation.name) == name.lower()).order_by(Organisation.id)
    return session.scalars(query.limit(1)).first()


def _publicly_known() -> Select[Organisation]:
    """Parties that show already, or that staff put in the list (D11).

    A party that somebody named for a closed point, or to be shown otherwise, is not among them; also not when nothing
    tells of it any more, because whoever named it was forgotten (P2).
    """
    shows = exists().where(
        Contribution.said_by_organisation_id == Organisation.id,
        Contribution.level == Level.PUBLIC,
        Contribution.shown_as == ShownAs.PARTY,
        Contribution.status != ContributionState.WITHDRAWN,
        Contribution.look.in_(LOOKED_AT),
    )
    return parties().where(or_(shows, Organisation.listed))


def chosen(session: Session, numbers: Iterable[str]) -> list[Contribution]:
    """The contributions with these numbers, in their order, with names loaded. Raises NotFound for an unknown one."""
    wanted = list(dict.fromkeys(number.upper() for number in numbers))
    query = with_names(select(Contribution).where(Contribution.number.in_(wanted)))
    found = {contribution.number: contribution for contribution in session.scalars(query)}
    if missing := [number for number in wanted if number not in found]:
        raise NotFound(_("Er is geen inbreng met nummer %(number)s.", number=missing[0][:40]))
    return [found[number] for number in wanted]
