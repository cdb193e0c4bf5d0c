from django.db import migrations

from wenjiu.bureau.append_only import append_only

# What was sent, or was never to be sent, stays so; a row that is being sent is in the hands of one program.
FINAL = """
CREATE FUNCTION notes_check_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('sent', 'suppressed') THEN
    RAISE EXCEPTION 'what became of this message is final'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'notes_delivery_final';
  END IF;
  IF NEW.state = 'sending' AND OLD.state NOT IN ('queued', 'failed') THEN
    RAISE EXCEPTION 'only a message that waits is sent'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'notes_delivery_claimed_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER notes_delivery_states BEFORE UPDATE ON notes_delivery
  FOR EACH ROW EXECUTE FUNCTION notes_check_delivery();
"""
NOT_FINAL = "DROP TRIGGER notes_delivery_states ON notes_delivery; DROP FUNCTION notes_check_delivery()"


class Migration(migrations.Migration):
    """Messages and who read them never change; rows of the outbox only by their states, contacts only by their end."""

    dependencies = [("notes", "0001_initial")]

    operations = [
        append_only("notes_message"),
        append_only("notes_seen"),
        append_only("notes_contact", changing=("closed_at",)),
        append_only(
            "notes_delivery",
            changing=("state", "reason", "said", "attempts", "next_at", "claimed_at", "sent_at"),
        ),
        migrations.RunSQL(FINAL, NOT_FINAL),
    ]
