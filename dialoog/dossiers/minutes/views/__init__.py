"""The pages of minutes.

| address | view |
|---|---|
| `/werk/bijeenkomsten/<slug>/notulen` | writing.editor |
| `/werk/bijeenkomsten/<slug>/notulen/volgende` | handling.step |
| `/werk/bijeenkomsten/<slug>/notulen/weglakken` | handling.black_out |
| `/werk/bijeenkomsten/<slug>/notulen/opmerkingen` | handling.comments |
| `/werk/bijeenkomsten/<slug>/notulen/opmerkingen/<key>` | handling.one |
| `/bijeenkomsten/<slug>/notulen` | reading.published |
| `/bijeenkomsten/<slug>/notulen.docx` | reading.word_file |
| `/bijeenkomsten/<slug>/notulen/concept` | reading.draft |
| `/bijeenkomsten/<slug>/notulen/versies/<n>` | reading.version |
"""

from flask import Blueprint

from dialoog.dossiers.minutes.views import handling, reading, writing

blueprint = Blueprint("minutes", __name__)
BOTH = ["GET", "POST"]
STAFF, OPEN = "/werk/bijeenkomsten/<slug>/notulen", "/bijeenkomsten/<slug>/notulen"
blueprint.add_url_rule(STAFF, view_func=writing.editor, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/volgende", view_func=handling.step, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/weglakken", view_func=handling.black_out, methods=BOTH)
blueprint.add_url_rule(f"{STAFF}/opmerkingen", view_func=handling.comments)
blueprint.add_url_rule(f"{STAFF}/opmerkingen/<int:key>", view_func=handling.one, methods=BOTH)
blueprint.add_url_rule(OPEN, view_func=reading.published)
blueprint.add_url_rule(f"{OPEN}.docx", view_func=reading.word_file)
blueprint.add_url_rule(f"{OPEN}/concept", view_func=reading.draft, methods=BOTH)
blueprint.add_url_rule(f"{OPEN}/versies/<int:n>", view_func=reading.version)
