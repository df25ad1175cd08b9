"""Registering for a meeting: all addresses of this domain."""

from flask import Blueprint

from dialoog.meetings.registrations.views import door, own, people, public, setting_up

blueprint = Blueprint("registrations", __name__)
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
WORK = "/werk/bijeenkomsten/<slug>"

for address, view, methods in (
    ("/bijeenkomsten/<slug>/aanmelden", public.register, BOTH),
    ("/aanmelding/bevestigen/<token>", own.confirm, BOTH),
    ("/aanmelding/<token>", own.page, BOTH),
    ("/aanmelding/<token>/afmelden", own.cancel, BOTH),
    ("/aanmelding/<token>/verwijderen", own.forget, BOTH),
    ("/aanmelding/<token>/gegevens", own.data_file, GET),
    (f"{WORK}/aanmeldingen", people.registrations, GET),
    (f"{WORK}/aanmeldingen/instellen", setting_up.set_up, BOTH),
    (f"{WORK}/aanmeldingen/nieuw", people.enter, BOTH),
    (f"{WORK}/aanmeldingen.csv", people.as_csv, GET),
    (f"{WORK}/aanmeldingen.xlsx", people.as_xlsx, GET),
    (f"{WORK}/aanmeldingen/<int:key>", people.registration, BOTH),
    (f"{WORK}/aanmeldingen/<int:key>/afmelden", people.cancel_for, BOTH),
    (f"{WORK}/aanmeldingen/<int:key>/plek", people.give_place, POST),
    (f"{WORK}/inchecken", door.at_door, GET),
    (f"{WORK}/inchecken/nieuw", door.walk_in, BOTH),
    (f"{WORK}/inchecken/afsluiten", door.close, BOTH),
    (f"{WORK}/inchecken/<code>", door.check_in, BOTH),
    (f"{WORK}/inchecken/<code>/terug", door.undo, POST),
    (f"{WORK}/inchecken/<code>/niet-verschenen", door.absent, POST),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods)
