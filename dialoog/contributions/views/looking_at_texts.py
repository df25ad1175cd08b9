"""The look at words that stand with a step: hide them, or take personal data out (D3a, D1)."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import audit
from dialoog.contributions.forms import BlackOutForm, HideForm
from dialoog.contributions.models import Ground, Look, TextLook
from dialoog.contributions.rules import blacking_out, looking_at_texts
from dialoog.contributions.rules.visibility import may_see_history
from dialoog.contributions.views.looking import NEXT, PATH
from dialoog.errors import NotFound
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response
CERTAIN = "zeker"


@needs(Permission.CONTRIBUTION_LOOK)
def hide(act: int) -> Page:
    """Criminal or advertising, with a reason for everyone; then the next one follows."""
    texts = _of_act(act)
    # A name that shows already stays when only the reason beside it is looked at.
    texts = [text for text in texts if text.look is Look.WAITING] or texts
    form, waited = HideForm(), texts[0].look is Look.WAITING
    if form.validate_on_submit():
        with form.refusals():
            ground = Ground(form.ground.data)
            looking_at_texts.hide(session(), texts, ground=ground, reason=form.reason.data, actor=actor())
            _note("text.hidden", texts)
            session().commit()
            flash(_("De woorden bij %(number)s zijn verborgen.", number=texts[0].contribution.number), "ok")
            return _on(texts, waited=waited)
    page = render_template(
        "contributions/hide.html",
        form=form,
        number=texts[0].contribution.number,
        texts=list(dict.fromkeys(text.text.text for text in texts)),
        black_out=f"{PATH}/{act}/weglakken/{texts[0].name}",
    )
    return page, form.status


@needs(Permission.CONTRIBUTION_BLACK_OUT)
def black_out(act: int, name: str) -> Page:
    """First the text to put marks in, then the result to look at, then it is done for good."""
    texts = _of_act(act, name)
    text, waited = texts[0].text.text or "", texts[0].look is Look.WAITING
    form, preview = BlackOutForm(marked=text), None
    if form.validate_on_submit():
        with form.refusals():
            preview = blacking_out.blacked(text, form.marked.data)
            if request.form.get("stap") == CERTAIN:
                looking_at_texts.black_out(session(), texts, new_text=preview, reason=form.reason.data, actor=actor())
                _note("text.blacked-out", texts)
                session().commit()
                flash(_("De gegevens zijn weggelakt. Over vier weken wordt ook het origineel vernietigd."), "ok")
                return _on(texts, waited=waited)
    page = render_template(
        "contributions/black_out.html",
        form=form,
        number=texts[0].contribution.number,
        marks=blacking_out.marks_for(text),
        preview=preview if not form.errors else None,
        certain=CERTAIN,
    )
    return page, form.status


def _of_act(act: int, name: str | None = None) -> list[TextLook]:
    """What was written at once, as far as this reader may see it (D11). Raises NotFound."""
    written = looking_at_texts.of_act(session(), act)
    found = [text for text in written if name in (None, text.name) and may_see_history(actor(), text.contribution)]
    if not found:
        raise NotFound
    return found


def _note(action: str, texts: list[TextLook]) -> None:
    for number in sorted({text.contribution.number for text in texts}):
        audit.note(session(), actor=actor(), action=action, subject_kind="inbreng", subject_key=number)


def _on(texts: list[TextLook], *, waited: bool) -> Response:
    """To the next that waits, or back to the point it stands at."""
    return redirect(NEXT if waited else url_for("contributions.contribution", number=texts[0].contribution.number))
