"""All database writes of this package."""

from django.conf import settings
from django.db.models import Max

from wenjiu.bureau.writes import action
from wenjiu.config.models import Installation, Start


@action
def record_start(*, actor: str) -> Start:
    """Record that the server starts, and return the row.

    Args:
        actor: who starts it; nobody signs in yet, so the name of the program that starts it.
    """
    Installation.objects.bulk_create([Installation()], ignore_conflicts=True)
    installation = Installation.objects.select_for_update().get()
    last = installation.starts.aggregate(last=Max("number"))["last"] or 0
    start: Start = Start.objects.create(
        installation=installation, number=last + 1, version=settings.VERSION, profile=settings.WENJIU_PROFILE
    )
    return start
