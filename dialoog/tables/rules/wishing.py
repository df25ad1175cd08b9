"""What the composition of a table should be (T3)."""

from collections import Counter

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from dialoog.accounts import audit
from dialoog.errors import RuleViolation
from dialoog.permissions import Actor
from dialoog.tables.composition import Wishes
from dialoog.tables.models import Aspect, DialogueTable, TableWish

# One seat counts for one group only.
DIVIDED = (Aspect.SECTOR, Aspect.REGION)


def set_wishes(session: Session, table: DialogueTable, wishes: Wishes, *, actor: Actor) -> None:
    """Say how many seats are wanted for each group; what was said before no longer counts.

    Raises RuleViolation for more seats than the table has: of one group, and together where a seat counts once.
    """
    together: Counter[Aspect] = Counter()
    for (aspect, value), seats in wishes.items():
        together[aspect] += seats
        too_many = together[aspect] if aspect in DIVIDED else seats
        if seats < 0 or too_many > table.most_seats:
            message = _("De tafel heeft %(most)s zetels. Hier staan er meer.", most=table.most_seats)
            raise RuleViolation(message, field=f"{aspect.value}-{value}")
    session.execute(delete(TableWish).where(TableWish.table_id == table.id))
    for (aspect, value), seats in wishes.items():
        session.add(TableWish(table_id=table.id, aspect=aspect, value=value, seats=seats))
    detail = {f"{aspect.value}/{value}": seats for (aspect, value), seats in wishes.items()}
    audit.note(session, actor=actor, action="table.wishes", subject_kind="tafel", subject_key=table.slug, detail=detail)
    session.flush()
