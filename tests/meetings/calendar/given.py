"""A table with people, a meeting that lies ahead, and the calendars their mails hold."""

from datetime import UTC, datetime, time, timedelta

from flask import Flask
from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts.models import Person
from dialoog.config import Settings
from dialoog.mail.composing import compose
from dialoog.mail.models import OutboxMessage
from dialoog.meetings.calendar.rules import MAIL, When
from dialoog.meetings.models import Meeting
from dialoog.tables.models import DialogueTable
from tests.factories import accounts, tables


def at(days: int, hour: int = 13) -> datetime:
    """An hour, on a Dutch clock, so many days from today."""
    return datetime.combine(clock.today() + timedelta(days=days), time(hour), clock.AMSTERDAM).astimezone(UTC)


def when(days: int, hour: int = 13, place: str = "Utrecht") -> When:
    """Three hours from then on."""
    return When(at(days, hour), at(days, hour) + timedelta(hours=3), place)


def table_of(session: Session, names: list[str]) -> tuple[DialogueTable, list[Person]]:
    """A table and who sits there."""
    table = tables.table(session)
    people = [accounts.person(session, name=name) for name in names]
    for person in people:
        tables.member(session, table, person)
    return table, people


def meeting_of(session: Session, table: DialogueTable, days: int = 60) -> Meeting:
    """A meeting of the table that lies ahead."""
    planned = when(days)
    return tables.meeting(
        session,
        table,
        begins_at=planned.begins_at,
        ends_at=planned.ends_at,
        held_on=clock.local(planned.begins_at).date(),
        place=planned.place,
    )


def mails(session: Session, to: Person | None = None) -> list[OutboxMessage]:
    """The mails for calendars, the oldest first."""
    query = select(OutboxMessage).where(OutboxMessage.kind == MAIL).order_by(OutboxMessage.id)
    return [mail for mail in session.scalars(query) if to is None or mail.to_address == to.email]


def arrived(app: Flask, session: Session, settings: Settings, mail: OutboxMessage) -> tuple[str, Event] | None:
    """The method and the event of the calendar in a mail as it goes out; None when there is nothing to send."""
    with app.test_request_context():
        content = app.extensions["dialoog_mail"].renderers[mail.kind](session, mail, settings)
        if content is None:
            return None
        message = compose(mail, content, settings)
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert calendar["METHOD"] == part.get_param("method")
    [along] = [part for part in message.walk() if part.get_content_type() == "application/ics"]
    assert along.get_payload(decode=True).replace(b"\r\n", b"\n") == part.get_payload(decode=True).replace(
        b"\r\n", b"\n"
    )
    [event] = calendar.walk("VEVENT")
    return calendar["METHOD"], event
