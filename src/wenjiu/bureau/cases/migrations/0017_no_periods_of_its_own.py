"""The tables of periods and of the calendar go: the rulebook has what they held."""

from django.db import migrations

KEEP = """
CREATE FUNCTION cases_keep_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A confirmed period never changes: set another one from a later day.'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'cases_period_confirmed_stays';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_settings_of_the_rulebook")]

    operations = [
        migrations.DeleteModel(name="StepPeriod"),
        migrations.DeleteModel(name="CalendarDay"),
        migrations.RunSQL("DROP FUNCTION cases_keep_period()", KEEP),
    ]
