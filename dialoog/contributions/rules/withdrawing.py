"""Taking a contribution back: its text is hidden, its number and line stay (D2, D5)."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dialoog.contributions.clarifications.rules import lapse
from dialoog.contributions.happenings import Withdrawn
from dialoog.contributions.models import Contribution, ContributionState, Giver
from dialoog.contributions.rules.assigning import SHORTEST_REASON
from dialoog.contributions.rules.givers import own_link, reachable_givers
from dialoog.errors import RuleViolation
from dialoog.mail.rules import queue
from dialoog.permissions import Actor
from dialoog.register.rules import Words, hide, record, texts_of
from dialoog.terms import rules as terms

WITHDRAWN_MAIL = "contributions.withdrawn"


def withdraw_own(session: Session, contribution: Contribution, giver: Giver, *, actor: Actor) -> None:
    """The giver takes it back (D2). Raises Gone when they said before that it is not theirs."""
    own_link(session, contribution, giver)
    _withdraw(session, contribution, Withdrawn(by="inbrenger", instead=None), {}, actor)


def withdraw_wrong_entry(
    session: Session, contribution: Contribution, *, reason: str, instead: Contribution, actor: Actor
) -> None:
    """The secretariat takes back what was entered wrongly, and names the contribution that is right (D5).

    The givers are told, because they would wait for an answer that never comes.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleViolation(_("Geef een reden die iedereen mag lezen."), field="reason")
    if instead.id == contribution.id:
        raise RuleViolation(_("Vul het nummer in van een andere inbreng: de goede."), field="instead")
    if instead.status == ContributionState.WITHDRAWN:
        message = _("%(number)s is zelf ingetrokken. Vul het nummer in van de goede inbreng.", number=instead.number)
        raise RuleViolation(message, field="instead")
    happening = Withdrawn(by="secretariaat", instead=instead.number)
    _withdraw(session, contribution, happening, {"reason": Words(reason.strip())}, actor)
    for _id, giver in reachable_givers(session, [contribution.id]):
        queue(
            session,
            kind=WITHDRAWN_MAIL,
            to=giver.email or "",
            subject=(contribution.subject_kind, contribution.id),
            params={"giver": giver.id},
            unique_key=f"withdrawn/{contribution.id}/{giver.id}",
        )


def _withdraw(
    session: Session, contribution: Contribution, happening: Withdrawn, texts: Mapping[str, Words], actor: Actor
) -> None:
    if contribution.status == ContributionState.WITHDRAWN:
        raise RuleViolation(_("%(number)s is al ingetrokken.", number=contribution.number))
    lapse(session, [contribution])
    record(session, contribution, happening, actor=actor, texts=texts, state=ContributionState.WITHDRAWN)
    for row in texts_of(session, contribution, "public_text"):
        hide(session, row)
    contribution.public_text = ""
    contribution.search_terms = ""
    terms.stop_all(session, contribution)
    session.flush()
