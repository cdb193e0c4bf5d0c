"""The personas of the demo: invented people with valid check digits, one for each part that somebody plays.

They exist in the demo profile and in tests only. A system check refuses them in production (wenjiu.E012).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from wenjiu.bureau.accounts.roles import Role

#: First day of the personas' posts, before every case of the demo.
SINCE = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Persona:
    """Somebody that a newcomer can step into.

    `does`: one line on what this person does.
    `role`: a value of `Role`; empty for a resident and for an agent.
    `place`: 0 the district, 1 and 2 its first two streets.
    `identity`: kind, type of number, number and name of the person's own record or of the organisation acted for.
    """

    username: str
    name: str
    does: Any
    role: str = ""
    place: int = 0
    identity: tuple[str, str, str, str] | None = None


PERSONAS = (
    Persona(
        "demo-resident",
        "虚构·李小禾",
        _("居民：看看能领什么、办到哪一步、谁看过自己的信息"),
        place=1,
        identity=("person", "resident_id", "110105199003070025", "虚构·李小禾"),
    ),
    Persona(
        "demo-firm",
        "虚构·王经办",
        _("企业经办人：替企业申报、补正、查进度和到账"),
        place=1,
        identity=("organisation", "uscc", "91110105MA00000012", "虚构·东溪机械厂"),
    ),
    Persona(
        "demo-firm-2",
        "虚构·赵经办",
        _("另一家企业的经办人：看不到别家的事"),
        place=2,
        identity=("organisation", "uscc", "91110105MA00000025", "虚构·西溪软件公司"),
    ),
    Persona("demo-specialist", "虚构·陈收件", _("街乡经办：收件、受理、一次告知补正"), Role.STREET_SPECIALIST, 1),
    Persona("demo-reviewer", "虚构·刘初审", _("街乡初审：核对材料，提出初审意见"), Role.STREET_REVIEWER, 1),
    Persona("demo-specialist-2", "虚构·周收件", _("另一个街乡的经办：只看到本街乡的事"), Role.STREET_SPECIALIST, 2),
    Persona("demo-district-1", "虚构·孙复核", _("区级复核：复核街乡报来的件，发布公示"), Role.DISTRICT_REVIEWER),
    Persona(
        "demo-district-2",
        "虚构·吴复核",
        _("另一位区级复核：核对账户，办同事要回避的件，处理异议"),
        Role.DISTRICT_REVIEWER,
    ),
    Persona("demo-approver", "虚构·郑审定", _("区级审定：作出决定；公示由区级复核发布"), Role.APPROVER),
    Persona("demo-maker", "虚构·钱制单", _("财务制单：编拨付批次，导出付款文件，导入银行回单"), Role.FINANCE_MAKER),
    Persona("demo-releaser", "虚构·冯放款", _("财务放款：核对并放行别人编的批次"), Role.FINANCE_RELEASER),
    Persona("demo-leader", "虚构·何区长", _("领导：看全区的钱、件和时限"), Role.LEADER),
    Persona(
        "demo-auditor", "虚构·许审计", _("审计：从每一元查到每一件，只看不改；可以抽样问收款人收到没有"), Role.AUDITOR
    ),
    Persona("demo-policy", "虚构·曹政策", _("政策管理：参数、口径和流程期限，由两人确认"), Role.POLICY_ADMIN),
    Persona("demo-policy-2", "虚构·严政策", _("另一位政策管理：确认同事设定的参数、期限和日历"), Role.POLICY_ADMIN),
    Persona("demo-keeper", "虚构·魏登记", _("登记管理：导入人员、企业、用工和历史发放"), Role.REGISTER_KEEPER),
    Persona("demo-keeper-2", "虚构·蒋登记", _("另一位登记管理：确认同事提出的合并"), Role.REGISTER_KEEPER),
    Persona("demo-system", "虚构·沈系统", _("系统管理：开账号、重设密码"), Role.SYSTEM_ADMIN),
    Persona("demo-security", "虚构·韩安全", _("安全管理：设岗位、解绑动态口令"), Role.SECURITY_ADMIN),
)
BY_USERNAME = {persona.username: persona for persona in PERSONAS}
