"""Migration operations for tables whose rows never change: events, decisions, ledger entries."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

_REFUSE = """
CREATE OR REPLACE FUNCTION wenjiu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % never change: add a new row instead.', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;
"""


def append_only(table: str, changing: Sequence[str] = ()) -> RunSQL:
    """Return an operation after which rows of a table can be added, not changed or removed, by anybody.

    Args:
        table: name of the table.
        changing: columns that may still change, such as the mark that an import was withdrawn. With any, only the
            other columns are held; rows still cannot be removed.

    The serving role loses the rights as well. It exists only in the embedded database; where DATABASE_URL is used, the
    trigger holds alone.
    """
    others = f"UPDATE OR DELETE ON {table}"
    if changing:
        kept = ", ".join(f"'{column}'" for column in changing)
        body = f"""
        DO $do$ DECLARE cols text; BEGIN
          SELECT string_agg(quote_ident(column_name), ', ') INTO cols FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = '{table}' AND column_name NOT IN ({kept});
          EXECUTE 'CREATE TRIGGER {table}_append_only BEFORE UPDATE OF ' || cols || ' OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION wenjiu_refuse_change()';
        END $do$;"""
        rights = f"REVOKE DELETE ON {table} FROM wenjiu_app;"
    else:
        body = f"""CREATE TRIGGER {table}_append_only BEFORE {others}
            FOR EACH ROW EXECUTE FUNCTION wenjiu_refuse_change();"""
        rights = f"REVOKE UPDATE, DELETE ON {table} FROM wenjiu_app;"
    return RunSQL(
        f"""{_REFUSE}{body}
        DO $do$ BEGIN
          IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wenjiu_app') THEN {rights} END IF;
        END $do$;""",
        f"DROP TRIGGER IF EXISTS {table}_append_only ON {table};",
    )
