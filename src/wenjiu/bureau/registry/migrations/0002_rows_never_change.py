from django.db import migrations

from wenjiu.bureau.append_only import append_only

ONE_WAY = """
-- A mark that a row is replaced or withdrawn, or a file withdrawn, is never taken back.
CREATE FUNCTION registry_marks_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
    RAISE EXCEPTION 'Row % of % is withdrawn already.', OLD.id, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_marks_stay';
  END IF;
  IF TG_TABLE_NAME = 'registry_row' THEN
    IF OLD.replaced_by_id IS NOT NULL AND NEW.replaced_by_id IS DISTINCT FROM OLD.replaced_by_id THEN
      RAISE EXCEPTION 'Row % of % is replaced already.', OLD.id, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_marks_stay';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER registry_row_marks_stay BEFORE UPDATE ON registry_row
  FOR EACH ROW EXECUTE FUNCTION registry_marks_stay();
CREATE TRIGGER registry_import_marks_stay BEFORE UPDATE ON registry_import
  FOR EACH ROW EXECUTE FUNCTION registry_marks_stay();
"""
UNDO = """
DROP TRIGGER registry_row_marks_stay ON registry_row;
DROP TRIGGER registry_import_marks_stay ON registry_import;
DROP FUNCTION registry_marks_stay();
"""


class Migration(migrations.Migration):
    """Rows of registers, their links and the list of imports are kept; only marks are added to them."""

    dependencies = [("registry", "0001_initial")]

    operations = [
        append_only("registry_row", changing=("replaced_by_id", "withdrawn_at")),
        append_only("registry_import", changing=("withdrawn_at", "withdrawn_by_id")),
        append_only("registry_link"),
        append_only("registry_confirmation"),
        migrations.RunSQL(ONE_WAY, UNDO),
    ]
