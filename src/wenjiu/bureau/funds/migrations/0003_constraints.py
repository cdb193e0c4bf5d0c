import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    """What holds inside each table of money."""

    dependencies = [("funds", "0002_ledger")]

    operations = [
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_by", None),
                    models.Q(("released_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="funds_batch_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("count", None), ("frozen_at", None), ("sha256", ""), ("total_fen", None)),
                    models.Q(
                        ("count__gt", 0),
                        ("frozen_at__isnull", False),
                        ("total_fen__gt", 0),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="funds_batch_frozen_with_total",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at", None), ("released_by", None)),
                    models.Q(
                        ("frozen_at__isnull", False), ("released_at__isnull", False), ("released_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="funds_batch_released_when_frozen",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dropped_at", None), ("dropped_by", None), ("dropped_reason", "")),
                    models.Q(
                        ("dropped_at__isnull", False),
                        ("dropped_by__isnull", False),
                        ("released_by", None),
                        models.Q(("dropped_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="funds_batch_dropped_before_release",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("layout__in", ["csv", "xlsx", "fixed"])), name="funds_batch_layout"
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                fields=("policy", "group", "source", "year", "street"), name="funds_budget_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["district", "city"])), name="funds_budget_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gte", 1), ("share__lte", 1000)), name="funds_budget_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2200)), name="funds_budget_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="bucket",
            constraint=models.UniqueConstraint(fields=("budget", "kind"), name="funds_bucket_once"),
        ),
        migrations.AddConstraint(
            model_name="bucket",
            constraint=models.UniqueConstraint(fields=("id", "budget", "kind"), name="funds_bucket_of_its_budget"),
        ),
        migrations.AddConstraint(
            model_name="bucket",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["outside", "available", "reserved", "committed", "sent", "paid"])),
                name="funds_bucket_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="bucket",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "outside"), ("balance_fen__gte", 0), _connector="OR"),
                name="funds_bucket_never_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", 0), _negated=True), name="funds_change_not_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "^\\s*$"), _negated=True), name="funds_change_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="funds_change_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="funds_change_confirmed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dropped_at", None), ("dropped_by", None)),
                    models.Q(("confirmed_by", None), ("dropped_at__isnull", False), ("dropped_by__isnull", False)),
                    _connector="OR",
                ),
                name="funds_change_dropped_or_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.UniqueConstraint(fields=("batch", "layout"), name="funds_export_once"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["state", "since"], name="funds_obligation_state"),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                fields=("award", "payee", "part", "budget"), name="funds_obligation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(fields=("id", "budget", "amount_fen"), name="funds_obligation_whole"),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="funds_obligation_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__gte", 1)), name="funds_obligation_part_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchline",
            constraint=models.UniqueConstraint(fields=("batch", "no"), name="funds_batchline_number_once"),
        ),
        migrations.AddConstraint(
            model_name="batchline",
            constraint=models.UniqueConstraint(fields=("obligation", "attempt"), name="funds_batchline_attempt_once"),
        ),
        migrations.AddConstraint(
            model_name="batchline",
            constraint=models.UniqueConstraint(fields=("id", "obligation"), name="funds_batchline_of_its_obligation"),
        ),
        migrations.AddConstraint(
            model_name="batchline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "sent"])),
                fields=("obligation",),
                name="funds_batchline_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchline",
            constraint=models.CheckConstraint(
                condition=models.Q(("no__gte", 1), ("attempt__gte", 1)), name="funds_batchline_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchline",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "dropped", "sent", "paid", "returned"])),
                name="funds_batchline_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("received", None), ("text", "")),
                    models.Q(
                        ("answered_at__isnull", False), ("answered_by__isnull", False), ("received__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="funds_receipt_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.UniqueConstraint(fields=("file", "no"), name="funds_returnline_once"),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["paid", "returned", "duplicate", "unknown", "wrong_amount"])),
                name="funds_returnline_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict__in", ["paid", "returned"]), _negated=True),
                    ("batch_line__isnull", False),
                    _connector="OR",
                ),
                name="funds_returnline_moves_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(fields=("obligation", "seq"), name="funds_transfer_seq_once"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                fields=("obligation", "seq", "to_bucket"), name="funds_transfer_chain_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "send")), fields=("batch_line",), name="funds_transfer_sent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="funds_transfer_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("kind__in", ["appropriate", "adjust"])),
                        ("change__isnull", False),
                        ("obligation", None),
                        ("prev_seq", None),
                        ("seq", None),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["appropriate", "adjust"]), _negated=True),
                        ("change", None),
                        ("kind", "reserve"),
                        ("obligation__isnull", False),
                        ("prev_seq", None),
                        ("seq", 1),
                    ),
                    models.Q(
                        models.Q(("kind__in", ["appropriate", "adjust"]), _negated=True),
                        models.Q(("kind", "reserve"), _negated=True),
                        ("change", None),
                        ("obligation__isnull", False),
                        (
                            "prev_seq",
                            django.db.models.expressions.CombinedExpression(models.F("seq"), "-", models.Value(1)),
                        ),
                        ("seq__gt", 1),
                    ),
                    _connector="OR",
                ),
                name="funds_transfer_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("kind__in", ["send", "settle", "return"])), ("batch_line__isnull", False)),
                    models.Q(models.Q(("kind__in", ["send", "settle", "return"]), _negated=True), ("batch_line", None)),
                    _connector="OR",
                ),
                name="funds_transfer_bank_has_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("entered_name", ""), _negated=True), name="funds_transfer_names_actor"
            ),
        ),
    ]
