"""Guards of the registers' tables, which hold whatever code writes. All people in tests here are invented."""

import psycopg
import pytest
from django.db import connection, transaction

pytestmark = pytest.mark.django_db

ADD = """INSERT INTO registry_row (policy, "table", key, source, valid, facts, refers)
         VALUES ('chaoyang_2020', 'firms', 'p1', %s, %s, '{}', '{}') RETURNING id"""


def add(source: str, valid: str) -> int:
    with connection.connection.cursor() as cursor:
        return cursor.execute(ADD, [source, valid]).fetchone()[0]


def refused(statement: str, *values: object) -> str:
    with pytest.raises(psycopg.Error) as error, transaction.atomic(), connection.connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(error.value.diag.constraint_name or error.value.diag.message_primary)


def test_one_source_says_one_thing_of_a_subject_on_a_day(db: None) -> None:
    connection.ensure_connection()
    add("a", "[2020-01-01,2021-01-01)")
    add("a", "[2021-01-01,)")
    add("b", "[2020-06-01,)")
    assert refused(ADD, "a", "[2020-12-31,)") == "registry_row_one_a_day"
    assert refused(ADD, "a", "empty") == "registry_row_holds_on_a_day"


def test_a_row_never_changes_and_a_mark_is_never_taken_back(db: None) -> None:
    connection.ensure_connection()
    first, second = add("a", "[2020-01-01,2021-01-01)"), add("a", "[2021-01-01,)")
    assert refused("UPDATE registry_row SET facts = '{}'") == "registry_row_append_only"
    assert "permission denied" in refused("DELETE FROM registry_row")
    with connection.connection.cursor() as cursor:
        cursor.execute("UPDATE registry_row SET replaced_by_id = %s WHERE id = %s", [second, first])
    assert refused("UPDATE registry_row SET replaced_by_id = NULL WHERE id = %s", first) == "registry_row_marks_stay"
    assert refused("UPDATE registry_row SET replaced_by_id = id WHERE id = %s", second)
