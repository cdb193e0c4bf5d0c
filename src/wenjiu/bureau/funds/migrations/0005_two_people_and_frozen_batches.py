from django.db import migrations

from wenjiu.bureau.append_only import append_only

# A transfer of a budget carries out a confirmed change; a transfer at the bank belongs to a released batch.
TRANSFERS = """
CREATE FUNCTION funds_check_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fine boolean;
BEGIN
  IF NEW.kind IN ('appropriate', 'adjust') THEN
    SELECT confirmed_by_id IS NOT NULL AND budget_id = NEW.budget_id
        AND amount_fen = CASE NEW.kind WHEN 'appropriate' THEN NEW.amount_fen ELSE -NEW.amount_fen END
      INTO fine FROM funds_budgetchange WHERE id = NEW.change_id;
    IF NOT coalesce(fine, false) THEN
      RAISE EXCEPTION 'A transfer of a budget carries out a change that another person confirmed.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_transfer_of_a_confirmed_change';
    END IF;
  ELSIF NEW.kind = 'send' THEN
    SELECT b.released_at IS NOT NULL INTO fine FROM funds_batchline l JOIN funds_batch b ON b.id = l.batch_id
      WHERE l.id = NEW.batch_line_id;
    IF NOT coalesce(fine, false) THEN
      RAISE EXCEPTION 'Money is sent only by a released batch.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_transfer_of_a_released_batch';
    END IF;
  ELSIF NEW.kind IN ('settle', 'return') THEN
    SELECT l.state = 'sent' OR (NEW.kind = 'return' AND l.state = 'paid') INTO fine FROM funds_batchline l
      WHERE l.id = NEW.batch_line_id;
    IF NOT coalesce(fine, false) THEN
      RAISE EXCEPTION 'The line of the batch was not sent, or has ended.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_transfer_of_the_last_attempt';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_transfer_checked BEFORE INSERT ON funds_transfer
  FOR EACH ROW EXECUTE FUNCTION funds_check_transfer();
"""

LINES = """
-- The record that stands for a party: itself, or the last one that it was merged into.
CREATE FUNCTION funds_head(party bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE into_id bigint;
BEGIN
  LOOP
    SELECT merged_into_id INTO into_id FROM parties_party WHERE id = party;
    IF into_id IS NULL THEN RETURN party; END IF;
    party := into_id;
  END LOOP;
END $$;
CREATE FUNCTION funds_check_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE frozen timestamptz; dropped timestamptz; fine boolean;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF pg_trigger_depth() < 2 AND NOT (OLD.state = 'waiting' AND NEW.state = 'dropped') THEN
      RAISE EXCEPTION 'A line of a batch changes only with a transfer.'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_batchline_only_by_the_ledger';
    END IF;
    RETURN NEW;
  END IF;
  -- The lock waits for somebody who freezes the batch just now.
  SELECT frozen_at, dropped_at INTO frozen, dropped FROM funds_batch WHERE id = NEW.batch_id FOR SHARE;
  IF frozen IS NOT NULL OR dropped IS NOT NULL THEN
    RAISE EXCEPTION 'A frozen batch takes no further line.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_batchline_before_freezing';
  END IF;
  SELECT c.matched AND c.account_id = NEW.account_id AND a.closed_at IS NULL 
      AND funds_head(a.party_id) = funds_head(o.payee_id) INTO fine
    FROM parties_accountcheck c JOIN parties_bankaccount a ON a.id = c.account_id, funds_obligation o
    WHERE c.id = NEW.account_check_id AND o.id = NEW.obligation_id;
  IF NOT coalesce(fine, false) OR NEW.state <> 'waiting' THEN
    RAISE EXCEPTION 'A payment goes to an open account of the payee that another person has checked.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_batchline_to_a_checked_account';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_batchline_checked BEFORE INSERT OR UPDATE ON funds_batchline
  FOR EACH ROW EXECUTE FUNCTION funds_check_line();
"""

