"""The verbs of the script about what happens at a table's meetings: agenda, papers, decisions, presence, minutes."""

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.contributions.models import Channel, PointKind, ShownAs
from dialoog.contributions.rules.handing_in import Speaker, hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.dossiers.minutes import queries as minutes_queries
from dialoog.dossiers.minutes import rules as minutes_rules
from dialoog.dossiers.minutes.models import Handled, Minutes
from dialoog.meetings.access import body_of
from dialoog.meetings.agenda import keeping, queries, rules
from dialoog.meetings.agenda.keeping import DecisionDetails, upload_of
from dialoog.meetings.agenda.models import AgendaItem, ItemKind, Phase, PresenceKind, Question
from dialoog.meetings.agenda.rules import ItemDetails
from dialoog.meetings.models import Level, Meeting
from dialoog.organisations.models import Organisation, Sector
from dialoog.permissions import Actor

BEGINS = time(13, 30)


def set_agenda(session: Session, stage: Stage, given: Given) -> None:
    """Items are put on the agenda; of those that were held, with what the table said."""
    meeting, actor = stage.meeting(session, given["meeting"]), stage.actors[given["by"]]
    if meeting.held_on and meeting.begins_at is None:
        meeting.begins_at = datetime.combine(meeting.held_on, BEGINS, clock.AMSTERDAM)
    if given.get("standing_items"):
        rules.copy_standing(session, meeting, actor=actor)
    for told in given.get("items", ()):
        made = rules.add_item(session, meeting, _details(told), actor=actor)
        _answer(session, meeting, made, told, actor)


def _details(told: Given) -> ItemDetails:
    return ItemDetails(
        title=told["title"],
        minutes=told["minutes"],
        kind=ItemKind(told.get("kind", ItemKind.DISCUSS)),
        purpose=told.get("purpose", ""),
        host=told.get("host", ""),
        phase=Phase(told["phase"]) if "phase" in told else None,
        decides=told.get("decides", ""),
        standing=told.get("standing", False),
    )


def _answer(session: Session, meeting: Meeting, made: AgendaItem, told: Given, actor: Actor) -> None:
    answers = {Question(question): text for question, text in told.get("answers", {}).items()}
    if answers:
        rules.change_item(session, meeting, made, _details(told), answers, edit=made.edit, actor=actor)


def propose_item(session: Session, stage: Stage, given: Given) -> None:
    """A member puts something forward; it is taken, refused, or still waits."""
    meeting = stage.meeting(session, given["meeting"])
    made = rules.propose(session, meeting, _details(given), actor=_member(session, meeting, given["email"]))
    if given.get("taken"):
        rules.take(session, meeting, made, actor=stage.actors["wim"])
    elif "refusal" in given:
        rules.refuse(session, meeting, made, given["refusal"], actor=stage.actors["wim"])


def give_paper(session: Session, stage: Stage, given: Given) -> None:
    """A document is given, and given anew in a later version."""
    meeting, actor = stage.meeting(session, given["meeting"]), stage.actors[given["by"]]
    about = {one.title: one.id for one in queries.items(session, meeting)}
    upload = upload_of(given["file"], given["text"].encode())
    paper = keeping.add_paper(
        session,
        meeting,
        given["title"],
        upload,
        public=given.get("public", False),
        item_id=about.get(given.get("item", "")),
        files=stage.files,
        actor=actor,
    )
    for later in given.get("versions", ()):
        newer = upload_of(given["file"], later["text"].encode())
        keeping.add_version(session, meeting, paper, newer, later["note"], files=stage.files, actor=actor)


def decide(session: Session, stage: Stage, given: Given) -> None:
    """The table decides."""
    meeting = stage.meeting(session, given["meeting"])
    about = {one.title: one.id for one in queries.items(session, meeting)}
    details = DecisionDetails(
        text=given["text"],
        may_decide=given["may_decide"],
        decided_by=given["decided_by"],
        decided_on=meeting.held_on or clock.today(),
        item_id=about.get(given.get("item", "")),
        follow_up=given.get("follow_up", ""),
        owner=given.get("owner", ""),
        due_on=stage.day(given["due"]) if "due" in given else None,
        done_on=stage.day(given["done"]) if "done" in given else None,
    )
    keeping.decide(session, meeting, details, actor=stage.actors[given["by"]])


