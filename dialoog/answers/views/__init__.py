"""The public pages of answers, and the ministry's workbench: all addresses of this domain."""

from flask import Blueprint

from dialoog.answers.views import (
    clarifying,
    editor,
    giver,
    giver_data,
    groups,
    home,
    judging,
    public,
    publishing,
    referral,
    releases,
    reviewing,
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
    ("/uw-inbreng/<token>", giver.giver_page, ("GET",)),
    ("/uw-inbreng/vergeten/<token>", giver_data.forget, BOTH),
    ("/uw-inbreng/<token>/oordeel/<int:answer_id>", giver.giver_verdict, BOTH),
    ("/uw-inbreng/<token>/navraag/<int:key>", giver.giver_clarification, BOTH),
    ("/uw-inbreng/<token>/merkbaar/<int:commitment_id>", giver.giver_effect, BOTH),
    ("/uw-inbreng/<token>/berichten", giver.giver_messages, ("POST",)),
    ("/uw-inbreng/<token>/gegevens", giver_data.giver_data, BOTH),
    ("/uw-inbreng/<token>/gegevens.json", giver_data.giver_data_file, ("GET",)),
    ("/doorgeleid/<token>", referral.referral, BOTH),
    ("/werk", home.home, ("GET",)),
    ("/werk/beantwoorden", workbench.workbench, BOTH),
    ("/werk/beantwoorden/tabel", spreadsheet.sheets, BOTH),
    ("/werk/beantwoorden/tabel.xlsx", spreadsheet.sheet_file, ("GET",)),
    ("/werk/beantwoorden/tabel/<int:sheet_id>", spreadsheet.sheet, BOTH),
    ("/werk/beantwoorden/groepen", groups.groups, ("GET",)),
    ("/werk/beantwoorden/vrijgaven", releases.releases, BOTH),
    ("/werk/beantwoorden/vrijgaven/<int:release_id>", releases.release, BOTH),
    ("/werk/beantwoorden/vrijgaven/<int:release_id>/wijzigen", releases.change, BOTH),
    ("/werk/beantwoorden/vrijgaven/<int:release_id>/afgelasten", releases.call_off, BOTH),
    ("/werk/inbreng/navraag", clarifying.clarify, BOTH),
    ("/werk/antwoorden/<int:answer_id>", editor.draft, BOTH),
    ("/werk/antwoorden/<int:answer_id>/voorbeeld", publishing.preview, ("GET",)),
    ("/werk/antwoorden/<int:answer_id>/publiceren", publishing.publish, ("POST",)),
    ("/werk/antwoorden/<int:answer_id>/uit-vrijgave", publishing.take_out, ("POST",)),
    ("/werk/antwoorden/<int:answer_id>/toets", reviewing.review, BOTH),
    ("/werk/antwoorden/<int:answer_id>/lezen", reviewing.read, BOTH),
    ("/werk/antwoorden/<int:answer_id>/weggooien", editor.discard, BOTH),
    ("/werk/antwoorden/<int:answer_id>/nieuwe-versie", publishing.new_version, ("POST",)),
    ("/werk/antwoorden/<int:answer_id>/eigen-antwoord", publishing.own_answer, ("POST",)),
    ("/werk/oordelen", verdicts.verdicts, ("GET",)),
    ("/werk/oordelen/<number>", verdicts.handle, BOTH),
    ("/werk/nog-niet-bericht", untold.untold, BOTH),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods, strict_slashes=False)
