import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Steps of equal cases at once, and saved filters."""

    dependencies = [("cases", "0007_correction_answers"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Bulk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("policy", models.CharField(max_length=40)),
                ("measure", models.CharField(max_length=20)),
                ("flow", models.CharField(max_length=60)),
                ("state", models.CharField(max_length=20)),
                ("outcome", models.CharField(max_length=20)),
                ("drawn_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("pressed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BulkCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("sampled", models.BooleanField(default=False)),
                ("looked_at", models.DateTimeField(null=True)),
                ("left_out", models.BooleanField(default=False)),
                ("refused", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=600)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="bulk",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bulkcase",
            name="bulk",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="cases.bulk"),
        ),
        migrations.AddField(
            model_name="bulkcase",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
        ),
        migrations.AddField(
            model_name="bulkcase",
            name="decision",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.decision"
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkcase",
            constraint=models.UniqueConstraint(fields=("bulk", "case"), name="cases_bulk_case_once"),
        ),
        migrations.AddConstraint(
            model_name="bulkcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decision__isnull", True), models.Q(("left_out", False), ("refused", "")), _connector="OR"
                ),
                name="cases_bulk_one_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_out", False), ("looked_at__isnull", False), _connector="OR"),
                name="cases_bulk_left_out_after_a_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("actor", "place", "name"), name="cases_saved_filter_once"),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ["queue", "cases"])), name="cases_saved_filter_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "^\\s*$"), _negated=True), name="cases_saved_filter_named"
            ),
        ),
    ]
