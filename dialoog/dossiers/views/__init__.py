"""The public pages about contributions: the table of their addresses."""

from flask import Blueprint

from dialoog.dossiers.views import documents, dossier, lists, meetings

blueprint = Blueprint("dossiers", __name__)
blueprint.add_url_rule("/inbreng", view_func=lists.contributions)
blueprint.add_url_rule("/inbreng/<number>", view_func=dossier.dossier)
blueprint.add_url_rule("/bijeenkomsten", view_func=meetings.meetings)
blueprint.add_url_rule("/bijeenkomsten/<slug>", view_func=meetings.meeting)
blueprint.add_url_rule("/bijeenkomsten/<slug>/terugkoppeling", view_func=documents.feedback)
blueprint.add_url_rule("/bijeenkomsten/<slug>/terugkoppeling.docx", view_func=documents.feedback_word)
blueprint.add_url_rule("/bijeenkomsten/<slug>/reactienota", view_func=documents.note)
blueprint.add_url_rule("/bijeenkomsten/<slug>/reactienota.docx", view_func=documents.note_word)
blueprint.add_url_rule("/bijeenkomsten/<slug>/reactienota.pdf", view_func=documents.note_pdf)
