"""The public pages about contributions: the table of their addresses."""

from flask import Blueprint

from dialoog.dossiers.views import dossier, lists

blueprint = Blueprint("dossiers", __name__)
blueprint.add_url_rule("/inbreng", view_func=lists.contributions)
blueprint.add_url_rule("/inbreng/<number>", view_func=dossier.dossier)
