"""Why a term ends when it does, in plain Dutch (D4)."""

from datetime import date
from functools import lru_cache

from babel.lists import format_list
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from dialoog.terms.calendar import TermExplanation


def explain(term: TermExplanation) -> str:
    """The explanation of a term as text: what was counted, what was skipped, what moved it, and the last day.

    Needs an application with Babel. While the term stands still its last day is the latest it can become.
    """
    sentences = [_counted(term)]
    if term.extended_by:
        sentences.append(
            ngettext(
                "De termijn is verlengd met %(num)d werkdag.",
                "De termijn is verlengd met %(num)d werkdagen.",
                term.extended_by,
            )
        )
    if term.paused_days:
        sentences.append(
            ngettext(
                "De termijn stond %(num)d werkdag stil, omdat wij op een reactie wachtten.",
                "De termijn stond %(num)d werkdagen stil, omdat wij op een reactie wachtten.",
                term.paused_days,
            )
        )
    if term.paused_on:
        sentences.append(
            _("De termijn staat stil sinds %(day)s, omdat wij op een reactie wachten.", day=_day(term.paused_on))
        )
        sentences.append(_("Komt er geen reactie, dan is de laatste dag %(day)s.", day=_day(term.due)))
    else:
        sentences.append(_("De laatste dag is %(day)s.", day=_day(term.due)))
    return " ".join(sentences)


def _counted(term: TermExplanation) -> str:
    span = ngettext(
        "%(num)d werkdag vanaf %(day)s", "%(num)d werkdagen vanaf %(day)s", term.working_days, day=_day(term.received)
    )
    if not term.skipped:
        return _("%(span)s.", span=span)
    names = format_list([name for _day, name in term.skipped], locale=get_locale() or "nl")
    return _("%(span)s, zonder %(holidays)s.", span=span, holidays=names)


@lru_cache(maxsize=1000)
def _day(day: date) -> str:
    # Always in Dutch; Babel takes its time, and a page has several days.
    return str(format_date(day, "d MMMM y"))
