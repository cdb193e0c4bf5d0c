"""Writes an answer as plain text for a terminal: verdict, amount, reasons (failed first), missing facts, parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...standards.columns import wrap
from ...standards.money import fen, grouped
from ..language.readings import RECOMMENDED
from ..language.text import T, printable

VERDICTS = {
    "yes": ("可以申领", "ELIGIBLE"),
    "no": ("不符合条件", "NOT ELIGIBLE"),
    "unknown": ("还不能确定", "UNDECIDED"),
    "not_applicable": ("不适用", "NOT APPLICABLE"),
}
MARKS = {"failed": ("×", "x"), "unknown": ("？", "?"), "met": ("√", "+"), "not_applicable": ("－", "-")}

RESULTS = {
    "failed": ("不符合", "not met"),
    "unknown": ("待定", "open"),
    "met": ("符合", "met"),
    "not_applicable": ("不适用", "not applicable"),
}


#: Where 须 is inserted in a Chinese condition: before 是, 在, 由 or 有 at its beginning or right after its subject.
MUST = re.compile(r"^(?=[是在由有])|^[^，；（）]{0,8}?[^还但或只，；（）](?=是)|^[^，；（）]{0,8}?(?:地|机构)(?=在)")


def requirement(text: str, lang: str) -> str:
    """Return a failed condition as a requirement, so that no reader takes it for a finding."""
    if lang == "en":
        return f"Required: {text}"
    found = MUST.match(text)
    return f"要求：{text}" if found is None else f"{found[0]}须{text[found.end() :]}"


def answer_text(
    d: Mapping[str, Any], heading: str, titles: Sequence[str], parameters: str, lang: str, columns: int = 80
) -> str:
    """Return an answer (the contract's object) as text of limited width.

    Failed and open reasons are shown in full, met ones in one line.

        `heading`: code and name of the measure.
        `titles`: honours in the language.
        `parameters`: the figures used, as one line.
    """
    zh = lang != "en"
    i = 0 if zh else 1
    lines = wrap(heading, columns=columns)
    legend = (f"    （{MARKS['failed'][0]} 为没有达到的要求）", f"    ({MARKS['failed'][1]}: required, not met)")[i]
    legend = legend if d["fails"] else ""
    lines += wrap(f"{VERDICTS[d['eligible']][i]}    {_amount(d, zh)}{legend}", columns=columns)
    near: dict[str, list[str]] = {}
    for miss in d["near_misses"]:
        near.setdefault(miss["condition"], []).append(_change(miss, zh))
    for c in d["conditions"]:
        if c["result"] not in ("failed", "unknown"):
            continue
        known = T("，", ", ")(lang).join(f"{k} = {show(v, zh)}" for k, v in c["facts"].items() if v is not None)
        lines += wrap(
            f"  {MARKS[c['result']][i]} {c['id']}  {c['text']}" + (f" ({known})" if known else ""),
            indent="      ",
            columns=columns,
        )
        for change in near.get(c["id"], []):
            lines += wrap(f"      → {change}", indent="        ", columns=columns)
    for result in ("met", "not_applicable"):
        ids = [c["id"] for c in d["conditions"] if c["result"] == result]
        if ids:
            lines += wrap(
                f"  {MARKS[result][i]} {RESULTS[result][i]}  {', '.join(ids)}", indent="      ", columns=columns
            )
    for v in d["validations"]:
        if v["result"] == "failed":
            lines += wrap(f"  {MARKS['failed'][i]} {v['id']}  {v['text']}", indent="      ", columns=columns)
    if titles:
        joined = T("、", ", ")(lang).join(titles)
        lines += wrap(f"{'称号' if zh else 'title'}  {joined}", indent="      ", columns=columns)
    names = d["missing"] + d["missing_parameters"]
    if names:
        lines += wrap(f"{'还缺' if zh else 'missing'}  {', '.join(names)}", indent="      ", columns=columns)
    lines += wrap(f"{'参数' if zh else 'parameters'}  {parameters}", indent="      ", columns=columns)
    used = [f"{k} {v}" for k, v in d["readings"].items() if v != RECOMMENDED]
    if used:
        lines += wrap(f"{'口径' if zh else 'readings'}  {', '.join(used)}", indent="      ", columns=columns)
    for note in d["notes"]:
        lines += wrap(f"{'注' if zh else 'note'}  {note}", indent="      ", columns=columns)
    v = d["versions"]
    lines += wrap(f"{v['policy']}  rules {v['rules']}  wenjiu {v['wenjiu']}  {v['parameters']}", columns=columns)
    return "\n".join(lines)


def says(condition: dict[str, Any], lang: str) -> str:
    """Return the text of a condition: a requirement where it failed, else the policy's text."""
    text = str(condition["text"])
    return requirement(text, lang) if condition["result"] == "failed" else text


def show(value: Any, zh: bool) -> str:
    """Return a fact's value as text for people."""
    if isinstance(value, bool):
        return (("是", "否") if zh else ("yes", "no"))[not value]
    return printable(str(value))


def _amount(d: Mapping[str, Any], zh: bool) -> str:
    if d["amount"] is not None:
        total = f"{grouped(fen(d['amount']))} 元" if zh else f"CNY {grouped(fen(d['amount']))}"
        each = (
            "，".join(f"{p['payee']} {grouped(fen(p['amount']))}" for p in d["payees"]) if len(d["payees"]) > 1 else ""
        )
        return total + (f" ({each})" if each else "")
    low, high = d["amount_range"]
    if high is None:
        return "金额待定" if zh else "amount open"
    if low == high:
        return f"{grouped(fen(low))} 元" if zh else f"CNY {grouped(fen(low))}"
    return (
        f"{grouped(fen(low))} 至 {grouped(fen(high))} 元" if zh else f"CNY {grouped(fen(low))} to {grouped(fen(high))}"
    )


def _change(miss: dict[str, Any], zh: bool) -> str:
    needed = f"{miss['needed']}" if miss["needed"][0] in "+-" else f"{miss['value']} → {miss['needed']}"
    return f"{'若' if zh else 'if'} {miss['fact']} {needed}"


def guide_text(guide: dict[str, Any], lang: str, columns: int = 80) -> str:
    """Return a measure's guide as text of limited width."""
    zh = lang != "en"
    lines = wrap(f"{guide['code']}  {guide['name']}", columns=columns) + wrap(guide["summary"], columns=columns)
    lines += wrap(f"{'标准' if zh else 'amount'}  {guide['amount']['text']}", indent="      ", columns=columns)
    route = ""
    for c in guide["conditions"]:
        name = c["route"]["name"] if c["route"] else ""
        if name != route and name:
            lines += wrap(f"  {'其一' if zh else 'either'}: {name}", indent="      ", columns=columns)
        route = name
        lines += wrap(f"  {'  ' if name else ''}{c['id']}  {c['text']}", indent="      ", columns=columns)
    for p in guide["parameters"]:
        mark = "" if p["confirmed"] else T("（待确认）", " (to be confirmed)")(lang)
        lines += wrap(
            f"  {p['name']}  {p['value']}  {p['from'] or ''}  {p['source']}{mark}", indent="      ", columns=columns
        )
    for r in guide["readings"]:
        lines += wrap(
            f"  {r['id']} {r['letter']}  {r['words']}: {r['options'][0]['text']}", indent="      ", columns=columns
        )
    for note in guide["notes"]:
        lines += wrap(f"{'注' if zh else 'note'}  {note}", indent="      ", columns=columns)
    return "\n".join(lines)
