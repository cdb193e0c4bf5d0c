import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "proposed", "approved", "finished", "accepted", "refused", "cancelled"))
                ),
                name="programmes_programme_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="programmes_programme_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("title__regex", "^\\s*$"), _negated=True), name="programmes_programme_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("part_of", None), models.Q(("part_of", models.F("id")), _negated=True), _connector="OR"
                ),
                name="programmes_not_part_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="panellist",
            constraint=models.UniqueConstraint(fields=("programme", "user"), name="programmes_panellist_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("programme", "no"), name="programmes_entry_no"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "removed"), _negated=True),
                fields=("programme", "party", "part"),
                name="programmes_entry_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("listed", "held", "left", "removed"))), name="programmes_entry_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="programmes_entry_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("cleared_by", None), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="programmes_entry_cleared_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(models.Q(("group", ""), _negated=True), ("state__in", ("listed", "held", "left"))),
                expressions=[
                    ("party", "="),
                    ("group", "="),
                    (
                        models.Func(
                            models.F("first_day"),
                            models.F("last_day"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="programmes_entry_one_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("entry", "what", "day", "no"), name="programmes_record_once"),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(condition=models.Q(("no__gte", 1)), name="programmes_record_no"),
        ),
        migrations.AddConstraint(
            model_name="recordcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("confirmed", "refused"))), name="programmes_check_outcome"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refused"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="programmes_check_refused_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("panellist", "entry"), name="programmes_score_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("programme", "version"), name="programmes_step_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "proposed", "approved", "finished", "accepted", "refused", "cancelled"))
                ),
                name="programmes_step_state",
            ),
        ),
    ]
