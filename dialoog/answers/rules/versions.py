"""A published answer changes only by a new version, or by an own answer for one contribution (D8)."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.answers.models import Answer, AnswerVersion, LandingPlace, PlannedCommitment, VersionState
from dialoog.answers.rules.drafting import PUBLISHED, Act, Draft, Place, new_version, start
from dialoog.contributions.models import Contribution, ContributionState
from dialoog.errors import RuleViolation
from dialoog.permissions import Actor


def in_force(answer: Answer) -> AnswerVersion | None:
    """The version that counts now."""
    return next((v for v in answer.versions if v.state is VersionState.PUBLISHED), None)


def start_version(session: Session, answer: Answer, *, actor: Actor) -> AnswerVersion:
    """Begin a new version for all contributions under an answer, with the text in force to start from.

    What was promised goes along and stays; it is dropped, with a reason, in the list of commitments (D10).
    Raises RuleViolation when the answer is not published or somebody is writing one already.
    """
    current = in_force(answer)
    if answer.status != PUBLISHED or current is None:
        raise RuleViolation(_("Alleen een gepubliceerd antwoord kan een nieuwe versie krijgen."))
    if any(v.state is VersionState.DRAFT for v in answer.versions):
        raise RuleViolation(_("Er is al een nieuwe versie in de maak. Schrijf daarin verder."))
    made = new_version(current.n + 1, actor)
    made.outcome = current.outcome
    made.motivation = current.motivation
    made.consideration = current.consideration
    made.decide_on = current.decide_on
    made.referred_to, made.referred_contact = current.referred_to, current.referred_contact
    made.landing_places = [
        LandingPlace(position=p.position, kind=p.kind, title=p.title, section=p.section, address=p.address)
        for p in current.landing_places
    ]
    made.planned = [
        PlannedCommitment(
            position=n,
            text=plan.text,
            due_on=plan.due_on,
            owner_unit_id=plan.owner_unit_id,
            owner_organisation_id=plan.owner_organisation_id,
            commitment_id=plan.commitment_id,
        )
        for n, plan in enumerate(current.planned)
    ]
    answer.versions.append(made)
    session.flush()
    return made


def start_own(session: Session, contribution: Contribution, answer: Answer, *, actor: Actor) -> Act:
    """Begin an own answer for one contribution that was sent back, with the shared answer's words to start from.

    It leaves the shared answer when its own is published: until then the old one stands. Raises RuleViolation
    for a contribution that was not sent back, or is not under this answer.
    """
    current = in_force(answer)
    if contribution.status != ContributionState.REOPENED or contribution.answer_id != answer.id or current is None:
        raise RuleViolation(_("Alleen een punt dat is teruggestuurd kan een eigen antwoord krijgen."))
    draft = Draft(
        outcome=current.outcome,
        motivation=current.motivation,
        consideration=current.consideration,
        decide_on=current.decide_on,
        referred_to=current.referred_to,
        referred_contact=current.referred_contact,
        places=tuple(Place(p.title, p.section, p.address, p.kind) for p in current.landing_places),
    )
    return start(session, [contribution], unit=answer.unit, actor=actor, given=draft)
