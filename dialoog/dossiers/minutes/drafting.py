"""The first text of minutes: the agenda as headings, with what was decided under each."""

from collections.abc import Sequence

from flask_babel import gettext as _

from dialoog.meetings.agenda.models import AgendaItem, Decision

FEEDBACK = 1


def first_text(items: Sequence[AgendaItem], decisions: Sequence[Decision], *, feedback: bool) -> str:
    """What a writer begins with. `feedback`: the terugkoppeling of last time was the first item (M4)."""
    parts: list[str] = [_heading(FEEDBACK, _("Terugkoppeling van de vorige keer"))] if feedback else []
    for n, item in enumerate(items, start=FEEDBACK + 1 if feedback else 1):
        parts.append(_heading(n, item.title))
        parts.extend(_decided(one) for one in decisions if one.item_id == item.id)
    loose = [one for one in decisions if one.item_id is None]
    if loose:
        parts.extend(["# " + _("Besluiten"), *(_decided(one) for one in loose)])
    return "\n\n".join([*parts, "# " + _("Rondvraag")])


def _heading(n: int, title: str) -> str:
    return f"# {n}. {' '.join(title.split())}"


def _decided(one: Decision) -> str:
    return _("Besluit: %(text)s", text=" ".join(one.text.split()))
