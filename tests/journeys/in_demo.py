"""What stands for {…} in the addresses of test_every_page.py: found in the demo, or made beside it."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts import links
from dialoog.accounts.models import AccessLink, LinkPurpose, Person, Role
from dialoog.accounts.rules import logging_in, own_data
from dialoog.advices.models import Advice, AdviceComment, AdviceState
from dialoog.answers.models import (
    Answer,
    AnswerSheet,
    AnswerSheetRow,
    AnswerVersion,
    EffectQuestion,
    SheetRowState,
    Verdict,
    VerdictValue,
)
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState, Review, ReviewState
from dialoog.commitments.models import OPEN_STATES, Commitment, CommitmentState
from dialoog.contributions import giver_pages
from dialoog.contributions.clarifications.models import Clarification, ClarificationState
from dialoog.contributions.models import (
    Channel,
    Contribution,
    ContributionGiver,
    ContributionState,
    Giver,
    Look,
    Outcome,
    ReportImport,
    TextLook,
)
from dialoog.contributions.rules import own_page
from dialoog.endorsements.models import Endorsement, EndorsementState
from dialoog.glossary.models import GlossaryEntry
from dialoog.meetings.calendar.models import MeetingInvitation
from dialoog.meetings.models import Meeting, MeetingDocument
from dialoog.organisations.models import Organisation, Part, Theme, Unit
from dialoog.organisations.rules.invitations import Invitation, invite
from dialoog.permissions import SYSTEM
from dialoog.tables.models import DialogueTable, HoldingState, MemberNeed, NeedKind, SeatHolding, TableDraw, TableSeat
from dialoog.tables.planning.models import Cycle, DatePoll
from tests.journeys import at_table
from tests.journeys.in_demo_registrations import registrations
from tests.support.service import SECRET


def values_in(session: Session) -> dict[str, str]:
    """Each name with what stands for it; what was made for it is for the caller to commit."""
    values = {name: str(find(session)) for name, find in FOUND.items()} | _tokens(session)
    made = {"sheet": str(_sheet(session)), "own_seat": str(_own_seat(session))}
    return values | made | registrations(session)


def number(*conditions: object) -> Callable[[Session], str | None]:
    return lambda session: session.scalar(
        select(Contribution.number).where(*conditions).order_by(Contribution.id.desc()).limit(1)
    )


def release_in(state: ReleaseState) -> Callable[[Session], object]:
    return lambda session: session.scalar(select(Release.id).where(Release.state == state))


def advice_in(state: AdviceState) -> Callable[[Session], object]:
    return lambda session: session.scalar(select(Advice.slug).where(Advice.status == state.value))


FOUND: dict[str, Callable[[Session], object]] = {
    "answered": number(Contribution.status == ContributionState.ANSWERED, Contribution.channel == Channel.IMPORT),
    "reopened": number(Contribution.status == ContributionState.REOPENED),
    "own_answer": number(Contribution.sent_back_at.is_not(None), Contribution.status != ContributionState.REOPENED),
    "late": number(Contribution.status == ContributionState.IN_HAND, Contribution.public_text.contains("potje")),
    "closed": number(Contribution.status == ContributionState.CLOSED),
    "withdrawn": number(Contribution.status == ContributionState.WITHDRAWN),
    "blacked_out": number(Contribution.blacked_out_at.is_not(None)),
    "hidden": number(Contribution.level == "besloten"),
    "received": number(Contribution.status == ContributionState.RECEIVED),
    "offered": number(Contribution.public_text.contains("carillon")),
    "put_off": number(Contribution.outcome == Outcome.LATER),
    "asked": number(Contribution.public_text.contains("droogte een plan")),
    "replied": number(Contribution.public_text.contains("vuilstort")),
    "unreplied": number(Contribution.public_text.contains("spoorbrug gilt")),
    "reply_act": lambda s: s.scalar(
        select(TextLook.act).where(TextLook.look == Look.WAITING, TextLook.name == "reply")
    ),
    "question_act": lambda s: s.scalar(select(TextLook.act).where(TextLook.name == "question")),
    "running": number(Contribution.public_text.contains("bouwtekeningen")),
    "backed": number(Contribution.endorsed > 0),
    "act": lambda s: s.scalar(select(TextLook.act).where(TextLook.look == Look.WAITING, TextLook.name == "party")),
    "to_judge": lambda s: s.scalar(
        select(Contribution.number)
        .join(Verdict, Verdict.contribution_id == Contribution.id)
        .where(Verdict.value == VerdictValue.NO, Verdict.handled_at.is_(None))
    ),
    "shared_answer": lambda s: s.scalar(select(AnswerVersion.answer_id).where(AnswerVersion.n == 2)),
    "draft": lambda s: s.scalar(select(Answer.id).where(Answer.status == "concept")),
    "release_ahead": release_in(ReleaseState.PLANNED),
    "release_done": release_in(ReleaseState.DONE),
    "release_off": release_in(ReleaseState.CALLED_OFF),
    "waiting": lambda s: s.scalar(select(ReleaseItem.answer_id).where(ReleaseItem.state == ItemState.WAITING)),
    "remarked": lambda s: s.scalar(select(Review.answer_id).where(Review.state == ReviewState.REMARKS)),
    "to_read": lambda s: s.scalar(select(Review.answer_id).where(Review.state == ReviewState.ASKED)),
    "late_commitment": lambda s: s.scalar(
        select(Commitment.id).where(Commitment.status.in_(OPEN_STATES)).order_by(Commitment.due_on).limit(1)
    ),
    "running_commitment": lambda s: s.scalar(
        select(Commitment.id)
        .join(Unit, Unit.id == Commitment.owner_unit_id)
        .where(Commitment.status.in_(OPEN_STATES), Unit.name.contains("Kringlopen"))
        .limit(1)
    ),
    "done_commitment": lambda s: s.scalar(select(Commitment.id).where(Commitment.status == CommitmentState.DONE)),
    "meeting": lambda s: s.scalar(select(Meeting.slug).where(Meeting.kind == "werksessie")),
    "ahead": lambda s: s.scalar(select(Meeting.slug).where(Meeting.slug.endswith("-metingen"))),
    "called_off": lambda s: s.scalar(select(Meeting.slug).where(Meeting.cancelled_at.is_not(None))),
    "table": lambda s: s.scalar(select(DialogueTable.slug).join(Cycle, Cycle.table_id == DialogueTable.id)),
    "year": lambda s: s.scalar(select(Cycle.year).order_by(Cycle.year)),
    "polled_year": lambda s: s.scalar(select(Cycle.year).join(DatePoll, DatePoll.cycle_id == Cycle.id)),
    "poll": lambda s: s.scalar(select(DatePoll.id).where(DatePoll.closed_at.is_(None))),
    "report": lambda s: s.scalar(select(ReportImport.id)),
    "party": lambda s: s.scalar(select(Organisation.slug).limit(1)),
    "theme": lambda s: s.scalar(select(Theme.slug).limit(1)),
    "word": lambda s: s.scalar(select(GlossaryEntry.id).where(GlossaryEntry.slug == "vth")),
    "proposal": lambda s: s.scalar(select(GlossaryEntry.id).where(GlossaryEntry.improves_id.is_not(None))),
    "unit": lambda s: s.scalar(select(Unit.slug).limit(1)),
    "person": lambda s: s.scalar(select(Person.id).where(Person.email.startswith("rachid@"))),
    "document": lambda s: s.scalar(select(MeetingDocument.id)),
    **at_table.FOUND,
    "answered_advice": advice_in(AdviceState.ANSWERED),
    "sent_advice": advice_in(AdviceState.SENT),
    "draft_advice": advice_in(AdviceState.DRAFT),
    "advice_comment": lambda session: session.scalars(
        select(AdviceComment.id).where(AdviceComment.taken_over.is_(None)).order_by(AdviceComment.id)
    ).first(),
    "full_table": lambda s: s.scalar(select(DialogueTable.slug).where(DialogueTable.name.contains("Stilte"))),
    "new_table": lambda s: s.scalar(select(DialogueTable.slug).where(DialogueTable.name.contains("Kringlopen"))),
    "asked_seat": lambda s: s.scalar(
        select(TableSeat.number).join(SeatHolding).where(SeatHolding.state == HoldingState.INVITED)
    ),
    "full_seat": lambda s: s.scalar(
        select(TableSeat.number).join(SeatHolding).where(SeatHolding.state == HoldingState.ENDED)
    ),
    "holder": lambda s: s.scalar(
        select(SeatHolding.id)
        .join(TableSeat)
        .where(SeatHolding.state == HoldingState.ACCEPTED, TableSeat.number == 7)
        .limit(1)
    ),
    "table_draw": lambda s: s.scalar(select(TableDraw.id)),
    "need": lambda s: s.scalar(
        select(MemberNeed.id)
        .join(SeatHolding)
        .join(TableSeat)
        .join(DialogueTable)
        .where(DialogueTable.name.contains("Stilte"))
        .limit(1)
    ),
}


def _tokens(session: Session) -> dict[str, str]:
    """Links as they stand in mails: those of the demo, and new ones for log-in, invitation and address."""
    noor = session.scalars(select(Person).where(Person.email.startswith("noor@"))).one()
    logging_in.send_link(session, noor.email, then="")
    own_data.ask_new_address(session, noor, "noor@elders.example.org", actor=SYSTEM)
    invited = Invitation("kees@ministerie.example.nl", "Kees Nieuw", "trainee", {Role.MINISTRY})
    made = {
        "invitation": invite(session, invited, actor=SYSTEM),
        "login": _link(session, LinkPurpose.LOGIN),
        "address": _link(session, LinkPurpose.CONFIRM, person_id=noor.id),
        **{
            p: _link(session, LinkPurpose(p), person_id=None)
            for p in ("deny", "withdraw", "verdict", "referral", "clarification", "seat")
        },
        "confirm": _link(session, LinkPurpose.CONFIRM, subject_kind=Contribution.subject_kind),
        "attendance": _attendance_link(session),
        "poll": _link(session, LinkPurpose.POLL),
    }
    made |= {f"endorse_{act}": _endorse_link(session, act) for act in ("confirm", "withdraw", "stop")}
    return {f"{name}_token": links.token(link, SECRET) for name, link in made.items()} | _giver(session)


def _giver(session: Session) -> dict[str, str]:
    """The own page of a giver who is asked something now, and the links that confirm what they ask."""
    question = session.scalars(select(EffectQuestion).where(EffectQuestion.value.is_(None))).all()[-1]
    giver = session.get_one(Giver, question.giver_id)
    owner = giver_pages.owner(session, giver)
    own_page.ask_move(session, owner, "ander@adres.example.org")
    own_page.ask_forgetting(session, owner, party=False)
    own_page.approve_move(session, _about(session, own_page.MOVE, giver), giver)
    own_page.ask_move(session, owner, "ander@adres.example.org")
    abouts = {"move": own_page.MOVE, "new_address": own_page.NEW_ADDRESS, "forget": own_page.FORGET}
    tokens = {f"{name}_token": links.token(_about(session, about, giver), SECRET) for name, about in abouts.items()}
    return {
        **tokens,
        "giver_token": giver_pages.token(giver, SECRET),
        **_asked(session),
        "giver_answer": str(session.get_one(Commitment, question.commitment_id).source_id),
        "giver_commitment": str(question.commitment_id),
    }


def _asked(session: Session) -> dict[str, str]:
    """A question that waits for a reply, and the own page of somebody who can give it."""
    asked = session.scalars(select(Clarification).where(Clarification.state == ClarificationState.OPEN)).all()[0]
    of = select(Giver).join(ContributionGiver).where(ContributionGiver.contribution_id == asked.contribution_id)
    giver = session.scalars(of.where(ContributionGiver.denied_at.is_(None))).all()[0]
    return {"asked_token": giver_pages.token(giver, SECRET), "question": str(asked.id)}


def _about(session: Session, about: str, giver: Giver) -> AccessLink:
    return _link(session, LinkPurpose.CONFIRM, subject_kind=about, subject_id=giver.id)


def _endorse_link(session: Session, act: str) -> AccessLink:
    """A link of an endorsement that is not confirmed yet, or stands."""
    state = EndorsementState.ASKED if act == "confirm" else EndorsementState.CONFIRMED
    theirs = set(session.scalars(select(Endorsement.id).where(Endorsement.state == state)))
    query = select(AccessLink).where(AccessLink.purpose == LinkPurpose.ENDORSE).order_by(AccessLink.id.desc())
    return next(
        link for link in session.scalars(query) if link.params["act"] == act and link.params["endorsement"] in theirs
    )


def _sheet(session: Session) -> int:
    """A spreadsheet that an official gave back, with a row of each kind."""
    rachid = session.scalars(select(Person).where(Person.email.startswith("rachid@"))).one()
    now = rachid.created_at
    made = AnswerSheet(
        sha256="0" * 64, name="antwoorden.xlsx", uploaded_by_id=rachid.id, uploaded_at=now, checked_at=now
    )
    session.add(made)
    session.flush()
    problem = {"column": "motivering", "text": "Schrijf in gewone taal waarom. Gebruik minstens 40 tekens."}
    for n, state in enumerate(SheetRowState, start=2):
        refused, done = state is SheetRowState.REFUSED, state is SheetRowState.DONE
        row = AnswerSheetRow(sheet_id=made.id, n=n, number=f"DL-2026-{n:05}", state=state)
        row.problems = [problem] if refused else []
        row.answer_id = session.scalar(select(Answer.id).limit(1)) if done else None
        session.add(row)
    session.flush()
    return made.id


def _attendance_link(session: Session) -> AccessLink:
    """A link of an invitation to a meeting that lies ahead."""
    ahead = select(MeetingInvitation).join(Meeting).where(Meeting.slug.endswith("-metingen"))
    link = session.scalars(ahead.order_by(MeetingInvitation.id).limit(1)).one().link
    assert link is not None
    return link


def _own_seat(session: Session) -> int:
    """A seat of somebody of the secretariat, as stand-in, with something they need."""
    noor = session.scalars(select(Person).where(Person.email.startswith("noor@"))).one()
    of = select(SeatHolding).where(SeatHolding.state == HoldingState.ACCEPTED).order_by(SeatHolding.id)
    other = session.scalars(of.limit(1)).one()
    made = SeatHolding(
        seat=other.seat,
        part=Part.STAND_IN,
        state=HoldingState.ACCEPTED,
        person=noor,
        name=noor.name,
        sector=other.sector,
        commitment="Ik val in als dat nodig is.",
        asked=other.asked,
        invited_at=other.invited_at,
        expires_at=other.expires_at,
        since=other.since,
    )
    made.needs = [MemberNeed(kind=NeedKind.TIME, text="Graag in de avond.", told_at=other.invited_at)]
    session.add(made)
    session.flush()
    return made.id


def _link(session: Session, purpose: LinkPurpose, **of: int | str | None) -> AccessLink:
    query = select(AccessLink).where(AccessLink.purpose == purpose).filter_by(**of)
    return session.scalars(query.order_by(AccessLink.id.desc()).limit(1)).one()
