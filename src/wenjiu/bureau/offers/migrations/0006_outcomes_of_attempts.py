from django.db import migrations, models


class Migration(migrations.Migration):
    """An attempt to reach somebody has an outcome; only a refusal, and a note without an outcome, needs words."""

    dependencies = [("offers", "0005_added_rows")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("wants", "要，等申报"),
                    ("refuses", "不要"),
                    ("undecided", "说到了，还没定"),
                    ("unreached", "没联系上"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="attempt", name="result", field=models.CharField(blank=True, max_length=300)),
        migrations.RemoveConstraint(model_name="attempt", name="offers_attempt_has_result"),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "wants", "refuses", "undecided", "unreached"])),
                name="offers_attempt_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["wants", "undecided", "unreached"]),
                    models.Q(("result__regex", "^\\s*$"), _negated=True),
                    _connector="OR",
                ),
                name="offers_attempt_has_result",
            ),
        ),
    ]
