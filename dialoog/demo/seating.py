"""The verbs of the script about dialogue tables: set up, seats given and left, and meetings held."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.demo import script
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.meetings.models import Level, MeetingKind
from dialoog.meetings.rules import MeetingDetails, create_meeting
from dialoog.organisations.models import Part, Sector
from dialoog.tables import candidate_files
from dialoog.tables.drawing import Quotas
from dialoog.tables.models import (
    Aspect,
    HoldingState,
    MemberNeed,
    NeedKind,
    Region,
    SeatHolding,
    SeatShown,
    TakesPart,
)
from dialoog.tables.queries import by_slug, seat
from dialoog.tables.rules import helping, holding, inviting, raffling
from dialoog.tables.rules.holding import Acceptance
from dialoog.tables.rules.inviting import Invited
from dialoog.tables.rules.setting_up import Official, TableDetails, add_years, create_table
from dialoog.tables.rules.wishing import set_wishes

TEXTS = ("name", "purpose", "wanted", "result", "gives", "asks", "track", "organiser", "meetings_a_year", "most_seats")


def set_up_table(session: Session, stage: Stage, given: Given) -> None:
    """A table is set up, with the composition that is looked for."""
    begins = stage.day(given["begins"])
    details = TableDetails(
        **{name: given[name] for name in TEXTS},
        starts_on=begins,
        ends_on=add_years(begins, given["years"]) - timedelta(days=1),
        chair=Official(**given["chair"]),
        contact=Official(**given["contact"]),
        theme_id=stage.theme(session, given["theme"]).id if "theme" in given else None,
    )
    actor = stage.actors[given["by"]]
    made = create_table(session, details, actor=actor)
    wishes = {(Aspect(aspect), value): n for aspect, wanted in given["wishes"].items() for value, n in wanted.items()}
    set_wishes(session, made, wishes, actor=actor)
    for number, profile in enumerate(given.get("profiles", ()), start=1):
        holding.change_profile(session, seat(session, made, number), profile, actor=actor)


def give_seats(session: Session, stage: Stage, given: Given) -> None:
    """People are asked for seats; each accepts, declines, or has not answered yet."""
    table = by_slug(session, given["table"])
    for member in given["members"]:
        asked = seat(session, table, member["seat"])
        made = inviting.invite(session, asked, _invited(session, stage, member), actor=stage.actors[given["by"]])
        if "commitment" in member:
            holding.accept(session, made, _acceptance(member))
        elif "no" in member:
            holding.decline(session, made, reason=member["no"])


def _invited(session: Session, stage: Stage, member: Given) -> Invited:
    party = stage.party(session, member["party"]) if "party" in member else None
    return Invited(
        name=member["name"],
        email=member["email"],
        sector=Sector(member["sector"]) if "sector" in member else party.sector if party else Sector.RESIDENT,
        party=party.name if party else "",
        region=Region(member["region"]) if "region" in member else None,
        young=member.get("young", False),
        theme_id=stage.theme(session, member["theme"]).id if "theme" in member else None,
        grounds=frozenset(TakesPart(one) for one in member.get("grounds", ())),
        part=Part(member.get("part", Part.MEMBER)),
    )


def _acceptance(member: Given) -> Acceptance:
    return Acceptance(
        name=member["name"],
        commitment=member["commitment"],
        shown_as=SeatShown(member.get("shown_as", SeatShown.PARTY)),
        region=Region(member["region"]) if "region" in member else None,
        young=member.get("young", False),
        grounds=frozenset(TakesPart(one) for one in member.get("grounds", ())),
        needs={NeedKind(kind): text for kind, text in member.get("needs", {}).items()},
    )


def leave_seat(session: Session, stage: Stage, given: Given) -> None:
    """Somebody leaves their seat."""
    found = seat(session, by_slug(session, given["table"]), given["seat"])
    sits = next(one for one in found.holdings if one.state is HoldingState.ACCEPTED and one.part is Part.MEMBER)
    holding.end(session, sits, reason=given["reason"], actor=stage.actors[given["by"]])


def arrange_need(session: Session, stage: Stage, given: Given) -> None:
    """The secretariat arranges what a member needs, or is at it."""
    asked = select(MemberNeed).join(SeatHolding).where(SeatHolding.name == given["who"])
    need = session.scalars(asked.where(MemberNeed.kind == NeedKind(given["kind"]))).one()
    done = given.get("done", True)
    helping.follow_up(session, need, note=given["note"], done=done, actor=stage.actors[given["by"]])


def meet(session: Session, stage: Stage, given: Given) -> None:
    """A table meets."""
    table = by_slug(session, given["table"])
    details = MeetingDetails(
        title=given["title"],
        kind=MeetingKind.TABLE,
        level=Level(given.get("level", Level.PUBLIC)),
        held_on=stage.working_day(given["held"]),
        place=given["place"],
        about=given["about"],
    )
    made = create_meeting(session, details, slug=given["slug"], actor=stage.actors[given["by"]])
    made.body_kind, made.body_id = table.body
    made.wanted, made.result, made.gives = table.wanted, table.result, table.gives
    made.track, made.organiser = table.track, table.organiser
    session.flush()


def look_after_invitations(session: Session, _stage: Stage, _given: Given) -> None:
    """What the job does: note who answered too late, and remind others."""
    inviting.expire(session)
    inviting.remind(session)


def list_candidates(session: Session, stage: Stage, given: Given) -> None:
    """A list of candidates is read in."""
    table = by_slug(session, given["table"])
    read = candidate_files.read(given["file"], script.file(given["file"]).encode())
    found = candidate_files.judge(read.rows, ())
    people = [one.given for one in found if one.given is not None]
    raffling.add_candidates(session, table, people, actor=stage.actors[given["by"]])


def draw_seats(session: Session, stage: Stage, given: Given) -> None:
    """Seats are drawn, and who was drawn is asked."""
    table, actor = by_slug(session, given["table"]), stage.actors[given["by"]]
    sectors = {Sector(sector): seats for sector, seats in given["quotas"].items()}
    quotas = Quotas(given["seats"], sectors, given["young"])
    drawn = raffling.hold_draw(session, table, quotas, seed=given["seed"], actor=actor)
    raffling.invite_drawn(session, table, drawn, actor=actor)


VERBS: dict[str, Verb] = {
    "set_up_table": set_up_table,
    "give_seats": give_seats,
    "leave_seat": leave_seat,
    "arrange_need": arrange_need,
    "meet": meet,
    "look_after_invitations": look_after_invitations,
    "list_candidates": list_candidates,
    "draw_seats": draw_seats,
}
