"""The closed list of roles that a post can have, and which of them exclude each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post lets its holder do."""

    STREET_SPECIALIST = "street_specialist", _("街乡经办")
    STREET_REVIEWER = "street_reviewer", _("街乡初审")
    DISTRICT_REVIEWER = "district_reviewer", _("区级复核")
    APPROVER = "approver", _("区级审定")
    FINANCE_MAKER = "finance_maker", _("财务制单")
    FINANCE_RELEASER = "finance_releaser", _("财务放款")
    ANALYST = "analyst", _("数据分析")
    LEADER = "leader", _("领导")
    AUDITOR = "auditor", _("审计")
    POLICY_ADMIN = "policy_admin", _("政策管理")
    SYSTEM_ADMIN = "system_admin", _("系统管理")
    SECURITY_ADMIN = "security_admin", _("安全管理")
    AUDIT_ADMIN = "audit_admin", _("审计日志管理")
    MEDIATOR = "mediator", _("调解")
    INSPECTOR = "inspector", _("监察")
    REGISTER_KEEPER = "register_keeper", _("登记管理")


#: Each is of its own family and excludes every other family; all business roles are one family, 0.
ADMIN_FAMILIES = {"system_admin": 1, "security_admin": 2, "audit_admin": 3}
#: Roles that work for a street where their post's area is one.
STREET_ROLES = (Role.STREET_SPECIALIST, Role.STREET_REVIEWER)
