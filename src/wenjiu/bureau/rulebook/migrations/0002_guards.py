"""Confirmed changes never change; who confirms has seen what is confirmed; a settled draft stays as it is."""

from django.db import migrations

from wenjiu.bureau.append_only import append_only

AS_SEEN = """
CREATE FUNCTION rulebook_check_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM rulebook_draft d JOIN rulebook_look l ON l.draft_id = d.id
    WHERE d.id = NEW.draft_id AND l.id = NEW.look_id AND d.state = 'open' AND d.made_by_id = NEW.made_by_id
      AND l.revision = d.revision AND l.seen_by_id = NEW.confirmed_by_id AND l.version = NEW.number - 1
      AND (d.policy, d.kind, d.name, d.key, d.from_day, d.source, d.confirmed_source)
        = (NEW.policy, NEW.kind, NEW.name, NEW.key, NEW.from_day, NEW.source, NEW.confirmed_source)
      AND d.value IS NOT DISTINCT FROM NEW.value AND d.revokes_id IS NOT DISTINCT FROM NEW.revokes_id
  ) THEN
    RAISE EXCEPTION 'a change is what its draft says, and what the person who confirms has seen'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rulebook_change_as_seen';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rulebook_change_as_seen BEFORE INSERT ON rulebook_change
  FOR EACH ROW EXECUTE FUNCTION rulebook_check_confirmation();
"""
NOT_AS_SEEN = "DROP TRIGGER rulebook_change_as_seen ON rulebook_change; DROP FUNCTION rulebook_check_confirmation()"

SETTLED = """
CREATE FUNCTION rulebook_keep_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A draft that is confirmed or withdrawn never changes: make another one.'
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rulebook_draft_settled_stays';
END $$;
CREATE TRIGGER rulebook_draft_settled BEFORE UPDATE OR DELETE ON rulebook_draft
  FOR EACH ROW WHEN (OLD.state <> 'open') EXECUTE FUNCTION rulebook_keep_draft();
"""
NOT_SETTLED = "DROP TRIGGER rulebook_draft_settled ON rulebook_draft; DROP FUNCTION rulebook_keep_draft()"


class Migration(migrations.Migration):
    """What holds whoever writes to the tables."""

    dependencies = [("rulebook", "0001_initial")]

    operations = [
        migrations.RunSQL(AS_SEEN, NOT_AS_SEEN),
        migrations.RunSQL(SETTLED, NOT_SETTLED),
        append_only("rulebook_change"),
        append_only("rulebook_look"),
    ]
