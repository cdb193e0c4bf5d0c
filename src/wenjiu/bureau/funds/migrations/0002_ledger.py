import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is owed, the ledger, and what the bank returns."""

    dependencies = [
        ("cases", "0001_initial"),
        ("funds", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=30)),
                ("part", models.PositiveIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("outside", "预算外"),
                            ("available", "可用"),
                            ("reserved", "已预留"),
                            ("committed", "待付"),
                            ("sent", "已发送银行"),
                            ("paid", "已到账"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("seq", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="cases.award"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="funds.budget"
                    ),
                ),
                (
                    "payee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="parties.party"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=30, unique=True)),
                ("attempt", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待放款"),
                            ("dropped", "已撤下"),
                            ("sent", "已发送银行"),
                            ("paid", "已到账"),
                            ("returned", "已退回"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_lines",
                        to="parties.bankaccount",
                    ),
                ),
                (
                    "account_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.accountcheck"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.batch"
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batch_lines", to="funds.obligation"
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "no"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("answered_at", models.DateTimeField(null=True)),
                ("received", models.BooleanField(null=True)),
                ("text", models.CharField(blank=True, max_length=500)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="funds.draw"
                    ),
                ),
                (
                    "obligation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipt", to="funds.obligation"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("count", models.PositiveIntegerField()),
                ("total_fen", models.BigIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="return_files", to="funds.batch"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=60)),
                ("amount_fen", models.BigIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("paid", "已到账"),
                            ("returned", "已退回"),
                            ("duplicate", "重复"),
                            ("unknown", "对不上"),
                            ("wrong_amount", "金额不符"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "batch_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_lines",
                        to="funds.batchline",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="funds.returnfile"
                    ),
                ),
            ],
            options={
                "ordering": ["file", "no"],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("appropriate", "下达预算"),
                            ("adjust", "调减预算"),
                            ("reserve", "预留"),
                            ("commit", "转待付"),
                            ("release", "释放"),
                            ("send", "发送银行"),
                            ("settle", "确认到账"),
                            ("return", "银行退回"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "from_kind",
                    models.CharField(
                        choices=[
                            ("outside", "预算外"),
                            ("available", "可用"),
                            ("reserved", "已预留"),
                            ("committed", "待付"),
                            ("sent", "已发送银行"),
                            ("paid", "已到账"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_kind",
                    models.CharField(
                        choices=[
                            ("outside", "预算外"),
                            ("available", "可用"),
                            ("reserved", "已预留"),
                            ("committed", "待付"),
                            ("sent", "已发送银行"),
                            ("paid", "已到账"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount_fen", models.BigIntegerField()),
                ("seq", models.PositiveIntegerField(null=True)),
                ("prev_seq", models.PositiveIntegerField(null=True)),
                ("voucher", models.CharField(db_index=True, max_length=20)),
                ("entered_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "batch_line",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="funds.batchline",
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="funds.budget",
                    ),
                ),
                (
                    "change",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer",
                        to="funds.budgetchange",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_bucket",
                    models.ForeignKey(
                        db_column="from_id",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.bucket",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="funds.obligation",
                    ),
                ),
                (
                    "to_bucket",
                    models.ForeignKey(
                        db_column="to_id",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.bucket",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
    ]
