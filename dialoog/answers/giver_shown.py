"""A giver's own page as templates show it: what is asked now, and each point with what became of it."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import AnswerVersion
from dialoog.answers.queries.giver_page import mail_stopped, points_of, to_judge, versions_of
from dialoog.answers.rules.effects import open_questions
from dialoog.answers.shown import card, promises
from dialoog.commitments.shown import late_since
from dialoog.contributions.clarifications.models import Clarification
from dialoog.contributions.clarifications.queries import open_with_still
from dialoog.contributions.labels import OUTCOMES
from dialoog.contributions.models import LOOKED_AT, OPEN_STATES, Contribution, ContributionState, Look, Outcome
from dialoog.meetings.models import Level
from dialoog.web.rendering import long_date

FIRST_WORDS = 240
ASKED_WORDS = 110
# More at once would keep a giver from their points; answering these brings the next.
MOST_ASKS = 5


def desk(
    session: Session, giver_ids: Collection[int], page: str, *, after: int | None = None, size: int = 20
) -> dict[str, Any]:
    """The values of answers/giver/points.html for the points of these givers. `page`: the address of their own page.

    As many queries for one point as for many.
    """
    questions = open_with_still(session, giver_ids)
    still = {one.contribution_id for one, since in questions if since}
    asked = asks(session, giver_ids, page, [one for one, _since in questions])
    found = points_of(session, giver_ids, after=after, size=size)
    versions = versions_of(session, found.rows)
    return {
        "page": page,
        "asks": asked[:MOST_ASKS],
        "more_asks": max(0, len(asked) - MOST_ASKS),
        "points": [_point(point, versions.get(point.id), still=point.id in still) for point in found.rows],
        "total": found.total,
        "next_href": f"{page}?na={found.next_key}" if found.next_key else None,
        "first_href": page if after is not None else None,
        "stopped": mail_stopped(session, giver_ids),
    }


def asks(
    session: Session, giver_ids: Collection[int], page: str, asked: Sequence[Clarification]
) -> list[dict[str, str]]:
    """What is asked of the giver now, each with the page that asks it; `asked`: what the ministry asks."""
    questions = [
        {
            "title": _("Het ministerie heeft een vraag over %(number)s", number=one.contribution.number),
            "text": shortened(one.question or "", ASKED_WORDS),
            "href": f"{page}/navraag/{one.id}",
            "button": _("Lees de vraag en reageer"),
        }
        for one in asked
    ]
    verdicts = [
        {
            "title": _("Is dit een antwoord op wat u inbracht?"),
            "text": _about(one.points),
            "href": f"{page}/oordeel/{one.answer_id}",
            "button": _("Lees het antwoord en zeg het"),
        }
        for one in to_judge(session, giver_ids)
    ]
    effects = [
        {
            "title": _("Merkt u er iets van?"),
            "text": shortened(question.commitment.text, ASKED_WORDS),
            "href": f"{page}/merkbaar/{question.commitment_id}",
            "button": _("Zeg of u er iets van merkt"),
        }
        for question in open_questions(session, giver_ids)
    ]
    # First what somebody waits for.
    return questions + effects + verdicts


def _about(points: Sequence[Contribution]) -> str:
    first = own_words(points[0]) or points[0].number
    if len(points) == 1:
        return shortened(first, ASKED_WORDS)
    more = ngettext("en nog %(num)d punt", "en nog %(num)d punten", len(points) - 1)
    return f"{shortened(first, ASKED_WORDS)} ({more})"


def own_words(point: Contribution) -> str | None:
    """The words a giver reads of their own point, besloten ones too; None where nobody reads them (D2, D3a)."""
    return point.public_text or None if point.look in LOOKED_AT else None


def shortened(text: str, most: int) -> str:
    """The first words of a text."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"


def _point(point: Contribution, version: AnswerVersion | None, *, still: bool) -> dict[str, Any]:
    answered = version is not None and point.outcome is not None and point.status != ContributionState.WITHDRAWN
    return {
        "number": point.number,
        "href": f"/inbreng/{point.number}",
        "text": shortened(own_words(point) or "", FIRST_WORDS),
        "unread": _unread(point),
        "closed": point.level is Level.CLOSED,
        "state": point.status,
        "late": _late(point),
        "when": _when(point, still=still),
        "outcome": point.outcome if answered else None,
        "outcome_words": OUTCOMES[point.outcome] if answered and point.outcome else None,
        "card": card(version) if version is not None and _shows(point, version) else None,
        "promises": _promises(version) if version is not None and answered else [],
        "offered_to": version.referred_to if version is not None and _offered(point, version) else None,
    }


def _shows(point: Contribution, version: AnswerVersion) -> bool:
    return point.status != ContributionState.WITHDRAWN and (point.outcome is not None or _offered(point, version))


def _offered(point: Contribution, version: AnswerVersion) -> bool:
    return point.status in OPEN_STATES and version.outcome is Outcome.REFERRED


def _unread(point: Contribution) -> str | None:
    """Why the words do not stand here."""
    if point.status == ContributionState.WITHDRAWN:
        return _("U hebt dit ingetrokken, of het was verkeerd ingevoerd. De tekst is niet meer te lezen.")
    if point.look in LOOKED_AT:
        return None
    if point.look is Look.HIDDEN:
        return _("De tekst is verborgen. In het dossier leest u waarom.")
    return _("Uw woorden staan vast. Het secretariaat bekijkt ze eerst, binnen twee werkdagen. Daarna staan ze hier.")


def _late(point: Contribution) -> str | None:
    if point.status not in OPEN_STATES or point.answer_due is None:
        return None
    return late_since(point.answer_due)


def _when(point: Contribution, *, still: bool) -> str:
    """How it stands, in one sentence with a day."""
    if point.status in OPEN_STATES and point.answer_due is not None:
        day = long_date(point.answer_due)
        if point.answer_due < clock.today():
            return _("Het antwoord had er uiterlijk %(day)s moeten zijn. Het ministerie is nog aan zet.", day=day)
        if still:
            why = _("De termijn staat stil zolang wij op uw reactie wachten.")
            return why + " " + _("U krijgt antwoord uiterlijk %(day)s.", day=day)
        if point.status == ContributionState.REOPENED:
            return _("Dit is weer open. U krijgt een nieuw antwoord uiterlijk %(day)s.", day=day)
        return _("U krijgt antwoord uiterlijk %(day)s.", day=day)
    if point.answered_at is not None and point.status != ContributionState.WITHDRAWN:
        return _("Beantwoord op %(day)s.", day=long_date(point.answered_at))
    return _("Ingebracht op %(day)s.", day=long_date(point.received_at))


def _promises(version: AnswerVersion) -> list[dict[str, Any]]:
    """Of besloten points a commitment has no public page to go to (D11)."""
    public = {plan.commitment_id: plan.commitment.public for plan in version.planned if plan.commitment is not None}
    shown = promises(version)
    if all(public.values()):
        return shown
    return [{**promise, "href": None} for promise in shown]
