from django.db import migrations

from wenjiu.bureau.append_only import append_only

ONE_WAY = """
-- An offer that was answered or ended is never opened again: the next screening makes another one.
CREATE FUNCTION offers_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'open' AND NEW.state IS DISTINCT FROM OLD.state THEN
    RAISE EXCEPTION 'Offer % is answered already.', OLD.id
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'offers_offer_answered_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER offers_offer_once BEFORE UPDATE ON offers_offer
  FOR EACH ROW EXECUTE FUNCTION offers_answered_once();
"""
UNDO = "DROP TRIGGER offers_offer_once ON offers_offer; DROP FUNCTION offers_answered_once();"


class Migration(migrations.Migration):
    """Notes of attempts never change; an answer to an offer is given once."""

    dependencies = [("offers", "0002_office_lists")]

    operations = [append_only("offers_attempt"), migrations.RunSQL(ONE_WAY, UNDO)]
