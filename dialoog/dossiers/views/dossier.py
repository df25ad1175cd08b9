"""The dossier: everything about one contribution on one page."""

from flask import render_template
from flask_babel import gettext as _

from dialoog import clock
from dialoog.contributions.clarifications.models import WORDS
from dialoog.contributions.labels import CHANNELS, KINDS
from dialoog.contributions.models import LOOKED_AT, OPEN_STATES, ContributionState, Look
from dialoog.contributions.rules.visibility import may_see_history, may_see_text
from dialoog.dossiers.alike import earlier
from dialoog.dossiers.backing import by_sector
from dialoog.dossiers.reading import Point, point
from dialoog.dossiers.rows import brought_in_by, hidden_text, late
from dialoog.dossiers.story import tell
from dialoog.endorsements.rules import can_be_endorsed
from dialoog.meetings.models import Level
from dialoog.permissions import Permission, may
from dialoog.terms.shown import shown
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.rendering import calm, long_date


@needs(Permission.PUBLIC_READ)
def dossier(number: str) -> str:
    """What was said, what happened with it, and how anyone can check that."""
    contribution = point(session(), number)
    seen = may_see_text(actor(), contribution)
    # Staff read what was asked and replied as they read the point itself (D3a, D11).
    also = WORDS if seen and actor().staff else ()
    story = tell(session(), contribution, see_texts=may_see_history(actor(), contribution), also=also)
    return render_template(
        "dossiers/dossier.html",
        crumbs=_crumbs(contribution, seen=seen),
        number=contribution.number,
        badge=contribution.outcome if seen and contribution.status not in OPEN_STATES else contribution.status,
        status=contribution.status,
        late=late(contribution),
        contribution=contribution,
        text=contribution.public_text,
        hidden=None if seen else f"{hidden_text(contribution)} {_look(contribution)}".strip(),
        source=_source(contribution),
        story=story.steps,
        backing=by_sector(story.backed_by) if seen else [],
        backed_by=len(story.backed_by),
        back_href=f"/inbreng/{contribution.number}/onderschrijven" if can_be_endorsed(contribution) else None,
        term=shown(contribution.clock) if contribution.clock else None,
        facts=_facts(contribution, seen=seen),
        proof={
            "leaves": story.recorded,
            "href": f"/inbreng/{contribution.number}/bewijs",
            "check_href": "/register#controleren",
        },
        acts=_acts(contribution),
        alike=earlier(session(), contribution, seen=seen),
    )


def _look(contribution: Point) -> str:
    """By when the words can be read, or could have been (D3a)."""
    due = contribution.look_due
    if contribution.look != Look.WAITING or contribution.status == ContributionState.WITHDRAWN or due is None:
        return ""
    if due < clock.today():
        return _("Dat had uiterlijk %(day)s moeten gebeuren.", day=long_date(due))
    return _("Dat gebeurt uiterlijk %(day)s.", day=long_date(due))


def _crumbs(contribution: Point, *, seen: bool) -> list[tuple[str, str]]:
    crumbs = [(_("Inbreng"), "/inbreng")]
    meeting, topic = contribution.meeting, contribution.topic
    if meeting and (seen or contribution.level is not Level.CLOSED):
        crumbs.append((meeting.title, f"/bijeenkomsten/{meeting.slug}"))
        if topic:
            crumbs.append((calm(topic.title), f"/inbreng?bijeenkomst={meeting.slug}&onderwerp={topic.number}"))
    return crumbs


def _source(contribution: Point) -> str:
    """One line: how it was written down, and by whom it was brought in (D0: those are different people)."""
    parts = [_("Letterlijk zoals ingebracht"), str(KINDS[contribution.kind]).lower()]
    if contribution.topic:
        parts.append(_("onderwerp ‘%(topic)s’", topic=calm(contribution.topic.title)))
    if contribution.room_table and contribution.level is Level.PUBLIC:
        table = contribution.room_table
        parts.append(table if table.casefold().startswith("tafel") else _("tafel %(table)s", table=table))
    giver = brought_in_by(contribution)
    return ", ".join([*parts, giver] if giver else parts) + "."


def _facts(contribution: Point, *, seen: bool) -> list[tuple[str, ...]]:
    facts: list[tuple[str, ...]] = [(_("Ingebracht op"), long_date(contribution.received_at))]
    if contribution.theme:
        facts.append((_("Thema"), contribution.theme.name, f"/inbreng?thema={contribution.theme.slug}"))
    if contribution.level is not Level.CLOSED and contribution.look not in LOOKED_AT:
        # Beside the words it stands under them.
        facts.append((_("Soort"), str(KINDS[contribution.kind])))
    if seen:
        facts.append((_("Hoe het binnenkwam"), str(CHANNELS[contribution.channel])))
        if contribution.meeting:
            address = f"/bijeenkomsten/{contribution.meeting.slug}"
            facts.append((_("Bijeenkomst"), contribution.meeting.title, address))
            facts.append((_("Reactienota"), _("alle punten van deze bijeenkomst"), f"{address}/reactienota"))
    if contribution.unit and (seen or contribution.level is not Level.CLOSED):
        facts.append((_("Antwoord van"), f"{contribution.unit.name}, {contribution.unit.ministry}"))
    return facts


def _acts(contribution: Point) -> list[dict[str, str]]:
    if not may(actor(), Permission.ANSWER_QUEUE):
        return []
    return [{"text": _("Open in de werkbank"), "href": f"/werk/inbreng/{contribution.number}", "kind": "secondary"}]