def note_presence(session: Session, stage: Stage, given: Given) -> None:
    """It is noted who was there: everybody who sits there, but for whom the script names."""
    meeting = stage.meeting(session, given["meeting"])
    others = {name: PresenceKind(kind) for name, kind in given.get("but", {}).items()}
    said: dict[int, PresenceKind | None] = {
        one.id: others.get(one.person.email.partition("@")[0], PresenceKind.PRESENT)
        for one in queries.seated(session, meeting)
    }
    keeping.note_presence(session, meeting, said, actor=stage.actors[given["by"]])


def bring_in(session: Session, stage: Stage, given: Given) -> None:
    """A member brings something in at the meeting."""
    meeting = stage.meeting(session, given["meeting"])
    actor = _member(session, meeting, given["email"])
    party = _party(session, meeting, given["email"])
    words = Input(
        text=given["text"].strip(),
        kind=PointKind(given["kind"]),
        channel=Channel.WEB,
        level=Level(given.get("level", meeting.level)),
        theme=stage.theme(session, given["theme"]),
        meeting=meeting,
    )
    shown_as = ShownAs.PARTY if party and words.level is Level.PUBLIC else ShownAs.SECTOR
    sector = party.sector if party else Sector.RESIDENT
    speaker = Speaker(shown_as, party=party.name if party else "", sector=sector)
    made = hand_in(session, words, speaker=speaker, email=given["email"], actor=actor)
    stage.points[given["key"]] = made.id


def write_minutes(session: Session, stage: Stage, given: Given) -> None:
    """Minutes are begun, or written on; `{key}` stands for the number of a point."""
    meeting, actor = stage.meeting(session, given["meeting"]), stage.actors[given["by"]]
    keys = given.get("points", [])
    text = given["text"].strip().format(**{key: stage.point(session, key).number for key in keys})
    minutes = minutes_queries.minutes_of(session, meeting)
    if minutes is None:
        minutes_rules.start(session, meeting, text, actor=actor)
    else:
        minutes_rules.save(session, minutes, text, based_on=minutes.revision, actor=actor)


def show_minutes(session: Session, stage: Stage, given: Given) -> None:
    """Members are asked to read."""
    minutes_rules.open_for_comments(session, _minutes(session, stage, given), actor=stage.actors[given["by"]])


def comment_minutes(session: Session, stage: Stage, given: Given) -> None:
    """A member says something of the minutes; it may be handled at once."""
    minutes = _minutes(session, stage, given)
    actor = _member(session, minutes.meeting, given["email"])
    paragraph = given.get("paragraph")
    made = minutes_rules.comment(
        session, minutes, given["text"], shown=minutes.revision, paragraph=paragraph, actor=actor
    )
    if "handled" in given:
        handled, reason = Handled(given["handled"]), given.get("reason", "")
        minutes_rules.handle(session, minutes, made, handled=handled, reason=reason, actor=stage.actors["wim"])


def adopt_minutes(session: Session, stage: Stage, given: Given) -> None:
    """The table adopts the minutes, and they are published."""
    minutes, actor = _minutes(session, stage, given), stage.actors[given["by"]]
    minutes_rules.adopt(session, minutes, clock.today(), actor=actor)
    minutes_rules.publish(session, minutes, actor=actor)


def _minutes(session: Session, stage: Stage, given: Given) -> Minutes:
    return minutes_queries.begun(session, stage.meeting(session, given["meeting"]))


def _member(session: Session, meeting: Meeting, email: str) -> Actor:
    person = _person(session, email)
    return Actor(person_id=person.id, name=person.name, bodies=frozenset({body_of(meeting)}))


def _party(session: Session, meeting: Meeting, email: str) -> Organisation | None:
    person = _person(session, email)
    found = (one for one in queries.seated(session, meeting) if one.person_id == person.id)
    return next((one.organisation for one in found), None)


def _person(session: Session, email: str) -> Person:
    return session.scalars(select(Person).where(Person.email == email)).one()


VERBS: dict[str, Verb] = {
    "set_agenda": set_agenda,
    "propose_item": propose_item,
    "give_paper": give_paper,
    "decide_at_table": decide,
    "note_presence": note_presence,
    "bring_in": bring_in,
    "write_minutes": write_minutes,
    "show_minutes": show_minutes,
    "comment_minutes": comment_minutes,
    "adopt_minutes": adopt_minutes,
}
