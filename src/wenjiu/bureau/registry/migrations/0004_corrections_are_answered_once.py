from django.db import migrations

from wenjiu.bureau.append_only import append_only

ONCE = """
-- An answer to a request for a correction is never changed.
CREATE FUNCTION registry_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_at IS NOT NULL THEN
    RAISE EXCEPTION 'Correction % is answered already.', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'registry_correction_answered_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER registry_correction_once BEFORE UPDATE ON registry_correction
  FOR EACH ROW EXECUTE FUNCTION registry_answered_once();
"""
UNDO = "DROP TRIGGER registry_correction_once ON registry_correction; DROP FUNCTION registry_answered_once();"


class Migration(migrations.Migration):
    """What somebody asked to be put right is kept as it was asked; the answer is written once."""

    dependencies = [("registry", "0003_corrections")]

    operations = [
        append_only(
            "registry_correction",
            changing=("answered_by_id", "answered_at", "accepted", "answer", "new_row_id"),
        ),
        migrations.RunSQL(ONCE, UNDO),
    ]
