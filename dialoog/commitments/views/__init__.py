"""The public list of commitments, and reporting on them: all addresses of this domain."""

from flask import Blueprint

from dialoog.commitments.views import public, staff

blueprint = Blueprint("commitments", __name__)

for address, view, methods in (
    ("/toezeggingen", public.commitments, ("GET",)),
    ("/toezeggingen/<int:commitment_id>", public.commitment, ("GET",)),
    ("/werk/toezeggingen", staff.worklist, ("GET",)),
    ("/werk/toezeggingen/<int:commitment_id>", staff.step, ("GET", "POST")),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods)
