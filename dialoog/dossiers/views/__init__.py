"""The public pages about contributions.

| address | view |
|---|---|
| `/inbreng` | lists.contributions |
| `/inbreng/<number>` | dossier.dossier |
"""

from flask import Blueprint

blueprint = Blueprint("dossiers", __name__)
