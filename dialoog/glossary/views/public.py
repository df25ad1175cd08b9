"""What words mean, for everyone; and proposing one, without an account."""

from collections.abc import Iterable
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.glossary import queries, rules
from dialoog.glossary.forms import ProposalForm
from dialoog.glossary.matching import Term
from dialoog.glossary.models import GlossaryEntry
from dialoog.glossary.shown import on_page
from dialoog.glossary.site_words import ENTRIES, SiteWord
from dialoog.permissions import Permission
from dialoog.search import fold
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session

Page = tuple[str, int] | Response


@needs(Permission.PUBLIC_READ)
def glossary() -> str:
    """The approved words by letter, then those of these pages themselves; `q` narrows both."""
    asked = request.args.get("q", "").strip()[:200]
    return render_template(
        "glossary/list.html",
        q=asked,
        letters=_by_letter(
            term for term in on_page().terms if _holds(asked, *term.forms, term.plain_words, term.meaning)
        ),
        site_words=_site_words(asked),
    )


def _by_letter(found: Iterable[Term]) -> list[tuple[str, list[Term]]]:
    return [(letter, list(some)) for letter, some in groupby(sorted(found, key=_place), key=_letter)]


def _place(term: Term) -> tuple[bool, str]:
    return not _letter(term).isalpha(), fold(term.word)


def _letter(term: Term) -> str:
    first = fold(term.word)[:1].upper()
    return first if first.isalpha() else "0–9"


def _site_words(asked: str) -> list[SiteWord]:
    found = (entry for entry in ENTRIES if _holds(asked, str(entry.word), str(entry.meaning)))
    return sorted(found, key=lambda entry: str(entry.word).lower())


def _holds(asked: str, *texts: str) -> bool:
    return not asked or any(fold(asked) in fold(text) for text in texts)


@needs(Permission.GLOSSARY_PROPOSE)
@limits.propose
def propose() -> Page:
    """A form for a word or a better meaning; staff read it before anybody else does."""
    better = _better()
    form = _form(better)
    if form.validate_on_submit():
        with form.refusals():
            given = form.words()
            rules.propose(session(), given, improves=better, form_token=form.form_token.data, actor=actor())
            session().commit()
            flash(_("Bedankt. Het secretariaat leest uw voorstel. Daarna komt het op deze pagina, of niet."), "ok")
            return redirect(url_for("glossary.glossary"))
    return _page(form, better)


def stood_open_too_long() -> Page:
    """The form again, with all that was typed, where the browser lost the cookie that belongs to it."""
    better = _better()
    form = _form(better)
    form.form_errors.append(_("Deze pagina stond te lang open. Uw tekst staat er nog: verstuur hem opnieuw."))
    return _page(form, better)


def _better() -> GlossaryEntry | None:
    """The word to which the address asks a better meaning."""
    return queries.by_slug(session(), request.args.get("woord", "")[:80])


def _form(better: GlossaryEntry | None) -> ProposalForm:
    if better is not None:
        return ProposalForm(word=better.word, plain_words=better.plain_words)
    return ProposalForm(word=request.args.get("nieuw", "").strip()[:100])


def _page(form: ProposalForm, better: GlossaryEntry | None) -> Page:
    return render_template("glossary/propose.html", form=form, better=better), form.status
