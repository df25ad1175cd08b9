"""Minutes as .docx."""

from collections.abc import Sequence

from flask_babel import gettext as _

from dialoog.dossiers.documents.word import CONTENT_TYPE, Paper
from dialoog.dossiers.minutes.models import Minutes
from dialoog.dossiers.minutes.text import blocks
from dialoog.meetings.agenda.models import Decision
from dialoog.web.rendering import long_date, short_date

__all__ = ["CONTENT_TYPE", "minutes_file"]
_STYLES = {"heading": "Heading 1", "subheading": "Heading 2", "list": "List Bullet"}


def minutes_file(
    minutes: Minutes, text: str, attended: Sequence[tuple[str, str]], decisions: Sequence[Decision]
) -> bytes:
    """The text with who were there, by party, and what was decided."""
    meeting = minutes.meeting
    paper = Paper(_("Notulen: %(title)s", title=meeting.title))
    facts = [long_date(meeting.held_on) if meeting.held_on else "", meeting.place]
    if minutes.adopted_on:
        facts.append(_("vastgesteld op %(day)s", day=short_date(minutes.adopted_on)))
    paper.paragraph(" · ".join(fact for fact in facts if fact))
    if attended:
        paper.paragraph(_("Wie er waren"), "Heading 1")
    for name, parties in attended:
        paper.paragraph(f"{name}: {parties}")
    for block in blocks(text):
        if block.kind == "text":
            paper.paragraph("\n".join(block.lines))
            continue
        for line in block.lines:
            paper.paragraph(line, _STYLES[block.kind])
    if decisions:
        paper.paragraph(_("Besluiten"), "Heading 1")
    for one in decisions:
        _decision(paper, one)
    return paper.bytes()


def _decision(paper: Paper, one: Decision) -> None:
    paper.paragraph(one.text, "List Bullet")
    facts = [_("Besloten door %(who)s op %(day)s.", who=one.decided_by, day=short_date(one.decided_on))]
    facts.append(_("Wie mag beslissen: %(who)s.", who=one.may_decide))
    if one.follow_up:
        facts.append(_("Vervolg: %(what)s", what=one.follow_up))
    if one.owner:
        facts.append(_("Door: %(who)s.", who=one.owner))
    if one.due_on:
        facts.append(_("Uiterlijk %(day)s.", day=short_date(one.due_on)))
    paper.paragraph(" ".join(facts))
