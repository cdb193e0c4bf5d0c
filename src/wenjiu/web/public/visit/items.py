"""The result of a visit as data for templates: one item a measure, grouped, and the sums above them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from wenjiu.rules.ask.awards import award_of
from wenjiu.rules.ask.found import GROUPS, MAYBE, MINE, NEAR, NOT_YOURS, OTHERS, UNSURE, Found, Share
from wenjiu.rules.ask.grouped import Grouped, grouped
from wenjiu.rules.ask.next_amounts import lacking_of, lacking_text
from wenjiu.rules.ask.standings import ALMOST, CAN, CANNOT, curable
from wenjiu.rules.ask.visits import Visit
from wenjiu.rules.explain.ages import doubts_about
from wenjiu.rules.explain.workings import workings
from wenjiu.rules.language.text import Text
from wenjiu.rules.together.visits import Sum
from wenjiu.standards import civil, money
from wenjiu.web.formats import day, policy_language, yuan, yuan_range
from wenjiu.web.public.visit.cases import case_of, claim_name
from wenjiu.web.public.visit.drawn import Drawn, drawn_of
from wenjiu.web.public.visit.next_steps import NextSteps, next_steps, where
from wenjiu.web.public.visit.payees import as_whom, names_payees, paid_to

#: The most sentences of a card about what is lacking to the next amount.
LACKING = 2
#: The most measures of a group, and of a page, that are shown in full.
FEW, MANY = 3, 8


@dataclass(frozen=True)
class Item:
    """One measure in the result of a visit.

    `once`: for what it is paid once, such as each hired person.
    `parts`: (who is paid, amount in words), where several are paid or the visitor is not.
    `paid_to`: who is paid, where others are paid only or the visitor may be meant in two ways; empty otherwise, and
      where `parts` say it.
    `split`: (who is paid, amount in words) of the visitor's own parts, where these are paid to two.
    `questions`: how many answers still count.
    `workings`: (who is paid, lines) of each amount that is settled; who is empty where there is one payee.
    `steps`: what to do next; None where there is nothing to apply for.
    `where`: where to apply, in a sentence.
    `drawn`: its pictures.
    `ref`: the code, with the case where it is a further one.
    `case`: the id of the case, such as winners.1; empty where the visitor cannot have several.
    `case_name`, `about`: what the case is called where there are several, and what the visitor answered about it.
    `cases`: an item of each case, where there are several; `total`: what they pay together.
    `apart`: sentences that its cases may be had separately.
    `lacking`: what is lacking to the next amount, in sentences.
    `another`: which further case may be added here; None where none is offered.
    `theirs`: whether others are paid only.
    """

    code: str
    name: str
    once: str
    standing: str
    word: str
    money_label: str
    money: str
    parts: tuple[tuple[str, str], ...]
    line: str
    latest: str
    questions: int
    titles: tuple[str, ...]
    capitals: str
    workings: tuple[tuple[str, tuple[str, ...]], ...]
    steps: NextSteps | None
    where: str
    doubts: list[dict[str, Any]]
    drawn: Drawn
    lacking: tuple[str, ...]
    ref: str
    paid_to: str
    split: tuple[tuple[str, str], ...]
    case: str = ""
    case_name: str = ""
    about: str = ""
    cases: tuple[Item, ...] = ()
    total: str = ""
    apart: tuple[str, ...] = ()
    another: dict[str, Any] | None = None
    theirs: bool = False

    @property
    def has_more(self) -> bool:
        """Whether there is more to show than name, amount and a few lines."""
        return bool(self.workings or self.steps or self.drawn.ahead)


def items_of(visit: Visit) -> list[Item]:
    """Return an item of each measure that the situations open."""
    return [item_of(visit, f) for f in visit.found]


def groups_of(visit: Visit, total: Sum, addable: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the groups that hold measures, in the order of the page, each with title, remark and items.

    A long group, and every group of a long page, is compact: details of an item are shown when it is opened.

    `addable`: the further case that may be added, by the code of the measure where it is offered.
    """
    names, said = _names(visit), _remarks()
    items = [
        (g, replace(_with_cases(g, total), another=addable.get(g.code), apart=_apart(total, g.code)))
        for g in grouped(visit)
    ]
    groups: list[dict[str, Any]] = []
    for group in GROUPS:
        of_group = [item for g, item in items if g.group == group]
        if of_group:
            compact = len(of_group) > FEW or len(items) > MANY
            groups.append(
                {"id": group, "name": names[group], "said": said.get(group, ""), "items": of_group}
                | {"compact": compact, "folded": group == NOT_YOURS, "alone": not groups}
            )
    return groups


