"""Make sure that every write is part of an action: a function with an actor, in one transaction (design, section 9)."""

import functools
import inspect
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Copy, sql

from wenjiu.bureau.held import asking_anew

P = ParamSpec("P")
R = TypeVar("R")

#: Opened around every action, such as the policy that it keeps for its whole life.
around: list[Callable[[], AbstractContextManager[None]]] = [asking_anew]

_inside_action: ContextVar[bool] = ContextVar("inside_action", default=False)

_LEADING = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
_WRITE = re.compile(r"(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
# Reads that lock use FOR UPDATE or FOR NO KEY UPDATE; any other UPDATE writes.
_WRITE_IN_CTE = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|(?<!\bFOR\s)(?<!\bKEY\s)UPDATE)\b", re.IGNORECASE
)

# Tables that Django and allauth write by themselves: sessions, addresses, second factors, failed sign-ins.
_FRAMEWORK = re.compile(
    r'(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"(?:django_session|account_\w+|mfa_\w+|axes_\w+)"',
    re.IGNORECASE,
)
# What signing in and changing a password write into the table of accounts.
_SIGN_IN = re.compile(r'UPDATE\s+"accounts_user"\s+SET\s+"(?:last_login|password)"\s*=\s*\S+\s+WHERE', re.IGNORECASE)


class WriteOutsideAction(RuntimeError):
    """Code tried to change rows without going through an action."""


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function an action: keyword-only, ``actor`` first, one transaction, allowed to write.

    Raises:
        TypeError: (at definition) the function has another signature.
    """
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "actor" or any(p.kind is not p.KEYWORD_ONLY for p in parameters):
        raise TypeError(f"The action {function.__qualname__} must take keyword-only arguments, 'actor' first.")

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        token = _inside_action.set(True)
        try:
            with ExitStack() as opened:
                for surrounding in around:
                    opened.enter_context(surrounding())
                opened.enter_context(transaction.atomic())
                return function(*args, **kwargs)
        finally:
            _inside_action.reset(token)

    return run


def is_write(sql: str) -> bool:
    """Return whether a statement changes rows. Reads that lock, such as SELECT ... FOR UPDATE, do not."""
    start = _LEADING.match(sql)
    rest = sql[start.end() if start else 0 :]
    if _WRITE.match(rest):
        return True
    return rest[:4].upper() == "WITH" and _WRITE_IN_CTE.search(rest) is not None


def is_frameworks_own(sql: str) -> bool:
    """Return whether a statement writes a table that Django or allauth keeps by itself."""
    start = sql.lstrip()
    return bool(_FRAMEWORK.match(start) or _SIGN_IN.match(start))


def refuse_writes_outside_actions(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Allow reads, and the writes of a running action. This is a Django execute wrapper.

    Raises:
        WriteOutsideAction: the statement changes rows and no action is running.
    """
    if not _inside_action.get() and is_write(str(sql)) and not is_frameworks_own(str(sql)):
        raise WriteOutsideAction(
            f"A statement outside an action would change rows: {str(sql)[:120]!r}. Move it into a function of "
            "actions.py decorated with @action."
        )
    return execute(sql, params, many, context)


@contextmanager
def copy_into(table: str, columns: Sequence[str]) -> Iterator[Copy]:
    """Send new rows to a table at once (COPY); `write_row` of what is yielded takes the values of one row.

    Raises:
        WriteOutsideAction: no action is running.
    """
    if not _inside_action.get():
        raise WriteOutsideAction(f"Rows would be copied into {table} outside an action: move it into one.")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        yield copy


def guard_connection(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Install the guard on a connection, except on the owner's: that role only makes tables and migrates data."""
    if os.environ.get("WENJIU_DATABASE_ROLE") == "owner":
        return
    if refuse_writes_outside_actions not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_writes_outside_actions)
