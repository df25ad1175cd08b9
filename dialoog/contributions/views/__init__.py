"""The pages of handing in and of staff's work on a contribution: all addresses of this domain."""

from flask import Blueprint, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from dialoog.contributions.views import (
    assigning,
    at_meeting,
    blacking_out,
    clarifying,
    givers,
    handing_in,
    links,
    looking,
    looking_at_texts,
    on_behalf,
    own_page,
    staff,
    withdrawing,
)
from dialoog.web.errors import no_csrf

blueprint = Blueprint("contributions", __name__)
BOTH = ("GET", "POST")

for address, name, view, methods in (
    ("/inbreng/nieuw", "new", handing_in.new, BOTH),
    ("/bijeenkomsten/<slug>/inbrengen", "at_meeting", at_meeting.new, BOTH),
    ("/inbreng/<number>/ontvangen", "received", handing_in.received, ("GET",)),
    ("/inbreng/bevestigen/<token>", "confirm", links.confirm, BOTH),
    ("/inbreng/niet-van-mij/<token>", "deny", links.deny, BOTH),
    ("/inbreng/intrekken/<token>", "withdraw", links.withdraw, BOTH),
    ("/uw-inbreng", "lost_link", own_page.lost_link, BOTH),
    ("/uw-inbreng/verstuurd", "link_sent", own_page.link_sent, ("GET",)),
    ("/uw-inbreng/adres/<token>", "move", own_page.move, BOTH),
    ("/uw-inbreng/nieuw-adres/<token>", "new_address", own_page.new_address, BOTH),
    ("/navraag/<token>", "reply", clarifying.reply, BOTH),
    ("/werk/navraag/<int:key>/intrekken", "withdraw_question", clarifying.withdraw, ("POST",)),
    ("/werk/inbreng/nieuw", "new_on_behalf", on_behalf.new, BOTH),
    ("/werk/inbreng/inbrengers", "givers", givers.givers, BOTH),
    ("/werk/inbreng/toewijzen", "assign", assigning.assign, ("POST",)),
    ("/werk/bekijken", "look", looking.look, BOTH),
    ("/werk/bekijken/<int:act>/verbergen", "hide_text", looking_at_texts.hide, BOTH),
    ("/werk/bekijken/<int:act>/weglakken/<name>", "black_out_text", looking_at_texts.black_out, BOTH),
    ("/werk/inbreng/<number>/verbergen", "hide", looking.hide, BOTH),
    ("/werk/inbreng/<number>", "contribution", staff.contribution, ("GET",)),
    ("/werk/inbreng/<number>/origineel", "original", staff.original, ("GET",)),
    ("/werk/inbreng/<number>/verlengen", "extend", assigning.extend, BOTH),
    ("/werk/inbreng/<number>/weglakken", "black_out", blacking_out.black_out, BOTH),
    ("/werk/inbreng/<number>/intrekken", "withdraw_entry", withdrawing.withdraw_entry, BOTH),
):
    blueprint.add_url_rule(address, name, view, methods=methods)


@blueprint.errorhandler(CSRFError)
def form_again(error: CSRFError) -> Response | tuple[str, int]:
    """Nobody loses the words they came to bring in because a cookie expired."""
    if request.endpoint == "contributions.new":
        return handing_in.stood_open_too_long()
    return no_csrf(error)
