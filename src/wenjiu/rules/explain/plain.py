"""Writes an answer as plain text for a terminal: verdict, amount, reasons (failed first), missing facts, parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...standards.columns import wrap
from ...standards.money import fen, grouped
from ..language.readings import RECOMMENDED
from ..language.text import COMMA, LISTED, NO, YES, T, Text, printable

VERDICTS = {
    "yes": T("可以申领", "ELIGIBLE"),
    "no": T("不符合条件", "NOT ELIGIBLE"),
    "unknown": T("还不能确定", "UNDECIDED"),
    "not_applicable": T("不适用", "NOT APPLICABLE"),
}
MARKS = {"failed": T("×", "x"), "unknown": T("？", "?"), "met": T("√", "+"), "not_applicable": T("－", "-")}

RESULTS = {
    "failed": T("不符合", "not met"),
    "unknown": T("待定", "open"),
    "met": T("符合", "met"),
    "not_applicable": T("不适用", "not applicable"),
}
AMOUNT_OPEN = T("金额待定", "amount open")
#: The word before a line of an answer or a guide.
NOTE, TITLE, MISSING = T("注", "note"), T("称号", "title"), T("还缺", "missing")
PARAMETERS, READINGS = T("参数", "parameters"), T("口径", "readings")
STANDARD, ROUTE = T("标准", "amount"), T("其一", "either")
REQUIRED_NOT_MET = T(f"（{MARKS['failed'].zh} 为没有达到的要求）", f"({MARKS['failed'].en}: required, not met)")

#: Where 须 is inserted in a Chinese condition: before 是, 在, 由 or 有 at its beginning or right after its subject.
MUST = re.compile(r"^(?=[是在由有])|^[^，；（）]{0,8}?[^还但或只，；（）](?=是)|^[^，；（）]{0,8}?(?:地|机构)(?=在)")


def requirement(text: str, lang: str) -> str:
    """Return a failed condition as a requirement, so that no reader takes it for a finding."""
    found = MUST.match(text)
    chinese = f"要求：{text}" if found is None else f"{found[0]}须{text[found.end() :]}"
    return T(chinese, f"Required: {text}")(lang)


def answer_text(
    d: Mapping[str, Any], heading: str, titles: Sequence[str], parameters: str, lang: str, columns: int = 80
) -> str:
    """Return an answer (the contract's object) as text of limited width.

    Failed and open reasons are shown in full, met ones in one line.

        `heading`: code and name of the measure.
        `titles`: honours in the language.
        `parameters`: the figures used, as one line.
    """
    lines = wrap(heading, columns=columns)
    legend = f"    {REQUIRED_NOT_MET(lang)}" if d["fails"] else ""
    lines += wrap(f"{VERDICTS[d['eligible']](lang)}    {_amount(d, lang)}{legend}", columns=columns)
    near: dict[str, list[str]] = {}
    for miss in d["near_misses"]:
        near.setdefault(miss["condition"], []).append(_change(miss, lang))
    for c in d["conditions"]:
        if c["result"] not in ("failed", "unknown"):
            continue
        known = COMMA(lang).join(f"{k} = {show(v, lang)}" for k, v in c["facts"].items() if v is not None)
        lines += wrap(
            f"  {MARKS[c['result']](lang)} {c['id']}  {c['text']}" + (f" ({known})" if known else ""),
            indent="      ",
            columns=columns,
        )
        for change in near.get(c["id"], []):
            lines += wrap(f"      → {change}", indent="        ", columns=columns)
    for result in ("met", "not_applicable"):
        ids = [c["id"] for c in d["conditions"] if c["result"] == result]
        if ids:
            about = f"  {MARKS[result](lang)} {RESULTS[result](lang)}"
            lines += wrap(f"{about}  {', '.join(ids)}", indent="      ", columns=columns)
    for v in d["validations"]:
        if v["result"] == "failed":
            lines += wrap(f"  {MARKS['failed'](lang)} {v['id']}  {v['text']}", indent="      ", columns=columns)
    if titles:
        lines += wrap(f"{TITLE(lang)}  {LISTED(lang).join(titles)}", indent="      ", columns=columns)
    names = d["missing"] + d["missing_parameters"]
    if names:
        lines += wrap(f"{MISSING(lang)}  {', '.join(names)}", indent="      ", columns=columns)
    lines += wrap(f"{PARAMETERS(lang)}  {parameters}", indent="      ", columns=columns)
    used = [f"{k} {v}" for k, v in d["readings"].items() if v != RECOMMENDED]
    if used:
        lines += wrap(f"{READINGS(lang)}  {', '.join(used)}", indent="      ", columns=columns)
    for note in d["notes"]:
        lines += wrap(f"{NOTE(lang)}  {note}", indent="      ", columns=columns)
    v = d["versions"]
    lines += wrap(f"{v['policy']}  rules {v['rules']}  wenjiu {v['wenjiu']}  {v['parameters']}", columns=columns)
    return "\n".join(lines)


def says(condition: dict[str, Any], lang: str) -> str:
    """Return the text of a condition: a requirement where it failed, else the policy's text."""
    text = str(condition["text"])
    return requirement(text, lang) if condition["result"] == "failed" else text


def show(value: Any, lang: str) -> str:
    """Return a fact's value as text for people."""
    if isinstance(value, bool):
        return (YES if value else NO)(lang)
    return printable(str(value))


def _amount(d: Mapping[str, Any], lang: str) -> str:
    if d["amount"] is not None:
        total = _yuan(d["amount"])(lang)
        each = (
            "，".join(f"{p['payee']} {grouped(fen(p['amount']))}" for p in d["payees"]) if len(d["payees"]) > 1 else ""
        )
        return total + (f" ({each})" if each else "")
    low, high = d["amount_range"]
    if high is None:
        return AMOUNT_OPEN(lang)
    if low == high:
        return _yuan(low)(lang)
    least, most = grouped(fen(low)), grouped(fen(high))
    return T(f"{least} 至 {most} 元", f"CNY {least} to {most}")(lang)


def _yuan(amount: str) -> Text:
    return T(f"{grouped(fen(amount))} 元", f"CNY {grouped(fen(amount))}")


def _change(miss: dict[str, Any], lang: str) -> str:
    needed = f"{miss['needed']}" if miss["needed"][0] in "+-" else f"{miss['value']} → {miss['needed']}"
    return f"{T('若', 'if')(lang)} {miss['fact']} {needed}"


def guide_text(guide: dict[str, Any], lang: str, columns: int = 80) -> str:
    """Return a measure's guide as text of limited width."""
    lines = wrap(f"{guide['code']}  {guide['name']}", columns=columns) + wrap(guide["summary"], columns=columns)
    lines += wrap(f"{STANDARD(lang)}  {guide['amount']['text']}", indent="      ", columns=columns)
    route = ""
    for c in guide["conditions"]:
        name = c["route"]["name"] if c["route"] else ""
        if name != route and name:
            lines += wrap(f"  {ROUTE(lang)}: {name}", indent="      ", columns=columns)
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
        lines += wrap(f"{NOTE(lang)}  {note}", indent="      ", columns=columns)
    return "\n".join(lines)
