"""Set up the roles and the database inside the embedded server. Every step can be repeated. Needs no Django."""

from pathlib import Path

from psycopg import Connection, sql

from wenjiu.config import database, secret_files
from wenjiu.config.cluster import Cluster

OWNER, APP, AUDIT = (sql.Identifier(database.ROLES[role]) for role in ("owner", "app", "audit"))
NAME = sql.Identifier(database.NAME)


def ensure(cluster: Cluster) -> None:
    """Set roles, passwords, database and default rights to their required state.

    owner makes tables. app reads and writes rows in them; a migration revokes what it must not do. audit reads.
    None is a superuser, none may bypass row security, and no other role can connect.

    Args:
        cluster: a started cluster.
    """
    with cluster.connect() as connection:
        for role in ("owner", "app", "audit"):
            _ensure_role(connection, cluster.data, role)
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [database.NAME]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(NAME, OWNER))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(NAME))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(NAME, APP, AUDIT))
        connection.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC")
    with cluster.connect(database.NAME) as connection:
        grant_default_rights(connection)


def grant_default_rights(connection: Connection[tuple[object, ...]]) -> None:
    """Grant app and audit rights on everything that the owner makes from now on, in the connection's database."""
    for statement in (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT ALL ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}, {audit}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT SELECT ON TABLES TO {audit}",
    ):
        connection.execute(sql.SQL(statement).format(owner=OWNER, app=APP, audit=AUDIT))


def _ensure_role(connection: Connection[tuple[object, ...]], data: Path, role: str) -> None:
    name = database.ROLES[role]
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
    connection.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION NOCREATEDB PASSWORD {}").format(
            sql.Identifier(name),
            sql.Literal(secret_files.ensure(data, f"database-{role}")),
        )
    )
