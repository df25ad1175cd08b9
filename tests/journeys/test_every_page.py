"""Every page type, of the public and of staff, as it stands in the demo: looked at by a browser (quality.md, Looks)."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import create_app
from dialoog.accounts import links
from dialoog.accounts.models import AccessLink, LinkPurpose, Person, Role
from dialoog.accounts.rules import logging_in, own_data
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
from dialoog.db import Database
from dialoog.dossiers.documents import making
from dialoog.endorsements.models import Endorsement, EndorsementState
from dialoog.glossary.models import GlossaryEntry
from dialoog.meetings.models import Meeting, MeetingDocument
from dialoog.organisations.models import Organisation, Theme, Unit
from dialoog.organisations.rules.invitations import Invitation, invite
from dialoog.permissions import SYSTEM
from tests.journeys import looks
from tests.journeys.conftest import Cookies
from tests.support.browser import NewPage
from tests.support.service import SECRET, Service

NOBODY, SECRETARY, LEAD, OFFICIAL, OTHER_LEAD, ADMIN = "", "noor", "ilse", "rachid", "astrid", "bea"

# Who looks, at what, and the status it comes with; {…} is found in the demo.
PAGES: tuple[tuple[str, str, int], ...] = (
    (NOBODY, "/", 200),
    (NOBODY, "/inbreng", 200),
    (NOBODY, "/inbreng?q=trein&soort=zwak", 200),
    (NOBODY, "/inbreng?q=zeppelin", 200),
    (NOBODY, "/inbreng?te_laat=1", 200),
    (NOBODY, "/inbreng/{answered}", 200),
    (NOBODY, "/inbreng/{reopened}", 200),
    (NOBODY, "/inbreng/{own_answer}", 200),
    (NOBODY, "/inbreng/{late}", 200),
    (NOBODY, "/inbreng/{closed}", 200),
    (NOBODY, "/inbreng/{withdrawn}", 200),
    (NOBODY, "/inbreng/{blacked_out}", 200),
    (NOBODY, "/inbreng/{hidden}", 200),
    (NOBODY, "/inbreng/{received}", 200),
    (NOBODY, "/inbreng/{received}/ontvangen", 200),
    (NOBODY, "/inbreng/nieuw", 200),
    (NOBODY, "/inbreng/bevestigen/{confirm_token}", 200),
    (NOBODY, "/inbreng/niet-van-mij/{deny_token}", 200),
    (NOBODY, "/inbreng/intrekken/{withdraw_token}", 200),
    (NOBODY, "/inbreng/bevestigen/verlopen", 410),
    (NOBODY, "/antwoorden", 200),
    (NOBODY, "/antwoorden/{shared_answer}", 200),
    (NOBODY, "/toezeggingen", 200),
    (NOBODY, "/toezeggingen/{late_commitment}", 200),
    (NOBODY, "/toezeggingen/{done_commitment}", 200),
    (NOBODY, "/bijeenkomsten", 200),
    (NOBODY, "/bijeenkomsten/{meeting}", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/terugkoppeling", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/reactienota", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/reactienota?namen=1", 200),
    (NOBODY, "/bijeenkomsten/{meeting}/reactienota.pdf", 202 if making.possible() else 503),
    (NOBODY, "/oordeel/{verdict_token}", 200),
    (NOBODY, "/inbreng/{backed}", 200),
    (NOBODY, "/inbreng/{backed}/onderschrijven", 200),
    (NOBODY, "/inbreng?onderschreven=1", 200),
    (NOBODY, "/onderschrijving/bevestigen/{endorse_confirm_token}", 200),
    (NOBODY, "/onderschrijving/intrekken/{endorse_withdraw_token}", 200),
    (NOBODY, "/onderschrijving/geen-bericht/{endorse_stop_token}", 200),
    (NOBODY, "/doorgeleid/{referral_token}", 200),
    (NOBODY, "/navraag/{clarification_token}", 200),
    (NOBODY, "/inbreng/{asked}", 200),
    (NOBODY, "/inbreng/{unreplied}", 200),
    (NOBODY, "/inbreng/{offered}", 200),
    (NOBODY, "/inbreng/{put_off}", 200),
    (NOBODY, "/oordeel/verlopen", 410),
    (NOBODY, "/uw-inbreng", 200),
    (NOBODY, "/uw-inbreng/verstuurd", 200),
    (NOBODY, "/uw-inbreng/{giver_token}", 200),
    (NOBODY, "/uw-inbreng/verlopen", 410),
    (NOBODY, "/uw-inbreng/{giver_token}/oordeel/{giver_answer}", 200),
    (NOBODY, "/uw-inbreng/{asked_token}/navraag/{asked}", 200),
    (NOBODY, "/uw-inbreng/{giver_token}/merkbaar/{giver_commitment}", 200),
    (NOBODY, "/uw-inbreng/{giver_token}/gegevens", 200),
    (NOBODY, "/uw-inbreng/adres/{move_token}", 200),
    (NOBODY, "/uw-inbreng/nieuw-adres/{new_address_token}", 200),
    (NOBODY, "/uw-inbreng/vergeten/{forget_token}", 200),
    (NOBODY, "/inloggen", 200),
    (NOBODY, "/inloggen/verstuurd", 200),
    (NOBODY, "/inloggen/link/{login_token}", 200),
    (NOBODY, "/inloggen/link/verlopen", 410),
    (NOBODY, "/uitnodiging/{invitation_token}", 200),
    (NOBODY, "/uitnodiging/verlopen", 410),
    (NOBODY, "/register", 200),
    (NOBODY, "/begrippen", 200),
    (NOBODY, "/begrippen?q=zeppelin", 200),
    (NOBODY, "/begrippen/voorstellen", 200),
    (NOBODY, "/begrippen/voorstellen?woord=emissie", 200),
    (NOBODY, "/zoeken?q=trein", 200),
    (NOBODY, "/over", 200),
    (NOBODY, "/privacy", 200),
    (NOBODY, "/toegankelijkheid", 200),
    (NOBODY, "/bestaat-niet", 404),
    (SECRETARY, "/mijn", 302),
    (SECRETARY, "/mijn/gegevens", 200),
    (SECRETARY, "/mijn/gegevens/e-mail", 200),
    (SECRETARY, "/mijn/gegevens/e-mail/{address_token}", 200),
    (SECRETARY, "/mijn/gegevens/herstelcodes", 200),
    (SECRETARY, "/mijn/gegevens/tweede-stap", 200),
    (SECRETARY, "/mijn/gegevens/wachtwoord", 200),
    (SECRETARY, "/werk", 200),
    (LEAD, "/werk", 200),
    (ADMIN, "/werk", 200),
    (SECRETARY, "/werk/beantwoorden", 200),
    (OFFICIAL, "/werk/beantwoorden", 200),
    (OFFICIAL, "/werk/beantwoorden/tabel", 200),
    (OFFICIAL, "/werk/beantwoorden/tabel/{sheet}", 200),
    (OFFICIAL, "/werk/beantwoorden/groepen", 200),
    (LEAD, "/werk/beantwoorden/groepen", 200),
    (OFFICIAL, "/werk/beantwoorden/vrijgaven", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_ahead}", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_done}", 200),
    (OFFICIAL, "/werk/beantwoorden/vrijgaven/{release_off}", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_ahead}/wijzigen", 200),
    (LEAD, "/werk/beantwoorden/vrijgaven/{release_ahead}/afgelasten", 200),
    (LEAD, "/werk/antwoorden/{waiting}", 200),
    (OFFICIAL, "/werk/antwoorden/{waiting}/voorbeeld", 200),
    (LEAD, "/werk/antwoorden/{remarked}/voorbeeld", 200),
    (OFFICIAL, "/werk/antwoorden/{remarked}/toets", 200),
    (LEAD, "/werk/antwoorden/{to_read}/lezen", 200),
    (OFFICIAL, "/werk/antwoorden/{draft}", 200),
    (OFFICIAL, "/werk/antwoorden/{draft}/voorbeeld", 200),
    (OFFICIAL, "/werk/antwoorden/{draft}/weggooien", 200),
    (LEAD, "/werk/antwoorden/{shared_answer}", 200),
    (ADMIN, "/werk/auditlog", 200),
    (SECRETARY, "/werk/bijeenkomsten", 200),
    (SECRETARY, "/werk/bijeenkomsten/nieuw", 200),
    (SECRETARY, "/werk/bijeenkomsten/{meeting}", 200),
    (SECRETARY, "/werk/bijeenkomsten/{meeting}/verslag", 200),
    (SECRETARY, "/werk/verslagen/{report}", 200),
    (SECRETARY, "/werk/verslagen/{report}/verbeteren", 200),
    (SECRETARY, "/werk/inbreng/nieuw", 200),
    (SECRETARY, "/werk/inbreng/{received}", 200),
    (SECRETARY, "/werk/inbreng/{blacked_out}/origineel", 200),
    (SECRETARY, "/werk/inbreng/{received}/intrekken", 200),
    (SECRETARY, "/werk/bekijken", 200),
    (SECRETARY, "/werk/bekijken/{act}/verbergen", 200),
    (SECRETARY, "/werk/bekijken/{act}/weglakken/party", 200),
    (SECRETARY, "/werk/inbreng/{backed}", 200),
    (SECRETARY, "/werk/inbreng/{backed}/onderschrijven", 200),
    (SECRETARY, "/werk/inbreng/{received}/verbergen", 200),
    (SECRETARY, "/werk/inbreng/{received}/weglakken", 200),
    (SECRETARY, "/werk/inbreng/inbrengers?nummer={received}", 200),
    (SECRETARY, "/werk/inbreng/{replied}", 200),
    (SECRETARY, "/werk/bekijken/{reply_act}/verbergen", 200),
    (SECRETARY, "/werk/bekijken/{reply_act}/weglakken/reply", 200),
    (SECRETARY, "/werk/bekijken/{question_act}/weglakken/question", 200),
    (OFFICIAL, "/werk/inbreng/navraag?nummer={unreplied}", 200),
    (OTHER_LEAD, "/werk/inbreng/{running}/verlengen", 200),
    (SECRETARY, "/werk/nog-niet-bericht", 200),
    (SECRETARY, "/werk/oordelen", 200),
    (SECRETARY, "/werk/oordelen/{to_judge}", 200),
    (SECRETARY, "/werk/partijen", 200),
    (SECRETARY, "/werk/partijen/nieuw", 200),
    (SECRETARY, "/werk/partijen/{party}", 200),
    (SECRETARY, "/werk/themas", 200),
    (SECRETARY, "/werk/themas/nieuw", 200),
    (SECRETARY, "/werk/themas/{theme}", 200),
    (SECRETARY, "/werk/begrippen", 200),
    (SECRETARY, "/werk/begrippen/nieuw", 200),
    (SECRETARY, "/werk/begrippen/{word}", 200),
    (SECRETARY, "/werk/begrippen/{proposal}", 200),
    (SECRETARY, "/werk/begrippen/{proposal}/afwijzen", 200),
    (SECRETARY, "/werk/post", 200),
    (SECRETARY, "/werk/toezeggingen", 200),
    (OTHER_LEAD, "/werk/toezeggingen/{running_commitment}", 200),
    (ADMIN, "/werk/mensen", 200),
    (ADMIN, "/werk/mensen/{person}", 200),
    (ADMIN, "/werk/mensen/uitnodigen", 200),
    (ADMIN, "/werk/mensen/{person}/tweede-stap", 200),
    (ADMIN, "/werk/diensten", 200),
    (ADMIN, "/werk/diensten/nieuw", 200),
    (ADMIN, "/werk/diensten/{unit}", 200),
    (ADMIN, "/werk/partijen/nieuw", 200),
    (OFFICIAL, "/werk/auditlog", 403),
)
# What machines read.
FOR_MACHINES = ("/api/", "/bewijs", ".json", ".csv", ".docx", ".atom", ".txt", ".xml")
# Addresses that are no page to look at, or that a journey passes through.
NO_PAGE = {
    "static",
    "health.process_up",
    "health.ready",
    "health.metrics",
    "meetings.download",  # a file
    "answers.sheet_file",  # a file
    "accounts.second_factor",  # test_log_in.py
}


@pytest.fixture(scope="session")
def found(demo: Service, demo_database: Database) -> dict[str, str]:
    """What stands for {…} in the addresses."""
    app = create_app(demo.settings)
    with app.app_context(), demo_database.session() as session:
        values = {name: str(find(session)) for name, find in FOUND.items()} | _tokens(session)
        values["sheet"] = str(_sheet(session))
        session.commit()
    app.extensions["dialoog_database"].dispose()
    return values


def number(*conditions: object) -> Callable[[Session], str | None]:
    return lambda session: session.scalar(
        select(Contribution.number).where(*conditions).order_by(Contribution.id.desc()).limit(1)
    )


def release_in(state: ReleaseState) -> Callable[[Session], object]:
    return lambda session: session.scalar(select(Release.id).where(Release.state == state))


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
    "report": lambda s: s.scalar(select(ReportImport.id)),
    "party": lambda s: s.scalar(select(Organisation.slug).limit(1)),
    "theme": lambda s: s.scalar(select(Theme.slug).limit(1)),
    "word": lambda s: s.scalar(select(GlossaryEntry.id).where(GlossaryEntry.slug == "vth")),
    "proposal": lambda s: s.scalar(select(GlossaryEntry.id).where(GlossaryEntry.improves_id.is_not(None))),
    "unit": lambda s: s.scalar(select(Unit.slug).limit(1)),
    "person": lambda s: s.scalar(select(Person.id).where(Person.email.startswith("rachid@"))),
    "document": lambda s: s.scalar(select(MeetingDocument.id)),
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
            for p in ("deny", "withdraw", "verdict", "referral", "clarification")
        },
        "confirm": _link(session, LinkPurpose.CONFIRM, subject_kind=Contribution.subject_kind),
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
    return {"asked_token": giver_pages.token(giver, SECRET), "asked": str(asked.id)}


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


def _link(session: Session, purpose: LinkPurpose, **of: int | str | None) -> AccessLink:
    query = select(AccessLink).where(AccessLink.purpose == purpose).filter_by(**of)
    return session.scalars(query.order_by(AccessLink.id.desc()).limit(1)).one()


@pytest.fixture(scope="module")
def routes(demo: Service) -> Iterator[Flask]:
    app = create_app(demo.settings)
    yield app
    app.extensions["dialoog_database"].dispose()


def test_no_page_is_forgotten(routes: Flask, found: dict[str, str]) -> None:
    match = routes.url_map.bind("127.0.0.1").match
    seen = {match(path.format(**found).partition("?")[0])[0] for _who, path, status in PAGES if status != 404}
    read = [rule for rule in routes.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.endpoint for rule in read if not any(part in rule.rule for part in FOR_MACHINES)}
    assert pages - seen - NO_PAGE == set()


@pytest.mark.browser
@pytest.mark.parametrize(("who", "path", "status"), PAGES, ids=[f"{who}{path}" for who, path, _status in PAGES])
def test_a_page(
    demo: Service, found: dict[str, str], cookies_of: Cookies, new_page: NewPage, who: str, path: str, status: int
) -> None:
    page = new_page(storage_state=cookies_of(who))
    response = page.goto(demo.address + path.format(**found))
    assert response is not None
    assert response.status == (200 if status == 302 else status)
    assert looks.faults(page, response) == []
