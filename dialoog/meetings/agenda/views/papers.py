"""The documents of a meeting, in versions."""

import io

from flask import flash, redirect, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.errors import NotFound
from dialoog.meetings.access import inside, may_read
from dialoog.meetings.agenda import keeping, queries
from dialoog.meetings.agenda.forms import ACCEPTED, PaperDetailsForm, PaperForm, VersionForm, item_choices
from dialoog.meetings.agenda.shown import paper_rows
from dialoog.meetings.agenda.views.of_meeting import STAFF, run_by_actor
from dialoog.meetings.queries import by_slug
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, files, session

Page = str | Response | tuple[str, int]


@needs(Permission.MEETING_RUN)
def papers(slug: str) -> Page:
    """All documents, and a new one."""
    meeting = run_by_actor(slug)
    form = PaperForm()
    form.item.choices = item_choices(queries.items(session(), meeting))
    if form.validate_on_submit():
        with form.refusals():
            keeping.add_paper(
                session(),
                meeting,
                form.title.data,
                form.upload(),
                public=bool(form.public.data),
                item_id=int(form.item.data) if form.item.data else None,
                files=files(),
                actor=actor(),
            )
            session().commit()
            flash(_("Het stuk staat erbij."), "ok")
            return redirect(f"{STAFF}/{slug}/stukken")
    found = queries.papers(session(), meeting, public_only=False)
    page = render_template(
        "meetings/agenda/papers.html",
        form=form,
        meeting=meeting,
        papers=paper_rows(meeting, found, staff=True),
        accepted=ACCEPTED,
    )
    return page, form.status


@needs(Permission.MEETING_RUN)
def paper(slug: str, key: int) -> Page:
    """One document: a newer version, or who reads it."""
    meeting = run_by_actor(slug)
    found = queries.paper(session(), meeting, key)
    newer = request.method == "POST" and "note" in request.form
    version = VersionForm() if newer or request.method == "GET" else VersionForm(formdata=None)
    details = PaperDetailsForm(obj=found) if not newer else PaperDetailsForm(formdata=None, obj=found)
    form = version if newer else details
    if form.validate_on_submit():
        with form.refusals():
            if newer:
                upload, note = version.upload(), version.note.data
                keeping.add_version(session(), meeting, found, upload, note, files=files(), actor=actor())
            else:
                public = bool(details.public.data)
                keeping.change_paper(session(), meeting, found, title=details.title.data, public=public, actor=actor())
            session().commit()
            flash(_("Dat is bewaard."), "ok")
            return redirect(f"{STAFF}/{slug}/stukken/{key}")
    page = render_template(
        "meetings/agenda/paper.html",
        form=form,
        version=version,
        details=details,
        meeting=meeting,
        paper=paper_rows(meeting, [found], staff=True)[0],
        accepted=ACCEPTED,
    )
    return page, form.status


@needs(Permission.PUBLIC_READ)
@limits.download
def download(slug: str, key: int, n: int) -> Response:
    """One version as it was given. Raises NotFound for what is not for this reader, as for what is not there."""
    meeting = by_slug(session(), slug)
    found = queries.paper(session(), meeting, key)
    within = inside(actor(), meeting)
    if not (within or (found.public and may_read(actor(), meeting))):
        raise NotFound(_("Dit stuk hoort niet bij deze bijeenkomst."))
    version = queries.paper_version(found, n)
    content = files().read(version.sha256)
    if not found.public:
        detail = {"paper": found.id, "n": n}
        audit.note_read(actor=actor(), action="paper.read", subject_kind="bijeenkomst", subject_key=slug, detail=detail)
    answer = send_file(io.BytesIO(content), version.media_type, as_attachment=True, download_name=version.file_name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
