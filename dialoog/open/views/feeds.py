"""Feeds (Atom): what was brought in, what was answered, and the daily head of the register. Closed ones are in none."""

from datetime import datetime

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy import select

from dialoog.answers.queries import Filters as AnswerFilters
from dialoog.contributions.labels import KINDS, OUTCOMES
from dialoog.contributions.models import Contribution, ContributionState, Outcome, PointKind
from dialoog.contributions.queries import Filters, listed
from dialoog.meetings.models import Level
from dialoog.open import atom
from dialoog.open.atom import Entry, Feed
from dialoog.open.lists import chosen
from dialoog.open.records import answers as answer_records
from dialoog.open.records import contributions as contribution_records
from dialoog.open.records.found import Record
from dialoog.open.records.links import page_address
from dialoog.permissions import Permission
from dialoog.register.queries import EMPTY_TIME, last_heads, stamp
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.rendering import number, short_date

MOST = 50
DAYS = 31


@needs(Permission.PUBLIC_READ)
def contributions() -> Response:
    """What was brought in lately, with the filters of the list."""
    filters = chosen(Filters)
    query = listed(session(), filters, select(Contribution)).where(Contribution.level != Level.CLOSED)
    ids = list(session().scalars(query.with_only_columns(Contribution.id).order_by(Contribution.id.desc()).limit(MOST)))
    found = contribution_records.records(session(), ids, settings().base_url)
    return _feed("/inbreng", _("Dialoog: nieuwe inbreng"), [_contribution(found[key]) for key in ids])


@needs(Permission.PUBLIC_READ)
def answers() -> Response:
    """The answers last published or changed, with the filters of the list."""
    found = answer_records.last_published(session(), chosen(AnswerFilters), MOST, settings().base_url)
    return _feed("/antwoorden", _("Dialoog: nieuwe antwoorden"), [_answer(record) for record in found])


@needs(Permission.PUBLIC_READ)
def heads() -> Response:
    """One entry for each day on which the register grew: its last head (D12)."""
    entries = [_head(head) for head in last_heads(session(), DAYS)]
    return _feed("/register", _("Dialoog: de stand van het register"), entries)


def _feed(page: str, title: str, entries: list[Entry]) -> Response:
    base, given = settings().base_url, list(request.args.items())
    feed = Feed(
        href=page_address(base, f"{page}.atom", given),
        page=page_address(base, page, given),
        title=title,
        author="Dialoog",
        updated=max((entry.updated for entry in entries), default=stamp(EMPTY_TIME)),
        entries=entries,
    )
    return Response(atom.written(feed), content_type=atom.CONTENT_TYPE)


def _contribution(record: Record) -> Entry:
    kind = str(KINDS[PointKind(record["soort"])])
    page = record["_links"]["pagina"]["href"]
    parts = [record["nummer"], kind, record["thema"]["naam"] if record["thema"] else None]
    answer = record["antwoord"]
    text = record["tekst"]
    if text is None:
        withdrawn = record["status"] == ContributionState.WITHDRAWN
        text = _("Deze inbreng is ingetrokken.") if withdrawn else _("De tekst is niet voor iedereen te lezen.")
    if answer:
        outcome = str(OUTCOMES[Outcome(answer["uitkomst"])])
        text += "\n\n" + _("Antwoord: %(outcome)s. %(text)s", outcome=outcome, text=answer["motivering"])
    return Entry(
        key=page,
        href=page,
        title=", ".join(part for part in parts if part),
        text=text,
        updated=max(record["ontvangenOp"], answer["gepubliceerdOp"] if answer else ""),
        published=record["ontvangenOp"],
        category=record["thema"]["naam"] if record["thema"] else None,
    )


def _answer(record: Record) -> Entry:
    page = record["_links"]["pagina"]["href"]
    outcome = str(OUTCOMES[Outcome(record["uitkomst"])])
    changed = _("versie %(n)s", n=record["versie"]) if record["versie"] > 1 else None
    title = ", ".join(filter(None, (_("Antwoord %(n)s", n=record["id"]), outcome, changed)))
    text = "\n\n".join(filter(None, (record["motivering"], record["afweging"], record["dienst"])))
    return Entry(key=page, href=page, title=title, text=text, updated=record["gepubliceerdOp"], category=outcome)


def _head(head: Record) -> Entry:
    base, size = settings().base_url, head["treeSize"]
    address = f"{base}/api/v1/register/hoofd?treeSize={size}"
    words = {"size": number(size), "day": short_date(datetime.fromisoformat(head["timestamp"]))}
    return Entry(
        key=address,
        href=f"{base}/register",
        title=_("Stand van %(day)s: %(size)s gebeurtenissen", **words),
        text=f"treeSize: {size}\nrootHash: {head['rootHash']}\ntimestamp: {head['timestamp']}",
        updated=head["timestamp"],
    )
