import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from wenjiu.bureau.append_only import append_only


class Migration(migrations.Migration):
    """Lines of a return that settled nothing are cleared up by somebody."""

    dependencies = [
        ("funds", "0005_two_people_and_frozen_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cleared",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("reason", models.CharField(max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "return_line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cleared", to="funds.returnline"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^\\s*$"), _negated=True), name="funds_cleared_has_reason"
                    )
                ],
            },
        ),
        append_only("funds_cleared"),
    ]
