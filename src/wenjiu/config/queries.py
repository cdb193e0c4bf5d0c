"""All database reads of this package."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wenjiu.config.models import Start


def unapplied_migrations() -> list[str]:
    """Return the names of migrations that are not applied to the database, as ``app.name``.

    Raises:
        django.db.OperationalError: the database does not answer.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def missing_start_numbers() -> list[int]:
    """Return the start numbers that are missing from the sequence; empty when no row was lost."""
    numbers = set(Start.objects.values_list("number", flat=True))
    return sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)
