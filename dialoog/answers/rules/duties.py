"""What a draft owes the giver before it may be published (D6, D8)."""

from datetime import date

from flask_babel import gettext as _

from dialoog import clock
from dialoog.answers.models import AnswerVersion, LandingKind, LandingPlace, PlannedCommitment
from dialoog.commitments.rules import SHORTEST_WORDS
from dialoog.contributions.models import Outcome
from dialoog.errors import RuleViolation
from dialoog.mail.addresses import NoAddress, checked
from dialoog.meetings.models import Level

SHORTEST_MOTIVATION = 40
SHORTEST_REASON = 10
ADOPTING = frozenset({Outcome.ADOPTED, Outcome.PARTLY})
LANDING = ADOPTING | {Outcome.EXISTING}

Problem = tuple[str, str]


class DutiesNotMet(RuleViolation):
    """What is still to be done, as (field, message); fields are named as in the form of a draft."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(message for _field, message in problems), field=problems[0][0])
        self.problems = problems


def check(version: AnswerVersion, *, level: Level, on: date | None = None) -> None:
    """Raise DutiesNotMet with everything that is missing from a draft. `level`: of its points (D11).

    `on`: the day it will be published, unless that is today.
    """
    day = on or clock.today()
    problems = [*_words(version, day), *_referral(version, level=level), *_places(version), *_commitments(version, day)]
    if problems:
        raise DutiesNotMet(problems)


def _words(version: AnswerVersion, day: date) -> list[Problem]:
    found: list[Problem] = []
    if version.outcome is None:
        found.append(("outcome", _("Kies een uitkomst.")))
    if len(version.motivation.strip()) < SHORTEST_MOTIVATION:
        found.append(("motivation", _("Schrijf in gewone taal waarom. Gebruik minstens 40 tekens.")))
    if version.outcome is Outcome.NOT_ADOPTED and not version.consideration.strip():
        found.append(("consideration", _("Schrijf wat u hebt afgewogen. Alleen nee zeggen is niet genoeg.")))
    found.extend(_decision(version, day))
    if version.n > 1 and len(version.why_changed.strip()) < SHORTEST_REASON:
        found.append(("why_changed", _("Schrijf waarom het antwoord verandert. Iedereen kan dit lezen.")))
    return found


def _decision(version: AnswerVersion, day: date) -> list[Problem]:
    if version.outcome is not Outcome.LATER:
        return []
    if version.decide_on is None:
        return [("decide_on", _("Kies de dag waarop hierover wordt beslist. Dan gaat het dossier vanzelf weer open."))]
    if version.decide_on <= clock.today():
        return [("decide_on", _("Deze dag is al voorbij of vandaag. Kies een dag na vandaag."))]
    if version.decide_on <= day:
        return [("decide_on", _("Het antwoord is pas daarna openbaar. Kies een dag na de publicatie."))]
    return []


def _referral(version: AnswerVersion, *, level: Level) -> list[Problem]:
    if version.outcome is not Outcome.REFERRED:
        return []
    if level is Level.CLOSED:
        return [("outcome", _("Wat besloten is ingebracht, blijft binnen de kring. U kunt het niet doorgeleiden."))]
    found: list[Problem] = []
    if not version.referred_to.strip():
        found.append(("referred_to", _("Schrijf aan wie u het doorgeleidt.")))
    try:
        checked(version.referred_contact)
    except NoAddress:
        found.append(("referred_contact", _("Vul het e-mailadres in van wie daar beslist.")))
    return found


def _places(version: AnswerVersion) -> list[Problem]:
    if version.outcome in LANDING and not version.landing_places:
        return [("places-0-title", _("Noem minstens één plek waar het terug te vinden is."))]
    return [problem for n, place in enumerate(version.landing_places) for problem in _place(n, place)]


def _place(n: int, place: LandingPlace) -> list[Problem]:
    found: list[Problem] = []
    if not place.title.strip():
        found.append((f"places-{n}-title", _("Schrijf hoe het document of besluit heet.")))
    if place.kind is LandingKind.DOCUMENT and not place.section.strip():
        found.append((f"places-{n}-section", _("Schrijf welk deel van het document, zodat iemand het terugvindt.")))
    if place.address and not place.address.startswith(("https://", "http://", "/")):
        found.append((f"places-{n}-address", _("Een adres begint met https://.")))
    return found


def _commitments(version: AnswerVersion, day: date) -> list[Problem]:
    if version.outcome in ADOPTING and not version.planned:
        return [("plans-0-text", _("Zeg minstens één ding toe: wat, wie en wanneer."))]
    planned = [plan for plan in version.planned if plan.commitment_id is None]
    return [problem for n, plan in enumerate(planned) for problem in _commitment(n, plan, day)]


def _commitment(n: int, plan: PlannedCommitment, day: date) -> list[Problem]:
    found: list[Problem] = []
    if len(plan.text.strip()) < SHORTEST_WORDS:
        found.append((f"plans-{n}-text", _("Schrijf op wat er wordt toegezegd.")))
    if (plan.owner_unit_id is None) == (plan.owner_organisation_id is None):
        found.append((f"plans-{n}-owner", _("Kies wie dit uitvoert.")))
    if plan.due_on is None:
        found.append((f"plans-{n}-due_on", _("Kies de dag waarop het klaar moet zijn.")))
    elif plan.due_on < clock.today():
        found.append((f"plans-{n}-due_on", _("Deze dag is al voorbij. Kies een dag vanaf vandaag.")))
    elif plan.due_on < day:
        found.append((f"plans-{n}-due_on", _("Het antwoord is pas daarna openbaar. Kies een dag na de publicatie.")))
    return found
