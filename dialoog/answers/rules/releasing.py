"""Releases (*vrijgave*): answers that wait for a named moment. Until then everything can be undone (D7, D7b).

A release is one act: `carry_out` publishes what waits for it together or not at all, in one transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState
from dialoog.answers.queries.officials import addresses_in_charge
from dialoog.answers.queries.releases import waiting_items
from dialoog.answers.rules import duties
from dialoog.answers.rules.drafting import Act, draft_of
from dialoog.answers.rules.publishing import ready
from dialoog.answers.rules.release_terms import refuse_passed
from dialoog.answers.rules.waiting import hold
from dialoog.errors import Conflict, RuleViolation
from dialoog.jobs.rules import plan
from dialoog.mail.rules import queue
from dialoog.permissions import Actor

JOB = "answers.release"
AHEAD = timedelta(minutes=5)
FARTHEST = timedelta(days=730)
SHORTEST_NAME = 3
# Nobody else can write while they are published.
MOST_ANSWERS = 100


def moment(day: date | None, hour: time | None) -> datetime:
    """The moment of a Dutch day and hour. Raises RuleViolation for what no clock will show."""
    if day is None:
        raise RuleViolation(_("Kies een dag."), field="day")
    if hour is None:
        raise RuleViolation(_("Kies een tijd, bijvoorbeeld 09:00."), field="hour")
    local = datetime.combine(day, hour, clock.AMSTERDAM)
    made = datetime.fromtimestamp(local.timestamp(), clock.AMSTERDAM)
    if (made.hour, made.minute) != (hour.hour, hour.minute):
        raise RuleViolation(_("Dit uur is er niet: de klok gaat dan vooruit. Kies een andere tijd."), field="hour")
    return made


def make(session: Session, *, name: str, at: datetime, actor: Actor) -> Release:
    """Make a release. One of the same name and moment is found again. Raises RuleViolation for a name or moment."""
    name = _checked_name(name)
    at = _checked(at)
    known = select(Release).where(Release.name == name, Release.at == at, Release.state == ReleaseState.PLANNED)
    found = session.scalar(known)
    if found is not None:
        return found
    assert actor.person_id is not None  # noqa: S101 # who may publish is logged in
    made = Release(name=name, at=at, made_by_id=actor.person_id, made_at=clock.now(), edit=1)
    session.add(made)
    session.flush()
    _plan(session, made)
    return made


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) < SHORTEST_NAME:
        raise RuleViolation(_("Geef de vrijgave een naam, bijvoorbeeld: Kamerbrief geluid."), field="name")
    return name


def _checked(at: datetime) -> datetime:
    at = at.astimezone(clock.now().tzinfo)
    if at < clock.now() + AHEAD:
        raise RuleViolation(_("Kies een moment dat minstens vijf minuten verder ligt."), field="day")
    if at > clock.now() + FARTHEST:
        raise RuleViolation(_("Kies een moment binnen twee jaar."), field="day")
    return at


def _plan(session: Session, release: Release) -> None:
    # What was planned for an earlier moment finds nothing to do.
    key = f"{release.id}-{release.edit}"
    plan(session, kind=JOB, key=key, due_at=release.at, params={"release": release.id})


def add(session: Session, release: Release, answer: Answer, *, edit: int, actor: Actor) -> Act:
    """Let a draft wait for a release, on the word of who read it as it was saved in `edit`.

    What can no longer be answered now is named; it is judged again at the moment. Raises Conflict when the draft was
    changed since; DutiesNotMet (D6); RuleViolation for a release that is over or full, and terms that end before it.
    """
    _hold(session, release)
    if release.at <= clock.now():
        raise RuleViolation(_("Het moment van deze vrijgave is al geweest. Kies een andere."), field="when")
    if _count(session, release) >= MOST_ANSWERS:
        raise RuleViolation(_("Deze vrijgave is vol: er passen 100 antwoorden in. Maak er nog een."), field="when")
    if hold(session, draft_of(session, answer)) != edit:
        raise Conflict(_("Het concept is gewijzigd nadat u het las. Bekijk het voorbeeld opnieuw."))
    version, done, refused = ready(session, answer, on=clock.local(release.at).date())
    refuse_passed(session, [c.id for c in done], release.at)
    session.add(_item(release, version, actor))
    release.edit += 1
    session.flush()
    return Act(answer, done, refused)


def _item(release: Release, version: AnswerVersion, actor: Actor) -> ReleaseItem:
    assert actor.person_id is not None  # noqa: S101 # who may publish is logged in
    return ReleaseItem(
        release=release,
        answer_id=version.answer_id,
        version=version,
        added_by_id=actor.person_id,
        added_at=clock.now(),
        signed_name=actor.name,
        signed_role=actor.job_title,
    )


def _count(session: Session, release: Release) -> int:
    query = select(func.count()).where(ReleaseItem.release_id == release.id, ReleaseItem.state == ItemState.WAITING)
    return session.scalar(query) or 0


def room(session: Session, release: Release) -> int:
    """How many answers can still go along."""
    return MOST_ANSWERS - _count(session, release)


@dataclass(frozen=True)
class Added:
    """What became of adding many answers: those that wait now, and those that were left, each with why (D7)."""

    done: list[Act]
    refused: list[tuple[int, str]]


def add_many(session: Session, release: Release, asked: Iterable[tuple[Answer, int]], *, actor: Actor) -> Added:
    """Let many drafts wait for a release, each as it was saved when it was read. Refused ones are named and left."""
    done: list[Act] = []
    refused: list[tuple[int, str]] = []
    for answer, edit in asked:
        try:
            done.append(add(session, release, answer, edit=edit, actor=actor))
        except (RuleViolation, Conflict) as why:
            refused.append((answer.id, why.message))
    return Added(done, refused)


def take_out(session: Session, item: ReleaseItem) -> None:
    """The answer is a draft again, as if it had never waited. Raises RuleViolation when it was published meanwhile."""
    _hold(session, item.release)
    session.refresh(item)
    if item.state is not ItemState.WAITING:
        raise RuleViolation(_("Dit antwoord staat niet meer klaar in deze vrijgave."))
    _end([item])
    item.release.edit += 1
    session.flush()


def change(session: Session, release: Release, *, name: str, at: datetime, edit: int, actor: Actor) -> None:
    """Another name or moment; others whose answers wait hear of it. `edit`: what it was changed on top of.

    Raises Conflict when somebody changed the release meanwhile, RuleViolation when an answer in it does not allow it.
    """
    _hold(session, release, edit)
    name, at = _checked_name(name), _checked(at)
    day = clock.local(at).date()
    items = waiting_items(session, release)
    for item in items:
        try:
            duties.check(draft_of(session, item.answer), level=item.answer.level, on=day)
        except duties.DutiesNotMet as missing:
            told = {"n": item.answer_id, "why": missing.message}
            raise RuleViolation(_("Antwoord %(n)s kan dan niet: %(why)s") % told, field="day") from missing
    points = [link.contribution_id for item in items for link in item.answer.links if not link.left_at]
    refuse_passed(session, points, at)
    moved = at != release.at
    release.name, release.at = name, at
    release.edit += 1
    session.flush()
    if moved:
        _plan(session, release)
    _tell_others(session, release, items, actor)


def call_off(session: Session, release: Release, *, edit: int, actor: Actor) -> list[ReleaseItem]:
    """It does not go on: its answers are drafts again. Returns them; others hear of it. Raises as `change` does."""
    _hold(session, release, edit)
    items = waiting_items(session, release)
    _end(items)
    release.state, release.ended_at = ReleaseState.CALLED_OFF, clock.now()
    release.edit += 1
    session.flush()
    _tell_others(session, release, items, actor)
    return items


def _tell_others(session: Session, release: Release, items: Sequence[ReleaseItem], actor: Actor) -> None:
    others = {(item.answer.unit_id, item.added_by_id) for item in items if item.added_by_id != actor.person_id}
    for address in sorted({found for unit, who in others for found in addresses_in_charge(session, unit, who)}):
        key = f"answers.release_changed:{release.id}:{release.edit}:{address}"[:120]
        queue(session, kind="answers.release_changed", to=address, params={"release": release.id}, unique_key=key)


def _end(items: Sequence[ReleaseItem]) -> None:
    for item in items:
        item.state, item.decided_at = ItemState.TAKEN_OUT, clock.now()


def _hold(session: Session, release: Release, edit: int | None = None) -> None:
    """Keep others from changing the release until this transaction ends."""
    session.refresh(release, with_for_update={"of": Release})
    if release.state is not ReleaseState.PLANNED:
        raise RuleViolation(_("Deze vrijgave is al geweest of afgelast. Er is niets meer te wijzigen."))
    if edit is not None and edit != release.edit:
        raise Conflict(_("Iemand anders heeft deze vrijgave net gewijzigd. Kijk wat er veranderde en beslis opnieuw."))
