"""Why a draw cannot be held, in words that say which quota asks how many, and how many there are (T3)."""

from flask_babel import gettext as _
from flask_babel import ngettext

from dialoog.organisations.labels import SECTORS
from dialoog.tables.drawing import Lack, Problem, Within


def explained(problem: Problem) -> str:
    """One reason, in a sentence or two."""
    numbers = {"asked": problem.asked, "there": problem.there}
    if problem.lack is Lack.SECTOR and problem.sector is not None:
        one, more = (
            "Het quotum voor %(sector)s vraagt %(asked)s, maar er is %(num)d kandidaat.",
            "Het quotum voor %(sector)s vraagt %(asked)s, maar er zijn %(num)d kandidaten.",
        )
        return ngettext(one, more, problem.there, sector=str(SECTORS[problem.sector]).lower(), asked=problem.asked)
    if problem.lack is Lack.OVER:
        return _("De quota per sector vragen samen %(asked)s, maar u loot %(there)s zetels.", **numbers)
    if problem.lack is Lack.OTHERS:
        return _(
            "Na de quota per sector blijven %(asked)s zetels over. "
            "Uit andere sectoren zijn er maar %(there)s kandidaten.",
            **numbers,
        )
    if problem.lack is Lack.YOUNG:
        return _("Het quotum voor jongeren vraagt %(asked)s, maar er kunnen er hooguit %(there)s.", **numbers)
    return _within(problem)


def _within(problem: Problem) -> str:
    numbers = {"asked": problem.asked, "there": problem.there}
    if problem.lack is Lack.YOUNG_IN_SECTORS:
        told = _(
            "Het quotum voor jongeren vraagt %(asked)s. Binnen de quota per sector kunnen er hooguit %(there)s.",
            **numbers,
        )
        return " ".join([told, *(_young_in(one) for one in problem.within if one.seats)])
    told = _(
        "Het quotum voor jongeren vraagt %(asked)s. Door de quota per sector worden het er minstens %(there)s.",
        **numbers,
    )
    return " ".join([told, *(_older_in(one) for one in problem.within if one.least_young)])


def _young_in(one: Within) -> str:
    values = {"sector": _name(one), "seats": one.seats, "young": one.young, "most": one.most_young}
    return _("%(sector)s: %(seats)s te loten, %(young)s jonge kandidaten, dus hooguit %(most)s.", **values)


def _older_in(one: Within) -> str:
    values = {"sector": _name(one), "seats": one.seats, "older": one.older, "least": one.least_young}
    return _("%(sector)s: %(seats)s te loten, %(older)s kandidaten boven de 30, dus minstens %(least)s.", **values)


def _name(one: Within) -> str:
    return str(SECTORS[one.sector]) if one.sector is not None else _("Andere sectoren")
