"""A second reader (*collegiale toets*): never obligatory, never public (D7b)."""

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.answers.models import Answer, AnswerVersion
from dialoog.answers.prepared import Review, ReviewState
from dialoog.answers.queries.reviews import may_be_asked
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.permissions import Actor

SHORTEST_REMARKS = 10
LONGEST_WORDS = 5000


def ask(session: Session, version: AnswerVersion, reader: Person | None, *, note: str, actor: Actor) -> Review:
    """Ask a colleague to read a draft; they get a mail.

    Raises RuleViolation for who may not read it or was asked already.
    """
    if reader is None or not may_be_asked(session, version.answer, reader.id, actor):
        raise RuleViolation(_("Kies een collega die dit concept mag lezen."), field="reader")
    assert actor.person_id is not None  # noqa: S101 # who may write is logged in
    made = Review(
        answer_id=version.answer_id,
        version=version,
        reader=reader,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
        note=note.strip(),
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise RuleViolation(_("%(name)s is al gevraagd.") % {"name": reader.name}, field="reader") from error
    _mail(session, made, "answers.review_asked", reader)
    return made


def give(session: Session, review: Review, *, agrees: bool, remarks: str, edit: int, actor: Actor) -> None:
    """Say what one thinks of the draft; who asked gets a mail. `edit`: the save that was read.

    Raises RuleViolation when nothing is asked (any more), or remarks are announced and not made.
    """
    remarks = remarks.strip()
    if not agrees and len(remarks) < SHORTEST_REMARKS:
        raise RuleViolation(_("Schrijf wat er beter kan."), field="remarks")
    state = ReviewState.AGREED if agrees else ReviewState.REMARKS
    said = {"state": state, "remarks": remarks, "edit_read": edit, "said_at": clock.now()}
    if review.reader_id != actor.person_id or not _claim(session, review, said):
        raise RuleViolation(_("Dit hoeft u niet meer te lezen: de vraag is ingetrokken of al beantwoord."))
    _mail(session, review, "answers.review_given", review.asked_by)


def withdraw(session: Session, review: Review) -> None:
    """The colleague need not read it after all. Raises RuleViolation when they did."""
    if not _claim(session, review, {"state": ReviewState.WITHDRAWN, "said_at": clock.now()}):
        raise RuleViolation(_("Deze vraag is al ingetrokken of beantwoord."))


def _claim(session: Session, review: Review, values: dict[str, object]) -> bool:
    claim = (
        update(Review)
        .where(Review.id == review.id, Review.state == ReviewState.ASKED)
        .values(**values)
        .returning(Review.id)
        .execution_options(synchronize_session=False)
    )
    claimed = session.scalar(claim)
    session.refresh(review)
    return claimed is not None


def _mail(session: Session, review: Review, kind: str, to: Person) -> None:
    queue(
        session,
        kind=kind,
        to=to.email,
        subject=(Answer.subject_kind, review.answer_id),
        params={"review": review.id},
        unique_key=f"{kind}:{review.id}",
    )
