"""Which budget pays, and how the sources of money share each amount: a setting of the rulebook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.models import Line
from wenjiu.bureau.funds import logic
from wenjiu.bureau.funds.models import Budget, Obligation, Source
from wenjiu.bureau.funds.sharing import SHARE, Funding, funding
from wenjiu.bureau.rulebook import set_values
from wenjiu.bureau.rulebook.kinds import Input, Kind, Named, Option, Sentence, refuse
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.policies import published_policy
from wenjiu.rules.policy import Policy
from wenjiu.standards.money import grouped

_PERCENT = re.compile(r"\d{1,3}(\.\d)?", re.ASCII)


class Shares(Kind):
    """Name: a measure, or a group of claims. Value: ``budget``, and for each source its part of 1000."""

    code = SHARE
    title = gettext_lazy("资金来源和分担")
    intro = gettext_lazy(
        "由哪笔预算付、各级资金各承担多少。没有设定的，按预算自己写的份额。从写明的那天起审定的案件用新的，已经预留和拨付的不变。"
    )
    says: ClassVar[Mapping[str, Any]] = {
        "made": gettext_lazy("已经预留、待付或已付的有%(n)s笔，共%(amount)s元，来源不变。"),
        "open": gettext_lazy(
            "还没有审定的案件有%(n)s件，按现在的核算共%(amount)s元；%(day)s以后审定的，由新的来源付。"
        ),
        "source": gettext_lazy("其中%(source)s承担%(share)s，约%(amount)s元；本年度预算可用%(available)s元。"),
        "lacking": gettext_lazy("%(source)s在%(year)s年度还没有这笔预算。起始日以前没有下达的话，案件会审定不了。"),
        "as_budgets": gettext_lazy("之后按预算自己写的份额。"),
        "registers": gettext_lazy("登记表、补贴金额和已经决定的案件都不受影响。"),
    }

    def names(self, policy: Policy) -> Sequence[Named]:
        """Return each group of claims that has several measures, and each measure that pays."""
        groups: dict[str, list[str]] = {}
        for code, claim in policy.claims.of.items():
            if claim.pays and code in policy.measures:
                groups.setdefault(claim.group or code, []).append(code)
        found = [Named(g, "、".join(codes), _("一组政策")) for g, codes in groups.items() if g not in policy.measures]
        lang = flows.lang()
        codes = [code for codes in groups.values() for code in codes]
        return [*found, *(Named(c, f"{c} {policy.measures[c].name(lang)}", _("按政策")) for c in codes)]

    def inputs(self, policy: Policy, name: str) -> tuple[Input, ...]:
        """Return the budget that pays, and a percentage for each source."""
        options = tuple(Option(n.name, _("%(name)s的预算") % {"name": n.words}) for n in self.names(policy))
        shares = [
            Input(source, _("%(source)s承担") % {"source": label}, "number", "%", _("没有就写0"))
            for source, label in Source.choices
        ]
        return (Input("budget", _("由哪一项的预算付"), "choice", options=options), *shares)

    def read(self, policy: Policy, name: str, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the typed budget and shares."""
        found: dict[str, Any] = {"budget": given.get("budget", "").strip() or name}
        for source, label in Source.choices:
            said = given.get(source, "").strip().removesuffix("%").strip()
            if not _PERCENT.fullmatch(said):
                raise refuse(
                    _("%(source)s承担的份额“%(text)s”不对。请填0到100之间的百分数，最多一位小数，例如70。")
                    % {"source": label, "text": said[:20]},
                    field=source,
                )
            found[source] = int(Decimal(said) * 10)
        return found

    def typed(self, policy: Policy, name: str, value: Any) -> dict[str, str]:
        """Return the budget and the percentages."""
        shares = {source: logic.percent(value[source]).removesuffix("%") for source in Source.values}
        return {"budget": value["budget"], **shares}

    def check(self, policy: Policy, name: str, value: Any) -> None:
        """Refuse shares that do not add to the whole, and a budget that is none."""
        if not isinstance(value, dict) or set(value) != {"budget", *Source.values}:
            raise refuse(_("请填由哪笔预算付和各来源的份额。"))
        if value["budget"] not in {n.name for n in self.names(policy)}:
            raise refuse(_("没有“%(name)s”的预算。请从列表中选择。") % {"name": value["budget"]}, field="budget")
        total = sum(value[source] for source in Source.values)
        if total != logic.WHOLE or any(value[source] < 0 for source in Source.values):
            raise refuse(
                _("各来源合计是%(total)s，应当正好是100%%。请改正份额。") % {"total": logic.percent(total)},
                field="district",
            )

    def shipped(self, policy: Policy, name: str) -> None:
        """Return nothing: the budgets themselves say their shares."""

    def words(self, policy: Policy, name: str, value: Any) -> str:
        """Return budget and shares; without a setting that the budgets say them."""
        if value is None:
            return _("按预算自己写的份额")
        said = _("、").join(
            _("%(source)s%(share)s") % {"source": Source(source).label, "share": logic.percent(part)}
            for source, part in funding(value).shares.items()
        )
        if value["budget"] == name:
            return said
        return _("由“%(budget)s”的预算付：%(shares)s") % {
            "budget": self.name_words(policy, value["budget"]), "shares": said,
        }  # fmt: skip

    def name_words(self, policy: Policy, name: str) -> str:
        """Return the measures by name; the name itself where the policy has them no more."""
        return next((named.words for named in self.names(policy) if named.name == name), name)

    def effect(self, draft: Draft) -> list[Sentence]:
        """Return what was reserved already and keeps its source, and what the sources would carry of the open cases."""
        policy = published_policy(draft.policy)
        claims = policy.claims.of
        codes = [code for code, claim in claims.items() if draft.name in (code, claim.group)]
        owed = Obligation.objects.filter(award__policy=draft.policy, award__measure__in=codes)
        made = owed.aggregate(total=Sum("amount_fen"))["total"] or 0
        cases, amount = _open(draft.policy, codes)
        found: list[Sentence] = [
            {"say": "made", "n": owed.count(), "amount": grouped(made)},
            {"say": "open", "n": cases, "amount": grouped(amount), "day": draft.from_day.isoformat()},
        ]
        value = set_values.under(draft)
        if value is None:
            return [*found, {"say": "as_budgets"}, {"say": "registers"}]
        return [*found, *_sources(draft, funding(value), amount), {"say": "registers"}]


