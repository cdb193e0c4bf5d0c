"""Store areas. An area that ends keeps its row, because old cases name it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from wenjiu.rules.language.text import Text, language_of


class Area(models.Model):
    """A district, one of its streets (a subdistrict or a township's area), or a community of a street."""

    class Kind(models.TextChoices):
        DISTRICT: Any = "district"
        STREET: Any = "street"
        COMMUNITY: Any = "community"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    valid_from = models.DateField()
    #: Last day on which the area exists; null while it does.
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["district", "street", "community"]), name="areas_area_kind"),
            models.CheckConstraint(
                condition=Q(kind="district", parent=None) | (~Q(kind="district") & Q(parent__isnull=False)),
                name="areas_area_district_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="areas_area_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Return the name in the language of the request."""
        return Text(self.name, self.name_en or self.name)(language_of(get_language()))
