import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wenjiu.bureau.append_only import append_only

# Whoever has scored stays on the panel, and whoever was taken off it does not score.
GUARDS = """
CREATE FUNCTION programmes_check_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM programmes_score s WHERE s.panellist_id = NEW.panellist_id) THEN
    RAISE EXCEPTION 'who has scored stays on the panel'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_release_before_scoring';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER programmes_release_before_scoring BEFORE INSERT ON programmes_release
  FOR EACH ROW EXECUTE FUNCTION programmes_check_release();
CREATE FUNCTION programmes_check_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM programmes_release r WHERE r.panellist_id = NEW.panellist_id) THEN
    RAISE EXCEPTION 'who was taken off the panel does not score'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_score_on_panel';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER programmes_score_on_panel BEFORE INSERT ON programmes_score
  FOR EACH ROW EXECUTE FUNCTION programmes_check_seat();
"""
NO_GUARDS = """
DROP TRIGGER programmes_release_before_scoring ON programmes_release; DROP FUNCTION programmes_check_release();
DROP TRIGGER programmes_score_on_panel ON programmes_score; DROP FUNCTION programmes_check_seat();
"""


class Migration(migrations.Migration):
    """A member of a panel is taken off it, with a reason."""

    dependencies = [
        ("programmes", "0004_following"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "panellist",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="programmes.panellist",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^\\s*$"), _negated=True),
                        name="programmes_release_with_reason",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        append_only("programmes_release"),
    ]
