"""What an applicant sends in: a draft until it is submitted, then the origin of one case for each measure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Filing(models.Model):
    """One filing of one party. It may hold several measures.

    `filer`: the party in whose name it is made.
    `opened_by`: the account that began it; a draft belongs to filer and account, never to a session.
    `intent_key`: made when the form is opened, so that the same form sent twice is one filing.
    `draft`: measures, answers and lines as typed, until it is submitted.
    `origin`: who opens it: the applicant, or the office by itself (免申即享).
    """

    policy = models.CharField(max_length=40)
    filer = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="filings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="filings")
    intent_key = models.CharField(max_length=64)
    origin = models.CharField(
        max_length=10, choices=[("applicant", "applicant"), ("office", "office")], default="applicant"
    )
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filer", "intent_key"], name="cases_filing_intent_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(dropped_at__isnull=True), name="cases_filing_sent_or_dropped"
            ),
        ]
