"""Minutes are written, commented on for two weeks, adopted and published (T7)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import closed_words_in
from dialoog.db import Json
from dialoog.dossiers.minutes.merging import Merged, merge, paragraphs
from dialoog.dossiers.minutes.models import Handled, Minutes, MinutesComment, MinutesRevision, MinutesState
from dialoog.dossiers.minutes.queries import open_comments_of, revision
from dialoog.dossiers.minutes.telling import ENDED_JOB, REMIND_JOB, tell_members
from dialoog.errors import RuleViolation
from dialoog.jobs.rules import plan
from dialoog.meetings.access import inside
from dialoog.meetings.models import Level, Meeting
from dialoog.permissions import Actor

COMMENT_DAYS = 14
# So many days before the term ends members are reminded.
REMIND_BEFORE = 3
MORNING = time(9, 0)
LONGEST_TEXT = 100_000
LONGEST_COMMENT = 4000
# Comparing takes the square of it.
MOST_PARAGRAPHS = 1000
WRITABLE = (MinutesState.DRAFT, MinutesState.COMMENTS)


@dataclass(frozen=True)
class Saved:
    """What became of a text that was sent: the revision it is in, and whether it was merged with somebody else's."""

    revision: MinutesRevision
    merged: bool = False


class MinutesConflict(RuleViolation):
    """Two people changed the same words. Nothing was saved and nothing is lost: here is all of it."""

    def __init__(self, theirs: MinutesRevision, mine: str, merged: Merged) -> None:
        super().__init__(_("Iemand anders veranderde intussen dezelfde woorden. Kijk na wat er moet blijven staan."))
        self.theirs = theirs
        self.mine = mine
        self.merged = merged


def start(session: Session, meeting: Meeting, text: str, *, actor: Actor) -> Minutes:
    """Begin minutes with a first text. Raises RuleViolation where there are some already."""
    # Whoever else begins them in this moment waits here.
    session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    if session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting.id)) is not None:
        raise RuleViolation(_("De notulen zijn al begonnen."))
    made = Minutes(meeting=meeting, revision=1, created_at=clock.now())
    session.add(made)
    session.flush()
    _add_revision(session, made, text, actor)
    _note(session, made, "minutes.started", actor)
    return made


def save(session: Session, minutes: Minutes, text: str, *, based_on: int, actor: Actor) -> Saved:
    """Keep a text that was written from revision `based_on` as the newest one.

    Where somebody saved another meanwhile, both are merged. Raises MinutesConflict where both changed the same words,
    RuleViolation for a text that is empty or very long, for minutes that are adopted, or a revision that is not there.
    """
    _lock(session, minutes)
    if minutes.state not in WRITABLE:
        raise RuleViolation(_("Deze notulen zijn vastgesteld. De tekst kan niet meer veranderen."))
    if not text.strip():
        raise RuleViolation(_("Schrijf op wat er is besproken."), field="text")
    if len(paragraphs(text)) > MOST_PARAGRAPHS:
        raise RuleViolation(_("De notulen hebben meer dan 1.000 alinea’s. Voeg er een paar samen."), field="text")
    current = revision(session, minutes, minutes.revision)
    if based_on == current.n:
        return _keep(session, minutes, current, text, actor)
    if not 1 <= based_on < current.n:
        raise RuleViolation(_("Kopieer uw tekst, laad de pagina opnieuw en plak hem erin."))
    base = revision(session, minutes, based_on)
    merged = merge(base.text, text, current.text)
    if not merged.clean:
        raise MinutesConflict(current, text, merged)
    kept = _keep(session, minutes, current, merged.text, actor, merged_with=current.n)
    return Saved(kept.revision, merged=True)


def _keep(
    session: Session,
    minutes: Minutes,
    current: MinutesRevision,
    text: str,
    actor: Actor,
    merged_with: int | None = None,
) -> Saved:
    if paragraphs(text) == paragraphs(current.text):
        return Saved(current)
    minutes.revision = current.n + 1
    made = _add_revision(session, minutes, text, actor, merged_with)
    _note(session, minutes, "minutes.saved", actor)
    return Saved(made)


def open_for_comments(session: Session, minutes: Minutes, *, actor: Actor) -> date:
    """Show the text to members for two weeks, and mail them. Returns the last day of the term.

    Raises RuleViolation for minutes that were shown before, a meeting that nobody sits in, or closed words in them.
    """
    _lock(session, minutes)
    _in_state(minutes, MinutesState.DRAFT)
    if minutes.meeting.body_kind is None:
        raise RuleViolation(_("Deze bijeenkomst hoort niet bij een tafel: er zijn geen leden om het aan te vragen."))
    check_no_closed_words(session, minutes)
    until = clock.today() + timedelta(days=COMMENT_DAYS)
    minutes.state = MinutesState.COMMENTS
    minutes.first_shown, minutes.comments_until = minutes.revision, until
    params = {"minutes": minutes.id}
    remind_at = _morning(until - timedelta(days=REMIND_BEFORE))
    plan(session, kind=REMIND_JOB, key=str(minutes.id), due_at=remind_at, params=params)
    plan(session, kind=ENDED_JOB, key=str(minutes.id), due_at=_morning(until + timedelta(days=1)), params=params)
    tell_members(session, minutes)
    _note(session, minutes, "minutes.opened", actor, {"until": until.isoformat()})
    return until


