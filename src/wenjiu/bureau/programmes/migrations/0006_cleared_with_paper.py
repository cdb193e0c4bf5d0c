from django.db import migrations, models

# What was written when somebody was let in moves to a column of its own, so that leaving later does not write over it.
MOVE = """
UPDATE programmes_entry SET cleared_why = reason, reason = CASE WHEN state = 'listed' THEN '' ELSE reason END
WHERE cleared_by_id IS NOT NULL;
"""
BACK = "UPDATE programmes_entry SET reason = cleared_why WHERE cleared_by_id IS NOT NULL AND reason = '';"


class Migration(migrations.Migration):
    """Who let somebody onto a list, when, and on what paper it was checked."""

    dependencies = [("programmes", "0005_release")]

    operations = [
        migrations.AddField("entry", "cleared_at", models.DateTimeField(null=True)),
        migrations.AddField("entry", "cleared_why", models.CharField(blank=True, max_length=500, default=""), False),
        migrations.RemoveConstraint("entry", "programmes_entry_cleared_with_reason"),
        migrations.RunSQL(MOVE, BACK),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=models.Q(("cleared_by", None), models.Q(("cleared_why", ""), _negated=True), _connector="OR"),
                name="programmes_entry_cleared_with_reason",
            ),
        ),
    ]