def _sources(draft: Draft, new: Funding, amount_fen: int) -> list[Sentence]:
    parts = dict(zip(new.shares, logic.split(amount_fen, list(new.shares.values())), strict=True))
    year = draft.from_day.year
    found: list[Sentence] = []
    for source, share in new.shares.items():
        budgets = Budget.objects.filter(
            policy=draft.policy, group=new.budget, source=source, year=year, opened_at__isnull=False
        )
        named = str(Source(source).label)
        left = budgets.filter(buckets__kind="available").aggregate(n=Sum("buckets__balance_fen"))["n"]
        if left is None:
            found.append({"say": "lacking", "source": named, "year": year})
        said = {"source": named, "share": logic.percent(share), "amount": grouped(parts[source])}
        found.append({"say": "source", **said, "available": grouped(left or 0)})
    return found


def _open(policy: str, codes: Sequence[str]) -> tuple[int, int]:
    """Return how many cases of some measures were not decided, and the sum of their lines as they were assessed last."""
    lines = Line.objects.filter(case__policy=policy, case__measure__in=codes, case__closed_at=None, state="open")
    rows = list(lines.values_list("case_id", "answer"))
    amounts = [fen(answer.get("amount")) or 0 for _case, answer in rows if answer.get("eligible") == "yes"]
    return len({case for case, _answer in rows}), sum(amounts)
