"""Drafts and changes are also about settings of the office: periods, the calendar, funds, limits, words of documents."""

from django.db import migrations, models

KINDS = ("parameter", "reading", "version", "period", "day", "share", "limit", "wording", "revocation")


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0002_guards")]

    operations = [
        operation
        for model in ("draft", "change")
        for operation in (
            migrations.RemoveConstraint(model_name=model, name=f"rulebook_{model}_kind"),
            migrations.AddConstraint(
                model_name=model,
                constraint=models.CheckConstraint(
                    condition=models.Q(("kind__in", KINDS)), name=f"rulebook_{model}_kind"
                ),
            ),
        )
    ]
