"""Reading minutes: members while they may comment, everybody once they are published (T7, D11)."""

import io

from flask import flash, redirect, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.dossiers.minutes import queries, rules, shown, word
from dialoog.dossiers.minutes.forms import CommentForm, small_number
from dialoog.dossiers.minutes.merging import paragraphs
from dialoog.dossiers.minutes.models import Minutes, MinutesRevision, MinutesState
from dialoog.errors import NotFound
from dialoog.meetings.access import body_of, check_inside, runs, takes_part
from dialoog.meetings.agenda.queries import attendance, decisions
from dialoog.meetings.agenda.shown import attended, decided
from dialoog.meetings.labels import KINDS
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission, require
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = str | Response | tuple[str, int]


@needs(Permission.PUBLIC_READ)
def published(slug: str) -> str:
    """The minutes, with attendance by party and what was decided."""
    minutes, text = _published(slug)
    meeting = minutes.meeting
    return render_template(
        "dossiers/minutes/published.html",
        meeting=meeting,
        minutes=minutes,
        kind=KINDS[meeting.kind],
        attended=attended(attendance(session(), meeting)),
        decisions=decided(decisions(session(), meeting)),
        text=shown.text_of(text.text),
    )


@needs(Permission.PUBLIC_READ)
@limits.download
def word_file(slug: str) -> Response:
    """The same as .docx."""
    minutes, text = _published(slug)
    meeting = minutes.meeting
    body = word.minutes_file(
        minutes, text.text, attended(attendance(session(), meeting)), decisions(session(), meeting)
    )
    answer = send_file(io.BytesIO(body), word.CONTENT_TYPE, as_attachment=True, download_name=f"notulen-{slug}.docx")
    answer.headers["Cache-Control"] = "no-store" if actor().person_id else "no-cache"
    return answer


def _published(slug: str) -> tuple[Minutes, MinutesRevision]:
    """Raises NotFound for minutes that are not published, or not for this reader: both look the same."""
    meeting = by_slug(session(), slug)
    minutes = queries.minutes_of(session(), meeting)
    if minutes is None or not rules.may_read_published(minutes, meeting, actor()):
        raise NotFound(_("Van deze bijeenkomst zijn er (nog) geen openbare notulen."))
    return minutes, queries.revision(session(), minutes, minutes.revision)


@needs(Permission.MEETING_READ_INSIDE)
def draft(slug: str) -> Page:
    """The text for members, and what they say of it."""
    minutes = _for_members(slug)
    text = queries.revision(session(), minutes, minutes.revision)
    speaks = rules.is_open(minutes) and takes_part(actor(), minutes.meeting)
    form = CommentForm(paragraph=request.args.get("alinea", ""), shown=str(text.n))
    about = _offer(form, minutes, text)
    if request.method == "POST":
        require(actor(), Permission.MEETING_TAKE_PART, body=body_of(minutes.meeting))
    if form.validate_on_submit():
        with form.refusals():
            _comment(minutes, form)
            flash(_("Uw opmerking staat erbij. Het secretariaat zegt wat ermee gebeurt."), "ok")
            return redirect(f"/bijeenkomsten/{slug}/notulen/concept#opmerkingen")
    page = render_template(
        "dossiers/minutes/draft.html",
        form=form if speaks else None,
        about=about,
        meeting=minutes.meeting,
        minutes=minutes,
        runs=runs(actor(), minutes.meeting),
        text=shown.text_of(text.text),
        comments=shown.comments(session(), minutes, queries.comments(session(), minutes)),
        versions=shown.versions(
            queries.revisions(session(), minutes, first=_first(minutes)), f"/bijeenkomsten/{slug}/notulen/versies"
        ),
    )
    return page, form.status


def _offer(form: CommentForm, minutes: Minutes, text: MinutesRevision) -> str | None:
    """The paragraphs of the version the form was shown with; the text of the one that is chosen."""
    n = small_number(form.shown.data)
    if n != text.n and _first(minutes) <= n < text.n:
        text = queries.revision(session(), minutes, n)
    found = paragraphs(text.text)
    form.offer(found)
    chosen = small_number(form.paragraph.data or "")
    return found[chosen - 1] if 1 <= chosen <= len(found) else None


def _comment(minutes: Minutes, form: CommentForm) -> None:
    rules.comment(
        session(),
        minutes,
        form.text.data,
        shown=small_number(form.shown.data),
        paragraph=small_number(form.paragraph.data) if form.paragraph.data else None,
        actor=actor(),
    )
    session().commit()


@needs(Permission.MEETING_READ_INSIDE)
def version(slug: str, n: int) -> str:
    """One version as it was saved, and what changed in it."""
    minutes = _for_members(slug)
    first = _first(minutes)
    if n < first:
        raise NotFound(_("Deze versie van de notulen is er niet."))
    found = queries.revision(session(), minutes, n)
    before = queries.revision(session(), minutes, n - 1) if n > first else None
    return render_template(
        "dossiers/minutes/version.html",
        meeting=minutes.meeting,
        minutes=minutes,
        version=found,
        text=shown.text_of(found.text),
        changes=shown.differences(before.text, found.text) if before else None,
        before=n - 1 if before else None,
        writes=runs(actor(), minutes.meeting) and minutes.state in rules.WRITABLE and n != minutes.revision,
    )


def _for_members(slug: str) -> Minutes:
    """Raises NotFound for who is not of the table, and for members while the first text is being written."""
    meeting = by_slug(session(), slug)
    check_inside(actor(), meeting)
    minutes = queries.begun(session(), meeting)
    if minutes.state is MinutesState.DRAFT and not runs(actor(), meeting):
        raise NotFound(_("Aan de notulen van deze bijeenkomst wordt nog geschreven."))
    return minutes


def _first(minutes: Minutes) -> int:
    """The first version this reader may see."""
    return 1 if runs(actor(), minutes.meeting) else minutes.first_shown or 1
