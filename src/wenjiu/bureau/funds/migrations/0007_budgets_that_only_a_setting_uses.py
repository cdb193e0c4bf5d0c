"""A budget can carry nothing by itself: the rulebook says from which day on it pays, and how much."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_what_the_bank_reports_is_cleared_up")]

    operations = [
        migrations.RemoveConstraint(model_name="budget", name="funds_budget_share"),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gte", 0), ("share__lte", 1000)), name="funds_budget_share"
            ),
        ),
    ]
