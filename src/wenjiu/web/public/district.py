"""Puts the kept figures of other readings into words: how many cases of the SYNTHETIC district change, and the money."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from wenjiu.policies.documents.district_figures import RENEW, Change, DistrictFigures, figures_of
from wenjiu.rules.document.ambiguities import AmbiguityRecord
from wenjiu.rules.policy import Policy
from wenjiu.standards import money
from wenjiu.web.formats import day, policy_language, yuan


def basis_of(policy: Policy) -> dict[str, Any]:
    """Return what the figures of a policy rest on: ``text`` for a page, and data for files; how to renew, without any."""
    figures = figures_of(policy)
    if figures is None:
        return {"text": "", "renew": RENEW, "data": None}
    values = {"n": f"{figures.people:,}", "seed": figures.seed, "day": day(figures.on), "rules": figures.rules_version}
    text = gettext(
        "推算用的是合成人口：随机生成的 %(n)s 人和相应的单位（种子 %(seed)s），不是任何人的数据，也不是本区的统计。"
        "筛查日 %(day)s，规则 %(rules)s，逐条只换这一种读法。一件申请对应一个人、一家单位或一次招用等。"
        "几项政策的金额直接相加，没有扣除不能同时领取的部分。"
    )
    return {"text": text % values, "renew": "", "data": figures.basis()}


def district_of(policy: Policy, ambiguity: AmbiguityRecord) -> dict[str, Any]:
    """Return what each other letter changes in the synthetic district, or why no figure can be computed."""
    figures = figures_of(policy)
    if not ambiguity.switchable:
        return {"letters": [], "why_not": gettext("没有一项政策的计算用到它，推算不出金额。")}
    if figures is None:
        return {"letters": [], "why_not": gettext("现在没有按这一版规则推算的数字。")}
    return {
        "letters": [
            _letter(policy, figures, ambiguity, letter)
            for letter in ambiguity.letters
            if letter != ambiguity.recommended
        ],
        "why_not": "",
    }


def _letter(policy: Policy, figures: DistrictFigures, ambiguity: AmbiguityRecord, letter: str) -> dict[str, Any]:
    changes = figures.of(ambiguity.id, letter)
    if changes is None:
        return {"letter": letter, "text": gettext("这种读法没有写成规则，推算不出金额。"), "measures": []}
    return {
        "letter": letter,
        "text": _said(policy, changes),
        "measures": [
            {"code": c.measure, "text": _said(policy, [c])}
            for c in changes
            if len(changes) > 1 and c.measure in policy.measures
        ],
    }


def _said(policy: Policy, changes: Sequence[Change]) -> str:
    """Return changes in one sentence: cases, how many become entitled or cease to be, and the money."""
    rows, fen = sum(c.rows for c in changes), sum(c.fen for c in changes)
    if not rows:
        return gettext("合成人口里没有一件申请的结果改变。")
    parts = [ngettext("%(n)s 件申请的结果改变", "%(n)s 件申请的结果改变", rows) % {"n": f"{rows:,}"}]
    gain, lose = sum(c.gain for c in changes), sum(c.lose for c in changes)
    if gain:
        parts.append(gettext("其中 %(n)s 件转为符合") % {"n": f"{gain:,}"})
    if lose:
        parts.append(gettext("%(n)s 件不再符合") % {"n": f"{lose:,}"})
    lacking = dict.fromkeys(name for c in changes for name in c.lacking)
    if lacking:
        labels = gettext("、").join(policy.book.params[name].label(policy_language()) for name in lacking)
        parts.append(gettext("还没有“%(labels)s”的数字，金额待定") % {"labels": labels})
        return gettext("，").join(parts) + gettext("。")
    parts.append(_money(fen, gettext("确定金额")))
    most = [c.most_fen for c in changes]
    if None in most:
        parts.append(gettext("最高金额缺数字，算不出"))
    elif (total := sum(m for m in most if m is not None)) != fen:
        parts.append(_money(total, gettext("最高金额")))
    return gettext("，").join(parts) + gettext("。")


def _money(fen: int, what: str) -> str:
    if not fen:
        return gettext("%(what)s不变") % {"what": what}
    values = {"what": what, "amount": yuan(money.yuan(abs(fen)))}
    return gettext("%(what)s增加 %(amount)s") % values if fen > 0 else gettext("%(what)s减少 %(amount)s") % values
