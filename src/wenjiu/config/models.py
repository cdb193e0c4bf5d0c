"""Store facts about the installation itself: its identity and its starts."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Installation(models.Model):
    """This installation: exactly one row, made at the first start."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="config_installation_only_one")]


class Start(models.Model):
    """One start of the server. Numbers have no gaps and rows never change: a lost row shows as a missing number."""

    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="starts")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=40)
    profile = models.CharField(max_length=20)
    started_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["installation", "number"], name="config_start_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="config_start_number_from_one"),
        ]
