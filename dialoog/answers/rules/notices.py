"""The giver always hears (D9a): one mail per address for each step, with a record of it per giver.

A giver who has several points under one answer, and givers who share an address, get one mail.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import issue
from dialoog.accounts.models import LinkPurpose
from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, GiverNotice
from dialoog.answers.queries.untold import untold
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Giver
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.mail.addresses import NoAddress, checked
from dialoog.mail.rules import queue
from dialoog.register.models import Event

VERDICT_LINK_WORKS = timedelta(days=365)


@dataclass(frozen=True)
class Step:
    """What is told: the kind of mail, the subject, and which step of it (version, or number of the event)."""

    mail: str
    subject_kind: str
    subject_id: int
    step: int


def tell_of_version(session: Session, version: AnswerVersion, contribution_ids: Sequence[int]) -> int:
    """Tell the givers of these contributions of a version in force. How many mails were queued."""
    step = Step("answers.answer", Answer.subject_kind, version.answer_id, version.n)
    return _tell(session, step, contribution_ids, answer_id=version.answer_id)


def tell_of_commitment(session: Session, commitment: Commitment, event: Event) -> int:
    """Tell the givers of every contribution under the answer of a step of its commitment. How many mails."""
    step = Step("answers.commitment", Commitment.subject_kind, commitment.id, event.n)
    return _tell(session, step, covered_by(session, commitment.source_id), answer_id=None)


def tell_missing(session: Session, *, contribution_ids: Sequence[int] | None = None) -> int:
    """Queue what was not told of versions in force, of all contributions or of these. How many mails."""
    versions: dict[int, AnswerVersion] = {}
    missing: dict[int, list[int]] = defaultdict(list)
    for one in untold(session, contribution_ids=contribution_ids):
        versions[one.version.id] = one.version
        missing[one.version.id].append(one.contribution.id)
    return sum(tell_of_version(session, version, missing[key]) for key, version in versions.items())


def covered_by(session: Session, answer_id: int) -> list[int]:
    """The contributions an answer covers now."""
    query = select(AnswerContribution.contribution_id).where(
        AnswerContribution.answer_id == answer_id, AnswerContribution.left_at.is_(None)
    )
    return list(session.scalars(query))


def _tell(session: Session, step: Step, contribution_ids: Iterable[int], *, answer_id: int | None) -> int:
    pairs = reachable_givers(session, contribution_ids)
    told = _told(session, step)
    by_address: dict[str, dict[int, Giver]] = defaultdict(dict)
    for _contribution_id, giver in pairs:
        if giver.id not in told and giver.email:
            by_address[giver.email.casefold()][giver.id] = giver
    queued = sum(_queue(session, step, list(givers.values()), answer_id) for givers in by_address.values())
    session.flush()
    return queued


def _told(session: Session, step: Step) -> set[int]:
    query = select(GiverNotice.giver_id).where(
        GiverNotice.subject_kind == step.subject_kind,
        GiverNotice.subject_id == step.subject_id,
        GiverNotice.step == step.step,
    )
    return set(session.scalars(query))


def _queue(session: Session, step: Step, givers: list[Giver], answer_id: int | None) -> bool:
    """Queue one mail. What cannot be an address is left: its giver stays in the list of who was not told."""
    try:
        address = checked(givers[0].email or "")
    except NoAddress:
        return False
    params: dict[str, object] = {"givers": [giver.id for giver in givers], "step": step.step}
    subject = (step.subject_kind, step.subject_id)
    if answer_id is not None:
        link = issue(
            session,
            LinkPurpose.VERDICT,
            subject=subject,
            params={"givers": params["givers"]},
            valid_for=VERDICT_LINK_WORKS,
        )
        params["link"] = link.id
    message = queue(
        session,
        kind=step.mail,
        to=address,
        subject=subject,
        params=params,
        unique_key=f"{step.mail}:{step.subject_id}:{step.step}:{givers[0].id}",
    )
    session.add_all(
        GiverNotice(
            giver_id=giver.id,
            subject_kind=step.subject_kind,
            subject_id=step.subject_id,
            step=step.step,
            outbox_id=message.id if message else None,
            made_at=clock.now(),
        )
        for giver in givers
    )
    return True
