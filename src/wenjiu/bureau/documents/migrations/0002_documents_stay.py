from django.db import migrations

from wenjiu.bureau.append_only import append_only

# A number is the last one of its kind and one more, so numbers have no gaps; a count never goes back.
SERIALS = """
CREATE FUNCTION documents_check_serial() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'INSERT' AND NEW.last = 1)
     OR (TG_OP = 'UPDATE' AND (NEW.policy, NEW.kind, NEW.year, NEW.last) = (OLD.policy, OLD.kind, OLD.year, OLD.last + 1))
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'numbers of documents are counted up one by one'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'documents_serial_counts_up';
END $$;
CREATE TRIGGER documents_serial_counts BEFORE INSERT OR UPDATE OR DELETE ON documents_serial
  FOR EACH ROW EXECUTE FUNCTION documents_check_serial();
CREATE FUNCTION documents_check_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM documents_serial s WHERE (s.policy, s.kind, s.year, s.last)
                 = (NEW.policy, NEW.kind, NEW.year, NEW.serial)) THEN
    RAISE EXCEPTION 'a document takes the number that was just counted'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'documents_number_is_the_next';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER documents_number BEFORE INSERT ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_check_number();
"""
NO_SERIALS = """
DROP TRIGGER documents_number ON documents_document; DROP FUNCTION documents_check_number();
DROP TRIGGER documents_serial_counts ON documents_serial; DROP FUNCTION documents_check_serial();
"""


class Migration(migrations.Migration):
    """Documents and the files rendered of them never change; their numbers are counted up one by one."""

    dependencies = [("documents", "0001_initial")]

    operations = [
        append_only("documents_document"),
        append_only("documents_rendering"),
        migrations.RunSQL(SERIALS, NO_SERIALS),
    ]
