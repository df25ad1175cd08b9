"""People and their place, parties and themes: all addresses of this domain."""

from flask import Blueprint

from dialoog.organisations.views import invitations, parties, people, themes, units

blueprint = Blueprint("organisations", __name__)
BOTH = ("GET", "POST")

for address, view, methods in (
    ("/uitnodiging/<token>", invitations.accept, BOTH),
    ("/werk/mensen", people.people, ("GET",)),
    ("/werk/mensen/uitnodigen", invitations.invite, BOTH),
    ("/werk/mensen/uitnodigingen/<int:link_id>/intrekken", invitations.withdraw, ("POST",)),
    ("/werk/mensen/<int:person_id>", people.person, BOTH),
    ("/werk/mensen/<int:person_id>/tweede-stap", people.reset_second_factor, BOTH),
    ("/werk/mensen/<int:person_id>/uitloggen", people.end_sessions, ("POST",)),
    ("/werk/diensten", units.units, ("GET",)),
    ("/werk/diensten/nieuw", units.add_unit, BOTH),
    ("/werk/diensten/<slug>", units.unit, BOTH),
    ("/werk/diensten/<slug>/leden", units.place_member, ("POST",)),
    ("/werk/diensten/<slug>/leden/<int:person_id>/weg", units.take_out_member, ("POST",)),
    ("/werk/partijen", parties.parties, ("GET",)),
    ("/werk/partijen/nieuw", parties.add_party, BOTH),
    ("/werk/partijen/<slug>", parties.party, BOTH),
    ("/werk/themas", themes.themes, ("GET",)),
    ("/werk/themas/nieuw", themes.add_theme, BOTH),
    ("/werk/themas/<slug>", themes.theme, BOTH),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods)
