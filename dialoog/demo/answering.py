"""The verbs of the script about answers: drafted, published, judged, sent back, and what was promised carried out."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.answers.models import AnswerVersion, LandingPlace, Referral, VerdictValue
from dialoog.answers.rules import drafting, judging, publishing, referring, versions
from dialoog.answers.rules.drafting import Draft, Place, Plan
from dialoog.commitments import rules as commitments
from dialoog.contributions.models import Outcome
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.errors import RuleViolation


def draft(session: Session, stage: Stage, given: Given) -> None:
    """An official writes an answer to one or many points."""
    unit = stage.unit_of(session, given["by"])
    points = stage.some(session, given["points"])
    act = drafting.start(session, points, unit=unit, actor=stage.actors[given["by"]], given=words_of(stage, given))
    stage.answers[given["key"]] = act.answer.id


def answer(session: Session, stage: Stage, given: Given) -> None:
    """An answer is written and published."""
    draft(session, stage, given)
    _publish(session, stage, given["key"], given)


def _publish(session: Session, stage: Stage, key: str, given: Given) -> None:
    act = publishing.publish(session, stage.answer(session, key), actor=stage.actors[given["by"]])
    if act.refused:
        raise RuleViolation("; ".join(f"{left.contribution.number}: {left.reason}" for left in act.refused))


def new_version(session: Session, stage: Stage, given: Given) -> None:
    """A better text, with promises added to what was promised before."""
    actor = stage.actors[given["by"]]
    version = versions.start_version(session, stage.answer(session, given["of"]), actor=actor)
    better = _better(stage, version, given)
    drafting.save(session, version, better, edit=version.edit, actor=actor)
    _publish(session, stage, given["of"], given)


def _better(stage: Stage, version: AnswerVersion, given: Given) -> Draft:
    kept = tuple(_place(place) for place in version.landing_places)
    return Draft(
        outcome=version.outcome,
        motivation=given["motivation"],
        consideration=version.consideration,
        why_changed=given["why_changed"],
        places=kept,
        plans=_plans(stage, given),
    )


def _place(place: LandingPlace) -> Place:
    return Place(place.title, place.section, place.address, place.kind)


def own_answer(session: Session, stage: Stage, given: Given) -> None:
    """A point that was sent back gets an answer of its own."""
    actor = stage.actors[given["by"]]
    shared = stage.answer(session, given["of"])
    act = versions.start_own(session, stage.point(session, given["point"]), shared, actor=actor)
    version = drafting.draft_of(session, act.answer)
    drafting.save(session, version, words_of(stage, given), edit=version.edit, actor=actor)
    stage.answers[given["key"]] = act.answer.id
    _publish(session, stage, given["key"], given)


def words_of(stage: Stage, given: Given) -> Draft:
    """What the script says of an answer or reaction."""
    return Draft(
        outcome=Outcome(given["outcome"]),
        motivation=given["motivation"],
        consideration=given.get("consideration", ""),
        decide_on=stage.day(given["decide_on"]) if "decide_on" in given else None,
        referred_to=given.get("referred_to", ""),
        referred_contact=given.get("referred_contact", ""),
        places=tuple(Place(**place) for place in given.get("places", ())),
        plans=_plans(stage, given),
    )


def _plans(stage: Stage, given: Given) -> tuple[Plan, ...]:
    return tuple(
        Plan(
            text=plan["text"],
            due_on=stage.day(plan["due"]),
            owner_unit_id=stage.units[plan["unit"]] if "unit" in plan else None,
            owner_organisation_id=stage.parties[plan["party"]] if "party" in plan else None,
        )
        for plan in given.get("plans", ())
    )


def take_on(session: Session, stage: Stage, given: Given) -> None:
    """Another body takes on what it was offered, by the link in its mail."""
    version = judging.current_version(session, stage.answers[given["of"]])
    offered = select(Referral).where(Referral.version_id == (version.id if version else None))
    referring.accept(session, session.scalars(offered).one())


def judge(session: Session, stage: Stage, given: Given) -> None:
    """A giver says by the link in the mail whether this is an answer, of all their points or some."""
    version = judging.current_version(session, stage.answers[given["of"]])
    if version is None:
        raise RuleViolation(given["of"])
    theirs = stage.givers(session, given["email"])
    chosen = {stage.points[key] for key in given["points"]} if "points" in given else None
    values = {
        point.id: VerdictValue(given["value"])
        for point, _giver, _said in judging.to_be_judged(session, version, theirs)
        if chosen is None or point.id in chosen
    }
    judging.judge(
        session,
        version,
        giver_ids=theirs,
        values=values,
        reaction=given.get("reaction", ""),
        look_first=given.get("look_first", False),
    )


def send_back(session: Session, stage: Stage, given: Given) -> None:
    """The secretariat sends an answer back."""
    actor = stage.actors[given["by"]]
    judging.send_back(session, stage.point(session, given["point"]), reason=given["reason"], actor=actor)


def lay_aside(session: Session, stage: Stage, given: Given) -> None:
    """The secretariat does not send it back."""
    actor = stage.actors[given["by"]]
    judging.lay_aside(session, stage.point(session, given["point"]), reason=given["reason"], actor=actor)


def progress(session: Session, stage: Stage, given: Given) -> None:
    """Somebody tells how far a commitment is."""
    promised = stage.commitment(session, given)
    commitments.report(session, promised, text=given["text"], actor=stage.actors[given["by"]])


def done(session: Session, stage: Stage, given: Given) -> None:
    """A commitment is carried out."""
    promised = stage.commitment(session, given)
    commitments.complete(session, promised, text=given["text"], actor=stage.actors[given["by"]])


def drop(session: Session, stage: Stage, given: Given) -> None:
    """A commitment will not be carried out."""
    promised = stage.commitment(session, given)
    commitments.drop(session, promised, reason=given["reason"], actor=stage.actors[given["by"]])


def reopen(session: Session, stage: Stage, given: Given) -> None:
    """A commitment was closed too early."""
    promised = stage.commitment(session, given)
    commitments.reopen(session, promised, reason=given["reason"], actor=stage.actors[given["by"]])


def change_due(session: Session, stage: Stage, given: Given) -> None:
    """A commitment takes longer."""
    promised = stage.commitment(session, given)
    actor = stage.actors[given["by"]]
    commitments.change_due(session, promised, due_on=stage.day(given["due"]), reason=given["reason"], actor=actor)


VERBS: dict[str, Verb] = {
    "draft": draft,
    "answer": answer,
    "new_version": new_version,
    "own_answer": own_answer,
    "take_on": take_on,
    "judge": judge,
    "send_back": send_back,
    "lay_aside": lay_aside,
    "progress": progress,
    "done": done,
    "drop": drop,
    "reopen": reopen,
    "change_due": change_due,
}
