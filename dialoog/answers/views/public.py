"""The public list of answers, and one answer with its points, versions and commitments."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from dialoog.answers.models import Answer, AnswerVersion, VersionState
from dialoog.answers.queries import Filters, published
from dialoog.answers.queries.access import public_answer
from dialoog.answers.queries.public import filter_choices, points_of, versions_in_force
from dialoog.answers.shown import about, card, promises, versions
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import Contribution
from dialoog.contributions.queries import shown_text, with_names
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import Field, address, choice_field, chosen
from dialoog.web.paging import asked_page, page_by_day, page_by_key
from dialoog.web.rendering import short_date

OPENING = 220


@needs(Permission.PUBLIC_READ)
def answers() -> str:
    """Every public answer, newest first."""
    filters = Filters.from_arguments(request.args)
    after, size = asked_page()
    query = published(filters)
    page = page_by_day(session(), query, Answer.published_at, Answer.id, after=after, size=size, newest_first=True)
    current = versions_in_force(session(), [answer.id for answer in page.rows])
    fields = _fields(filters)
    return render_template(
        "answers/list.html",
        fields=fields,
        active=chosen("/antwoorden", fields),
        rows=[_row(answer, *current[answer.id]) for answer in page.rows],
        total=page.total,
        next_href=address("/antwoorden", na=page.next_key) if page.next_key else None,
        first_href=address("/antwoorden") if after is not None else None,
        feeds={kind: address(f"/antwoorden.{kind}") for kind in ("csv", "json", "atom")},
    )


def _row(answer: Answer, version: AnswerVersion, points: int) -> dict[str, Any]:
    opening = version.motivation if len(version.motivation) <= OPENING else f"{version.motivation[:OPENING].rstrip()}…"
    meta = [
        answer.unit.name,
        short_date(version.published_at) if version.published_at else None,
        ngettext("op %(num)d punt", "op %(num)d punten", points) if answer.about_kind is None else _("op een advies"),
        _("versie %(n)s", n=version.n) if version.n > 1 else None,
    ]
    return {
        "text": opening,
        "plain": True,
        "href": f"/antwoorden/{answer.id}",
        "outcome": answer.outcome,
        "meta": [part for part in meta if part],
    }


@needs(Permission.PUBLIC_READ)
def answer(answer_id: int) -> str:
    """One answer: what was said, to whom, by whom, and what is promised; older versions stay readable (D8)."""
    found = public_answer(session(), answer_id)
    ever = [version for version in found.versions if version.state is not VersionState.DRAFT]
    version = _asked(ever)
    after, size = asked_page()
    points = page_by_key(session(), with_names(points_of(found.id)), Contribution.id, after=after, size=size)
    return render_template(
        "answers/answer.html",
        answer=found,
        version=version,
        in_force=version.state is VersionState.PUBLISHED,
        outcome=OUTCOMES[version.outcome] if version.outcome else None,
        card=card(version),
        promises=promises(version),
        older=versions(ever, version),
        about=about(session(), found),
        points=[_point(contribution) for contribution in points.rows],
        total=points.total,
        next_href=url_for("answers.answer", answer_id=found.id, na=points.next_key) if points.next_key else None,
        first_href=url_for("answers.answer", answer_id=found.id) if after is not None else None,
    )


def _asked(ever: list[AnswerVersion]) -> AnswerVersion:
    wanted = request.args.get("versie")
    if wanted is None:
        return next(version for version in ever if version.state is VersionState.PUBLISHED)
    found = next((version for version in ever if str(version.n) == wanted), None)
    if found is None:
        raise NotFound(_("Deze versie is er niet."))
    return found


def _point(contribution: Contribution) -> dict[str, Any]:
    text = shown_text(actor(), contribution)
    return {
        "text": text if text is not None else _("Deze inbreng is ingetrokken."),
        "plain": text is None,
        "href": f"/inbreng/{contribution.number}",
        "state": contribution.status,
        "meta": [
            contribution.number,
            contribution.meeting.title if contribution.meeting else short_date(contribution.received_at),
        ],
    }


def _fields(filters: Filters) -> list[Field]:
    themes, units = filter_choices(session())
    return [
        choice_field("uitkomst", _("Uitkomst"), OUTCOMES.items(), filters.uitkomst, _("Alle uitkomsten")),
        choice_field("thema", _("Thema"), themes, filters.thema, _("Alle thema’s")),
        choice_field("dienst", _("Dienst"), units, filters.dienst, _("Alle diensten")),
    ]