BATCHES = """
CREATE FUNCTION funds_check_batch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lines bigint; total numeric;
BEGIN
  IF OLD.released_at IS NOT NULL OR OLD.dropped_at IS NOT NULL OR (OLD.frozen_at IS NOT NULL AND
      (NEW.frozen_at, NEW.count, NEW.total_fen, NEW.sha256)
      IS DISTINCT FROM (OLD.frozen_at, OLD.count, OLD.total_fen, OLD.sha256)) THEN
    RAISE EXCEPTION 'A frozen batch keeps its lines and its total; one that was released or dropped never changes.'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_batch_stays';
  END IF;
  IF NEW.frozen_at IS NOT NULL THEN
    SELECT count(*), coalesce(sum(o.amount_fen), 0) INTO lines, total
      FROM funds_batchline l JOIN funds_obligation o ON o.id = l.obligation_id WHERE l.batch_id = NEW.id;
    IF lines <> NEW.count OR total <> NEW.total_fen THEN
      RAISE EXCEPTION 'Count and total of a batch are those of its lines: % and %.', lines, total
        USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_batch_total_is_of_lines';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_batch_checked BEFORE UPDATE ON funds_batch
  FOR EACH ROW EXECUTE FUNCTION funds_check_batch();

CREATE FUNCTION funds_batch_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.frozen_at IS NOT NULL OR NEW.released_at IS NOT NULL OR NEW.dropped_at IS NOT NULL THEN
    RAISE EXCEPTION 'A batch begins open.' USING ERRCODE = 'check_violation', CONSTRAINT = 'funds_batch_begins_open';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_batch_begins BEFORE INSERT ON funds_batch
  FOR EACH ROW EXECUTE FUNCTION funds_batch_begins();
"""

ENDINGS = """
-- What was answered, confirmed or dropped once stays so.
CREATE FUNCTION funds_change_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.confirmed_at IS NOT NULL OR OLD.dropped_at IS NOT NULL THEN
    RAISE EXCEPTION 'The change was confirmed or dropped before.'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_budgetchange_ends_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_budgetchange_ends_once BEFORE UPDATE ON funds_budgetchange
  FOR EACH ROW EXECUTE FUNCTION funds_change_ends_once();
CREATE FUNCTION funds_receipt_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_at IS NOT NULL THEN
    RAISE EXCEPTION 'The question was answered before.'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_receipt_answered_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_receipt_ends_once BEFORE UPDATE ON funds_receipt
  FOR EACH ROW EXECUTE FUNCTION funds_receipt_ends_once();
CREATE FUNCTION funds_budget_opens_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.opened_at IS NOT NULL THEN
    RAISE EXCEPTION 'The budget was opened before.'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_budget_opens_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funds_budget_opens_once BEFORE UPDATE ON funds_budget
  FOR EACH ROW EXECUTE FUNCTION funds_budget_opens_once();
"""

FUNCTIONS = (
    "funds_check_transfer",
    "funds_check_line",
    "funds_head",
    "funds_check_batch",
    "funds_batch_begins",
    "funds_change_ends_once",
    "funds_receipt_ends_once",
    "funds_budget_opens_once",
)
UNDO = "".join(f"DROP FUNCTION {name} CASCADE;" for name in FUNCTIONS)


class Migration(migrations.Migration):
    """Money of a budget is moved by two people, batches freeze, and what is recorded stays."""

    dependencies = [("funds", "0004_the_ledger_keeps_itself"), ("parties", "0002_accounts_are_checked_by_others")]

    operations = [
        migrations.RunSQL(TRANSFERS + LINES + BATCHES + ENDINGS, UNDO),
        append_only("funds_transfer"),
        append_only("funds_export"),
        append_only("funds_returnfile"),
        append_only("funds_returnline"),
        append_only("funds_draw"),
        append_only("funds_obligation", changing=("state", "seq", "since")),
        append_only("funds_batchline", changing=("state",)),
        append_only("funds_budget", changing=("opened_at",)),
        append_only("funds_budgetchange", changing=("confirmed_by_id", "confirmed_at", "dropped_by_id", "dropped_at")),
        append_only("funds_receipt", changing=("answered_by_id", "answered_at", "received", "text")),
        append_only(
            "funds_batch",
            changing=(
                "frozen_at",
                "count",
                "total_fen",
                "sha256",
                "released_by_id",
                "released_at",
                "dropped_by_id",
                "dropped_at",
                "dropped_reason",
            ),
        ),
    ]