def comment(
    session: Session, minutes: Minutes, text: str, *, shown: int, paragraph: int | None, actor: Actor
) -> MinutesComment:
    """A member says something of the text, or of one paragraph of the revision they were shown.

    Raises RuleViolation without words, outside the term, or for a paragraph that is not there.
    """
    if not is_open(minutes):
        raise RuleViolation(_("De termijn om op deze notulen te reageren is voorbij."))
    if not text.strip():
        raise RuleViolation(_("Schrijf op wat u wilt zeggen."), field="text")
    person_id = actor.person_id
    if person_id is None:
        raise RuleViolation(_("Log in om te reageren."))
    made = MinutesComment(
        minutes_id=minutes.id,
        person_id=person_id,
        about=_quoted(session, minutes, shown, paragraph),
        revision=shown,
        text=text.strip(),
        at=clock.now(),
    )
    session.add(made)
    _note(session, minutes, "minutes.commented", actor)
    return made


def _quoted(session: Session, minutes: Minutes, shown: int, paragraph: int | None) -> str:
    if not (minutes.first_shown or 1) <= shown <= minutes.revision:
        raise RuleViolation(_("Laad de pagina opnieuw: deze versie van de notulen is er niet."))
    if paragraph is None:
        return ""
    found = paragraphs(revision(session, minutes, shown).text)
    if not 1 <= paragraph <= len(found):
        raise RuleViolation(_("Kies een alinea die in de notulen staat."), field="paragraph")
    return found[paragraph - 1]


def handle(
    session: Session, minutes: Minutes, given: MinutesComment, *, handled: Handled, reason: str, actor: Actor
) -> None:
    """Say what became of a comment. Raises RuleViolation for a refusal without reason, or after adoption."""
    _in_state(minutes, MinutesState.COMMENTS)
    if handled is Handled.NOT_TAKEN and not reason.strip():
        raise RuleViolation(_("Zeg waarom u de opmerking niet overneemt."), field="reason")
    given.handled, given.reason = handled, reason.strip()
    given.handled_at, given.handled_by_id = clock.now(), actor.person_id
    _note(session, minutes, "minutes.comment-handled", actor, {"comment": given.id, "handled": handled.value})


def adopt(session: Session, minutes: Minutes, day: date, *, actor: Actor) -> None:
    """Write down that the table adopted the minutes on a day.

    Raises RuleViolation while the term runs, while comments are not handled, for a day that cannot be, or with closed
    words in the text.
    """
    _lock(session, minutes)
    _in_state(minutes, MinutesState.COMMENTS)
    until = minutes.comments_until
    if until is None or is_open(minutes):
        raise RuleViolation(_("Leden kunnen nog reageren. Vaststellen kan daarna."))
    waiting = open_comments_of(session, minutes)
    if waiting:
        raise RuleViolation(_("Nog %(n)s opmerkingen zijn niet afgehandeld. Doe dat eerst.", n=waiting))
    if not until < day <= clock.today():
        raise RuleViolation(_("Kies een dag na de termijn, en niet in de toekomst."), field="day")
    # From here on the text cannot change, so what may not stand in it must be out by now.
    check_no_closed_words(session, minutes)
    minutes.state, minutes.adopted_on = MinutesState.ADOPTED, day
    _note(session, minutes, "minutes.adopted", actor, {"day": day.isoformat()})


def publish(session: Session, minutes: Minutes, *, actor: Actor) -> None:
    """Show the adopted text to everybody, or to members alone after a closed meeting (D11).

    Raises RuleViolation for minutes that are not adopted.
    """
    _lock(session, minutes)
    _in_state(minutes, MinutesState.ADOPTED)
    minutes.state, minutes.published_at = MinutesState.PUBLISHED, clock.now()
    _note(session, minutes, "minutes.published", actor)


def check_no_closed_words(session: Session, minutes: Minutes) -> None:
    """Raises RuleViolation where open minutes hold the words of a closed point (D11)."""
    if minutes.meeting.level is Level.CLOSED:
        return
    text = revision(session, minutes, minutes.revision).text
    found = closed_words_in(session, text, Contribution.meeting_id == minutes.meeting_id)
    if found:
        message = _("De tekst van een besloten punt staat in de notulen: %(numbers)s. Noem alleen het nummer.")
        raise RuleViolation(message % {"numbers": ", ".join(found)}, field="text")


def is_open(minutes: Minutes) -> bool:
    """Whether members may comment today."""
    until = minutes.comments_until
    return minutes.state is MinutesState.COMMENTS and until is not None and clock.today() <= until


def may_read_published(minutes: Minutes | None, meeting: Meeting, actor: Actor) -> bool:
    """Whether there are published minutes that this reader may see."""
    if minutes is None or minutes.state is not MinutesState.PUBLISHED:
        return False
    return meeting.level is not Level.CLOSED or inside(actor, meeting)


def _lock(session: Session, minutes: Minutes) -> None:
    """Whoever else changes these minutes waits; then what they changed is seen."""
    session.execute(select(Minutes.id).where(Minutes.id == minutes.id).with_for_update())
    session.refresh(minutes, ["state", "revision", "first_shown", "comments_until"])


def _in_state(minutes: Minutes, state: MinutesState) -> None:
    if minutes.state is not state:
        raise RuleViolation(_("Dit kan nu niet: de notulen staan op ‘%(state)s’.", state=minutes.state.value))


def _add_revision(
    session: Session, minutes: Minutes, text: str, actor: Actor, merged_with: int | None = None
) -> MinutesRevision:
    made = MinutesRevision(
        minutes_id=minutes.id,
        n=minutes.revision,
        text="\n\n".join(paragraphs(text)),
        merged_with=merged_with,
        at=clock.now(),
        by_id=actor.person_id,
    )
    session.add(made)
    session.flush()
    return made


def _note(session: Session, minutes: Minutes, action: str, actor: Actor, detail: Json | None = None) -> None:
    known: Json = {"revision": minutes.revision, **(detail or {})}
    slug = minutes.meeting.slug
    audit.note(session, actor=actor, action=action, subject_kind="bijeenkomst", subject_key=slug, detail=known)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, clock.AMSTERDAM)
