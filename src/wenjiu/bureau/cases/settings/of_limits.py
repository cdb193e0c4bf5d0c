"""Who may approve up to which amount."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau import clock
from wenjiu.bureau.accounts import queries as accounts
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.limits import ALL, LIMIT, MEASURE, PERSON, limit_of
from wenjiu.bureau.cases.models import Case, Line
from wenjiu.bureau.rulebook import in_force, set_values
from wenjiu.bureau.rulebook.kinds import Input, Kind, Named, Sentence, refuse
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.rules.policy import Policy
from wenjiu.standards.money import LARGEST_FEN, grouped

#: What somebody writes for no limit.
NONE = ("不限", "无", "no limit")
AMOUNT = re.compile(r"\d{1,13}(\.\d{1,2})?", re.ASCII)


class Limits(Kind):
    """Name: as in `limits`. Value: fen for one case; none: no limit."""

    code = LIMIT
    title = gettext_lazy("审定限额")
    intro = gettext_lazy(
        "每件最多审定多少钱。个人的限额先于这项政策的，这项政策的先于全体的；岗位本身有限额的，两个里按低的算。补贴的上限、封顶在“参数”里改。从写明的那天起审定的案件用新的，已经决定的不变。"
    )
    says: ClassVar[Mapping[str, Any]] = {
        "open": gettext_lazy("还没有审定的案件有%(n)s件，其中%(above)s件的金额超过%(limit)s。"),
        "nobody": gettext_lazy("没有一个在岗审批人能审定的：现在%(before)s件，改了以后%(after)s件。"),
        "posts": gettext_lazy("在岗审批人%(n)s人，其中%(lower)s人的岗位限额更低，仍按岗位限额。"),
        "registers": gettext_lazy("登记表、补贴金额和已经决定的案件都不受影响。"),
    }

    def names(self, policy: Policy) -> Sequence[Named]:
        """Return every approver, each measure that pays, and each person who is an approver today."""
        lang = flows.lang()
        found = [Named(ALL, _("全体审批人"))]
        for code, claim in policy.claims.of.items():
            if claim.pays and code in policy.measures:
                found.append(Named(f"{MEASURE}{code}", f"{code} {policy.measures[code].name(lang)}", _("按政策")))
        for user in accounts.holders(Role.APPROVER, clock.today()).order_by("username"):
            found.append(Named(f"{PERSON}{user.username}", user.name, _("按个人")))
        return found

    def inputs(self, policy: Policy, name: str) -> tuple[Input, ...]:
        """Return the amount."""
        return (Input("value", _("每件最多"), "number", _("元"), _("写金额，例如200000；没有限额的写“不限”。")),)

    def read(self, policy: Policy, name: str, given: Mapping[str, str]) -> int | None:
        """Return the typed amount in fen; None for no limit."""
        said = given.get("value", "").strip()
        if said.lower() in NONE:
            return None
        plain = said.replace(",", "").replace("，", "").removesuffix("元")
        if not AMOUNT.fullmatch(plain):
            raise refuse(
                _("“%(text)s”不是金额。请填数字，最多两位小数，例如200000；没有限额的写“不限”。") % {"text": said[:20]}
            )
        return int(Decimal(plain) * 100)

    def typed(self, policy: Policy, name: str, value: Any) -> dict[str, str]:
        """Return the amount in yuan."""
        return {"value": NONE[0] if value is None else grouped(value)}

    def check(self, policy: Policy, name: str, value: Any) -> None:
        """Refuse an amount that is not above nothing."""
        if value is not None and not (isinstance(value, int) and 0 < value <= LARGEST_FEN):
            said = {"value": grouped(value) if isinstance(value, int) else value, "most": grouped(LARGEST_FEN)}
            raise refuse(_("限额“%(value)s元”不对。请填大于0、不超过%(most)s元的金额，没有限额的写“不限”。") % said)

    def shipped(self, policy: Policy, name: str) -> None:
        """Return nothing: no document sets a limit."""

    def words(self, policy: Policy, name: str, value: Any) -> str:
        """Return the amount with its unit."""
        return _("不限") if value is None else _("每件%(amount)s元") % {"amount": grouped(value)}

    def name_words(self, policy: Policy, name: str) -> str:
        """Return whose limit it is; the name itself where the policy has it no more."""
        return next((named.words for named in self.names(policy) if named.name == name), name)

    def effect(self, draft: Draft) -> list[Sentence]:
        """Return how many open cases are above the limit, and how many nobody could approve without and with the draft."""
        asked = _amounts(draft.policy)
        value = set_values.under(draft)
        measure = draft.name.removeprefix(MEASURE) if draft.name.startswith(MEASURE) else ""
        about = {pk: row for pk, row in asked.items() if measure in ("", row[0])}
        above = 0 if value is None else sum(amount > value for _code, amount in about.values())
        users = list(accounts.holders(Role.APPROVER, clock.today()))
        own = [user for user in users if any(_lower(post, value) for post in accounts.posts_of(user))]
        before = _without(draft, users, asked)
        with in_force.trying(draft):
            after = _without(draft, users, asked)
        limit = _("不限") if value is None else _("%(amount)s元") % {"amount": grouped(value)}
        return [
            {"say": "open", "n": len(about), "above": above, "limit": limit},
            {"say": "nobody", "before": before, "after": after},
            {"say": "posts", "n": len(users), "lower": len(own)},
            {"say": "registers"},
        ]


def _lower(post: Any, value: int | None) -> bool:
    limit = post.approval_limit_fen
    return post.role == Role.APPROVER and limit is not None and (value is None or limit < value)


def _amounts(policy: str) -> dict[int, tuple[str, int]]:
    """Return measure and amount of each open case that was not decided, as it was assessed last."""
    lines = Line.objects.filter(case__policy=policy, case__closed_at=None, state="open")
    states: dict[int, bool] = {}
    found: dict[int, list[Any]] = defaultdict(lambda: ["", 0])
    for line in lines.select_related("case").order_by("case", "no"):
        case = line.case
        if case.pk not in states:
            states[case.pk] = _undecided(case)
        if states[case.pk]:
            found[case.pk][0] = case.measure
            found[case.pk][1] += fen(line.answer.get("amount")) or 0 if line.answer.get("eligible") == "yes" else 0
    return {pk: (code, amount) for pk, (code, amount) in found.items()}


def _undecided(case: Case) -> bool:
    return case.state in [*flows.before_decision(case), "correcting"]


def _without(draft: Draft, users: Sequence[Any], asked: Mapping[int, tuple[str, int]]) -> int:
    """Return how many cases nobody may approve on the first day of a draft."""
    codes = {code for code, _amount in asked.values()}
    limits = {code: [limit_of(user, draft.policy, code, draft.from_day) for user in users] for code in codes}
    return sum(not any(limit is None or amount <= limit for limit in limits[code]) for code, amount in asked.values())
