"""The pages of backing a contribution: their addresses."""

from flask import Blueprint

from dialoog.endorsements.views import asking, links, on_behalf

blueprint = Blueprint("endorsements", __name__)
BOTH = ("GET", "POST")

for address, name, view in (
    ("/inbreng/<number>/onderschrijven", "ask", asking.ask),
    ("/onderschrijving/bevestigen/<token>", "confirm", links.confirm),
    ("/onderschrijving/intrekken/<token>", "withdraw", links.withdraw),
    ("/onderschrijving/geen-bericht/<token>", "stop", links.stop),
    ("/werk/inbreng/<number>/onderschrijven", "enter", on_behalf.enter),
):
    blueprint.add_url_rule(address, name, view, methods=BOTH)
