from django.db import migrations

MOVES = """
CREATE TABLE funds_move (
  kind varchar(12) NOT NULL, from_kind varchar(10) NOT NULL, to_kind varchar(10) NOT NULL,
  PRIMARY KEY (kind, from_kind, to_kind)
);
INSERT INTO funds_move VALUES
  ('appropriate', 'outside', 'available'), ('adjust', 'available', 'outside'),
  ('reserve', 'available', 'reserved'), ('commit', 'reserved', 'committed'),
  ('release', 'reserved', 'available'), ('release', 'committed', 'available'),
  ('send', 'committed', 'sent'), ('settle', 'sent', 'paid'),
  ('return', 'sent', 'committed'), ('return', 'paid', 'committed');
CREATE TRIGGER funds_move_fixed BEFORE INSERT OR UPDATE OR DELETE ON funds_move
  FOR EACH ROW EXECUTE FUNCTION wenjiu_refuse_change();
CREATE SEQUENCE funds_voucher_number;
CREATE SEQUENCE funds_batch_number;
"""

CHAIN = """
ALTER TABLE funds_transfer
  ADD CONSTRAINT funds_transfer_is_a_move FOREIGN KEY (kind, from_kind, to_kind) REFERENCES funds_move,
  ADD CONSTRAINT funds_transfer_from FOREIGN KEY (from_id, budget_id, from_kind)
    REFERENCES funds_bucket (id, budget_id, kind),
  ADD CONSTRAINT funds_transfer_to FOREIGN KEY (to_id, budget_id, to_kind)
    REFERENCES funds_bucket (id, budget_id, kind),
  ADD CONSTRAINT funds_transfer_whole FOREIGN KEY (obligation_id, budget_id, amount_fen)
    REFERENCES funds_obligation (id, budget_id, amount_fen),
  ADD CONSTRAINT funds_transfer_after_the_last FOREIGN KEY (obligation_id, prev_seq, from_id)
    REFERENCES funds_transfer (obligation_id, seq, to_id),
  ADD CONSTRAINT funds_transfer_of_line FOREIGN KEY (batch_line_id, obligation_id)
    REFERENCES funds_batchline (id, obligation_id);
"""

# These run as the owner of the tables. The serving role cannot write what they write.
KEPT = """
CREATE FUNCTION funds_make_buckets() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO funds_bucket (budget_id, kind, balance_fen)
    SELECT NEW.id, unnest(ARRAY['outside', 'available', 'reserved', 'committed', 'sent', 'paid']), 0;
  RETURN NULL;
END $$;
CREATE TRIGGER funds_budget_has_buckets AFTER INSERT ON funds_budget
  FOR EACH ROW EXECUTE FUNCTION funds_make_buckets();

CREATE FUNCTION funds_post() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE r record;
BEGIN
  -- Buckets first, in the order of their ids: two statements never wait for each other in a circle.
  FOR r IN SELECT bucket, sum(amount)::bigint AS amount
      FROM (SELECT from_id AS bucket, -amount_fen AS amount FROM new_rows
            UNION ALL SELECT to_id, amount_fen FROM new_rows) AS both_sides
      GROUP BY bucket ORDER BY bucket LOOP
    UPDATE funds_bucket SET balance_fen = balance_fen + r.amount WHERE id = r.bucket;
  END LOOP;
  UPDATE funds_obligation o SET state = n.to_kind, seq = n.seq, since = n.at
    FROM (SELECT DISTINCT ON (obligation_id) obligation_id, to_kind, seq, at FROM new_rows
          WHERE obligation_id IS NOT NULL ORDER BY obligation_id, seq DESC) AS n
    WHERE o.id = n.obligation_id;
  UPDATE funds_batchline l
    SET state = CASE n.kind WHEN 'send' THEN 'sent' WHEN 'settle' THEN 'paid' ELSE 'returned' END
    FROM (SELECT DISTINCT ON (batch_line_id) batch_line_id, kind FROM new_rows
          WHERE batch_line_id IS NOT NULL ORDER BY batch_line_id, seq DESC) AS n
    WHERE l.id = n.batch_line_id;
  RETURN NULL;
END $$;
CREATE TRIGGER funds_post AFTER INSERT ON funds_transfer REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION funds_post();

-- Only the functions above write these columns. A direct statement stands at depth 1.
CREATE FUNCTION funds_only_by_the_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'Rows of % change only with a transfer.', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_only_by_the_ledger';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_bucket_only_by_the_ledger BEFORE INSERT OR UPDATE OR DELETE ON funds_bucket
  FOR EACH ROW EXECUTE FUNCTION funds_only_by_the_ledger();
CREATE TRIGGER funds_obligation_only_by_the_ledger BEFORE UPDATE OF state, seq, since ON funds_obligation
  FOR EACH ROW EXECUTE FUNCTION funds_only_by_the_ledger();

CREATE FUNCTION funds_obligation_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.state := ''; NEW.seq := 0;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_obligation_begins BEFORE INSERT ON funds_obligation
  FOR EACH ROW EXECUTE FUNCTION funds_obligation_begins();
"""

RIGHTS = """
DO $do$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'wenjiu_app') THEN
    REVOKE INSERT, UPDATE, DELETE ON funds_move, funds_bucket FROM wenjiu_app;
    REVOKE UPDATE, DELETE ON funds_obligation, funds_batchline FROM wenjiu_app;
    GRANT UPDATE (state) ON funds_batchline TO wenjiu_app;
  END IF;
END $do$;
"""

UNDO = """
DROP FUNCTION funds_post() CASCADE;
DROP FUNCTION funds_make_buckets() CASCADE;
DROP FUNCTION funds_only_by_the_ledger() CASCADE;
DROP FUNCTION funds_obligation_begins() CASCADE;
ALTER TABLE funds_transfer DROP CONSTRAINT funds_transfer_is_a_move, DROP CONSTRAINT funds_transfer_from,
  DROP CONSTRAINT funds_transfer_to, DROP CONSTRAINT funds_transfer_whole,
  DROP CONSTRAINT funds_transfer_after_the_last, DROP CONSTRAINT funds_transfer_of_line;
DROP TABLE funds_move;
DROP SEQUENCE funds_voucher_number, funds_batch_number;
"""


class Migration(migrations.Migration):
    """The allowed arrows, the chain of each obligation, and the balances that the database keeps."""

    dependencies = [("funds", "0003_constraints"), ("audit", "0002_rows_never_change")]

    operations = [migrations.RunSQL(MOVES + CHAIN + KEPT + RIGHTS, UNDO)]
