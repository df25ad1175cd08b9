"""A clock as pages show it: the last day, how it stands, and how it was reckoned, in words (D4)."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from dialoog import clock
from dialoog.terms.calendar import TermExplanation, days_late, skipped_days, stored_table, working_days_between
from dialoog.terms.explain import explain
from dialoog.terms.models import Clock
from dialoog.web.rendering import long_date, short_date


def shown(running: Clock) -> dict[str, Any]:
    """The values of templates/components/term_explanation.html for a clock."""
    return {
        "due": long_date(running.due_on),
        "state": _state(running),
        "late": late_text(running),
        "met": _met(running),
        "steps": [explain(explanation(running))],
    }


def explanation(running: Clock) -> TermExplanation:
    """What the stored clock was reckoned with."""
    return TermExplanation(
        received=running.started_on,
        working_days=running.working_days,
        due=running.due_on,
        skipped=skipped_days(running.free_days),
        extended_by=running.extended_by,
        paused_days=running.paused_days,
        paused_on=running.paused_on,
    )


def late_text(running: Clock) -> str | None:
    """'12 werkdagen te laat' while it runs and its last day has passed."""
    if running.met_at or running.stopped_at or clock.today() <= running.due_on:
        return None
    return late_by(days_late(running.due_on, clock.today()))


def late_by(days: int) -> str:
    """'3 werkdagen te laat'; the first weekend after a term it is late by less than a working day."""
    if days == 0:
        return _("te laat")
    return ngettext("%(num)d werkdag te laat", "%(num)d werkdagen te laat", days)


def _state(running: Clock) -> str | None:
    if running.met_at or running.stopped_at:
        return None
    if running.paused_on:
        return _("Staat stil sinds %(day)s: wij wachten op een reactie", day=short_date(running.paused_on))
    left = working_days_between(clock.today(), running.due_on)
    if left == 0:
        return _("Vandaag is de laatste dag")
    return ngettext("Nog %(num)d werkdag", "Nog %(num)d werkdagen", left)


def _met(running: Clock) -> str | None:
    if running.met_at is None:
        return None
    day = clock.local(running.met_at).date()
    table = stored_table(running.free_days, running.due_on)
    taken = max(0, working_days_between(running.started_on, day, table) - running.paused_days)
    spoken = short_date(day)
    if day > running.due_on:
        late = late_by(days_late(running.due_on, day))
        return _("Beantwoord op %(day)s, %(late)s", day=spoken, late=late)
    if not taken:
        return _("Gehaald op %(day)s, dezelfde dag", day=spoken)
    one, more = "Gehaald op %(day)s, na %(num)d werkdag", "Gehaald op %(day)s, na %(num)d werkdagen"
    return ngettext(one, more, taken, day=spoken)
