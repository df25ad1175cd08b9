"""Writing an advice at the table: the draft, and what members say of it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts.models import Person
from dialoog.advices import queries
from dialoog.advices.forms import AdviceForm, CommentForm, HandleForm
from dialoog.advices.models import Advice, AdviceComment, AdviceState
from dialoog.advices.queries import by_slug
from dialoog.advices.rules import commenting, writing
from dialoog.advices.rules.writing import AdviceConflict
from dialoog.errors import NotFound
from dialoog.permissions import Permission, may, presiding, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import long_date

Page = str | tuple[str, int] | Response
FIELDS = ("title", "question", "summary", "text", "generation_test")


@needs(Permission.ADVICE_WRITE)
def new() -> Page:
    """Begin an advice of a table."""
    tables = queries.tables_written_for(session(), actor())
    form = AdviceForm(tables=[(table.slug, table.name) for table in tables], table=request.args.get("tafel"))
    if form.validate_on_submit():
        table = next(table for table in tables if table.slug == form.table.data)
        with form.refusals():
            made = writing.begin(session(), table, form.given(), actor=presiding(actor(), body=table.body))
            session().commit()
            flash(_("Het concept is bewaard. Alleen wie aan de tafel zit, kan het lezen."), "ok")
            return redirect(url_for("advices.advice", slug=made.slug))
    return render_template("advices/edit.html", form=form, advice=None, conflict=None), form.status


@needs(Permission.ADVICE_WRITE)
def edit(slug: str) -> Page:
    """Change the draft; whoever saved meanwhile is not overwritten."""
    found = by_slug(session(), slug, actor())
    require(actor(), Permission.ADVICE_WRITE, body=found.body)
    if request.method == "GET":
        if found.status != AdviceState.DRAFT:
            return redirect(url_for("advices.advice", slug=slug))
        numbers = [point.number for point in queries.points_of(session(), found)]
        return render_template("advices/edit.html", form=AdviceForm.of(found, numbers), advice=found, conflict=None)
    form = AdviceForm()
    if form.validate():
        try:
            with form.refusals():
                writing.save(session(), found, form.given(), edit=_number(form.edit.data), actor=actor())
                session().commit()
                flash(_("Het concept is bewaard."), "ok")
                return redirect(url_for("advices.advice", slug=slug))
        except AdviceConflict as conflict:
            return _conflict_page(conflict, form)
    return render_template("advices/edit.html", form=form, advice=found, conflict=None), form.status


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _conflict_page(conflict: AdviceConflict, form: AdviceForm) -> Page:
    """Both texts: theirs beside each field that differs, yours in the field; saving then counts as merged."""
    theirs, mine = conflict.advice, conflict.yours
    who = session().get(Person, theirs.written_by_id) if theirs.written_by_id else None
    differing = {
        name: getattr(theirs, name) or _("(leeg)") for name in FIELDS if getattr(theirs, name) != getattr(mine, name)
    }
    form.edit.data = str(theirs.edit)
    told = {"who": who.name if who else _("Iemand anders"), "message": conflict.message, "theirs": differing}
    page = render_template("advices/edit.html", form=form, advice=theirs, conflict=told)
    session().rollback()
    return page, 409


@needs(Permission.ADVICE_READ_DRAFT)
def comments(slug: str) -> Page:
    """What members say of the draft, and what was done with it; POST adds a comment."""
    found = _inside(slug)
    form = CommentForm()
    if request.method == "POST":
        require(actor(), Permission.ADVICE_COMMENT, body=found.body)
    if form.validate_on_submit():
        with form.refusals():
            commenting.comment(session(), found, form.text.data, actor=actor())
            session().commit()
            flash(_("Dank u. Uw opmerking staat erbij. U ziet hier wat ermee gebeurt."), "ok")
            return redirect(url_for("advices.comments", slug=slug))
    return render_template(
        "advices/comments.html",
        advice=found,
        form=form,
        comments=[_comment(one) for one in queries.comments_of(session(), found)],
        open=commenting.is_open(found),
        says=commenting.is_open(found) and may(actor(), Permission.ADVICE_COMMENT, body=found.body),
        handles=found.status == AdviceState.DRAFT and may(actor(), Permission.ADVICE_WRITE, body=found.body),
    ), form.status


@needs(Permission.ADVICE_WRITE)
def handle(slug: str, key: int) -> Page:
    """Say what was done with a comment."""
    found = _inside(slug)
    require(actor(), Permission.ADVICE_WRITE, body=found.body)
    comment = queries.comment_of(session(), found, key)
    chosen = None if comment.taken_over is None else str(int(comment.taken_over))
    form = HandleForm(data={"taken_over": chosen, "reason": comment.reason})
    if form.validate_on_submit():
        with form.refusals():
            taken_over = form.taken_over.data == "1"
            commenting.handle(session(), comment, taken_over=taken_over, reason=form.reason.data, actor=actor())
            session().commit()
            flash(_("Het staat bij de opmerking."), "ok")
            return redirect(url_for("advices.comments", slug=slug))
    return render_template("advices/handle.html", advice=found, comment=_comment(comment), form=form), form.status


def _inside(slug: str) -> Advice:
    """An advice for who sits at its table. Raises NotFound for others, also where its text is public."""
    found = by_slug(session(), slug, actor())
    if not may(actor(), Permission.ADVICE_READ_DRAFT, body=found.body):
        raise NotFound(_("Dit advies is er niet."))
    return found


def _comment(one: AdviceComment) -> dict[str, Any]:
    name = one.person.name if one.person else _("Een lid van toen")
    return {
        "key": one.id,
        "text": one.text,
        "who": f"{name}, {one.organisation.name}" if one.organisation else name,
        "when": long_date(one.at),
        "taken_over": one.taken_over,
        "reason": one.reason,
    }
