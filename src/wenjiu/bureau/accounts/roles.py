"""The closed list of roles that a post can have, and which of them exclude each other."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post lets its holder do."""

    STREET_SPECIALIST: Any = "street_specialist", _("街乡经办")
    STREET_REVIEWER: Any = "street_reviewer", _("街乡初审")
    DISTRICT_REVIEWER: Any = "district_reviewer", _("区级复核")
    APPROVER: Any = "approver", _("区级审定")
    FINANCE_MAKER: Any = "finance_maker", _("财务制单")
    FINANCE_RELEASER: Any = "finance_releaser", _("财务放款")
    ANALYST: Any = "analyst", _("数据分析")
    LEADER: Any = "leader", _("领导")
    AUDITOR: Any = "auditor", _("审计")
    POLICY_ADMIN: Any = "policy_admin", _("政策管理")
    SYSTEM_ADMIN: Any = "system_admin", _("系统管理")
    SECURITY_ADMIN: Any = "security_admin", _("安全管理")
    AUDIT_ADMIN: Any = "audit_admin", _("审计日志管理")
    MEDIATOR: Any = "mediator", _("调解")
    INSPECTOR: Any = "inspector", _("监察")
    REGISTER_KEEPER: Any = "register_keeper", _("登记管理")


#: Each is of its own family and excludes every other family; all business roles are one family, 0.
ADMIN_FAMILIES = {"system_admin": 1, "security_admin": 2, "audit_admin": 3}
#: Roles that work for a street where their post's area is one.
STREET_ROLES = (Role.STREET_SPECIALIST, Role.STREET_REVIEWER)
