"""The pages that look over everything.

| address | view |
|---|---|
| `/` | home.home |
"""

from flask import Blueprint

blueprint = Blueprint("open", __name__)
