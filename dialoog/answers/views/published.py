"""A published (or laid away) answer as staff see it: what they can do with it now."""

from collections.abc import Sequence

from flask import render_template

from dialoog.answers.models import Answer, VersionState
from dialoog.answers.queries.points import beside, shown
from dialoog.answers.queries.public import points_of
from dialoog.answers.shown import about, card, promises, versions
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import Contribution, ContributionState
from dialoog.permissions import Permission, may
from dialoog.web.context import actor, session


def published_page(answer: Answer, *, typed: Sequence[str] = ()) -> str:
    """What is in force, which points were sent back, and the ways to change it (D8).

    `typed`: words of somebody who came too late to save them in the draft.
    """
    version = next((v for v in answer.versions if v.state is VersionState.PUBLISHED), None)
    back = points_of(answer.id).where(Contribution.status == ContributionState.REOPENED).order_by(Contribution.id)
    return render_template(
        "answers/published.html",
        answer=answer,
        typed=typed,
        version=version,
        outcome=OUTCOMES[version.outcome] if version and version.outcome else None,
        card=card(version) if version else None,
        promises=promises(version) if version else [],
        older=versions([v for v in answer.versions if v.state is not VersionState.DRAFT], version) if version else [],
        points=beside(session(), answer, actor()),
        about=about(session(), answer),
        sent_back=shown(actor(), session().scalars(back)),
        writes=may(actor(), Permission.ANSWER_DRAFT, unit=answer.unit_id),
    )
