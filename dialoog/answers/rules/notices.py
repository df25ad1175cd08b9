"""The giver always hears (D9a): one mail per address for each step, with a record of it per giver.

A giver who has several points under one answer, and givers who share an address, get one mail.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.links import issue_many
from dialoog.accounts.models import LinkPurpose
from dialoog.answers.models import Answer, AnswerContribution, AnswerVersion, GiverNotice
from dialoog.answers.queries.officials import addresses_in_charge
from dialoog.answers.queries.untold import untold
from dialoog.commitments.models import Commitment
from dialoog.contributions.models import Contribution, Giver, Outcome
from dialoog.contributions.rules.givers import reachable_givers
from dialoog.db import Json
from dialoog.mail.addresses import can_be_one
from dialoog.mail.models import MailState, OutboxMessage
from dialoog.mail.rules import Mail, queue, queue_many
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
    # What is only offered to another body is no answer yet, so nobody is asked whether it is one.
    judged = None if version.outcome is Outcome.REFERRED else version.answer_id
    return _tell(session, step, contribution_ids, answer_id=judged)


def tell_of_commitment(session: Session, commitment: Commitment, event: Event) -> int:
    """Tell the givers of every contribution under the answer of a step of its commitment. How many mails."""
    step = Step("answers.commitment", Commitment.subject_kind, commitment.id, event.n)
    return _tell(session, step, covered_by(session, commitment.source_id), answer_id=None)


def tell_of_decision(session: Session, contribution: Contribution, event: Event, *, judged: int | None = None) -> int:
    """Tell the givers of a contribution what was decided about it. How many mails.

    `judged`: the answer (id) they are asked about, where that is now one.
    """
    step = Step("answers.decided", Contribution.subject_kind, contribution.id, event.n)
    return _tell(session, step, [contribution.id], answer_id=judged)


def tell_unit(session: Session, contribution: Contribution, event: Event) -> None:
    """Tell who is in charge that a contribution waits for an answer again, and why."""
    for address in addresses_in_charge(session, contribution.unit_id, contribution.assignee_id):
        queue(
            session,
            kind="answers.sent_back",
            to=address,
            subject=(Contribution.subject_kind, contribution.id),
            params={"event": event.id},
            unique_key=f"answers.sent_back:{event.id}:{address}",
        )


def tell_missing(session: Session, *, contribution_ids: Sequence[int] | None = None) -> int:
    """Queue what was not told of versions in force, of all contributions or of these. How many mails."""
    versions: dict[int, AnswerVersion] = {}
    missing: dict[int, list[int]] = defaultdict(list)
    givers: dict[int, set[int]] = defaultdict(set)
    for one in untold(session, contribution_ids=contribution_ids):
        versions[one.version.id] = one.version
        missing[one.version.id].append(one.contribution.id)
        givers[one.version.id].add(one.giver.id)
    for key, version in versions.items():
        _drop_not_sent(session, version, givers[key])
    return sum(tell_of_version(session, version, missing[key]) for key, version in versions.items())


def _drop_not_sent(session: Session, version: AnswerVersion, giver_ids: Collection[int]) -> None:
    """Make room for a mail anew, where the first was not sent because its giver had stopped the mail."""
    query = (
        select(OutboxMessage)
        .join(GiverNotice, GiverNotice.outbox_id == OutboxMessage.id)
        .where(GiverNotice.subject_kind == Answer.subject_kind, GiverNotice.subject_id == version.answer_id)
        .where(GiverNotice.step == version.n, GiverNotice.giver_id.in_(giver_ids))
        .where(OutboxMessage.state == MailState.SKIPPED)
    )
    not_sent = session.scalars(query).unique().all()
    if not not_sent:
        return
    for message in not_sent:
        message.unique_key = None
    session.execute(delete(GiverNotice).where(GiverNotice.outbox_id.in_([message.id for message in not_sent])))


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
        # What cannot be an address is left: its giver stays in the list of who was not told.
        if giver.id not in told and giver.email and can_be_one(giver.email):
            by_address[giver.email.casefold()][giver.id] = giver
    return _queue(session, step, [list(givers.values()) for givers in by_address.values()], answer_id)


def _told(session: Session, step: Step) -> set[int]:
    query = select(GiverNotice.giver_id).where(
        GiverNotice.subject_kind == step.subject_kind,
        GiverNotice.subject_id == step.subject_id,
        GiverNotice.step == step.step,
    )
    return set(session.scalars(query))


def _queue(session: Session, step: Step, groups: Sequence[list[Giver]], answer_id: int | None) -> int:
    """One mail for each group of givers with one address, and the record of it for each giver."""
    params: list[Json] = [{"givers": [giver.id for giver in givers], "step": step.step} for givers in groups]
    subject = (step.subject_kind, step.subject_id)
    if answer_id is not None:
        about = (Answer.subject_kind, answer_id)
        own = [{"givers": one["givers"]} for one in params]
        links = issue_many(session, LinkPurpose.VERDICT, subject=about, params=own, valid_for=VERDICT_LINK_WORKS)
        params = [{**one, "link": link.id} for one, link in zip(params, links, strict=True)]
    keys = [f"{step.mail}:{step.subject_id}:{step.step}:{givers[0].id}" for givers in groups]
    mails = [Mail(givers[0].email or "", one, key) for givers, one, key in zip(groups, params, keys, strict=True)]
    queued = {mail.unique_key: mail.id for mail in queue_many(session, mails, kind=step.mail, subject=subject)}
    session.add_all(
        GiverNotice(
            giver_id=giver.id,
            subject_kind=step.subject_kind,
            subject_id=step.subject_id,
            step=step.step,
            outbox_id=queued.get(key),
            made_at=clock.now(),
        )
        for givers, key in zip(groups, keys, strict=True)
        for giver in givers
    )
    session.flush()
    return len(queued)
