"""An adopted advice is given to the minister; the reaction is due in 60 working days (T8)."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import audit
from dialoog.advices.happenings import Advised, Sent
from dialoog.advices.models import Advice, AdviceContribution, AdviceState
from dialoog.advices.rules.commenting import member_addresses
from dialoog.advices.rules.writing import check_no_closed_words, texts_of
from dialoog.answers.queries.officials import lead_addresses
from dialoog.contributions.models import Contribution, ContributionState
from dialoog.errors import RuleViolation
from dialoog.mail.rules import Mail, queue_many
from dialoog.organisations.models import Unit
from dialoog.permissions import Actor
from dialoog.register.rules import Entry, Words, record, record_many
from dialoog.terms import rules as terms
from dialoog.terms.models import Promise

REACTION_DAYS = 60
UNIT_MAIL, SENT_MAIL = "advices.received", "advices.sent"


def send(session: Session, advice: Advice, *, unit: Unit, actor: Actor) -> None:
    """Give the advice to whom it is for; `unit` prepares the reaction. It is public from now on.

    Starts the term of the reaction, tells the unit's leads and the members. Raises RuleViolation unless it was adopted,
    and with words of a closed point in it.
    """
    if advice.status != AdviceState.ADOPTED:
        raise RuleViolation(_("Alleen een vastgesteld advies kunt u aanbieden."))
    check_no_closed_words(session, advice)
    advice.unit = unit
    advice.sent_on = clock.today()
    advice.signed = ", ".join(part for part in (advice.table.chair_name, advice.table.name) if part)
    points = _points(session, advice)
    happening = Sent(
        addressee=advice.addressee,
        unit=unit.slug,
        due=terms.due_from_today(REACTION_DAYS).isoformat(),
        points=len(points),
    )
    words = {name: Words(text, public=True) for name, text in {**texts_of(advice), "signed": advice.signed}.items()}
    record(session, advice, happening, actor=actor, texts=words, state=AdviceState.SENT.value)
    record_many(session, [Entry(point, Advised(advice=advice.slug)) for point in points], actor=actor)
    terms.start(session, advice, Promise.REACT, working_days=REACTION_DAYS)
    audit.note(
        session,
        actor=actor,
        action="advice.sent",
        subject_kind=Advice.subject_kind,
        subject_key=str(advice.id),
        detail={"unit": unit.slug},
    )
    tell_unit(session, advice, step=advice.last_event)
    tell_members(session, advice, kind=SENT_MAIL, step=advice.last_event)


def tell_unit(session: Session, advice: Advice, *, step: int) -> None:
    """Tell the leads of the unit that a reaction is asked of them."""
    addresses = lead_addresses(session).get(advice.unit_id or 0, [])
    _queue(session, advice, UNIT_MAIL, addresses, step)


def tell_members(session: Session, advice: Advice, *, kind: str, step: int) -> None:
    """Tell who sits at the table of a step of their advice."""
    _queue(session, advice, kind, member_addresses(session, advice), step)


def _queue(session: Session, advice: Advice, kind: str, addresses: list[str], step: int) -> None:
    mails = [Mail(address, {"step": step}, f"{kind}:{advice.id}:{step}:{address}"[:120]) for address in addresses]
    queue_many(session, mails, kind=kind, subject=(Advice.subject_kind, advice.id))


def _points(session: Session, advice: Advice) -> list[Contribution]:
    """The contributions it rests on. Raises RuleViolation for one that was withdrawn since."""
    query = select(Contribution).join(AdviceContribution, AdviceContribution.contribution_id == Contribution.id)
    points = list(session.scalars(query.where(AdviceContribution.advice_id == advice.id).order_by(Contribution.id)))
    withdrawn = [point.number for point in points if point.status == ContributionState.WITHDRAWN]
    if withdrawn:
        message = _("Deze punten zijn intussen ingetrokken: %(which)s. Zet het advies terug naar concept.")
        raise RuleViolation(message % {"which": ", ".join(withdrawn)})
    return points
