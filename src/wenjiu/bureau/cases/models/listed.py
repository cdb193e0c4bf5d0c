"""People who are listed in a case by name, and of whom the rules see only the number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class ListedPerson(models.Model):
    """One person of the list of a line. Rows never change: a filing that is made again has a list of its own.

    `said`: what the list says of the person, by its columns.
    """

    line = models.ForeignKey("cases.Line", on_delete=models.PROTECT, related_name="people")
    no = models.PositiveIntegerField()
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["no"]
        constraints = [
            models.UniqueConstraint(fields=["line", "no"], name="cases_listed_number_once"),
            models.UniqueConstraint(fields=["line", "party", "said"], name="cases_listed_once"),
            models.CheckConstraint(condition=Q(no__gte=1), name="cases_listed_number_from_one"),
        ]
