"""The verbs of the script: each does one thing through the rules, as its page or command would."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.contributions.models import Channel, Contribution, ContributionGiver, PointKind, ShownAs
from dialoog.contributions.rules import assigning, blacking_out, givers, importing, unreachable, withdrawing
from dialoog.contributions.rules.handing_in import Speaker, hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.contributions.rules.understanding import title_lines
from dialoog.demo import script
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.mail.models import OutboxMessage
from dialoog.mail.rules import failed
from dialoog.meetings.models import Level, MeetingKind
from dialoog.meetings.rules import EXPLAINED, MeetingDetails, create_meeting
from dialoog.organisations.models import Sector
from dialoog.permissions import ANONYMOUS, Actor

Verb = Callable[[Session, Stage, Given], None]

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
WEEKDAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()


def hold(session: Session, stage: Stage, given: Given) -> None:
    """A meeting is announced and held."""
    day = stage.working_day(given["held"])
    begins, ends = (
        datetime.combine(day, at, clock.AMSTERDAM) if at else None for at in given.get("hours", (None,) * 2)
    )
    details = MeetingDetails(
        title=given["title"],
        kind=MeetingKind(given["kind"]),
        held_on=day,
        place=given["place"],
        about=given["about"],
        begins_at=begins,
        ends_at=ends,
        **{name: given.get(name, "") for name in EXPLAINED},
    )
    create_meeting(session, details, slug=given["slug"], actor=stage.actors[given["by"]])


def import_report(session: Session, stage: Stage, given: Given) -> None:
    """The report is read, its topics get their themes, and every point gets its number."""
    actor = stage.actors[given["by"]]
    meeting = stage.meeting(session, given["meeting"])
    text = script.file(given["file"]).format(datum=_written(meeting.held_on or clock.today()).upper())
    read = importing.read_report(given["file"], text.encode())
    noted = importing.understand(session, meeting, read, files=stage.files, actor=actor)
    lines = title_lines(read.report)
    themes = {lines[n]: theme for n, theme in enumerate(given["themes"], start=1)}
    importing.correct(session, noted, themes=themes, edit=noted.edit, files=stage.files, actor=actor)
    importing.confirm(session, noted, edit=noted.edit, files=stage.files, actor=actor)
    made = select(Contribution).where(Contribution.import_id == noted.id).order_by(Contribution.first_line)
    counts: dict[str, int] = {}
    for point in session.scalars(made):
        section = f"{point.topic.number if point.topic else 0}.{point.kind}"
        counts[section] = counts.get(section, 0) + 1
        stage.points[f"{section}.{counts[section]}"] = point.id


def _written(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def by_web(session: Session, stage: Stage, given: Given) -> None:
    """Somebody hands in through the website, without an account."""
    _take_in(session, stage, given, Channel.WEB, ANONYMOUS)


def write_down(session: Session, stage: Stage, given: Given) -> None:
    """Staff write down what others said, from one table or telephone call."""
    for point in given["points"]:
        _take_in(session, stage, {**given, **point}, Channel.STAFF, stage.actors[given["by"]])


def _take_in(session: Session, stage: Stage, given: Given, channel: Channel, actor: Actor) -> None:
    party = stage.party(session, given["party"]) if "party" in given else None
    speaker = Speaker(
        shown_as=ShownAs(given["shown_as"]),
        name=given.get("name", ""),
        party=party.name if party else "",
        sector=Sector(given.get("sector", Sector.UNKNOWN)),
    )
    words = Input(
        text=given["text"].strip(),
        kind=PointKind(given["kind"]),
        channel=channel,
        level=Level(given.get("level", Level.PUBLIC)),
        theme=stage.theme(session, given["theme"]),
        meeting=stage.meeting(session, given["meeting"]) if "meeting" in given else None,
        room_table=given.get("room_table", ""),
        recorder=given.get("recorder"),
        look_first=given.get("look_first", False),
    )
    made = hand_in(session, words, speaker=speaker, email=given.get("email"), actor=actor)
    stage.points[given["key"]] = made.id


def attach(session: Session, stage: Stage, given: Given) -> None:
    """Staff note whose points these were."""
    giver = givers.giver_for(session, email=given["email"], organisation=stage.party(session, given["party"]))
    givers.attach(session, stage.some(session, given["points"]), giver, actor=stage.actors[given["by"]])


def confirm(session: Session, stage: Stage, given: Given) -> None:
    """The giver says by the link in the receipt that it is theirs."""
    found = _tie(session, stage, given)
    givers.confirm(session, found.contribution, found.giver)


def deny(session: Session, stage: Stage, given: Given) -> None:
    """Whoever got the receipt says that it is not theirs."""
    found = _tie(session, stage, given)
    unreachable.deny(session, found.contribution, found.giver)


def withdraw_own(session: Session, stage: Stage, given: Given) -> None:
    """The giver takes it back."""
    found = _tie(session, stage, given)
    gave = Actor(gave=frozenset({found.contribution_id}))
    withdrawing.withdraw_own(session, found.contribution, found.giver, actor=gave)


def _tie(session: Session, stage: Stage, given: Given) -> ContributionGiver:
    tie = select(ContributionGiver).where(ContributionGiver.contribution_id == stage.points[given["point"]])
    return session.scalars(tie).one()


def withdraw_entry(session: Session, stage: Stage, given: Given) -> None:
    """The secretariat takes back what was entered wrongly."""
    withdrawing.withdraw_wrong_entry(
        session,
        stage.point(session, given["point"]),
        reason=given["reason"],
        instead=stage.point(session, given["instead"]),
        actor=stage.actors[given["by"]],
    )


def assign(session: Session, stage: Stage, given: Given) -> None:
    """Points come to a unit, and to somebody in it."""
    assigning.assign(
        session,
        stage.some(session, given["points"]),
        unit=stage.unit(session, given["unit"]),
        assignee=stage.person(session, given["to"]) if "to" in given else None,
        actor=stage.actors[given["by"]],
    )


def extend(session: Session, stage: Stage, given: Given) -> None:
    """Answers get more time."""
    for point in stage.some(session, given["points"]):
        assigning.extend(session, point, days=given["days"], reason=given["reason"], actor=stage.actors[given["by"]])


def black_out(session: Session, stage: Stage, given: Given) -> None:
    """Personal data goes out of a text."""
    point = stage.point(session, given["point"])
    before, after = blacking_out.marks_for(point.public_text)
    marked = point.public_text
    for words in given["gone"]:
        marked = marked.replace(words, f"{before}{words}{after}")
    blacking_out.black_out(
        session,
        point,
        new_text=blacking_out.blacked(point.public_text, marked),
        reason=given["reason"],
        actor=stage.actors[given["by"]],
    )


def bounce(session: Session, stage: Stage, given: Given) -> None:
    """Mail to an address comes back: it is given up, and the giver is not written to any more."""
    receipt = select(OutboxMessage).where(
        OutboxMessage.subject_kind == Contribution.subject_kind,
        OutboxMessage.subject_id == stage.points[given["point"]],
    )
    message = session.scalars(receipt.order_by(OutboxMessage.id).limit(1)).one()
    message.attempts = 1
    failed(message, "550 5.1.1 No such address", for_good=True)
    unreachable.bounced(session, message.to_address or "")


VERBS: dict[str, Verb] = {
    "hold": hold,
    "import_report": import_report,
    "hand_in": by_web,
    "write_down": write_down,
    "attach": attach,
    "confirm": confirm,
    "deny": deny,
    "withdraw_own": withdraw_own,
    "withdraw_entry": withdraw_entry,
    "assign": assign,
    "extend": extend,
    "black_out": black_out,
    "bounce": bounce,
}
