"""Releases: which lie ahead and are over, what waits in one, and undoing until the moment (D7, D7b)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from dialoog import clock
from dialoog.accounts import audit
from dialoog.answers.prepared import ItemState, Release, ReleaseItem, ReleaseState
from dialoog.answers.prepared_forms import MomentForm, seen_edit
from dialoog.answers.prepared_shown import ITEMS, RELEASES, moment_of, titled
from dialoog.answers.queries import releases as queries
from dialoog.answers.queries.access import may_read
from dialoog.answers.rules import duties, releasing
from dialoog.contributions.labels import OUTCOMES
from dialoog.errors import Conflict
from dialoog.permissions import Permission, may, require
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.listing import address
from dialoog.web.paging import asked_page, page_by_key
from dialoog.web.rendering import short_date

Page = str | tuple[str, int] | Response
PATH = "/werk/beantwoorden/vrijgaven"


@needs(Permission.ANSWER_QUEUE)
def releases() -> Page:
    """What lies ahead and what is over; POST makes a release."""
    form = MomentForm()
    if request.method == "POST":
        require(actor(), Permission.ANSWER_PUBLISH)
    if form.validate_on_submit():
        with form.refusals():
            made = releasing.make(session(), name=form.name.data, at=form.moment(), actor=actor())
            _note("release.made", made)
            session().commit()
            return redirect(url_for("answers.release", release_id=made.id))
    after, size = asked_page()
    page = page_by_key(session(), queries.over(), Release.id, after=after, size=size)
    ahead = queries.ahead(session())
    counts = queries.counts(session(), [one.id for one in (*ahead, *page.rows)])
    return render_template(
        "answers/releases.html",
        form=form,
        makes=may(actor(), Permission.ANSWER_PUBLISH),
        ahead=[_line(one, counts.get(one.id, {})) for one in ahead],
        over=[_line(one, counts.get(one.id, {})) for one in page.rows],
        next_href=address(PATH, na=page.next_key) if page.next_key else None,
        first_href=address(PATH) if after is not None else None,
    ), form.status


def _note(action: str, release: Release, **detail: int) -> None:
    audit.note(
        session(), actor=actor(), action=action, subject_kind="vrijgave", subject_key=release.id, detail=dict(detail)
    )


def _line(release: Release, counts: dict[ItemState, int]) -> dict[str, Any]:
    waits, done = counts.get(ItemState.WAITING, 0), counts.get(ItemState.PUBLISHED, 0)
    refused = counts.get(ItemState.REFUSED, 0)
    told = [
        ngettext("%(num)d antwoord staat klaar", "%(num)d antwoorden staan klaar", waits) if waits else "",
        ngettext("%(num)d antwoord gepubliceerd", "%(num)d antwoorden gepubliceerd", done) if done else "",
        ngettext("%(num)d bleef concept", "%(num)d bleven concept", refused) if refused else "",
    ]
    told = [text for text in told if text]
    if release.state is ReleaseState.PLANNED and not told:
        told = [_("nog leeg")]
    return {
        "text": release.name,
        "plain": True,
        "href": url_for("answers.release", release_id=release.id),
        "state": release.state.value,
        "meta": [moment_of(release), *told],
    }


@needs(Permission.ANSWER_QUEUE)
def release(release_id: int) -> Page:
    """What waits in a release, or what became of it; POST lets the ticked drafts wait for it too."""
    found = queries.release_of(session(), release_id)
    if request.method == "POST":
        require(actor(), Permission.ANSWER_PUBLISH)
        return _add(found)
    items = queries.items_of(session(), found)
    waits = [item for item, _points in items if item.state is ItemState.WAITING]
    open_still = found.state is ReleaseState.PLANNED and found.at > clock.now()
    leads = may(actor(), Permission.ANSWER_PUBLISH)
    return render_template(
        "answers/release.html",
        release=found,
        state=RELEASES[found.state],
        moment=moment_of(found),
        passing=found.state is ReleaseState.PLANNED and found.at <= clock.now(),
        figures=_figures(found, items),
        items=[_item(item, points) for item, points in items],
        changes=found.state is ReleaseState.PLANNED
        and queries.may_change(actor(), found, {item.answer.unit_id for item in waits}),
        drafts=_drafts(found) if open_still and leads else [],
        mails=queries.mails(session(), found) if found.state is ReleaseState.DONE else None,
    )


def _figures(found: Release, items: list[tuple[ReleaseItem, int]]) -> list[dict[str, Any]]:
    """Asked, done and refused (D7); before the moment what waits."""
    if found.state is ReleaseState.DONE:
        parted = [item for item, _points in items if item.state is not ItemState.TAKEN_OUT]
        asked, done = sum(item.asked for item in parted), sum(item.done for item in parted)
        return [
            {"number": str(asked), "text": ngettext("punt gevraagd", "punten gevraagd", asked)},
            {"number": str(done), "text": _("beantwoord")},
            {"number": str(asked - done), "text": _("geweigerd"), "late": asked > done},
        ]
    waits = [points for item, points in items if item.state is ItemState.WAITING]
    return [
        {"number": str(len(waits)), "text": ngettext("antwoord staat klaar", "antwoorden staan klaar", len(waits))},
        {"number": str(sum(waits)), "text": ngettext("punt", "punten", sum(waits))},
    ]


def _item(item: ReleaseItem, points: int) -> dict[str, Any]:
    answer = item.answer
    readable = may_read(actor(), answer)
    outcome = item.version.outcome if item.version and readable else None
    count = item.asked if item.state in (ItemState.PUBLISHED, ItemState.REFUSED) else points
    return {
        "answer_id": answer.id if readable else None,
        "title": titled(answer.id, item.version) if readable else _("Een besloten antwoord"),
        "outcome": outcome.value if outcome else None,
        "outcome_text": OUTCOMES[outcome] if outcome else None,
        "meta": [
            ITEMS[item.state],
            ngettext("%(num)d punt", "%(num)d punten", count),
            answer.unit.name,
            _("vrijgegeven door %(name)s op %(day)s", name=item.signed_name, day=short_date(item.added_at)),
        ],
        "problem": item.problem if readable else "",
        "takes_out": item.state is ItemState.WAITING and may(actor(), Permission.ANSWER_PUBLISH, unit=answer.unit_id),
    }


def _drafts(found: Release) -> list[dict[str, Any]]:
    """The drafts that may go along: those that lack nothing (D6)."""
    day = clock.local(found.at).date()
    ready = []
    for version in queries.drafts_to_add(session(), actor()):
        try:
            duties.check(version, level=version.answer.level, on=day)
        except duties.DutiesNotMet:
            continue
        ready.append(
            {
                "value": f"{version.answer_id}:{version.edit}",
                "id": version.answer_id,
                "outcome": OUTCOMES[version.outcome] if version.outcome else None,
                "text": version.motivation,
                "unit": version.answer.unit.name,
            }
        )
    return ready


def _add(found: Release) -> Response:
    """Let the ticked drafts wait, each as it was when the page was made; those that cannot are named (D7)."""
    ticked = dict(one.partition(":")[::2] for one in request.form.getlist("antwoord"))
    edits = {seen_edit(key): seen_edit(edit) for key, edit in ticked.items()}
    asked = [(answer, edits[answer.id]) for answer in queries.answers_led(session(), actor(), edits)]
    added = releasing.add_many(session(), found, asked, actor=actor())
    for act in added.done:
        _note("release.answer-added", found, answer=act.answer.id, points=len(act.done))
    session().commit()
    one, more = "%(num)d antwoord staat klaar.", "%(num)d antwoorden staan klaar."
    if added.done:
        flash(ngettext(one, more, len(added.done)), "ok")
    if added.refused:
        told = [_("%(done)s van %(asked)s gaan mee.", done=len(added.done), asked=len(asked))]
        told += [_("Antwoord %(n)s: %(why)s", n=key, why=why) for key, why in added.refused]
        flash(" ".join(told), "warning")
    if not asked:
        flash(_("Kies eerst een of meer concepten."), "warning")
    return redirect(url_for("answers.release", release_id=found.id))


@needs(Permission.ANSWER_PUBLISH)
def change(release_id: int) -> Page:
    """Another name or moment. Who comes second sees what the first changed, with what they typed kept."""
    found = _changed_by_me(release_id)
    form = MomentForm() if request.method == "POST" else MomentForm.of(found)
    theirs = None
    if form.validate_on_submit():
        try:
            with form.refusals():
                edit = seen_edit(form.edit.data)
                at = form.moment()
                releasing.change(session(), found, name=form.name.data, at=at, edit=edit, actor=actor())
                _note("release.changed", found)
                session().commit()
                flash(_("De vrijgave is gewijzigd: %(at)s.", at=moment_of(found)), "ok")
                return redirect(url_for("answers.release", release_id=found.id))
        except Conflict as conflict:
            session().rollback()
            form.form_errors.append(conflict.message)
            form.edit.data = str(found.edit)
            theirs = f"{found.name}, {moment_of(found)}"
    status = 409 if theirs else form.status
    return render_template("answers/release_change.html", release=found, form=form, theirs=theirs), status


@needs(Permission.ANSWER_PUBLISH)
def call_off(release_id: int) -> Page:
    """Ask, and then call it off: its answers are drafts again."""
    found = _changed_by_me(release_id)
    if request.method == "GET":
        count = queries.counts(session(), [found.id]).get(found.id, {}).get(ItemState.WAITING, 0)
        return render_template("answers/release_call_off.html", release=found, moment=moment_of(found), count=count)
    items = releasing.call_off(session(), found, edit=seen_edit(request.form.get("edit")), actor=actor())
    _note("release.called-off", found, answers=len(items))
    session().commit()
    flash(_("De vrijgave is afgelast. De antwoorden zijn weer concepten."), "ok")
    return redirect(url_for("answers.release", release_id=found.id))


def _changed_by_me(release_id: int) -> Release:
    """The release, if this reader may move it or call it off."""
    found = queries.release_of(session(), release_id)
    units: set[int] = queries.units_in(session(), found)
    if not queries.may_change(actor(), found, units):
        for unit in units:
            require(actor(), Permission.ANSWER_PUBLISH, unit=unit)
    return found
