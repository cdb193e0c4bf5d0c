"""Guards of the bureau's tables that need no action."""

import psycopg
import pytest
from django.db import connection, transaction

from wenjiu.bureau.audit import actions
from wenjiu.bureau.audit.models import Event

pytestmark = pytest.mark.django_db


def test_an_event_never_changes_and_never_goes() -> None:
    event = actions.record(actor="a test", kind="test.happened", data={"n": 1})
    event.refresh_from_db()
    assert event.at is not None and event.xact > 0
    for statement in ("UPDATE audit_event SET kind = 'test.else'", "DELETE FROM audit_event"):
        with pytest.raises(psycopg.Error), transaction.atomic(), connection.connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.count() == 1
