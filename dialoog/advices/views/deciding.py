"""The steps of an advice: comments asked, adopted, taken back, laid away, sent, and the reaction sent back."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.advices.forms import AskForm, ReasonForm, SendForm
from dialoog.advices.labels import ADDRESSEES
from dialoog.advices.models import Advice
from dialoog.advices.queries import by_slug
from dialoog.advices.rules import commenting, reacting, sending, writing
from dialoog.errors import Conflict, RuleViolation
from dialoog.organisations.queries import units
from dialoog.permissions import Actor, Permission, presiding, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.forms import Form, offered

Page = str | tuple[str, int] | Response


@needs(Permission.ADVICE_WRITE)
def ask(slug: str) -> Page:
    """Ask the members to comment on the draft."""
    found = _written(slug)
    form = AskForm(until=found.comments_until or clock.today() + commenting.COMMENT_DAYS)
    if form.validate_on_submit() and form.until.data:
        with form.refusals():
            told = commenting.ask_for_comments(
                session(), found, until=form.until.data, actor=presiding(actor(), body=found.body)
            )
            session().commit()
            flash(_("De leden kunnen reageren. Er gaan %(n)s mails uit.", n=told), "ok")
            return redirect(url_for("advices.comments", slug=slug))
    return render_template("advices/ask.html", advice=found, form=form), form.status


@needs(Permission.ADVICE_WRITE)
def adopt(slug: str) -> Page:
    """Adopt the text as it stands here."""
    found = _written(slug)
    refusal = None
    if request.method == "POST":
        edit = request.form.get("edit", "")
        try:
            writing.adopt(
                session(), found, edit=int(edit) if edit.isdecimal() else 0, actor=presiding(actor(), body=found.body)
            )
        except (RuleViolation, Conflict) as refused:
            refusal = refused.message
            session().rollback()
        else:
            session().commit()
            flash(_("Het advies is vastgesteld. U kunt het nu aanbieden."), "ok")
            return redirect(url_for("advices.advice", slug=slug))
    page = render_template("advices/adopt.html", advice=found, refusal=refusal)
    return (page, 400) if refusal else page


@needs(Permission.ADVICE_WRITE)
def reconsider(slug: str) -> Page:
    """Work on an adopted text again, before it is sent."""
    found = _written(slug)
    return _with_reason(
        found,
        title=_("Terug naar concept"),
        about=_("U kunt de tekst dan weer wijzigen. Daarna stelt u het advies opnieuw vast."),
        button=_("Zet terug naar concept"),
        done=_("Het advies is weer een concept."),
        act=writing.reconsider,
    )


@needs(Permission.ADVICE_WRITE)
def lay_away(slug: str) -> Page:
    """Stop writing it."""
    found = _written(slug)
    return _with_reason(
        found,
        title=_("Leg dit advies weg"),
        about=_(
            "De tekst is dan niet meer te lezen of te wijzigen. In het register blijft staan dat het werd weggelegd."
        ),
        button=_("Leg weg"),
        done=_("Het advies is weggelegd."),
        act=writing.lay_away,
    )


@needs(Permission.ADVICE_WRITE)
def send(slug: str) -> Page:
    """Give the advice to whom it is for."""
    found = _written(slug)
    form = SendForm()
    active = units(session(), active=True)
    form.unit.choices = offered([("", _("Kies een dienst")), *((unit.slug, unit.in_full) for unit in active)])
    if form.validate_on_submit():
        unit = next(unit for unit in active if unit.slug == form.unit.data)
        with form.refusals():
            sending.send(session(), found, unit=unit, actor=_chair(found))
            session().commit()
            flash(_("Het advies is aangeboden en staat openbaar op Dialoog."), "ok")
            return redirect(url_for("advices.advice", slug=slug))
    to = ADDRESSEES[found.addressee]
    return render_template("advices/send.html", advice=found, form=form, to=to, days=sending.REACTION_DAYS), form.status


@needs(Permission.ADVICE_SEND_BACK)
def send_back(slug: str) -> Page:
    """The chair sends the reaction back, once (D9)."""
    found = by_slug(session(), slug, actor())
    require(actor(), Permission.ADVICE_SEND_BACK, body=found.body)
    return _with_reason(
        found,
        title=_("Stuur de reactie terug"),
        about=_(
            "Is dit geen antwoord op het advies? U kunt de reactie één keer terugsturen. "
            "De termijn loopt dan opnieuw. Iedereen leest uw reden."
        ),
        button=_("Stuur terug"),
        done=_("De reactie is teruggestuurd."),
        act=reacting.send_back,
    )


def _written(slug: str) -> Advice:
    found = by_slug(session(), slug, actor())
    require(actor(), Permission.ADVICE_WRITE, body=found.body)
    return found


def _chair(found: Advice) -> Actor:
    """Whoever acts, as the chair where they are."""
    return presiding(actor(), body=found.body)


def _with_reason(found: Advice, *, title: str, about: str, button: str, done: str, act: Callable[..., None]) -> Page:
    """A page that asks why, and then acts."""
    form: Form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            act(session(), found, reason=form.data["reason"], actor=_chair(found))
            session().commit()
            flash(done, "ok")
            return redirect(url_for("advices.advice", slug=found.slug) if found.status != "weggelegd" else "/adviezen")
    return render_template(
        "advices/reason.html", advice=found, form=form, title=title, about=about, button_text=button
    ), form.status