def said_of(groups: list[dict[str, Any]]) -> str:
    """Return how many measures each group holds, in one sentence for people who hear the page."""
    counts = (gettext("%(group)s %(n)d 项") % {"group": g["name"], "n": len(g["items"])} for g in groups)
    return gettext("结果：%(counts)s") % {"counts": gettext("，").join(counts)}


def _names(visit: Visit) -> dict[str, str]:
    organisation = "person" not in visit.audiences
    return {
        MINE: gettext("现在可以拿"),
        NEAR: gettext("差一步"),
        MAYBE: gettext("可能可以拿"),
        OTHERS: gettext("您的人可以拿") if organisation else gettext("单位可以拿"),
        UNSURE: gettext("需要核实"),
        NOT_YOURS: gettext("暂不符合"),
    }


def _remarks() -> dict[str, str]:
    return {
        MAYBE: gettext("再答几题就知道。"),
        OTHERS: gettext("钱不发给您，由下面写明的人或单位申请。您可以告诉他们。"),
        UNSURE: gettext("有的情况您说不清楚，请工作人员查一查。"),
    }


def item_of(visit: Visit, f: Found) -> Item:
    """Return the item of one measure."""
    result, lang = f.result, policy_language()
    measure = result.answer.case.measure
    word, line = f.standing_text(lang), ""
    if f.standing in (ALMOST, CANNOT):
        line = f.headline(lang)
    elif result.gives:
        line = result.gives
    elif (result.standing == CAN and result.amount is None) or award_of(result.answer) is not None:
        line = f.headline(lang)
    label, amount, parts = _money(visit, f, lang)
    latest, last_day = "", visit.latest_date(f)
    if last_day is not None:
        latest = gettext("最晚%(day)s%(what)s") % {"day": day(last_day), "what": result.latest_what}
    steps = next_steps(visit, f)
    return Item(
        result.code,
        result.name,
        measure.once(lang, result.answer.sheet.fill),
        f.standing,
        word,
        label,
        amount,
        parts,
        line,
        latest,
        f.left,
        result.titles,
        _capitals(f),
        _workings(visit, f, lang),
        steps,
        where(steps) if steps else "",
        doubts_about(visit.policy, measure, result.answer.on, lang)
        if f.payable and (f.own is not None or f.others)
        else [],
        drawn_of(visit, f),
        tuple(lacking_text(a, lang) for a in lacking_of(visit, f)[:LACKING]),
        visit.ref(result.code),
        paid_to(visit, f) if f.payable and not (f.mine and f.others) else "",
        _split(visit, f),
        *case_of(visit, result.code),
        theirs=f.group == OTHERS,
    )


def _with_cases(g: Grouped, total: Sum) -> Item:
    """Return the item of a measure, with those of all its cases and their sum where there are several."""
    first = item_of(*g.cases[0])
    if len(g.cases) == 1:
        return first
    return replace(first, cases=tuple(item_of(v, f) for v, f in g.cases), total=_total(g, total))


def _total(g: Grouped, total: Sum) -> str:
    """Return what the cases of a measure pay together in words; empty where nothing is due to the visitor."""
    due, most = total.of(g.code)
    if all(f.own is None or f.standing == CANNOT for _, f in g.cases):
        return ""
    return yuan_range([money.yuan(due), None if most is None else money.yuan(most)])


def _apart(total: Sum, code: str) -> tuple[str, ...]:
    """Return the sentences that the cases of a measure may be had separately."""
    texts = (text(policy_language()) for text in total.each.get(code, ()))
    return tuple(gettext("%(sentence)s。") % {"sentence": text[:1].upper() + text[1:]} for text in texts)


