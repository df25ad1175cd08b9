"""The pages of dialogue tables and their seats: their addresses."""

from flask import Blueprint

from dialoog.tables.views import public, staff

blueprint = Blueprint("tables", __name__)
READ = ("GET",)
BOTH = ("GET", "POST")

for address, name, view, methods in (
    ("/tafels", "tables", public.tables, READ),
    ("/tafels/<slug>", "table", public.table, READ),
    ("/werk/tafels", "staff", staff.tables, READ),
    ("/werk/tafels/nieuw", "new", staff.new, BOTH),
    ("/werk/tafels/<slug>", "edit", staff.edit, BOTH),
    ("/werk/tafels/<slug>/samenstelling", "wishes", staff.wishes, BOTH),
):
    blueprint.add_url_rule(address, name, view, methods=methods)
