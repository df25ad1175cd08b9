"""append-only tables guarded by triggers, full-text search, and the rows every database starts with

Revision: 0002
Before it: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "leaf", "tree_node", "tree_head")
THEMES = (
    ("geluid", "Geluid"),
    ("lucht", "Lucht"),
    ("bodem", "Bodem"),
    ("water", "Water"),
    ("geur", "Geur"),
    ("chemische-stoffen", "Chemische stoffen"),
    ("circulaire-economie", "Circulaire economie"),
    ("afval", "Afval"),
    ("gezondheid", "Gezondheid"),
    ("ecosystemen", "Ecosystemen"),
    ("ruimte", "Ruimte"),
    ("vth", "Vergunningen, toezicht en handhaving"),
    ("samenwerking", "Samenwerking en meedoen"),
)

SQLITE_TEXT_KEPT = """
CREATE TRIGGER event_text_only_erased BEFORE UPDATE ON event_text
WHEN NEW.event_id <> OLD.event_id OR NEW.name <> OLD.name
  OR (NEW.text IS NOT NULL AND NEW.text IS NOT OLD.text) OR (NEW.salt IS NOT NULL AND NEW.salt IS NOT OLD.salt)
BEGIN SELECT RAISE(ABORT, 'event_text may only be erased'); END
"""
SQLITE_SEARCH = (
    """CREATE VIRTUAL TABLE contribution_search USING fts5(
        search_terms, content='contribution', content_rowid='id', tokenize="unicode61 remove_diacritics 0")""",
    """CREATE TRIGGER contribution_search_added AFTER INSERT ON contribution BEGIN
        INSERT INTO contribution_search(rowid, search_terms) VALUES (NEW.id, NEW.search_terms); END""",
    """CREATE TRIGGER contribution_search_changed AFTER UPDATE OF search_terms ON contribution
        WHEN NEW.search_terms IS NOT OLD.search_terms BEGIN
        INSERT INTO contribution_search(contribution_search, rowid, search_terms)
            VALUES ('delete', OLD.id, OLD.search_terms);
        INSERT INTO contribution_search(rowid, search_terms) VALUES (NEW.id, NEW.search_terms); END""",
)
POSTGRES_FUNCTIONS = (
    """CREATE FUNCTION dialoog_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$""",
    """CREATE FUNCTION dialoog_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.event_id <> OLD.event_id OR NEW.name <> OLD.name
                OR (NEW.text IS NOT NULL AND NEW.text IS DISTINCT FROM OLD.text)
                OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt)
            THEN RAISE EXCEPTION 'event_text may only be erased'; END IF;
            RETURN NEW;
        END $$""",
    """CREATE FUNCTION dialoog_kept_five_years() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.at > now() - interval '5 years' THEN RAISE EXCEPTION 'audit_entry is kept for five years'; END IF;
            RETURN OLD;
        END $$""",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgres()
    else:
        _guard_sqlite()
    _first_rows()


def _guard_sqlite() -> None:
    for table in (*APPEND_ONLY, "audit_entry"):
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
        )
    for table in (*APPEND_ONLY, "event_text"):
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
        )
    op.execute(
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
        "WHEN OLD.at > datetime('now', '-5 years') "
        "BEGIN SELECT RAISE(ABORT, 'audit_entry is kept for five years'); END"
    )
    op.execute(SQLITE_TEXT_KEPT)
    for statement in SQLITE_SEARCH:
        op.execute(statement)


def _guard_postgres() -> None:
    for function in POSTGRES_FUNCTIONS:
        op.execute(function)
    for table in APPEND_ONLY:
        _trigger(table, "no_change", "UPDATE OR DELETE", "ROW", "dialoog_append_only")
    _trigger("audit_entry", "no_change", "UPDATE", "ROW", "dialoog_append_only")
    _trigger("audit_entry", "no_delete", "DELETE", "ROW", "dialoog_kept_five_years")
    _trigger("event_text", "no_delete", "DELETE", "ROW", "dialoog_append_only")
    _trigger("event_text", "only_erased", "UPDATE", "ROW", "dialoog_only_erased")
    for table in (*APPEND_ONLY, "audit_entry", "event_text"):
        _trigger(table, "no_truncate", "TRUNCATE", "STATEMENT", "dialoog_append_only")
    op.execute(
        "CREATE INDEX ix_contribution_search ON contribution USING gin (to_tsvector('simple'::regconfig, search_terms))"
    )


def _trigger(table: str, name: str, acts: str, each: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {acts} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()")


def _first_rows() -> None:
    column = sa.column
    op.bulk_insert(sa.table("log_state", column("id"), column("size")), [{"id": 1, "size": 0}])
    op.bulk_insert(sa.table("public_version", column("id"), column("version")), [{"id": 1, "version": 1}])
    theme = sa.table("theme", column("slug"), column("name"), sa.column("active", sa.Boolean))
    op.bulk_insert(theme, [{"slug": slug, "name": name, "active": True} for slug, name in THEMES])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_contribution_search")
        for name in ("append_only", "only_erased", "kept_five_years"):
            op.execute(f"DROP FUNCTION dialoog_{name}() CASCADE")
    else:
        triggers = [f"{t}_no_update" for t in (*APPEND_ONLY, "audit_entry")]
        triggers += [f"{t}_no_delete" for t in (*APPEND_ONLY, "event_text", "audit_entry")]
        triggers += ["event_text_only_erased", "contribution_search_added", "contribution_search_changed"]
        for trigger in triggers:
            op.execute(f"DROP TRIGGER {trigger}")
        op.execute("DROP TABLE contribution_search")
    for table in ("theme", "public_version", "log_state"):
        op.execute(f"DELETE FROM {table}")
