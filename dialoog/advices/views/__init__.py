"""Advices (T8): the public list, one advice, writing it at the table, and reacting to it. All addresses."""

from flask import Blueprint

from dialoog.advices.views import deciding, public, staff, writing

blueprint = Blueprint("advices", __name__)
BOTH = ("GET", "POST")

for address, view, methods in (
    ("/adviezen", public.advices, ("GET",)),
    ("/adviezen/<slug>", public.advice, ("GET",)),
    ("/adviezen/nieuw", writing.new, BOTH),
    ("/adviezen/<slug>/tekst", writing.edit, BOTH),
    ("/adviezen/<slug>/opmerkingen", writing.comments, BOTH),
    ("/adviezen/<slug>/opmerkingen/<int:key>", writing.handle, BOTH),
    ("/adviezen/<slug>/opmerkingen/vragen", deciding.ask, BOTH),
    ("/adviezen/<slug>/vaststellen", deciding.adopt, BOTH),
    ("/adviezen/<slug>/terug", deciding.reconsider, BOTH),
    ("/adviezen/<slug>/wegleggen", deciding.lay_away, BOTH),
    ("/adviezen/<slug>/aanbieden", deciding.send, BOTH),
    ("/adviezen/<slug>/terugsturen", deciding.send_back, BOTH),
    ("/werk/adviezen", staff.worklist, ("GET",)),
    ("/werk/adviezen/<slug>", staff.react, BOTH),
    ("/werk/gesprek-bewindspersoon", staff.talk, ("GET",)),
):
    blueprint.add_url_rule(address, view_func=view, methods=list(methods))
