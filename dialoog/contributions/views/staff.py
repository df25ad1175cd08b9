"""One contribution as staff see it: who gave it, where it stands, what they can do with it."""

from collections.abc import Collection
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from dialoog.accounts import audit
from dialoog.contributions import choices
from dialoog.contributions.clarifications.models import WORDS
from dialoog.contributions.clarifications.queries import of_point
from dialoog.contributions.clarifications.rules import ASKABLE
from dialoog.contributions.clarifications.shown import question
from dialoog.contributions.forms import AssignForm
from dialoog.contributions.labels import CHANNELS, KINDS, LEVELS, TEXTS
from dialoog.contributions.look_queries import texts_at
from dialoog.contributions.models import LOOKED_AT, OPEN_STATES, Contribution, ContributionState, Look, TextLook
from dialoog.contributions.queries import by_number, givers_of, original_text, shown_text
from dialoog.contributions.rules.looking import NOT_SHOWN
from dialoog.contributions.rules.looking_at_texts import in_place, stands_for
from dialoog.contributions.rules.visibility import may_see_history
from dialoog.meetings.models import Level
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission, may, require
from dialoog.register.kinds import kind_of
from dialoog.register.models import Event
from dialoog.register.queries import events_of
from dialoog.terms.models import Promise
from dialoog.terms.rules import clocks_of
from dialoog.terms.shown import shown
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.forms import offered
from dialoog.web.rendering import long_date


def of_unit(contribution: Contribution) -> int:
    """The unit it belongs to, for permissions: none is nobody's, not anybody's."""
    return contribution.unit_id or 0


def giving_unit(contribution: Contribution, taker: int | None) -> int | None:
    """The unit whose officials may say who gets it: its own, or the one that takes up what is nobody's.

    Nobody's closed point is for the secretariat to give: no official lets themselves into a circle (D11).
    """
    if contribution.unit_id is None and contribution.level is Level.CLOSED:
        return of_unit(contribution)
    return contribution.unit_id or taker


@needs(Permission.ANSWER_QUEUE)
def contribution(number: str) -> str:
    """Everything staff need; addresses only for who may read them, and then that is noted (P4)."""
    found = by_number(session(), number)
    reads_givers = may(actor(), Permission.GIVER_READ, unit=of_unit(found))
    givers = givers_of(session(), found) if reads_givers else None
    if givers:
        audit.note_read(actor=actor(), action="giver.read", subject_kind="inbreng", subject_key=found.number)
    clocks = [clock for clock in clocks_of(session(), found) if clock.promise is Promise.ANSWER]
    text = shown_text(actor(), found)
    return render_template(
        "contributions/staff.html",
        contribution=found,
        text=text,
        facts=_facts(found, reads_givers=reads_givers),
        givers=givers,
        term=shown(clocks[-1]) if clocks else None,
        assign=_assign_form(found),
        history=_history(found, words=text is not None),
        asked=_asked(found) if text is not None else [],
        acts=_acts(found),
        shows_again=found.look in NOT_SHOWN and still_readable(found),
        original_href=_original_href(found),
    )


@needs(Permission.CONTRIBUTION_READ_ORIGINAL)
def original(number: str) -> str:
    """The words as they came in, before anything was blacked out; that somebody read them is noted (P4)."""
    found = by_number(session(), number)
    text = original_text(session(), found)
    audit.note_read(actor=actor(), action="contribution.original-read", subject_kind="inbreng", subject_key=number)
    return render_template("contributions/original.html", contribution=found, text=text)


def _facts(found: Contribution, *, reads_givers: bool) -> list[tuple[str, ...]]:
    """D0: who said it, where, who wrote it down, who entered it: four things. Outside its circle nothing new (D11)."""
    meeting = found.meeting
    facts: list[tuple[str, ...]] = [
        (_("Ingebracht op"), long_date(found.received_at)),
        (_("Thema"), found.theme.name if found.theme else ""),
        (_("Wie mag het zien"), str(LEVELS[found.level])),
    ]
    if not may_see_history(actor(), found):
        return [fact for fact in facts if fact[1]]
    facts += [
        (_("Hoe het binnenkwam"), str(CHANNELS[found.channel])),
        (_("Soort"), str(KINDS[found.kind])),
        (_("Bijeenkomst"), meeting.title if meeting else "", f"/bijeenkomsten/{meeting.slug}" if meeting else ""),
        (_("Ronde en tafel"), ", ".join(filter(None, (found.round, found.room_table)))),
        (_("Opgeschreven door"), found.recorder or ""),
    ]
    if reads_givers:
        organisation = found.said_by_organisation
        said_by = filter(None, (found.said_by_name, organisation.name if organisation else ""))
        facts += [(_("Gezegd door"), ", ".join(said_by)), (_("Sector"), str(SECTORS[found.sector]))]
    return [fact for fact in facts if fact[1]]


