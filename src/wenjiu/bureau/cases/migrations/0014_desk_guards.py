from django.db import migrations

from wenjiu.bureau.append_only import append_only

# As in 0003_deciders, and besides: a recusal counts until it ends; whoever took a step before an appeal takes none of
# the rounds that follow it.
DECISIONS = """
CREATE OR REPLACE FUNCTION cases_check_decider() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE decided cases_case; filing cases_filing; parties bigint[];
BEGIN
  SELECT * INTO decided FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  SELECT * INTO filing FROM cases_filing WHERE id = decided.filing_id;
  SELECT array_agg(r.party_id) || filing.filer_id INTO parties
    FROM cases_linerole r JOIN cases_line l ON l.id = r.line_id WHERE l.case_id = NEW.case_id;
  IF filing.origin = 'applicant' AND filing.opened_by_id = NEW.actor_id
     OR EXISTS (SELECT FROM accounts_user u WHERE u.id = NEW.actor_id AND u.party_id = ANY (parties))
     OR EXISTS (SELECT FROM accounts_authorisation a WHERE a.user_id = NEW.actor_id AND a.withdrawn_at IS NULL
                AND a.organisation_id = ANY (parties)) THEN
    RAISE EXCEPTION 'whoever files, is named in a case or acts for a party of it does not decide on it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_not_by_filer';
  END IF;
  IF EXISTS (SELECT FROM cases_recusal x
             WHERE x.actor_id = NEW.actor_id AND x.party_id = ANY (parties) AND x.ended_at IS NULL) THEN
    RAISE EXCEPTION 'the official is recused from a party of this case'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_not_recused';
  END IF;
  IF (decided.round, decided.state, decided.version) IS DISTINCT FROM (NEW.round, NEW.step_code, NEW.seen_version) THEN
    RAISE EXCEPTION 'the case is in another round, step or version'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_of_this_round';
  END IF;
  IF EXISTS (SELECT FROM cases_appeal a JOIN cases_decision d ON d.case_id = a.case_id
             WHERE a.case_id = NEW.case_id AND d.actor_id = NEW.actor_id
               AND d.round < a.round AND a.round <= NEW.round) THEN
    RAISE EXCEPTION 'an appeal is taken by people who took no step before it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_decision_appeal_by_others';
  END IF;
  RETURN NEW;
END $$;
"""

# A case of a bulk gets its decision only after every case of the sample was looked at, and only from who drew it.
SAMPLE = """
CREATE FUNCTION cases_check_sample() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.decision_id IS NULL THEN RETURN NEW; END IF;
  IF EXISTS (SELECT FROM cases_bulkcase b WHERE b.bulk_id = NEW.bulk_id AND b.sampled AND b.looked_at IS NULL)
     OR NOT EXISTS (SELECT FROM cases_bulkcase b WHERE b.bulk_id = NEW.bulk_id AND b.sampled) THEN
    RAISE EXCEPTION 'the sample is looked at first'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_bulk_sample_first';
  END IF;
  IF NOT EXISTS (SELECT FROM cases_bulk k JOIN cases_decision d ON d.id = NEW.decision_id
                 WHERE k.id = NEW.bulk_id AND d.actor_id = k.actor_id AND d.case_id = NEW.case_id) THEN
    RAISE EXCEPTION 'the decision is one of this case by whoever drew the bulk'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_bulk_by_who_drew';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_bulkcase_sample BEFORE INSERT OR UPDATE ON cases_bulkcase
  FOR EACH ROW EXECUTE FUNCTION cases_check_sample();
"""
NO_SAMPLE = "DROP TRIGGER cases_bulkcase_sample ON cases_bulkcase; DROP FUNCTION cases_check_sample()"

# A complaint about a case is handled by nobody who took a step of it.
HANDLERS = """
CREATE FUNCTION cases_check_handler() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.handler_id IS NOT NULL AND NEW.case_id IS NOT NULL AND NEW.answered_at IS NULL
     AND EXISTS (SELECT FROM cases_decision d WHERE d.case_id = NEW.case_id AND d.actor_id = NEW.handler_id) THEN
    RAISE EXCEPTION 'whoever took a step of the case does not handle a complaint about it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_complaint_not_by_its_deciders';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_complaint_handler BEFORE INSERT OR UPDATE ON cases_complaint
  FOR EACH ROW EXECUTE FUNCTION cases_check_handler();
CREATE SEQUENCE cases_complaint_number;
"""
NO_HANDLERS = """DROP TRIGGER cases_complaint_handler ON cases_complaint; DROP FUNCTION cases_check_handler();
DROP SEQUENCE cases_complaint_number"""

# A party whose promise two people found untrue promises nothing until its day.
PROMISES = """
CREATE FUNCTION cases_check_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.origin = 'promise' AND EXISTS (
      SELECT FROM cases_promisecheck p JOIN cases_filing f ON f.id = NEW.filing_id
      WHERE p.party_id = f.filer_id AND p.confirmed_at IS NOT NULL AND p.undone_at IS NULL
        AND p.until > (NEW.given_at AT TIME ZONE 'Asia/Shanghai')::date) THEN
    RAISE EXCEPTION 'the filer is on the list of those whose promise was untrue'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'cases_promise_refused_while_listed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_evidence_promise BEFORE INSERT ON cases_evidence
  FOR EACH ROW EXECUTE FUNCTION cases_check_promise();
"""
NO_PROMISES = "DROP TRIGGER cases_evidence_promise ON cases_evidence; DROP FUNCTION cases_check_promise()"


class Migration(migrations.Migration):
    """What the desk never changes, and who may not decide, press or handle."""

    dependencies = [("cases", "0013_complaints")]

    operations = [
        migrations.RunSQL(DECISIONS, migrations.RunSQL.noop),
        migrations.RunSQL(SAMPLE, NO_SAMPLE),
        migrations.RunSQL(HANDLERS, NO_HANDLERS),
        migrations.RunSQL(PROMISES, NO_PROMISES),
        append_only("cases_casenote"),
        append_only("cases_mention", changing=("seen_at",)),
        append_only("cases_delegation"),
        append_only("cases_urge"),
        append_only("cases_sitephoto"),
        append_only("cases_rating"),
        append_only("cases_callback"),
    ]
