"""Writing an answer: one draft for many contributions, never overwritten in silence (D6, D7, D7b)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.happenings import Discarded, Drafted
from dialoog.answers.models import (
    Answer,
    AnswerContribution,
    AnswerVersion,
    LandingKind,
    LandingPlace,
    PlannedCommitment,
    Referral,
    ReferralState,
    VersionState,
)
from dialoog.answers.rules.waiting import end_open_reviews, hold, let_go, refuse_if_waiting
from dialoog.contributions.models import OPEN_STATES, Contribution, ContributionState, Outcome
from dialoog.errors import Conflict, RuleViolation
from dialoog.meetings.models import Level
from dialoog.organisations.models import Unit
from dialoog.permissions import Actor
from dialoog.register.models import Recorded
from dialoog.register.rules import record

DRAFT, PUBLISHED, LAID_AWAY = "concept", "gepubliceerd", "weggelegd"


@dataclass(frozen=True)
class Refusal:
    """A contribution that was left, and why (D7)."""

    contribution: Contribution
    reason: str


@dataclass(frozen=True)
class Act:
    """What became of an act over many contributions: the answer, which are in it, which were left and why (D7)."""

    answer: Answer
    done: list[Contribution]
    refused: list[Refusal] = field(default_factory=list)

    @property
    def asked(self) -> int:
        """How many were asked for."""
        return len(self.done) + len(self.refused)


@dataclass(frozen=True)
class Place:
    """A landing place as it was typed."""

    title: str
    section: str = ""
    address: str = ""
    kind: LandingKind = LandingKind.DOCUMENT


@dataclass(frozen=True)
class Plan:
    """A commitment as it was typed; half-filled ones are kept too."""

    text: str
    due_on: date | None = None
    owner_unit_id: int | None = None
    owner_organisation_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """What stands in a draft."""

    outcome: Outcome | None = None
    motivation: str = ""
    consideration: str = ""
    why_changed: str = ""
    decide_on: date | None = None
    referred_to: str = ""
    referred_contact: str = ""
    places: tuple[Place, ...] = ()
    plans: tuple[Plan, ...] = ()


class DraftConflict(Conflict):
    """Someone saved the draft in between: `version` is theirs, `yours` is what was typed beside it."""

    def __init__(self, version: AnswerVersion, yours: Draft) -> None:
        super().__init__(_("Iemand anders heeft dit concept net gewijzigd. Kijk wat er veranderde en voeg het samen."))
        self.version = version
        self.yours = yours


def start(
    session: Session, contributions: Sequence[Contribution], *, unit: Unit, actor: Actor, given: Draft | None = None
) -> Act:
    """Begin an answer of a unit to these contributions. What cannot be in it is named and left.

    All in one answer have the level of the first that can be in it (D11). Raises RuleViolation when none can.
    """
    done, refused = _sift(session, contributions, unit)
    if not done:
        raise RuleViolation(_nothing_left(refused))
    answer = Answer(unit=unit, level=done[0].level, created_at=clock.now())
    answer.versions.append(new_version(1, actor))
    record(session, answer, Drafted(unit=unit.slug), actor=actor, state=DRAFT)
    session.add_all(AnswerContribution(answer=answer, contribution=c, added_at=clock.now()) for c in done)
    if given is not None:
        _fill(answer.versions[0], given)
    session.flush()
    return Act(answer, done, refused)


def start_about(session: Session, about: Recorded, *, unit: Unit, actor: Actor) -> Answer:
    """Begin a public answer of a unit to something else than contributions, such as an advice (T8)."""
    answer = Answer(
        unit=unit, level=Level.PUBLIC, created_at=clock.now(), about_kind=about.subject_kind, about_id=about.id
    )
    answer.versions.append(new_version(1, actor))
    record(session, answer, Drafted(unit=unit.slug), actor=actor, state=DRAFT)
    session.flush()
    return answer


def new_version(n: int, actor: Actor) -> AnswerVersion:
    """An empty draft of the n-th version."""
    return AnswerVersion(
        n=n,
        state=VersionState.DRAFT,
        motivation="",
        consideration="",
        why_changed="",
        referred_to="",
        referred_contact="",
        edit=1,
        drafted_by_id=actor.person_id,
        drafted_at=clock.now(),
        signed_name="",
        signed_role="",
        signed_organisation="",
    )


def unsaved(given: Draft, *, actor: Actor) -> AnswerVersion:
    """A first version with these words, to be judged; nothing of it is stored."""
    version = new_version(1, actor)
    _fill(version, given)
    return version


def add(session: Session, answer: Answer, contributions: Sequence[Contribution]) -> Act:
    """Take more contributions into a draft (D7). What cannot be in it is named and left.

    Raises RuleViolation for an answer that was published, and when none of them can be in it.
    """
    if answer.status != DRAFT or answer.about_kind is not None:
        raise RuleViolation(_("Bij dit antwoord kan geen punt meer."))
    hold(session, draft_of(session, answer))
    done, refused = _sift(session, contributions, answer.unit, answer.level)
    if not done:
        raise RuleViolation(_nothing_left(refused))
    session.add_all(AnswerContribution(answer=answer, contribution=c, added_at=clock.now()) for c in done)
    session.flush()
    return Act(answer, done, refused)


def _nothing_left(refused: Sequence[Refusal]) -> str:
    if not refused:
        return _("Kies eerst een of meer punten.")
    reasons = list(dict.fromkeys(refusal.reason for refusal in refused))
    return _("Geen van deze punten kan in een antwoord: %(why)s.") % {"why": "; ".join(reasons)}


def _sift(
    session: Session, contributions: Sequence[Contribution], unit: Unit, level: Level | None = None
) -> tuple[list[Contribution], list[Refusal]]:
    ids = [c.id for c in contributions]
    taken, offered = being_answered(session, ids), on_offer(session, ids)
    done: list[Contribution] = []
    refused: list[Refusal] = []
    for contribution in contributions:
        why = _why_not(contribution, unit, taken, level)
        if contribution.id in offered:
            why = offered[contribution.id].reason
        if why:
            refused.append(Refusal(contribution, why))
        else:
            done.append(contribution)
            level = contribution.level
    return done, refused


def _why_not(contribution: Contribution, unit: Unit, taken: dict[int, int], level: Level | None) -> str | None:
    if contribution.status not in OPEN_STATES:
        return _("het is al beantwoord of ingetrokken")
    if contribution.status == ContributionState.RECEIVED or contribution.unit_id is None:
        return _("het is nog niet toegewezen")
    if contribution.unit_id != unit.id:
        return _("het is van een andere dienst")
    if contribution.id in taken:
        return _("er wordt al aan geschreven in concept %(n)s") % {"n": taken[contribution.id]}
    if level is not None and contribution.level is not level:
        return _("het is op een ander niveau openbaar")
    return None


def being_answered(session: Session, contribution_ids: Sequence[int]) -> dict[int, int]:
    """Which of these contributions somebody is writing on, and in which answer: each is in one draft at a time.

    A draft is a new answer, or a new version of an answer for a contribution that was sent back. A draft of a unit
    that the contribution was taken from does not count: it can no longer answer it.
    """
    rows = session.execute(
        select(AnswerContribution.contribution_id, AnswerContribution.answer_id, Answer.unit_id, Contribution.unit_id)
        .join(AnswerVersion, AnswerVersion.answer_id == AnswerContribution.answer_id)
        .join(Answer, Answer.id == AnswerContribution.answer_id)
        .join(Contribution, Contribution.id == AnswerContribution.contribution_id)
        .where(AnswerContribution.contribution_id.in_(contribution_ids), AnswerContribution.left_at.is_(None))
        .where(AnswerVersion.state == VersionState.DRAFT, Answer.status.in_((DRAFT, PUBLISHED)))
    )
    # The units are compared here: SQLite would otherwise go through all contributions of a unit for every answer.
    return {contribution: answer for contribution, answer, writing, having in rows if writing == having}


@dataclass(frozen=True)
class OnOffer:
    """By which answer a contribution is offered to another body, and that said as a reason to leave it."""

    answer_id: int
    reason: str


def on_offer(session: Session, contribution_ids: Sequence[int]) -> dict[int, OnOffer]:
    """Which of these contributions cannot be answered yet: another body, which has them on offer, must decide (D5)."""
    rows = session.execute(
        select(AnswerContribution.contribution_id, AnswerContribution.answer_id, AnswerVersion.referred_to)
        .join(AnswerVersion, AnswerVersion.answer_id == AnswerContribution.answer_id)
        .join(Referral, Referral.version_id == AnswerVersion.id)
        .where(AnswerContribution.contribution_id.in_(contribution_ids), AnswerContribution.left_at.is_(None))
        .where(Referral.state == ReferralState.OFFERED)
    )
    return {point: OnOffer(answer, _("het is aangeboden aan %(body)s", body=body)) for point, answer, body in rows}


def draft_of(session: Session, answer: Answer) -> AnswerVersion:
    """The version that is being written. Raises RuleViolation when nothing is."""
    query = select(AnswerVersion).where(AnswerVersion.answer_id == answer.id, AnswerVersion.state == VersionState.DRAFT)
    found = session.scalar(query)
    if found is None or answer.status == LAID_AWAY:
        raise RuleViolation(_("Dit antwoord is al gepubliceerd of weggelegd. Er is geen concept om te wijzigen."))
    return found


def save(session: Session, version: AnswerVersion, given: Draft, *, edit: int, actor: Actor) -> None:
    """Keep what was typed. `edit` is the save it was typed on top of.

    Raises DraftConflict, with both texts, when someone else saved since; RuleViolation for a version in force, or one
    that waits for a release.
    """
    claim = (
        update(AnswerVersion)
        .where(AnswerVersion.id == version.id, AnswerVersion.edit == edit)
        .where(AnswerVersion.state == VersionState.DRAFT)
        .values(edit=edit + 1, drafted_by_id=actor.person_id, drafted_at=clock.now())
        .returning(AnswerVersion.id)
        .execution_options(synchronize_session=False)
    )
    claimed = session.scalar(claim)
    session.refresh(version)
    if claimed is None and version.state is not VersionState.DRAFT:
        raise RuleViolation(_("Dit antwoord is al gepubliceerd. Maak een nieuwe versie om iets te wijzigen."))
    if claimed is None:
        raise DraftConflict(version, given)
    refuse_if_waiting(session, version)
    _fill(version, given)
    session.flush()


def _fill(version: AnswerVersion, given: Draft) -> None:
    version.outcome = given.outcome
    version.motivation = given.motivation.strip()
    version.consideration = given.consideration.strip()
    version.why_changed = given.why_changed.strip()
    version.decide_on = given.decide_on
    version.referred_to = given.referred_to.strip()
    version.referred_contact = given.referred_contact.strip()
    version.landing_places = [
        LandingPlace(position=n, kind=p.kind, title=p.title, section=p.section, address=p.address)
        for n, p in enumerate(given.places)
    ]
    # What was promised in an earlier version stays: it is dropped with a reason in the list of commitments (D10).
    kept = [plan for plan in version.planned if plan.commitment_id is not None]
    version.planned = kept + [
        PlannedCommitment(
            position=len(kept) + n,
            text=plan.text,
            due_on=plan.due_on,
            owner_unit_id=plan.owner_unit_id,
            owner_organisation_id=plan.owner_organisation_id,
        )
        for n, plan in enumerate(given.plans)
    ]


def take_out(session: Session, answer: Answer, contribution_ids: Iterable[int]) -> None:
    """Take contributions out of a draft; they wait in the queue again. Raises RuleViolation for the last one."""
    if answer.status != DRAFT:
        raise RuleViolation(_("Uit een gepubliceerd antwoord kan geen punt worden gehaald."))
    hold(session, draft_of(session, answer))
    leaving = set(contribution_ids)
    links = select(AnswerContribution.contribution_id).where(AnswerContribution.answer_id == answer.id)
    if set(session.scalars(links)) <= leaving:
        raise RuleViolation(_("Een antwoord hoort bij minstens één punt. U kunt het concept wel weggooien."))
    session.execute(
        delete(AnswerContribution).where(
            AnswerContribution.answer_id == answer.id, AnswerContribution.contribution_id.in_(leaving)
        )
    )
    session.expire(answer, ["links"])


def discard(session: Session, answer: Answer, *, actor: Actor) -> None:
    """Lay a draft away; its contributions wait in the queue again. Of a published answer only the new version goes."""
    version = draft_of(session, answer)
    hold(session, version)
    end_open_reviews(session, version)
    if answer.status == DRAFT:
        record(session, answer, Discarded(), actor=actor, state=LAID_AWAY)
    else:
        let_go(session, version)
        answer.versions.remove(version)
        session.delete(version)
        session.flush()
