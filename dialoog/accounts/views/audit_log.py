"""The audit log, for administrators (P4)."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from dialoog.accounts import audit
from dialoog.accounts.models import AuditEntry
from dialoog.accounts.queries import AuditFilters, audit_rows
from dialoog.permissions import Permission
from dialoog.web.access import needs
from dialoog.web.context import actor, session
from dialoog.web.paging import asked_page
from dialoog.web.rendering import clock_time, short_date


@needs(Permission.AUDIT_READ)
def audit_log() -> str:
    """Who did what, newest first; reading it is itself noted."""
    after, size = asked_page()
    asked = {name: request.args.get(name, "").strip()[:200] for name in ("persoon", "onderwerp", "handeling")}
    filters = AuditFilters(person=asked["persoon"], subject=asked["onderwerp"], action=asked["handeling"])
    rows, next_key = audit_rows(session(), filters, after=after, size=size)
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    audit.note_read(actor=actor(), action="audit.read", detail=given)
    return render_template(
        "accounts/audit_log.html",
        rows=[_cells(entry, name) for entry, name in rows],
        asked=asked,
        next_href=url_for("accounts.audit_log", **given, na=next_key, aantal=size) if next_key else None,
        first_href=url_for("accounts.audit_log", **given) if after else None,
    )


def _cells(entry: AuditEntry, name: str | None) -> list[str]:
    detail = "; ".join(f"{key}: {_value(value)}" for key, value in entry.detail.items())
    subject = "/".join(part for part in (entry.subject_kind, entry.subject_key) if part)
    return [f"{short_date(entry.at)}, {clock_time(entry.at)}", name or _("Dialoog"), entry.action, subject, detail]


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
