"""The floor: what the same server does with the least Flask, Jinja and SQL that gives such a page.

No layout, no rules, no security, no record; what Dialoog's pages do more is what they cost more.
"""

import os
import sqlite3
import threading
from typing import Any

from flask import Flask, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

DATABASE = "FLOOR_DATABASE"

app = Flask(__name__)
LIST = app.jinja_env.from_string("""<!DOCTYPE html><html lang="nl"><head><title>Vloer</title></head>
<body><h1>Inbreng</h1><ul>
{% for row in rows %}<li><a href="/item/{{ row.id }}">{{ row.text }}</a> {{ row.number }} {{ row.kind }}</li>
{% endfor %}</ul></body></html>""")
ITEM = app.jinja_env.from_string("""<!DOCTYPE html><html lang="nl"><head><title>Vloer</title></head>
<body><h1>{{ row.number }}</h1>
<p>{{ row.text }}</p><p>{{ row.kind }}</p></body></html>""")

_own = threading.local()


def make(source: str, target: str) -> None:
    """Fill the floor's database from a seeded one: the same texts, one index, one full-text index."""
    connection = sqlite3.connect(target)
    connection.executescript(
        f"""
        PRAGMA journal_mode = WAL;
        ATTACH '{source}' AS seeded;
        CREATE TABLE item (id INTEGER PRIMARY KEY, number TEXT, theme INTEGER, kind TEXT, text TEXT);
        INSERT INTO item SELECT id, number, theme_id, kind, public_text FROM seeded.contribution;
        CREATE INDEX item_theme ON item (theme, id);
        CREATE VIRTUAL TABLE found USING fts5(text, content='item', content_rowid='id');
        INSERT INTO found (found) VALUES ('rebuild');
        CREATE TABLE posted (id INTEGER PRIMARY KEY, text TEXT);
        CREATE TABLE noted (id INTEGER PRIMARY KEY, posted INTEGER, what TEXT);
        """
    )
    connection.close()


def database() -> sqlite3.Connection:
    """The thread's own connection."""
    if not hasattr(_own, "connection"):
        _own.connection = sqlite3.connect(os.environ[DATABASE], timeout=30, isolation_level=None)
        _own.connection.row_factory = sqlite3.Row
        _own.connection.execute("PRAGMA synchronous = FULL")
    return _own.connection


def rows() -> list[sqlite3.Row]:
    query = "SELECT * FROM item WHERE theme = ? AND id < ? ORDER BY id DESC LIMIT 20"
    return database().execute(query, (request.args["theme"], request.args["na"])).fetchall()


@app.get("/list")
def list_page() -> str:
    """Twenty rows, one indexed query."""
    return render_template(LIST, rows=rows())


@app.get("/list.json")
def list_json() -> Response:
    """The same as JSON."""
    return jsonify([dict(row) for row in rows()])


@app.get("/item/<int:key>")
def item(key: int) -> str:
    """One row."""
    row = database().execute("SELECT * FROM item WHERE id = ?", (key,)).fetchone()
    return render_template(ITEM, row=row)


@app.get("/search")
def search() -> str:
    """The twenty best hits, as FTS5 ranks them."""
    query = "SELECT item.* FROM found JOIN item ON item.id = found.rowid WHERE found MATCH ? ORDER BY rank LIMIT 20"
    return render_template(LIST, rows=database().execute(query, (request.args["q"],)).fetchall())


@app.post("/post")
def post() -> Any:
    """Two rows, durable."""
    own = database()
    own.execute("BEGIN IMMEDIATE")
    made = own.execute("INSERT INTO posted (text) VALUES (?)", (request.form["text"],)).lastrowid
    own.execute("INSERT INTO noted (posted, what) VALUES (?, 'received')", (made,))
    own.execute("COMMIT")
    return redirect(f"/item/{made}", 303)
