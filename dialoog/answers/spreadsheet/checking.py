"""Every row of a spreadsheet judged before anything is stored; what can be stored is gathered by answer (D6, D7a)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from dialoog.answers.models import AnswerVersion, SheetRowState
from dialoog.answers.queries.sheets import Known
from dialoog.answers.rules import duties
from dialoog.answers.rules.drafting import Draft, unsaved
from dialoog.answers.spreadsheet.cells import Problem, cells_of, folded, key_of, said, understand
from dialoog.answers.spreadsheet.columns import BY_FIELD, KEY, NUMBER, TEXT
from dialoog.answers.spreadsheet.reading import Row, Table
from dialoog.contributions.models import ANSWERED_STATES, Contribution, ContributionState
from dialoog.meetings.models import Level
from dialoog.permissions import Actor


@dataclass
class Finding:
    """What was found of one row; `point` is the contribution it names, `draft` what it says, once it can be stored."""

    row: Row
    state: SheetRowState
    problems: list[Problem] = field(default_factory=list)
    point: Contribution | None = None
    draft: Draft | None = None
    answer_id: int | None = None

    def refuse(self, column: str, why: str) -> None:
        """Name what is wrong in a column; the row is left out."""
        self.state = SheetRowState.REFUSED
        self.problems.append((column, why))


@dataclass(frozen=True)
class Group:
    """The rows that become one answer: all of one unit and one level (D7, D11)."""

    findings: list[Finding]
    points: list[Contribution]
    draft: Draft


@dataclass(frozen=True)
class Judged:
    """The findings in the order of the file, and the answers that can be stored."""

    findings: list[Finding]
    groups: list[Group]


def judge(table: Table, known: Known, *, actor: Actor) -> Judged:
    """Judge every row. One that says what is stored already is no change; an empty one is no fault."""
    seen = Counter(row.number for row in table.rows if row.filled and is_its_text(row, known))
    findings = [_judged(row, known, seen, actor) for row in table.rows]
    by_key: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.state is not SheetRowState.EMPTY:
            by_key.setdefault(key_of(finding.row.cells) or f"\n{finding.row.n}", []).append(finding)
    groups = [group for members in by_key.values() if (group := _group(members)) is not None]
    return Judged(findings, groups)


def is_its_text(row: Row, known: Known) -> bool:
    """Whether the text in a row is what the point with its number says now."""
    point = known.points.get(row.number)
    return point is not None and folded(point.public_text) == folded(str(row.cells.get(TEXT, "")))


def _judged(row: Row, known: Known, seen: Counter[str], actor: Actor) -> Finding:
    if not row.filled:
        return Finding(row, SheetRowState.EMPTY)
    finding = Finding(row, SheetRowState.READY, point=known.points.get(row.number))
    if finding.point is None:
        finding.refuse(NUMBER, _("Dit nummer kennen wij niet, of u mag dit punt niet zien. Verander de nummers niet."))
    elif finding.point.status == ContributionState.WITHDRAWN:
        finding.refuse(NUMBER, _("Dit punt is ingetrokken."))
    elif not is_its_text(row, known):
        finding.refuse(TEXT, _("Deze tekst hoort niet (meer) bij dit nummer. Haal de tabel opnieuw op."))
    elif seen[row.number] > 1:
        finding.refuse(NUMBER, _("Dit nummer staat meer dan één keer in de tabel."))
    else:
        _compare(finding, finding.point, known, actor)
    return finding


def _compare(finding: Finding, point: Contribution, known: Known, actor: Actor) -> None:
    same = _stored_already(finding.row, known.versions[point.id], known)
    if same is not None:
        finding.state, finding.answer_id = SheetRowState.SAME, same.answer_id
        return
    why = _why_not(point, known, actor)
    if why:
        finding.refuse(NUMBER, why)
    _check_words(finding, known, actor)


def _stored_already(row: Row, versions: Sequence[AnswerVersion], known: Known) -> AnswerVersion | None:
    if row.problems:
        return None
    says = said(row.cells)
    return next((version for version in versions if said(cells_of(version, known.owners)) == says), None)


def _why_not(point: Contribution, known: Known, actor: Actor) -> str | None:
    if point.status in ANSWERED_STATES:
        return _("Dit punt is al beantwoord. Maak op de pagina van het antwoord een nieuwe versie.")
    if point.status == ContributionState.RECEIVED or point.unit_id is None:
        return _("Dit punt is nog niet toegewezen.")
    if point.unit_id not in actor.units:
        return _("Dit punt is van een andere dienst.")
    if point.id in known.writing:
        return _("Er wordt al aan geschreven in concept %(n)s.") % {"n": known.writing[point.id]}
    if point.id in known.offered:
        reason = known.offered[point.id].reason
        return reason[0].upper() + reason[1:] + "."
    return None


def _check_words(finding: Finding, known: Known, actor: Actor) -> None:
    """The duties of a draft, each at the column that it asks for (D6)."""
    understood = understand(finding.row.cells, known.owners)
    problems = [*finding.row.problems, *understood.problems]
    faulty = {column for column, _why in problems}
    level = finding.point.level if finding.point else Level.PUBLIC
    try:
        duties.check(unsaved(understood.draft, actor=actor), level=level)
    except duties.DutiesNotMet as missing:
        for name, why in missing.problems:
            column = understood.columns.get(name) or (BY_FIELD[name].name if name in BY_FIELD else KEY)
            # What could not be read is not called missing as well.
            if column not in faulty:
                problems.append((column, why))
    for column, why in problems:
        finding.refuse(column, why)
    finding.draft = understood.draft


def _group(members: list[Finding]) -> Group | None:
    """The answer that rows with one key become. Rows that do not agree are refused, all of them (D7a)."""
    fresh = [finding for finding in members if finding.state is not SheetRowState.SAME]
    differing = _differing(members)
    if differing:
        rows = ", ".join(str(finding.row.n) for finding in members)
        told = {"rows": rows, "columns": ", ".join(differing)}
        for finding in fresh:
            finding.refuse(
                KEY, _("De rijen van dit antwoord (%(rows)s) zijn niet gelijk. Kijk naar: %(columns)s.") % told
            )
    ready = [finding for finding in fresh if finding.state is SheetRowState.READY]
    points = [finding.point for finding in ready if finding.point is not None]
    if len({(point.level, point.unit_id) for point in points}) > 1:
        why = _("Dit antwoord gaat over punten die niet samen kunnen: niet even openbaar, of van twee diensten.")
        for finding in ready:
            finding.refuse(KEY, why)
        return None
    draft = ready[0].draft if ready else None
    return Group(ready, points, draft) if draft is not None else None


def _differing(members: list[Finding]) -> list[str]:
    """The columns in which rows of one key do not say the same."""
    all_said = [said(finding.row.cells) | dict(finding.row.problems) for finding in members]
    names = dict.fromkeys(name for says in all_said for name in says)
    return [name for name in names if len({says.get(name) for says in all_said}) > 1]
