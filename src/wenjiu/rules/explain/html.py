"""Writes answers and measures as HTML for a notebook: self-contained, no scripts, readable in light and dark mode."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ...standards.money import fen, grouped
from ..language.text import T
from .plain import MARKS, RESULTS, VERDICTS, says, show


def answer_html(d: Mapping[str, Any], heading: str, lang: str) -> str:
    """Return verdict, amount and a table of reasons of an answer (the contract's object), failed conditions first."""
    zh = lang != "en"
    i = 0 if zh else 1
    amount = (
        f"{grouped(fen(d['amount']))} {'元' if zh else 'yuan'}"
        if d["amount"] is not None
        else T("金额待定", "amount open")(lang)
    )
    rows = "".join(_row(c, i, zh) for c in d["conditions"])
    near = "".join(f"<li>{escape(m['text'])}</li>" for m in d["near_misses"])
    missing = (
        "、".join(d["missing"] + d["missing_parameters"]) if zh else ", ".join(d["missing"] + d["missing_parameters"])
    )
    heads = ("条件", "结果", "内容", "依据") if zh else ("Condition", "Result", "Says", "Facts")
    return (
        f"<div><p><b>{escape(heading)}</b><br>"
        f"<b>{escape(VERDICTS[d['eligible']][i])}</b> · {escape(amount)}</p>"
        f"<table><thead><tr>{''.join(f'<th>{h}</th>' for h in heads)}</tr></thead><tbody>{rows}</tbody></table>"
        + (f"<ul>{near}</ul>" if near else "")
        + (f"<p>{'还缺' if zh else 'Missing'}: {escape(missing)}</p>" if missing else "")
        + "".join(f"<p><small>{escape(note)}</small></p>" for note in d["notes"])
        + "</div>"
    )


def _row(c: dict[str, Any], i: int, zh: bool) -> str:
    facts = "<br>".join(f"{escape(k)} = {escape(show(v, zh))}" for k, v in c["facts"].items() if v is not None)
    return (
        f"<tr><td>{escape(c['id'])}</td><td>{MARKS[c['result']][i]} {escape(RESULTS[c['result']][i])}</td>"
        f"<td style='text-align:left'>{escape(says(c, 'zh' if zh else 'en'))}</td><td style='text-align:left'>{facts}</td></tr>"
    )


def measure_html(guide: dict[str, Any]) -> str:
    """Return name, standard and conditions of a measure."""
    conditions = "".join(
        f"<li>{escape(c['id'])} {escape(c['text'])}"
        + (f" <i>({escape(c['route']['name'])})</i>" if c["route"] else "")
        + "</li>"
        for c in guide["conditions"]
    )
    return (
        f"<div><p><b>{escape(guide['code'])} {escape(guide['name'])}</b><br>{escape(guide['summary'])}</p>"
        f"<p>{escape(guide['amount']['text'])}</p><ul>{conditions}</ul></div>"
    )
