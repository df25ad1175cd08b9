"""The public pages of answers, and the ministry's workbench: all addresses of this domain."""

from flask import Blueprint

from dialoog.answers.views import (
    clarifying,
    editor,
    groups,
    home,
    judging,
    public,
    publishing,
    referral,
    spreadsheet,
    untold,
    verdicts,
    workbench,
)

blueprint = Blueprint("answers", __name__)
BOTH = ("GET", "POST")

for address, view, methods in (
    ("/antwoorden", public.answers, ("GET",)),
    ("/antwoorden/<int:answer_id>", public.answer, ("GET",)),
    ("/oordeel/<token>", judging.verdict, BOTH),
    ("/doorgeleid/<token>", referral.referral, BOTH),
    ("/werk", home.home, ("GET",)),
    ("/werk/beantwoorden", workbench.workbench, BOTH),
    ("/werk/beantwoorden/tabel", spreadsheet.sheets, BOTH),
    ("/werk/beantwoorden/tabel.xlsx", spreadsheet.sheet_file, ("GET",)),
    ("/werk/beantwoorden/tabel/<int:sheet_id>", spreadsheet.sheet, BOTH),
    ("/werk/beantwoorden/groepen", groups.groups, ("GET",)),
    ("/werk/inbreng/navraag", clarifying.clarify, BOTH),
    ("/werk/antwoorden/<int:answer_id>", editor.draft, BOTH),
    ("/werk/antwoorden/<int:answer_id>/voorbeeld", publishing.preview, ("GET",)),
    ("/werk/antwoorden/<int:answer_id>/publiceren", publishing.publish, ("POST",)),
    ("/werk/antwoorden/<int:answer_id>/weggooien", editor.discard, BOTH),
    ("/werk/antwoorden/<int:answer_id>/nieuwe-versie", publishing.new_version, ("POST",)),
    ("/werk/antwoorden/<int:answer_id>/eigen-antwoord", publishing.own_answer, ("POST",)),
    ("/werk/oordelen", verdicts.verdicts, ("GET",)),
    ("/werk/oordelen/<number>", verdicts.handle, BOTH),
    ("/werk/nog-niet-bericht", untold.untold, BOTH),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods, strict_slashes=False)
