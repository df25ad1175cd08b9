"""Meetings (bijeenkomsten) as records, each with the count of its points (M6)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog.dossiers.queries import Count, counts_per_meeting
from dialoog.meetings.models import Level, Meeting, MeetingTopic
from dialoog.meetings.queries import by_slug, newest
from dialoog.open.records.found import Found, Record
from dialoog.open.records.links import API, link
from dialoog.open.records.moments import day, moment


def listed_records(session: Session, *, after: int | None, size: int, base: str) -> Found:
    """A page of meetings, the last day first. Four queries."""
    page = newest(session, after=after, size=size)
    return Found(_records(session, list(page.rows), base), page.next_key, page.total)


def one_record(session: Session, slug: str, base: str) -> Record:
    """The meeting at an address. Raises NotFound."""
    return _records(session, [by_slug(session, slug)], base)[0]


def _records(session: Session, meetings: list[Meeting], base: str) -> list[Record]:
    ids = [meeting.id for meeting in meetings]
    counts = counts_per_meeting(session, ids)
    # What was said at a closed meeting shows in its topics too.
    topics = _topics(session, [meeting.id for meeting in meetings if meeting.level is not Level.CLOSED])
    return [_record(meeting, counts[meeting.id], topics.get(meeting.id, []), base) for meeting in meetings]


def _topics(session: Session, meeting_ids: list[int]) -> dict[int, list[Record]]:
    query = select(MeetingTopic.meeting_id, MeetingTopic.number, MeetingTopic.title, MeetingTopic.reference)
    found: dict[int, list[Record]] = {}
    rows = session.execute(query.where(MeetingTopic.meeting_id.in_(meeting_ids)).order_by(MeetingTopic.number))
    for meeting_id, number, title, reference in rows:
        found.setdefault(meeting_id, []).append({"nummer": number, "titel": title, "verwijzing": reference})
    return found


def _record(meeting: Meeting, count: Count, topics: list[Record], base: str) -> Record:
    links = {
        "self": link(base, f"{API}/bijeenkomsten/{meeting.slug}"),
        "pagina": link(base, f"/bijeenkomsten/{meeting.slug}"),
    }
    if meeting.level is not Level.CLOSED:
        links["inbrengen"] = link(base, f"{API}/inbrengen?bijeenkomst={meeting.slug}")
    return {
        "slug": meeting.slug,
        "titel": meeting.title,
        "soort": meeting.kind,
        "zichtbaarheid": meeting.level,
        "datum": day(meeting.held_on),
        "begintOp": moment(meeting.begins_at),
        "eindigtOp": moment(meeting.ends_at),
        "afgelastOp": moment(meeting.cancelled_at),
        "plaats": meeting.place or None,
        "traject": meeting.track or None,
        "organisator": meeting.organiser or None,
        "watWijWillen": meeting.wanted or None,
        "watErMeeGebeurt": meeting.result or None,
        "watHetOplevert": meeting.gives or None,
        "over": meeting.about or None,
        "onderwerpen": topics,
        "punten": {
            "gehoord": count.points,
            "beantwoord": count.answered,
            "open": count.open,
            "ingetrokken": count.withdrawn,
            "teLaat": count.late,
        },
        "_links": links,
    }
