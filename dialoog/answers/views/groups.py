"""Groups of points that seem to ask the same, to answer each in one go. Groups are proposed; people decide (D7)."""

from flask import render_template

from dialoog.answers.queries.alike import groups as proposed
from dialoog.permissions import Permission, may
from dialoog.web.access import needs
from dialoog.web.context import actor, session


@needs(Permission.ANSWER_QUEUE)
def groups() -> str:
    """The groups among the open points of the reader's units. Its form begins an answer on the workbench."""
    return render_template(
        "answers/groups.html",
        groups=proposed(session(), actor().units),
        writes=may(actor(), Permission.ANSWER_DRAFT),
    )
