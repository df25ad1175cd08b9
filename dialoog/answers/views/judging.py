"""The giver's page behind the link in the mail: the answer, and whether it is one (D9). GET never acts."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from dialoog.accounts.links import LinkGone, find, use
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.answers.forms import VerdictForm
from dialoog.answers.labels import VERDICTS
from dialoog.answers.models import Answer, AnswerVersion, VerdictValue, VersionState
from dialoog.answers.rules.judging import judge, to_be_judged
from dialoog.answers.shown import card, promises
from dialoog.contributions.giver_pages import still_good
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import Contribution
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.token_pages import token_page


@needs(Permission.PUBLIC_READ)
def verdict(token: str) -> Response:
    """The answer with the giver's points; POST keeps their verdict, once for this version."""
    link = find(session(), token, LinkPurpose.VERDICT, settings().secret_key, of=Answer.subject_kind)
    version = _in_force(link)
    givers = still_good(session(), link, link.params["givers"])
    return judged_page(version, givers, link=link)


def judged_page(
    version: AnswerVersion, givers: Sequence[int], *, link: AccessLink | None = None, back: str | None = None
) -> Response:
    """Ask these givers whether a version is an answer; POST keeps it. `link`: used up by it; `back`: their own page."""
    points = to_be_judged(session(), version, givers)
    if not points:
        # Withdrawn, opened again, moved to another answer, or not theirs after all: not for this reader (D11).
        raise LinkGone(_("Deze link werkt niet: dit antwoord geldt nu niet voor inbreng van u."))
    open_points = list({point.id: point for point, _giver, said in points if said is None}.values())
    form = VerdictForm()
    if form.validate_on_submit():
        with form.refusals():
            values = _values(form, open_points)
            judged = judge(
                session(),
                version,
                giver_ids=givers,
                values=values,
                reaction=form.reaction.data,
                look_first=settings().look_first,
            )
            if link is not None:
                use(session(), link)
            session().commit()
            return token_page("answers/judged.html", points=judged, no=VerdictValue.NO in values.values(), back=back)
    return token_page("answers/verdict.html", form.status, form=form, back=back, **_context(version, open_points))


def _in_force(link: AccessLink) -> AnswerVersion:
    """The version that counts now, which may be newer than the mail."""
    query = (
        select(AnswerVersion)
        .where(AnswerVersion.answer_id == link.subject_id, AnswerVersion.state == VersionState.PUBLISHED)
        .options(joinedload(AnswerVersion.answer), selectinload(AnswerVersion.landing_places))
    )
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def _values(form: VerdictForm, points: list[Contribution]) -> dict[int, VerdictValue]:
    """One verdict for all, unless another was chosen for a point."""
    chosen = {point.id: request.form.get(f"punt-{point.id}") or form.value.data for point in points}
    return {key: VerdictValue(value) for key, value in chosen.items() if value in set(VerdictValue)}


def _context(version: AnswerVersion, points: list[Contribution]) -> dict[str, Any]:
    return {
        "version": version,
        "outcome": OUTCOMES[version.outcome] if version.outcome else None,
        "card": card(version),
        "promises": promises(version),
        "points": points,
        "choices": [(value.value, text) for value, text in VERDICTS.items()],
        "chosen": {point.id: request.form.get(f"punt-{point.id}", "") for point in points},
    }
