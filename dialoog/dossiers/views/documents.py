"""The documents of a meeting: its terugkoppeling (M4) and reactienota (M7), as pages and as files."""

import io
from collections.abc import Iterable
from typing import Any

from flask import Response, render_template, request, send_file
from flask_babel import gettext as _

from dialoog.dossiers.documents import making, word
from dialoog.dossiers.documents.content import (
    Bundle,
    Point,
    Promise,
    Report,
    answered_by,
    late_in_short,
    report,
    sum_of,
)
from dialoog.dossiers.documents.making import State
from dialoog.meetings.models import Meeting
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.afterwards import write_afterwards
from dialoog.web.context import files, session, settings
from dialoog.web.rendering import number

# Seconds after which the page of a PDF that is being made looks again; within what limits.download lets through.
LOOK_AGAIN = 6


@needs(Permission.PUBLIC_READ)
def feedback(slug: str) -> str:
    """M4: what came in, what became of it so far, and what is late."""
    told = report(session(), by_slug(session(), slug))
    return render_template(
        "dossiers/documents/terugkoppeling.html",
        report=told,
        figures=_figures(told),
        late_points=[_row(point) for point in told.late_points],
        late_promises=[_promise(promise) for promise in told.late_promises],
        topics=[(t.title, t.reference, [(k.title, list(_rows(k.bundles))) for k in t.kinds]) for t in told.topics],
        closed=[_row(point) for point in told.closed],
        word_href=f"/bijeenkomsten/{slug}/terugkoppeling.docx",
    )


@needs(Permission.PUBLIC_READ)
@limits.download
def feedback_word(slug: str) -> Response:
    """M4 as .docx."""
    told = report(session(), by_slug(session(), slug), base=settings().base_url)
    return _file(word.terugkoppeling(told), f"terugkoppeling-{slug}.docx", word.CONTENT_TYPE)


@needs(Permission.PUBLIC_READ)
def note(slug: str) -> str:
    """M7: every contribution with outcome, motivation and landing place."""
    told = report(session(), by_slug(session(), slug), names=_names())
    here = f"/bijeenkomsten/{slug}/reactienota"
    asked = _asked(names=told.names)
    return render_template(
        "dossiers/documents/reactienota.html",
        report=told,
        sum_of=sum_of,
        late_in_short=late_in_short,
        answered_by=answered_by,
        word_href=f"{here}.docx{asked}",
        pdf_href=f"{here}.pdf{asked}" if making.possible() else None,
        other_href=f"{here}{_asked(names=not told.names)}",
    )


@needs(Permission.PUBLIC_READ)
@limits.download
def note_word(slug: str) -> Response:
    """M7 as .docx."""
    told = report(session(), by_slug(session(), slug), names=_names(), base=settings().base_url)
    return _file(word.reactienota(told), _name(slug, "docx", names=told.names), word.CONTENT_TYPE)


@needs(Permission.PUBLIC_READ)
@limits.download
def note_pdf(slug: str) -> Response:
    """M7 as PDF when one of this very content is kept; else it is asked for, and a page tells how far it is."""
    meeting, names = by_slug(session(), slug), _names()
    html = making.html_of(session(), meeting, names=names, settings=settings())
    body = making.current(session(), files(), meeting, names=names, html=html)
    if body is not None:
        return _file(body, _name(slug, "pdf", names=names), "application/pdf")
    how = _how_far(meeting, names=names, html=html)
    asked = _asked(names=names)
    page = render_template(
        "dossiers/documents/making.html",
        meeting=meeting,
        how=how,
        here=f"/bijeenkomsten/{slug}/reactienota.pdf{asked}",
        note_href=f"/bijeenkomsten/{slug}/reactienota{asked}",
    )
    over = how in (State.FAILED, State.IMPOSSIBLE)
    answer = Response(page, 503 if over else 202, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    if how is State.MAKING:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


def _how_far(meeting: Meeting, *, names: bool, html: str) -> State:
    """How far the PDF is; asked for where nobody did."""
    if not making.possible():
        return State.IMPOSSIBLE
    job = making.asked(session(), meeting, names=names, html=html)
    if job is None:
        write_afterwards(lambda own: making.ask(own, meeting, names=names, html=html))
    return making.how_far(session(), job)


def _names() -> bool:
    return request.args.get("namen") == "1"


def _asked(*, names: bool) -> str:
    return "?namen=1" if names else ""


def _name(slug: str, kind: str, *, names: bool) -> str:
    return f"reactienota-{slug}{'-met-namen' if names else ''}.{kind}"


def _file(body: bytes, name: str, content_type: str) -> Response:
    answer = send_file(io.BytesIO(body), content_type, as_attachment=True, download_name=name, max_age=0)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _figures(told: Report) -> list[dict[str, Any]]:
    """M6: heard = registered = answered + open + withdrawn, and what of it is late."""
    tally, count = told.tally, told.tally.count
    figures: list[dict[str, Any]] = [
        {"number": number(tally.heard), "text": _("punten gehoord")},
        {"number": number(tally.registered), "text": _("met een nummer")},
        {"number": number(count.answered), "text": _("beantwoord")},
        {"number": number(count.open), "text": _("nog open")},
        {"number": number(count.withdrawn), "text": _("ingetrokken")},
    ]
    if count.late:
        figures.append({"number": number(count.late), "text": _("van de open punten te laat"), "late": True})
    return figures


def _rows(bundles: Iterable[Bundle]) -> Iterable[dict[str, Any]]:
    for bundle in bundles:
        more = _became(bundle)
        yield from (_row(point, more) for point in bundle.points)


def _became(bundle: Bundle) -> list[str]:
    """Where it is to be found, and what was promised."""
    if bundle.answer is None:
        return []
    places = [_("terug te vinden in %(place)s", place=place["text"]) for place in bundle.answer.places]
    return places + [
        _("toezegging, %(state)s: %(text)s", text=one.text, state=one.late or one.word.lower())
        for one in bundle.answer.promises
    ]


def _row(point: Point, more: Iterable[str] = ()) -> dict[str, Any]:
    due = [_("antwoord uiterlijk %(day)s", day=point.due)] if point.due else []
    return {
        "text": point.text,
        "plain": not point.shown,
        "href": point.href,
        "state": point.state,
        "late": point.late,
        "meta": [point.number, *point.meta, *due, *more],
    }


def _promise(promise: Promise) -> dict[str, Any]:
    return {
        "text": promise.text,
        "plain": True,
        "href": promise.href,
        "state": promise.state,
        "late": promise.late,
        "meta": [promise.owner, _("klaar uiterlijk %(day)s", day=promise.due)],
    }
