"""Agenda, papers, decisions and presence as pages show them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from dialoog import clock
from dialoog.meetings.agenda.labels import KINDS, PHASES, PRESENCE, QUESTIONS
from dialoog.meetings.agenda.models import AgendaItem, Decision, Paper, PresenceKind
from dialoog.meetings.agenda.queries import Attendance, begins
from dialoog.meetings.models import Meeting
from dialoog.organisations.models import Membership, Part
from dialoog.web.rendering import clock_time, short_date

WERE_THERE = (PresenceKind.PRESENT, PresenceKind.STAND_IN)


def item_rows(meeting: Meeting, listed: Sequence[AgendaItem], *, first: int) -> list[dict[str, Any]]:
    """The items with their number, time, facts, and what the table said."""
    times = begins(meeting, listed)
    return [
        {
            "id": one.id,
            "number": n,
            "title": one.title,
            "time": clock_time(times[one.id]) if one.id in times else None,
            "lasts": ngettext("%(num)d minuut", "%(num)d minuten", one.minutes),
            "kind": str(KINDS[one.kind]),
            "purpose": one.purpose,
            "facts": _facts(one),
            "answers": _answers(one),
            "standing": one.standing is not None,
            "by_member": one.proposed_by_id is not None,
        }
        for n, one in enumerate(listed, start=first)
    ]


def facts(one: AgendaItem) -> list[tuple[str, str]]:
    """All of an item, as somebody else left it."""
    return [
        (_("Naam"), one.title),
        (_("Doel"), one.purpose),
        (_("Duur"), ngettext("%(num)d minuut", "%(num)d minuten", one.minutes)),
        (_("Soort"), str(KINDS[one.kind])),
        *_facts(one),
        *_answers(one),
    ]


def _facts(one: AgendaItem) -> list[tuple[str, str]]:
    return [
        (_("leidt in"), one.host),
        (_("in de beleidscyclus"), str(PHASES[one.phase]) if one.phase else ""),
        (_("beslist"), one.decides),
    ]


def _answers(one: AgendaItem) -> list[tuple[str, str]]:
    said = {answer.question: answer.text for answer in one.answers}
    return [(str(words), said[question]) for question, words in QUESTIONS.items() if question in said]


def answers_before(found: Sequence[tuple[Meeting, AgendaItem]]) -> list[dict[str, Any]]:
    """What the table said to the fixed questions at earlier meetings, the last first."""
    return [{"meeting": meeting, "answers": answers} for meeting, item in found if (answers := _answers(item))]


def paper_rows(meeting: Meeting, found: Sequence[Paper], *, staff: bool = False) -> list[dict[str, Any]]:
    """Papers, each with its newest version and the older ones."""
    href = f"/bijeenkomsten/{meeting.slug}/stukken"
    return [
        {
            "title": one.title,
            "public": one.public,
            "item_id": one.item_id,
            "edit_href": f"/werk{href}/{one.id}" if staff else None,
            "versions": [
                {
                    "n": version.n,
                    "href": f"{href}/{one.id}/{version.n}",
                    "file": version.file_name,
                    "when": short_date(version.added_at),
                    "note": version.note,
                    "size": max(1, round(version.size / 1024)),
                }
                for version in one.versions
            ],
        }
        for one in found
    ]


def decided(found: Sequence[Decision]) -> list[dict[str, Any]]:
    """Decisions with who may decide, who did, and what follows."""
    return [
        {
            "id": one.id,
            "text": one.text,
            "late": _late(one.due_on, one.done_on),
            "facts": [
                (_("Agendapunt"), one.item.title if one.item else ""),
                (_("Wie mag beslissen"), one.may_decide),
                (_("Besloten door"), f"{one.decided_by}, {short_date(one.decided_on)}"),
                (_("Vervolg"), one.follow_up),
                (_("Wie doet dat"), one.owner),
                (_("Uiterlijk"), short_date(one.due_on) if one.due_on else ""),
                (_("Gedaan op"), short_date(one.done_on) if one.done_on else ""),
            ],
        }
        for one in found
    ]


def _late(due_on: date | None, done_on: date | None) -> str | None:
    return _("vervolg te laat") if due_on and not done_on and due_on < clock.today() else None


def attended(who: Attendance) -> list[tuple[str, str]]:
    """Attendance by party, as facts with a name."""
    groups = [
        (_("Aanwezig"), list(who.present)),
        (_("Vertegenwoordigd door een plaatsvervanger"), list(who.stand_in)),
        (_("Afwezig met bericht"), list(who.excused)),
        (_("Niet verschenen"), list(who.absent)),
        (_("Aanwezig zonder partij, zoals de voorzitter"), [str(who.without_party)] if who.without_party else []),
    ]
    return [(name, ", ".join(parties)) for name, parties in groups if parties]


def presence_rows(
    meeting: Meeting, seated: Sequence[Membership], noted: Mapping[tuple[int, int], PresenceKind]
) -> list[dict[str, Any]]:
    """Who sat there that day, each with what was noted."""
    return [
        {
            "id": one.id,
            "name": one.person.name,
            "about": _about(one),
            "chosen": kind.value if (kind := noted.get((meeting.id, one.id))) else "",
            "choices": [("", _("nog niet genoteerd"), None), *((k.value, str(w), None) for k, w in PRESENCE.items())],
        }
        for one in seated
    ]


def _about(one: Membership) -> str:
    party = one.organisation.name if one.organisation else ""
    part = "" if one.part is Part.MEMBER else one.part.value
    return ", ".join(words for words in (party, part) if words)


def attendance_over_time(
    meetings: Sequence[Meeting], seated: Sequence[Membership], noted: Mapping[tuple[int, int], PresenceKind]
) -> dict[str, Any] | None:
    """Each member at the last meetings, the oldest first, and at how many they were; None without any."""
    held = [one for one in reversed(meetings) if any(meeting == one.id for meeting, _member in noted)]
    if not held:
        return None
    rows = []
    for one in seated:
        kinds = [noted.get((meeting.id, one.id)) for meeting in held]
        known = [kind for kind in kinds if kind is not None]
        there = sum(kind in WERE_THERE for kind in known)
        rows.append(
            [
                one.person.name,
                *(str(PRESENCE[kind]) if kind else "–" for kind in kinds),
                _("%(n)s van %(most)s", n=there, most=len(known)),
            ]
        )
    head = [_("Lid"), *(short_date(one.held_on) if one.held_on else one.title for one in held), _("Was er")]
    return {"head": head, "rows": rows}
