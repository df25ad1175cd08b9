"""Whose words they are: the name, role and organisation of who speaks for the ministry or the OFL (P7)."""

from flask_babel import gettext as _

from dialoog.permissions import Actor
from dialoog.register.models import Event

SIGNED = "signed"


def signature(actor: Actor, unit_id: int | None) -> str:
    """'Noor Dijk, hoofd geluid, directie Geluid, ministerie van IenW'; empty for who does not speak for them.

    `unit_id`: the unit that has the thing in hand. Who belongs to several units speaks for that one. Who presides
    speaks as the chair.
    """
    if actor.presides and actor.name:
        return ", ".join((actor.name, _("voorzitter")))
    if not actor.staff or not actor.name:
        return ""
    return ", ".join(part for part in (actor.name, actor.job_title, _organisation(actor, unit_id)) if part)


def _organisation(actor: Actor, unit_id: int | None) -> str:
    if unit_id is not None and unit_id in actor.unit_names:
        return actor.unit_names[unit_id]
    if actor.has("secretariat"):
        return _("secretariaat OFL")
    return next(iter(actor.unit_names.values()), "")


def signature_of(event: Event) -> str | None:
    """Who signed the words of an event; None where nobody did, or where it was erased."""
    return next((row.text for row in event.text_rows if row.name == SIGNED), None)
