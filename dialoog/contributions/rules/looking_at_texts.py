"""The look at texts that stand with events: reactions, replies, names of parties (D3a), and blacking them out (D1).

Whoever records such an event calls `watch` in the same transaction; the rest is the same for all of them. What must
follow elsewhere (telling whoever wrote it) hangs on the events TextShown, TextHidden and TextBlackedOut.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from dialoog import clock
from dialoog.contributions.happenings import TextBlackedOut, TextErased, TextHidden, TextShown
from dialoog.contributions.models import LOOKED_AT, Contribution, ContributionState, Giver, Ground, Look, TextLook
from dialoog.contributions.rules.assigning import SHORTEST_REASON
from dialoog.contributions.rules.blacking_out import UNTIL_ERASED, only_blacks_out
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.contributions.rules.looking import NOT_SHOWN
from dialoog.contributions.rules.receiving import LOOK_DAYS
from dialoog.errors import NotFound, RuleViolation
from dialoog.jobs.rules import plan
from dialoog.mail.rules import queue
from dialoog.meetings.models import Level
from dialoog.permissions import SYSTEM, Actor
from dialoog.register import rules as register
from dialoog.register.models import Event, EventText
from dialoog.register.rules import Entry, Words, record, record_many
from dialoog.terms.rules import due_from_today

ERASE_JOB = "contributions.erase-text"
HIDDEN_MAIL = "contributions.text-hidden"


def watch(session: Session, events: Sequence[Event], names: Collection[str], *, look_first: bool) -> list[TextLook]:
    """Put these texts of events of contributions, recorded at once, under the look.

    With `look_first` nobody but staff reads them until somebody looked (D3a); without it they show at once, and can
    be hidden or blacked out later. Those of a closed point wait for nothing: they show to its circle alone (D11).
    """
    if not events:
        return []
    query = (
        select(EventText)
        .where(EventText.event_id.in_([event.id for event in events]), EventText.name.in_(names))
        .order_by(EventText.id)
    )
    subjects = {event.id: event.subject_id for event in events}
    of = select(Contribution).where(Contribution.id.in_(subjects.values()))
    points = {contribution.id: contribution for contribution in session.scalars(of)}
    due = due_from_today(LOOK_DAYS) if look_first else None
    made = []
    for row in session.scalars(query):
        point = points[subjects[row.event_id]]
        waits = look_first and point.level is not Level.CLOSED
        one = TextLook(
            contribution=point,
            event_id=row.event_id,
            name=row.name,
            text=row,
            act=events[0].id,
            look=Look.WAITING if waits else Look.NOT_NEEDED,
            due=due if waits else None,
        )
        row.public = _is_public(one)
        made.append(one)
    session.add_all(made)
    session.flush()
    return made


def of_act(session: Session, act: int) -> list[TextLook]:
    """All texts that were written at once. Raises NotFound when there are none."""
    query = (
        select(TextLook)
        .where(TextLook.act == act)
        .options(joinedload(TextLook.contribution), joinedload(TextLook.event), joinedload(TextLook.text))
        .order_by(TextLook.id)
    )
    found = list(session.scalars(query))
    if not found:
        raise NotFound
    return found


def show(session: Session, texts: Sequence[TextLook], *, actor: Actor, again: bool = False) -> list[TextLook]:
    """Let everyone read them after the look; with `again` also what was hidden, by mistake. What shows is left."""
    done = [one for one in texts if one.look in (NOT_SHOWN if again else {Look.WAITING})]
    for one in done:
        one.look = Look.SHOWN
        _settle(session, one)
    record_many(session, [Entry(c, TextShown(of=n)) for c, n in _events_of(done)], actor=actor)
    return done


def hide(session: Session, texts: Sequence[TextLook], *, ground: Ground, reason: str, actor: Actor) -> None:
    """Keep them for staff, with a public reason; that something was said stays to be seen.

    Raises RuleViolation without a reason, and for what is hidden already.
    """
    done = [one for one in texts if one.look is not Look.HIDDEN]
    if not done:
        raise RuleViolation(_("Deze woorden zijn al niet te lezen."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    for one in done:
        one.look = Look.HIDDEN
        register.hide(session, one.text)
    why = {"reason": Words(reason.strip())}
    entries = [Entry(point, TextHidden(of=n, ground=ground.value), why) for point, n in _events_of(done)]
    record_many(session, entries, actor=actor)


def follow(session: Session, contribution: Contribution) -> None:
    """Make what everyone reads beside a point follow from what may be read of the point itself (D2, D3a). One query."""
    of = select(TextLook).where(TextLook.contribution_id == contribution.id).options(joinedload(TextLook.text))
    for one in session.scalars(of):
        _settle(session, one)


def _settle(session: Session, one: TextLook) -> None:
    if one.text.erased_at is None and one.text.public != _is_public(one):
        (register.hide if one.text.public else register.show)(session, one.text)


def _is_public(one: TextLook) -> bool:
    """Words beside a point are for everyone when they are so themselves, and those of the point are."""
    point = one.contribution
    still_there = point.status != ContributionState.WITHDRAWN and point.level is not Level.CLOSED
    return still_there and point.look in LOOKED_AT and one.look in LOOKED_AT


def tell_writer(session: Session, hidden: Event, address: str) -> None:
    """Tell whoever wrote the words that a TextHidden event hid, once for each time they are hidden.

    What was written at once for many points is told once.
    """
    queue(
        session,
        kind=HIDDEN_MAIL,
        to=address,
        subject=(Contribution.subject_kind, hidden.subject_id),
        params={"event": hidden.id},
        unique_key=f"text-hidden/{hidden.at.isoformat()}/{address}"[:120],
    )


def tell_writers(session: Session, hidden: Event, giver_ids: Collection[int]) -> None:
    """The same for givers, by address: not who denied that the point is theirs, or wants no mail about it."""
    wrote = set(session.scalars(select(Giver.email).where(Giver.id.in_(giver_ids))))
    hear = {giver.email for _id, giver in reachable_givers(session, [hidden.subject_id])}
    for address in sorted(email for email in wrote & hear if email):
        tell_writer(session, hidden, address)


def told_of(session: Session, event: Event) -> Event:
    """The event whose words a TextShown, TextHidden or TextBlackedOut event is about."""
    query = select(Event).where(
        Event.subject_kind == event.subject_kind, Event.subject_id == event.subject_id, Event.n == event.data["of"]
    )
    return session.scalars(query).one()


def black_out(session: Session, texts: Sequence[TextLook], *, new_text: str, reason: str, actor: Actor) -> None:
    """Replace what shows of the same text, wherever it stands, by itself without personal data (D1).

    An earlier blacked-out version is destroyed at once, the original is for nobody any more and destroyed with its
    salt four weeks later. What waits for the look waits on. Raises RuleViolation.
    """
    new_text = new_text.replace("\r\n", "\n")
    for one in texts:
        old = (one.text.text or "").replace("\r\n", "\n")
        if new_text == old or not only_blacks_out(old, new_text):
            raise RuleViolation(_("Er mag alleen iets worden weggelakt, niets veranderd."), field="marked")
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    for one in texts:
        _replace(session, one, new_text, reason.strip(), actor)


def _replace(session: Session, one: TextLook, new_text: str, reason: str, actor: Actor) -> None:
    public = _is_public(one)
    old, original = one.text, one.text.event_id == one.event_id
    if original:
        register.hide(session, old)
    else:
        register.erase(session, old)
    event = record(
        session,
        one.contribution,
        TextBlackedOut(of=one.event.n, name=one.name),
        actor=actor,
        texts={"words": Words(new_text, public=public), "reason": Words(reason)},
    )
    one.text = session.scalars(select(EventText).where(EventText.event_id == event.id, EventText.name == "words")).one()
    session.flush()
    if original:
        plan(
            session,
            kind=ERASE_JOB,
            key=f"{one.event_id} {one.name}",
            due_at=clock.now() + UNTIL_ERASED,
            params={"text": old.id},
        )


def erase_original(session: Session, text_id: int) -> bool:
    """Destroy the original of a blacked-out text with its salt, four weeks after (D1); whether it was still there."""
    row = session.get_one(EventText, text_id)
    if row.erased_at is not None:
        return False
    register.erase(session, row)
    event = session.get_one(Event, row.event_id)
    record(session, session.get_one(Contribution, event.subject_id), TextErased(of=event.n), actor=SYSTEM)
    return True


def _events_of(texts: Iterable[TextLook]) -> Iterator[tuple[Contribution, int]]:
    """Each event once, with its contribution; the events of one act are of different contributions."""
    once = {one.event_id: (one.contribution, one.event.n) for one in texts}
    yield from once.values()


def stands_for(event: Any, name: str) -> str:
    """Which text the words called `name` of an event are: what is left of a blacked-out one goes by its name."""
    left = event.kind == TextBlackedOut.kind and name == "words"
    return str(event.data["name"]) if left else name


def in_place(lines: Iterable[tuple[Any, dict[str, str | None]]]) -> None:
    """Of events with their words by name: put what is left of a blacked-out text where the text stood."""
    earlier: dict[tuple[int, int], dict[str, str | None]] = {}
    for event, words in lines:
        if event.subject_kind != Contribution.subject_kind:
            continue
        earlier[event.subject_id, event.n] = words
        of = earlier.get((event.subject_id, event.data.get("of", 0)))
        if event.kind == TextBlackedOut.kind and of is not None and "words" in words:
            of[event.data["name"]] = words["words"]
