"""The day of the work session, as far as the report says it without doubt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH = (
    r"(?:januari|jan|februari|feb|maart|mrt|april|apr|mei|juni|jun|juli|jul|augustus|aug|september|sept|sep"
    r"|oktober|okt|november|nov|december|dec)\b\.?"
)
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_IN_WORDS = re.compile(
    rf"(?:\b({'|'.join(_WEEKDAYS)}),? )?\b(\d{{1,2}})(?:(?: ?[-–] ?| en | t/m | tot en met )\d{{1,2}})?"
    rf" ({_MONTH})(?:,? (\d{{4}})\b)?"
)
_IN_FIGURES = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH_OF_YEAR = re.compile(rf"({_MONTH}) (\d{{4}})\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_ANOTHER_DAY = re.compile(r"\b(?:volgende|eerdere|vorige|eerstvolgende|vervolgbijeenkomst|reageren)\b")
_ANOTHER_DAY_AFTER = re.compile(r"\b(?:(?:eerst)?volgende (?:bijeenkomst|werksessie|sessie|keer)|vervolgbijeenkomst)\b")
_OF_THE_SESSION = re.compile(r"\b(?:datum|(?:werksessie|bijeenkomst|sessie) (?:van|op))[ :]*$")
_SENTENCE = 150
_END_OF_SENTENCE = re.compile(r"[.!?](?= |$)")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day as written; `year` is None if it was not. `named`: the text says that it is the day of the session."""

    day: int
    month: int
    year: int | None
    weekday: str | None
    named: bool = False

    def date(self, year: int | None = None) -> date | None:
        """The calendar day, None if there is none."""
        chosen = self.year or year
        try:
            return date(chosen, self.month, self.day) if chosen else None
        except ValueError:
            return None


def find_date(title: str, preamble: str) -> date | None:
    """The day named in the title, else in the folded preamble. None where it is not certain: a guess helps nobody."""
    in_title = list(_mentions(title))
    in_preamble = list(_mentions(preamble))
    for mentions in (in_title, in_preamble):
        if mentions:
            return _decide(mentions, title, preamble, in_title + in_preamble)
    return None


def _mentions(text: str) -> Iterator[_Mention]:
    """Every day named, but for those of another meeting."""
    lower = text.casefold()
    for match in _IN_WORDS.finditer(lower):
        weekday, day, month, year = match.groups()
        if not _speaks_of_another_day(lower, match):
            yield _Mention(int(day), _month(month), int(year) if year else None, weekday, _is_named(lower, match))
    for pattern, (day_at, month_at, year_at) in ((_IN_FIGURES, (1, 2, 3)), (_ISO, (3, 2, 1))):
        for match in pattern.finditer(lower):
            if not _speaks_of_another_day(lower, match):
                day, month, year = (int(match[part]) for part in (day_at, month_at, year_at))
                yield _Mention(day, month, year, None, _is_named(lower, match))


def _speaks_of_another_day(text: str, match: re.Match[str]) -> bool:
    before = _END_OF_SENTENCE.split(text[max(0, match.start() - _SENTENCE) : match.start()])[-1]
    after = _END_OF_SENTENCE.split(text[match.end() : match.end() + _SENTENCE])[0]
    return _ANOTHER_DAY.search(before) is not None or _ANOTHER_DAY_AFTER.search(after) is not None


def _is_named(text: str, match: re.Match[str]) -> bool:
    return _OF_THE_SESSION.search(text[max(0, match.start() - _SENTENCE) : match.start()]) is not None


def _month(name: str) -> int:
    return 3 if name.startswith("mrt") else _MONTHS.index(name[:3]) + 1


def _decide(mentions: list[_Mention], title: str, preamble: str, everywhere: list[_Mention]) -> date | None:
    days = {(mention.day, mention.month) for mention in mentions}
    if len(days) > 1:
        named = {(mention.day, mention.month) for mention in mentions if mention.named}
        weekdays = {(mention.day, mention.month) for mention in mentions if mention.weekday}
        days = named if len(named) == 1 else weekdays
        if len(days) != 1:
            return None
    day, month = days.pop()
    years = {other.year for other in everywhere if (other.day, other.month) == (day, month) and other.year}
    if len(years) == 1:
        return _Mention(day, month, years.pop(), None).date()
    if years:
        return None
    return _by_other_mention(_Mention(day, month, None, _weekday(mentions, day, month)), title, preamble)


def _weekday(mentions: list[_Mention], day: int, month: int) -> str | None:
    return next((m.weekday for m in mentions if m.weekday and (m.day, m.month) == (day, month)), None)


def _by_other_mention(mention: _Mention, title: str, preamble: str) -> date | None:
    """The year from the title, or from the same month named with its year; only if the weekday confirms it."""
    if mention.weekday is None:
        return None
    named = {int(year) for year in _YEAR.findall(title)} | {
        int(year) for month, year in _MONTH_OF_YEAR.findall(preamble.casefold()) if _month(month) == mention.month
    }
    days = [found for year in named if (found := mention.date(year)) and _WEEKDAYS[found.weekday()] == mention.weekday]
    return days[0] if len(days) == 1 else None
