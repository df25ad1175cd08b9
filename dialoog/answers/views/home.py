"""The staff's front page: what waits for me."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from dialoog.answers.prepared_shown import titled
from dialoog.answers.queries.queue import Counts, counts
from dialoog.answers.queries.reviews import asked_of
from dialoog.answers.queries.untold import count_untold
from dialoog.organisations.models import Unit
from dialoog.permissions import Permission, may
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import number, short_date


@needs(Permission.STAFF_HOME)
def home() -> str:
    """What waits for this reader, in numbers that lead on."""
    counted = counts(session(), actor())
    unit_ids = list(actor().units)
    units = session().scalars(select(Unit).where(Unit.id.in_(unit_ids)).order_by(Unit.name)).all() if unit_ids else []
    untold = count_untold(session()) if may(actor(), Permission.GIVER_READ) else 0
    return render_template(
        "answers/home.html",
        name=actor().name,
        units=[unit.name for unit in units],
        figures=_figures(counted) if may(actor(), Permission.ANSWER_QUEUE) else [],
        doors=_doors(counted, untold),
        to_read=_to_read() if may(actor(), Permission.ANSWER_QUEUE) else [],
    )


def _to_read() -> list[dict[str, Any]]:
    return [
        {
            "text": titled(review.answer_id, review.version),
            "plain": True,
            "href": f"/werk/antwoorden/{review.answer_id}/lezen",
            "meta": [
                part
                for part in (
                    _("gevraagd door %(name)s op %(day)s", name=review.asked_by.name, day=short_date(review.asked_at)),
                    review.note,
                )
                if part
            ],
        }
        for review in asked_of(session(), actor())
    ]


def _figures(counted: Counts) -> list[dict[str, Any]]:
    queue = "/werk/beantwoorden"
    return [
        {"number": number(counted.waiting), "text": _("punten wachten op antwoord"), "href": queue},
        {
            "number": number(counted.late),
            "text": _("te laat"),
            "href": f"{queue}?termijn=te-laat",
            "late": counted.late > 0,
        },
        {"number": number(counted.soon), "text": _("binnen een week"), "href": f"{queue}?termijn=week"},
        {
            "number": number(counted.late_commitments),
            "text": _("toezeggingen te laat"),
            "href": "/werk/toezeggingen?te_laat=1",
            "late": counted.late_commitments > 0,
        },
    ]


def _doors(counted: Counts, untold: int) -> list[dict[str, str]]:
    """Ways on, as far as this reader may go them, each with what waits there."""
    ways = [
        (Permission.CONTRIBUTION_LOOK, _("Bekijk nieuwe inbreng"), _unseen(counted), "/werk/bekijken"),
        (Permission.ANSWER_QUEUE, _("Beantwoord punten"), _drafts(counted.drafts), "/werk/beantwoorden"),
        (
            Permission.CONTRIBUTION_ASSIGN,
            _("Wijs punten toe"),
            _unassigned(counted.unassigned),
            "/werk/beantwoorden?dienst=geen",
        ),
        (Permission.ANSWER_SEND_BACK, _("Oordelen van inbrengers"), _verdicts(counted.verdicts), "/werk/oordelen"),
        (
            Permission.ANSWER_QUEUE,
            _("Toezeggingen"),
            _("Meld hoe het staat met wat is beloofd."),
            "/werk/toezeggingen",
        ),
        (Permission.GIVER_READ, _("Nog niet bericht"), _untold(untold), "/werk/nog-niet-bericht"),
    ]
    return [
        {"title": title, "text": text, "href": href}
        for permission, title, text, href in ways
        if may(actor(), permission)
    ]


def _unseen(counted: Counts) -> str:
    if counted.looked_at_late:
        one = "%(num)d tekst had al bekeken moeten zijn."
        return ngettext(one, "%(num)d teksten hadden al bekeken moeten zijn.", counted.looked_at_late)
    if counted.to_look_at:
        return ngettext("%(num)d tekst wacht.", "%(num)d teksten wachten.", counted.to_look_at)
    return _("Alles is bekeken.")


def _drafts(count: int) -> str:
    if count:
        return ngettext("%(num)d concept in de maak.", "%(num)d concepten in de maak.", count)
    return _("Kies punten en schrijf één antwoord.")


def _unassigned(count: int) -> str:
    return ngettext("%(num)d punt heeft nog geen dienst.", "%(num)d punten hebben nog geen dienst.", count)


def _verdicts(count: int) -> str:
    if count:
        return ngettext("%(num)d keer ‘nee’ wacht op uw besluit.", "%(num)d keer ‘nee’ wacht op uw besluit.", count)
    return _("Er wacht niets op u.")


def _untold(count: int) -> str:
    if count:
        one, more = "%(num)d inbrenger kreeg nog geen bericht.", "%(num)d inbrengers kregen nog geen bericht."
        return ngettext(one, more, count)
    return _("Iedereen met een adres is bericht.")
