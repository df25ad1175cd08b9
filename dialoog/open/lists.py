"""The pages of records that the API, the files and the feeds give, by the address of the request."""

from typing import Protocol, TypeVar

from flask import request

from dialoog.advices.queries import Filters as AdviceFilters
from dialoog.answers.queries import Filters as AnswerFilters
from dialoog.commitments.queries import Filters as CommitmentFilters
from dialoog.contributions.queries import Filters as ContributionFilters
from dialoog.open import asking
from dialoog.open.asking import Asked
from dialoog.open.records import advices, answers, commitments, contributions, meetings, tables
from dialoog.open.records.found import Found
from dialoog.web.context import session, settings
from dialoog.web.paging import DEFAULT_SIZE, MOST


class Finds(Protocol):
    """What finds a page of records; `usual` and `most` say how many."""

    def __call__(self, *, usual: int = DEFAULT_SIZE, most: int = MOST) -> Found: ...


Chosen = TypeVar("Chosen", ContributionFilters, AnswerFilters, CommitmentFilters, AdviceFilters)


def contributions_page(*, usual: int = DEFAULT_SIZE, most: int = MOST) -> Found:
    """The contributions that were asked for. Raises RuleViolation for filters and values that are not known."""
    return contributions.listed_records(session(), _asked(ContributionFilters, usual, most), settings().base_url)


def answers_page(*, usual: int = DEFAULT_SIZE, most: int = MOST) -> Found:
    """The answers that were asked for."""
    return answers.listed_records(session(), _asked(AnswerFilters, usual, most), settings().base_url)


def commitments_page(*, usual: int = DEFAULT_SIZE, most: int = MOST) -> Found:
    """The commitments that were asked for."""
    return commitments.listed_records(session(), _asked(CommitmentFilters, usual, most), settings().base_url)


def meetings_page(*, usual: int = DEFAULT_SIZE, most: int = MOST) -> Found:
    """The meetings that were asked for; there are no filters."""
    asking.check(request.args, asking.PAGING)
    after, size = asking.page(request.args, usual=usual, most=most)
    return meetings.listed_records(session(), after=after, size=size, base=settings().base_url)


def advices_page(*, usual: int = DEFAULT_SIZE, most: int = MOST) -> Found:
    """The advices that were asked for."""
    return advices.listed_records(session(), _asked(AdviceFilters, usual, most), settings().base_url)


def tables_page(*, usual: int = DEFAULT_SIZE, most: int = MOST) -> Found:
    """The dialogue tables that were asked for; there are no filters."""
    asking.check(request.args, asking.PAGING)
    after, size = asking.page(request.args, usual=usual, most=most)
    return tables.listed_records(session(), after=after, size=size, base=settings().base_url)


def chosen(filters: type[Chosen], *also: str) -> Chosen:
    """The filters in the address; `also` names other parameters it may have."""
    asking.check(request.args, filters.names() | set(also))
    return filters.from_arguments(request.args)


def _asked(filters: type[Chosen], usual: int, most: int) -> Asked[Chosen]:
    given = chosen(filters, *asking.PAGING)
    after, size = asking.page(request.args, usual=usual, most=most)
    return Asked(given, after, size)
