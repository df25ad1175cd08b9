"""What stands in the way of a date, phases, regions and answers in words."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from dialoog.tables.planning.models import Cycle, Liking, Phase, Region
from dialoog.tables.planning.proposing import Kind, Obstacle, Proposal
from dialoog.web.rendering import long_date, short_date

PHASES = {
    Phase.CARRYING_OUT: _l("Uitvoering"),
    Phase.MONITORING: _l("Monitoring"),
    Phase.EVALUATION: _l("Evaluatie"),
    Phase.ADJUSTMENT: _l("Bijsturing"),
}
PHASES_EXPLAINED = {
    Phase.CARRYING_OUT: _l("Het beleid wordt uitgevoerd. De tafel hoort wat er gebeurt."),
    Phase.MONITORING: _l("De tafel volgt of het werkt, en waar het stokt."),
    Phase.EVALUATION: _l("De tafel kijkt terug: wat ging goed en wat moet beter?"),
    Phase.ADJUSTMENT: _l("De tafel adviseert wat er anders moet. Het doel kan worden bijgesteld."),
}
REGIONS = {Region.NORTH: _l("Noord"), Region.MIDDLE: _l("Midden"), Region.SOUTH: _l("Zuid")}
LIKINGS = {Liking.YES: _l("Ja"), Liking.RATHER_NOT: _l("Liever niet"), Liking.NO: _l("Nee")}
SHAPES = {Liking.YES: "done", Liking.RATHER_NOT: "part", Liking.NO: "no", None: "open"}
WEEKDAYS = (_l("maandag"), _l("dinsdag"), _l("woensdag"), _l("donderdag"), _l("vrijdag"))


def phases_of(cycle: Cycle) -> list[tuple[Any, Any, bool]]:
    """The phases in their order for tables/planning/phases.html, with whether the year is in it."""
    return [(PHASES[phase], PHASES_EXPLAINED[phase], phase is cycle.phase) for phase in Phase]


def reason(obstacle: Obstacle) -> str:
    """Why a day cannot be, as the end of a sentence."""
    if obstacle.kind is Kind.TAKEN and not obstacle.name:
        return _("dan komt deze tafel al bijeen")
    words = {
        Kind.PAST: _("die dag is geweest"),
        Kind.NOTICE: _("dat is al binnen zes weken"),
        Kind.WEEKEND: _("dat is in het weekend"),
        Kind.HOLIDAY: _("dan is het %(name)s", name=obstacle.name),
        Kind.SCHOOL: _("dan is het %(name)s", name=obstacle.name),
        Kind.TAKEN: _("dan komt %(name)s bijeen, met iemand van deze tafel", name=obstacle.name),
        Kind.NEAR: _("dat is te dicht op een andere bijeenkomst van deze tafel"),
    }
    return words[obstacle.kind]


def why(proposal: Proposal) -> str:
    """Why a date is not the one the rhythm asked for, or why there is none; empty where it is."""
    if proposal.day is None:
        return _nothing(proposal.first, proposal.last, proposal)
    if proposal.day == proposal.wished:
        return ""
    day = long_date(proposal.wished)
    if proposal.obstacle is None:
        return _("Dit is de gewenste dag van de week die het dichtst bij %(day)s ligt.", day=day)
    return _("Gewenst was %(day)s, maar %(why)s.", day=day, why=reason(proposal.obstacle))


def _nothing(first: date, last: date, proposal: Proposal) -> str:
    named = {
        Kind.PAST: _("al geweest"),
        Kind.NOTICE: _("binnen zes weken"),
        Kind.WEEKEND: _("weekend"),
        Kind.HOLIDAY: _("feestdag"),
        Kind.SCHOOL: _("schoolvakantie"),
        Kind.TAKEN: _("een bijeenkomst met iemand van deze tafel"),
        Kind.NEAR: _("te dicht op een andere bijeenkomst van deze tafel"),
    }
    counted = sorted(proposal.left_out.items(), key=lambda pair: -pair[1])
    parts = [ngettext("%(num)d dag", "%(num)d dagen", count) + f" {named[kind]}" for kind, count in counted]
    span = {"first": short_date(first), "last": short_date(last), "why": ", ".join(parts)}
    return _("Tussen %(first)s en %(last)s past geen dag: %(why)s.", **span)