def _assign_form(found: Contribution) -> AssignForm | None:
    allowed = may(actor(), Permission.CONTRIBUTION_ASSIGN, unit=giving_unit(found, None))
    if found.status not in OPEN_STATES or not allowed:
        return None
    form = AssignForm(
        unit=found.unit.slug if found.unit else "",
        person=str(found.assignee_id or ""),
        then=f"/werk/inbreng/{found.number}",
    )
    form.unit.choices = offered(choices.unit_slugs(session()))
    form.person.choices = offered(choices.people(session()))
    return form


def _original_href(found: Contribution) -> str | None:
    hidden = found.blacked_out_at is not None or found.status == ContributionState.WITHDRAWN
    if hidden and may(actor(), Permission.CONTRIBUTION_READ_ORIGINAL):
        return f"/werk/inbreng/{found.number}/origineel"
    return None


def _history(found: Contribution, *, words: bool) -> list[dict[str, Any]]:
    """Its steps; with what was asked and replied for who may read its `words`."""
    shown, also = may_see_history(actor(), found), WORDS if words else ()
    texts: dict[int, list[TextLook]] = {}
    if shown and may(actor(), Permission.CONTRIBUTION_LOOK):
        texts = texts_at(session(), found)
    events = events_of(session(), found)
    lines = [_line(event, texts.get(event.id, []), shown=shown, also=also) for event in events]
    in_place((line["event"], line["text"]) for line in lines)
    return lines


def _asked(found: Contribution) -> list[dict[str, Any]]:
    """What was asked about it, the newest first."""
    return [question(one, found, actor()) for one in of_point(session(), found)]


def _line(event: Event, looks: list[TextLook], *, shown: bool, also: Collection[str]) -> dict[str, Any]:
    kind = kind_of(event.subject_kind, event.kind)
    return {
        "event": event,
        "when": long_date(event.at),
        "iso": event.at.isoformat(),
        "title": str(kind.label),
        "mark": kind.mark,
        "tone": kind.tone,
        "role": event.actor_role,
        "looks": [(str(TEXTS.get(one.name, "")), one) for one in looks],
        "text": {
            row.name: row.text if shown and (row.public or stands_for(event, row.name) in also) else None
            for row in event.text_rows
        },
    }


def still_readable(found: Contribution) -> bool:
    """Whether this reader may let everyone read it."""
    return found.status != ContributionState.WITHDRAWN and may(actor(), Permission.CONTRIBUTION_LOOK)


def _acts(found: Contribution) -> list[dict[str, str]]:
    here, unit = f"/werk/inbreng/{found.number}", of_unit(found)
    still_there = found.status != ContributionState.WITHDRAWN
    offered = (
        (
            Permission.CONTRIBUTION_ATTACH_GIVER,
            still_there,
            _("Koppel een inbrenger"),
            f"/werk/inbreng/inbrengers?nummer={found.number}",
        ),
        (
            Permission.CONTRIBUTION_CLARIFY,
            found.status in ASKABLE,
            _("Vraag de inbrenger iets"),
            f"/werk/inbreng/navraag?nummer={found.number}",
        ),
        (
            Permission.ENDORSEMENT_GIVE_FOR,
            still_there and found.level is not Level.CLOSED and found.look in LOOKED_AT,
            _("Leg een onderschrijving vast"),
            f"{here}/onderschrijven",
        ),
        (Permission.CONTRIBUTION_EXTEND, found.status in OPEN_STATES, _("Verleng de termijn"), f"{here}/verlengen"),
        (Permission.CONTRIBUTION_BLACK_OUT, True, _("Lak persoonsgegevens weg"), f"{here}/weglakken"),
        (
            Permission.CONTRIBUTION_LOOK,
            still_there and found.look is not Look.HIDDEN,
            _("Verberg: reclame of strafbaar"),
            f"{here}/verbergen",
        ),
        (Permission.CONTRIBUTION_WITHDRAW_ENTRY, still_there, _("Trek in: verkeerd ingevoerd"), f"{here}/intrekken"),
    )
    return [
        {"text": text, "href": href}
        for permission, fits, text, href in offered
        if fits and may(actor(), permission, unit=unit)
    ]


def allowed(permission: Permission, number: str) -> Contribution:
    """The contribution, for a page of one act on it. Raises NotFound, NotAllowed."""
    found = by_number(session(), number)
    require(actor(), permission, unit=of_unit(found))
    return found