def _workings(visit: Visit, f: Found, lang: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = workings(f.result.answer.outcome, lang)
    named = len(found) > 1 or names_payees(visit, f)
    return tuple((w.payee(lang) if named else "", w.lines) for w in found)


def _capitals(f: Found) -> str:
    """Return the visitor's own sum in capital numerals, as Chinese forms ask for it; empty where it is not settled."""
    if f.group != MINE or f.own is None or f.own.low != f.own.high:
        return ""
    return Text(money.capitals(f.own.low), "")(policy_language())


def _money(visit: Visit, f: Found, lang: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return label and amount of what the visitor gets, and what each party gets where that is not the visitor alone."""
    if not f.payable:
        return "", "", ()
    label = gettext("预计可得") if f.result.standing == CAN else gettext("符合条件可得")
    named = [*([f.own] if f.own is not None and f.others else []), *f.others]
    parts = tuple((_whose(visit, s, lang), _range(s)) for s in named if _range(s))
    return (label, _range(f.own), parts) if f.own is not None else ("", "", parts)


def _split(visit: Visit, f: Found) -> tuple[tuple[str, str], ...]:
    """Return the visitor's own parts where two of them are paid, such as the person and the school."""
    if not f.payable or len(f.mine) < 2 or not names_payees(visit, f):
        return ()
    return tuple((as_whom(s.audience), _range(s)) for s in f.mine if _range(s))


def _whose(visit: Visit, share: Share, lang: str) -> str:
    if share.audience not in visit.audiences:
        return visit.policy.audiences[share.audience](lang)
    return as_whom(share.audience) if len(visit.sides) > 1 else gettext("您")


def _range(share: Share) -> str:
    return yuan_range([money.yuan(share.low), None if share.high is None else money.yuan(share.high)])


def sums_of(visit: Visit, total: Sum) -> dict[str, object]:
    """Return the sums above the results in words; by payee where the visitor speaks for two sides."""
    by_payee: dict[str, int] = {}
    for audience, due in total.by_payee if len(visit.sides) > 1 else ():
        by_payee[as_whom(audience)] = by_payee.get(as_whom(audience), 0) + due
    more = total.at_most is None or total.at_most > total.due
    return {
        "due": yuan(money.yuan(total.due)),
        "any": total.due > 0,
        "open_ended": total.open_ended,
        "more": more,
        "waits": total.waits,
        "by_payee": [(who, yuan(money.yuan(due))) for who, due in by_payee.items() if due],
        "at_most": None if total.at_most is None else yuan(money.yuan(total.at_most)),
        "for_others": yuan(money.yuan(total.for_others)) if total.for_others else "",
    }


def ahead(visit: Visit) -> dict[str, Any]:
    """Return how many measures lack one step that can still come, and the first day (civil date) on which one is due.

    The day is None where time alone does not settle any of them.
    """
    near = [f for f in visit.found if f.group == NEAR]
    application = visit.policy.dates["application_date"]
    days = [
        miss.needed
        for f in near
        for miss in curable(f.result.answer, visit.today)[:1]
        if miss.fact is application and miss.needed > visit.today
    ]
    return {"n": len(near), "day": civil.date(min(days)) if days else None}


def exclusions(visit: Visit, total: Sum) -> list[dict[str, str]]:
    """Return what may not be had together, or is looked at by an official, and what the sum counts of it."""
    lang, found = policy_language(), []
    for finding in total.findings:
        names = {c.id: claim_name(visit, c.id) for c in finding.between}
        counted = [name for id, name in names.items() if id not in total.stopped]
        level, summed = gettext("一起申请时会核对"), ""
        if finding.rule.level == "stop":
            level = gettext("可能不能同时领")
        if finding.level == "stop":
            level = gettext("不能同时领")
            summed = gettext("合计只算了%(name)s。") % {"name": gettext("、").join(counted)} if counted else ""
        text = gettext("%(sentence)s。") % {"sentence": finding.rule.text(lang)}
        listed = gettext("和").join(names.values())
        found.append({"level": level, "names": listed, "text": text[:1].upper() + text[1:], "summed": summed})
    return found
