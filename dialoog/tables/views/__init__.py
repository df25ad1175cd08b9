"""The pages of dialogue tables and their seats: their addresses."""

from flask import Blueprint

from dialoog.tables.views import candidates, links, needs, own, public, seats, staff

blueprint = Blueprint("tables", __name__)
READ = ("GET",)
BOTH = ("GET", "POST")
ACT = ("POST",)

for address, name, view, methods in (
    ("/tafels", "tables", public.tables, READ),
    ("/tafels/<slug>", "table", public.table, READ),
    ("/werk/tafels", "staff", staff.tables, READ),
    ("/werk/tafels/nieuw", "new", staff.new, BOTH),
    ("/werk/tafels/<slug>", "edit", staff.edit, BOTH),
    ("/werk/tafels/<slug>/samenstelling", "wishes", staff.wishes, BOTH),
    ("/werk/tafels/<slug>/zetels", "seats", seats.seats, READ),
    ("/werk/tafels/<slug>/zetels/<int:number>", "seat", seats.seat, BOTH),
    ("/werk/tafels/<slug>/zetels/<int:number>/uitnodigen", "invite", seats.invite, BOTH),
    ("/werk/tafels/<slug>/zetels/<int:number>/<int:key>/beeindigen", "end", seats.end, BOTH),
    ("/werk/tafels/<slug>/zetels/<int:number>/<int:key>/opnieuw", "send_again", seats.send_again, ACT),
    ("/werk/tafels/<slug>/zetels/<int:number>/<int:key>/intrekken", "take_back", seats.take_back, ACT),
    ("/werk/tafels/<slug>/behoeften", "needs", needs.needs, READ),
    ("/werk/tafels/<slug>/behoeften/<int:key>", "need", needs.need, BOTH),
    ("/werk/tafels/<slug>/kandidaten", "candidates", candidates.candidates, BOTH),
    ("/werk/tafels/<slug>/kandidaten/opslaan", "store", candidates.store, ACT),
    ("/werk/tafels/<slug>/kandidaten/<int:key>/weg", "remove", candidates.remove, ACT),
    ("/werk/tafels/<slug>/loting", "draw", candidates.draw, BOTH),
    ("/werk/tafels/<slug>/loting/<int:key>", "drawn", candidates.drawn, BOTH),
    ("/mijn/zetels", "own", own.seats, READ),
    ("/mijn/zetels.json", "own_file", own.as_file, READ),
    ("/mijn/zetels/<int:key>", "own_seat", own.seat, BOTH),
    ("/mijn/zetels/vergeten", "own_forget", own.forget, BOTH),
    ("/zetel/<token>", "answer", links.answer, BOTH),
    ("/zetel/<token>/nee", "decline", links.decline, BOTH),
):
    blueprint.add_url_rule(address, name, view, methods=methods)
