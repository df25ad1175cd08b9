"""The pages that look over everything: the table of their addresses."""

from flask import Blueprint

from dialoog.open.views import home

blueprint = Blueprint("open", __name__)
blueprint.add_url_rule("/", view_func=home.home)
