"""Rows of a spreadsheet that cannot wait for a release: each is refused by itself, the others go (D7, D7a, D7b)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.answers.models import SheetRowState
from dialoog.answers.prepared import Release
from dialoog.answers.rules import duties
from dialoog.answers.rules.drafting import unsaved
from dialoog.answers.rules.release_terms import passed_by, too_late
from dialoog.answers.spreadsheet.checking import Group
from dialoog.answers.spreadsheet.columns import KEY, NUMBER
from dialoog.permissions import SYSTEM


def refuse_what_is_too_late(session: Session, groups: Sequence[Group], release: Release) -> None:
    """Refuse rows whose term ends before the release, and answers that put a day before it."""
    passed = passed_by(session, [point.id for group in groups for point in group.points], release.at)
    for group in groups:
        for finding in group.findings:
            if finding.point is not None and finding.point.id in passed:
                finding.refuse(NUMBER, too_late(*passed[finding.point.id]))
        try:
            duties.check(
                unsaved(group.draft, actor=SYSTEM), level=group.points[0].level, on=clock.local(release.at).date()
            )
        except duties.DutiesNotMet as missing:
            for finding in group.findings:
                finding.refuse(KEY, missing.message)
        left = [one for one in group.findings if one.state is SheetRowState.READY]
        group.findings[:] = left
        group.points[:] = [one.point for one in left if one.point is not None]
