from django.db import migrations

from wenjiu.bureau.append_only import append_only

NUMBER, NO_NUMBER = "CREATE SEQUENCE programmes_number", "DROP SEQUENCE programmes_number"

# Whoever opened or handed in a programme does not decide on it. A record is checked by somebody else, and only the
# newest one. Nobody scores an entry of which he has declared an interest, or has declared nothing.
GUARDS = """
CREATE FUNCTION programmes_check_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN ('approved', 'accepted', 'refused') AND (
     EXISTS (SELECT FROM programmes_programme p WHERE p.id = NEW.programme_id AND p.opened_by_id = NEW.by_id)
     OR EXISTS (SELECT FROM programmes_step s WHERE s.programme_id = NEW.programme_id AND s.by_id = NEW.by_id
                AND s.state IN ('proposed', 'finished'))) THEN
    RAISE EXCEPTION 'whoever hands in does not decide'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_step_by_another';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER programmes_step_by_another BEFORE INSERT ON programmes_step
  FOR EACH ROW EXECUTE FUNCTION programmes_check_step();
CREATE FUNCTION programmes_check_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM programmes_record r WHERE r.id = NEW.record_id AND r.by_id = NEW.by_id) THEN
    RAISE EXCEPTION 'whoever records does not confirm'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_check_by_another';
  END IF;
  IF EXISTS (SELECT FROM programmes_record r JOIN programmes_record n ON n.entry_id = r.entry_id AND n.what = r.what
             AND n.day = r.day AND n.no > r.no WHERE r.id = NEW.record_id) THEN
    RAISE EXCEPTION 'the record was stated anew'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_check_of_newest';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER programmes_check_by_another BEFORE INSERT ON programmes_recordcheck
  FOR EACH ROW EXECUTE FUNCTION programmes_check_check();
CREATE FUNCTION programmes_check_score() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM programmes_interest i WHERE i.panellist_id = NEW.panellist_id
                 AND i.entry_id = NEW.entry_id AND NOT i.has) THEN
    RAISE EXCEPTION 'who has an interest, or has declared nothing, does not score'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programmes_score_without_interest';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER programmes_score_without_interest BEFORE INSERT ON programmes_score
  FOR EACH ROW EXECUTE FUNCTION programmes_check_score();
"""
NO_GUARDS = """
DROP TRIGGER programmes_step_by_another ON programmes_step; DROP FUNCTION programmes_check_step();
DROP TRIGGER programmes_check_by_another ON programmes_recordcheck; DROP FUNCTION programmes_check_check();
DROP TRIGGER programmes_score_without_interest ON programmes_score; DROP FUNCTION programmes_check_score();
"""


class Migration(migrations.Migration):
    """Numbers of programmes, separation of duties, and tables whose rows never change."""

    dependencies = [("programmes", "0002_constraints")]

    operations = [
        migrations.RunSQL(NUMBER, NO_NUMBER),
        migrations.RunSQL(GUARDS, NO_GUARDS),
        append_only("programmes_step"),
        append_only("programmes_record"),
        append_only("programmes_recordcheck"),
        append_only("programmes_interest"),
        append_only("programmes_score"),
    ]
