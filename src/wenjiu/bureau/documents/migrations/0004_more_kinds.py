import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("receipt", "收件凭证"),
    ("accepted", "受理通知书"),
    ("correction", "一次性告知补正通知书"),
    ("not_accepted", "不予受理决定书"),
    ("decision", "决定书"),
    ("refusal", "不予支持决定书"),
    ("notice", "公示"),
    ("approval", "审批表"),
    ("batch", "拨付汇总表"),
    ("certificate", "证书"),
    ("appeal", "复议决定书"),
    ("objection", "异议处理结果告知书"),
    ("ending", "终止通知书"),
    ("withdrawal", "撤回确认书"),
    ("visit", "现场核查记录"),
    ("promise", "承诺核查结果告知书"),
    ("answer", "投诉建议答复书"),
]


class Migration(migrations.Migration):
    """Documents of what is beside the steps of a case; one can be about a complaint."""

    dependencies = [("cases", "0015_listed_people"), ("documents", "0003_version_of_words")]

    operations = [
        migrations.RemoveConstraint("document", "documents_kind"),
        migrations.RemoveConstraint("document", "documents_about_one_thing"),
        migrations.AddField(
            "document",
            "complaint",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="cases.complaint",
            ),
        ),
        migrations.AlterField("document", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AlterField("serial", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(condition=Q(("kind__in", [kind for kind, _words in KINDS])), name="documents_kind"),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=Q(case__isnull=False, notice=None, complaint=None, batch="")
                | Q(case=None, notice__isnull=False, complaint=None, batch="")
                | Q(case=None, notice=None, complaint__isnull=False, batch="")
                | Q(case=None, notice=None, complaint=None) & ~Q(batch=""),
                name="documents_about_one_thing",
            ),
        ),
    ]
