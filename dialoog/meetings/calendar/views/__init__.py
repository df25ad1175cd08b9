"""Calendars and invitations: the table of their addresses.

| address | view |
|---|---|
| `/bijeenkomsten.ics` | feeds.public |
| `/mijn/kalender/<secret>.ics` | feeds.own |
| `/mijn/kalender` | own.calendar |
| `/mijn/kalender/adres` | own.renew |
| `/mijn/kalender/<key>/antwoord` | own.reply |
| `/bijeenkomst/aanwezig/<token>` | links.attendance |
| `/werk/bijeenkomsten/<slug>/uitnodigingen` | staff.invitations |
| `/werk/bijeenkomsten/<slug>/verzetten` | staff.move |
| `/werk/bijeenkomsten/<slug>/afgelasten` | staff.cancel |
"""

from flask import Blueprint

from dialoog.meetings.calendar.views import feeds, links, own, staff

blueprint = Blueprint("calendar", __name__)
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
STAFF = "/werk/bijeenkomsten/<slug>"

for address, name, view, methods in (
    ("/bijeenkomsten.ics", "public_feed", feeds.public, GET),
    ("/mijn/kalender/<secret>.ics", "own_feed", feeds.own, GET),
    ("/mijn/kalender", "own", own.calendar, GET),
    ("/mijn/kalender/adres", "renew", own.renew, POST),
    ("/mijn/kalender/<int:key>/antwoord", "reply", own.reply, POST),
    ("/bijeenkomst/aanwezig/<token>", "attendance", links.attendance, BOTH),
    (f"{STAFF}/uitnodigingen", "invitations", staff.invitations, BOTH),
    (f"{STAFF}/verzetten", "move", staff.move, BOTH),
    (f"{STAFF}/afgelasten", "cancel", staff.cancel, BOTH),
):
    blueprint.add_url_rule(address, name, view, methods=methods)
