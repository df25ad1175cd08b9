"""Writing an advice: one draft that nobody overwrites in silence, adopted by the table (T8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.advices.happenings import Adopted, Begun, LaidAway, Reconsidered
from dialoog.advices.models import Addressee, Advice, AdviceComment, AdviceContribution, AdviceState
from dialoog.contributions.models import Contribution, ContributionState
from dialoog.contributions.queries import closed_words_in
from dialoog.errors import Conflict, RuleViolation
from dialoog.meetings.models import Level, Meeting
from dialoog.permissions import Actor
from dialoog.register.rules import Words, record
from dialoog.slugs import free_slug
from dialoog.tables.models import DialogueTable

SHORTEST_SUMMARY, SHORTEST_TEXT, SHORTEST_REASON = 40, 200, 10
# Of an advice that rests on more than this nobody can see what it rests on.
MOST_POINTS = 200


@dataclass(frozen=True)
class Text:
    """What stands in an advice. `numbers` are the contributions it rests on, as typed."""

    title: str
    addressee: Addressee
    question: str = ""
    summary: str = ""
    text: str = ""
    generation_test: str = ""
    numbers: tuple[str, ...] = ()


class AdviceConflict(Conflict):
    """Someone saved the draft in between: `advice` holds theirs, `yours` is what was typed beside it."""

    def __init__(self, advice: Advice, yours: Text) -> None:
        super().__init__(_("Iemand anders heeft dit advies net gewijzigd. Kijk wat er veranderde en voeg het samen."))
        self.advice = advice
        self.yours = yours


def begin(session: Session, table: DialogueTable, given: Text, *, actor: Actor) -> Advice:
    """Begin an advice of a table. Raises RuleViolation without a title, and for points it cannot rest on."""
    given = _right(given)
    made = Advice(
        table=table,
        slug=free_slug(session, Advice.slug, given.title),
        title=given.title,
        addressee=given.addressee,
        written_by_id=actor.person_id,
        written_at=clock.now(),
    )
    _fill(made, given)
    record(
        session, made, Begun(table=table.slug, asked=bool(given.question)), actor=actor, state=AdviceState.DRAFT.value
    )
    rest_on(session, made, given.numbers)
    _note(session, made, "advice.begun", actor)
    return made


def save(session: Session, advice: Advice, given: Text, *, edit: int, actor: Actor) -> None:
    """Keep what was typed. `edit` is the save it was typed on top of.

    Raises AdviceConflict, with both texts, when someone else saved since; RuleViolation for a text that was adopted,
    without a title, and for points it cannot rest on.
    """
    given = _right(given)
    claim = (
        update(Advice)
        .where(Advice.id == advice.id, Advice.edit == edit, Advice.status == AdviceState.DRAFT.value)
        .values(edit=edit + 1, written_by_id=actor.person_id, written_at=clock.now())
        .returning(Advice.id)
        .execution_options(synchronize_session=False)
    )
    claimed = session.scalar(claim)
    session.refresh(advice)
    if advice.status != AdviceState.DRAFT:
        raise RuleViolation(_("Dit advies is al vastgesteld. U kunt de tekst niet meer wijzigen."))
    if claimed is None:
        raise AdviceConflict(advice, given)
    _fill(advice, given)
    rest_on(session, advice, given.numbers)
    session.flush()
    _note(session, advice, "advice.saved", actor)


def rest_on(session: Session, advice: Advice, numbers: Sequence[str]) -> None:
    """Note which contributions an advice rests on, and those alone.

    Raises RuleViolation that names what is no number, and what cannot be named in a public text (D2, D11).
    """
    asked = list(dict.fromkeys(number.upper() for number in numbers))
    if len(asked) > MOST_POINTS:
        raise RuleViolation(_("Noem ten hoogste %(most)s punten.", most=MOST_POINTS), field="numbers")
    found = {c.number: c for c in session.scalars(select(Contribution).where(Contribution.number.in_(asked)))}
    unknown = [number for number in asked if number not in found]
    if unknown:
        raise RuleViolation(_("Deze nummers kennen wij niet: %(which)s.", which=", ".join(unknown)), field="numbers")
    unfit = [c.number for c in found.values() if c.level is Level.CLOSED or c.status == ContributionState.WITHDRAWN]
    if unfit:
        message = _("Een advies is openbaar. Deze punten zijn besloten of ingetrokken: %(which)s.")
        raise RuleViolation(message % {"which": ", ".join(sorted(unfit))}, field="numbers")
    session.execute(delete(AdviceContribution).where(AdviceContribution.advice_id == advice.id))
    session.add_all(AdviceContribution(advice_id=advice.id, contribution_id=found[number].id) for number in asked)
    session.flush()


def adopt(session: Session, advice: Advice, *, edit: int, actor: Actor) -> None:
    """The table adopts the text as it was read (`edit`); from now on it stands.

    Raises Conflict when it was changed since, RuleViolation for what is missing, while members may still comment, while
    a comment is not handled, and with words of a closed point in it.
    """
    if advice.status != AdviceState.DRAFT:
        raise RuleViolation(_("Dit advies is al vastgesteld."))
    _check_whole(advice)
    check_no_closed_words(session, advice)
    if advice.comments_until is not None and clock.today() <= advice.comments_until:
        raise RuleViolation(_("Leden kunnen nog reageren. Stel het advies vast als die tijd voorbij is."))
    unhandled = select(AdviceComment.id).where(AdviceComment.advice_id == advice.id, AdviceComment.taken_over.is_(None))
    if session.scalar(unhandled.limit(1)) is not None:
        raise RuleViolation(_("Er is nog een opmerking van een lid waar niets mee is gedaan."))
    claim = update(Advice).where(Advice.id == advice.id, Advice.edit == edit).values(edit=edit + 1)
    if session.scalar(claim.returning(Advice.id).execution_options(synchronize_session=False)) is None:
        raise Conflict(_("Het advies is gewijzigd nadat u het las. Lees het opnieuw."))
    session.refresh(advice)
    advice.adopted_on = clock.today()
    record(
        session,
        advice,
        Adopted(),
        actor=actor,
        texts={name: Words(words, public=False) for name, words in texts_of(advice).items()},
        state=AdviceState.ADOPTED.value,
    )
    _note(session, advice, "advice.adopted", actor)


def reconsider(session: Session, advice: Advice, *, reason: str, actor: Actor) -> None:
    """Work on an adopted text again, before it is sent. Raises RuleViolation without a reason or once it was sent."""
    if advice.status != AdviceState.ADOPTED:
        raise RuleViolation(_("Alleen een vastgesteld advies dat nog niet is aangeboden, kan terug naar concept."))
    words = {"reason": Words(reason_given(reason), public=False)}
    record(session, advice, Reconsidered(), actor=named(advice, actor), texts=words, state=AdviceState.DRAFT.value)
    advice.adopted_on = None
    _note(session, advice, "advice.reconsidered", actor)


def lay_away(session: Session, advice: Advice, *, reason: str, actor: Actor) -> None:
    """Stop writing it; nothing of it shows. Raises RuleViolation for what was adopted, and without a reason."""
    if advice.status != AdviceState.DRAFT:
        raise RuleViolation(_("Alleen een concept kunt u wegleggen."))
    words = {"reason": Words(reason_given(reason), public=False)}
    record(session, advice, LaidAway(), actor=named(advice, actor), texts=words, state=AdviceState.LAID_AWAY.value)
    _note(session, advice, "advice.laid-away", actor)


def check_no_closed_words(session: Session, advice: Advice) -> None:
    """Raises RuleViolation where an advice, which will be public, holds words of a closed point of its table (D11)."""
    kind, key = advice.body
    held = select(Meeting.id).where(Meeting.body_kind == kind, Meeting.body_id == key)
    text = " ".join((*texts_of(advice).values(), advice.question))
    found = closed_words_in(session, text, Contribution.meeting_id.in_(held))
    if found:
        message = _("De tekst van een besloten punt staat in het advies: %(numbers)s. Zeg het in eigen woorden.")
        raise RuleViolation(message % {"numbers": ", ".join(found)}, field="text")


def texts_of(advice: Advice) -> dict[str, str]:
    """The words of an advice that the record stands for; empty ones are left out."""
    texts = {name: getattr(advice, name) for name in ("title", "summary", "text", "generation_test")}
    return {name: words for name, words in texts.items() if words}


def named(advice: Advice, actor: Actor) -> Actor:
    """Whoever acts; a chair by the name that the table gives its chair, because it stands under a reason (D11, P7)."""
    return replace(actor, name=advice.table.chair_name or actor.name) if actor.presides else actor


def reason_given(reason: str) -> str:
    """The reason as it is kept. Raises RuleViolation when it says nothing."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Schrijf in een of meer zinnen waarom."), field="reason")
    return reason.strip()


def _check_whole(advice: Advice) -> None:
    if len(advice.summary) < SHORTEST_SUMMARY:
        message = _("Vat het advies samen in ten minste %(n)s tekens.", n=SHORTEST_SUMMARY)
        raise RuleViolation(message, field="summary")
    if len(advice.text) < SHORTEST_TEXT:
        message = _("Schrijf het advies uit, in ten minste %(n)s tekens.", n=SHORTEST_TEXT)
        raise RuleViolation(message, field="text")


def _right(given: Text) -> Text:
    names = ("title", "question", "summary", "text", "generation_test")
    stripped = replace(given, **{name: getattr(given, name).strip() for name in names})
    if not stripped.title:
        raise RuleViolation(_("Geef het advies een titel."), field="title")
    return stripped


def _fill(advice: Advice, given: Text) -> None:
    advice.title = given.title
    advice.addressee = given.addressee
    advice.question = given.question
    advice.summary = given.summary
    advice.text = given.text
    advice.generation_test = given.generation_test


def _note(session: Session, advice: Advice, action: str, actor: Actor) -> None:
    audit.note(session, actor=actor, action=action, subject_kind=Advice.subject_kind, subject_key=str(advice.id))
