"""The pages of what a meeting is about and what came of it.

| address | view |
|---|---|
| `/werk/bijeenkomsten/<slug>/agenda` | items.agenda |
| `/werk/bijeenkomsten/<slug>/agenda/nieuw` | items.new |
| `/werk/bijeenkomsten/<slug>/agenda/<key>` | items.edit |
| `/werk/bijeenkomsten/<slug>/agenda/<key>/niet-overnemen` | items.refuse |
| `/werk/bijeenkomsten/<slug>/stukken` | papers.papers |
| `/werk/bijeenkomsten/<slug>/stukken/<key>` | papers.paper |
| `/werk/bijeenkomsten/<slug>/besluiten` | deciding.decisions |
| `/werk/bijeenkomsten/<slug>/besluiten/<key>` | deciding.decision |
| `/werk/bijeenkomsten/<slug>/aanwezig` | presence.presence |
| `/bijeenkomsten/<slug>/agendapunt` | items.propose |
| `/bijeenkomsten/<slug>/stukken/<key>/<n>` | papers.download |
"""

from flask import Blueprint

from dialoog.meetings.agenda.views import deciding, items, papers, presence

blueprint = Blueprint("agenda", __name__)
BOTH = ["GET", "POST"]
STAFF, OPEN = "/werk/bijeenkomsten/<slug>", "/bijeenkomsten/<slug>"
blueprint.add_url_rule(f"{STAFF}/agenda", view_func=items.agenda, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/agenda/nieuw", view_func=items.new, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/agenda/<int:key>", view_func=items.edit, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/agenda/<int:key>/niet-overnemen", view_func=items.refuse, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/stukken", view_func=papers.papers, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/stukken/<int:key>", view_func=papers.paper, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/besluiten", view_func=deciding.decisions, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/besluiten/<int:key>", view_func=deciding.decision, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/aanwezig", view_func=presence.presence, methods=BOTH)
blueprint.add_url_rule(f"{OPEN}/agendapunt", view_func=items.propose, methods=BOTH)
blueprint.add_url_rule(f"{OPEN}/stukken/<int:key>/<int:n>", view_func=papers.download)
