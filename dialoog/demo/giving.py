"""The verbs of the script that givers do from their own page: say whether it shows, stop, move, be forgotten."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.accounts.models import AccessLink
from dialoog.answers.models import VerdictValue
from dialoog.answers.rules import effects
from dialoog.contributions.giver_pages import Owner, givers_at
from dialoog.contributions.rules import forgetting, own_page
from dialoog.demo.acts import Verb
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage


def say_effect(session: Session, stage: Stage, given: Given) -> None:
    """A giver says, four weeks after it was done, whether a commitment shows."""
    effects.judge_effect(
        session,
        stage.commitment(session, given),
        giver_ids=stage.givers(session, given["email"]),
        value=VerdictValue(given["value"]),
        reaction=given.get("reaction", ""),
    )


def stop_mail(session: Session, _stage: Stage, given: Given) -> None:
    """A giver wants no more mail."""
    own_page.stop(session, _owner(session, given))


def move(session: Session, _stage: Stage, given: Given) -> None:
    """A giver gets another address, confirmed at both."""
    owner = _owner(session, given)
    own_page.ask_move(session, owner, given["to"])
    own_page.approve_move(session, _asked(session, own_page.MOVE, owner), owner.givers[0])
    own_page.take_address(session, _asked(session, own_page.NEW_ADDRESS, owner), owner.givers[0])


def be_forgotten(session: Session, _stage: Stage, given: Given) -> None:
    """A giver wants to be forgotten."""
    owner = _owner(session, given)
    own_page.ask_forgetting(session, owner, party=given.get("party", False))
    forgetting.forget(session, _asked(session, own_page.FORGET, owner), owner.givers[0])


def _owner(session: Session, given: Given) -> Owner:
    return Owner(given["email"], givers_at(session, given["email"]))


def _asked(session: Session, about: str, owner: Owner) -> AccessLink:
    query = select(AccessLink).where(
        AccessLink.subject_kind == about, AccessLink.subject_id.in_(owner.ids), AccessLink.used_at.is_(None)
    )
    return session.scalars(query.order_by(AccessLink.id.desc()).limit(1)).one()


VERBS: dict[str, Verb] = {
    "say_effect": say_effect,
    "stop_mail": stop_mail,
    "move": move,
    "be_forgotten": be_forgotten,
}
