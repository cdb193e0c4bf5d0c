"""Writes answers and measures as HTML for a notebook: self-contained, no scripts, readable in light and dark mode."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from ...standards.money import fen, grouped
from ..language.text import LISTED, T
from .plain import AMOUNT_OPEN, MARKS, RESULTS, VERDICTS, says, show

HEADS = (T("条件", "Condition"), T("结果", "Result"), T("内容", "Says"), T("依据", "Facts"))
MISSING = T("还缺", "Missing")


def answer_html(d: Mapping[str, Any], heading: str, lang: str) -> str:
    """Return verdict, amount and a table of reasons of an answer (the contract's object), failed conditions first."""
    amount = AMOUNT_OPEN(lang)
    if d["amount"] is not None:
        yuan = grouped(fen(d["amount"]))
        amount = T(f"{yuan} 元", f"{yuan} yuan")(lang)
    rows = "".join(_row(c, lang) for c in d["conditions"])
    near = "".join(f"<li>{escape(m['text'])}</li>" for m in d["near_misses"])
    missing = LISTED(lang).join(d["missing"] + d["missing_parameters"])
    return (
        f"<div><p><b>{escape(heading)}</b><br>"
        f"<b>{escape(VERDICTS[d['eligible']](lang))}</b> · {escape(amount)}</p>"
        f"<table><thead><tr>{''.join(f'<th>{head(lang)}</th>' for head in HEADS)}</tr></thead><tbody>{rows}</tbody></table>"
        + (f"<ul>{near}</ul>" if near else "")
        + (f"<p>{MISSING(lang)}: {escape(missing)}</p>" if missing else "")
        + "".join(f"<p><small>{escape(note)}</small></p>" for note in d["notes"])
        + "</div>"
    )


def _row(c: dict[str, Any], lang: str) -> str:
    facts = "<br>".join(f"{escape(k)} = {escape(show(v, lang))}" for k, v in c["facts"].items() if v is not None)
    return (
        f"<tr><td>{escape(c['id'])}</td><td>{MARKS[c['result']](lang)} {escape(RESULTS[c['result']](lang))}</td>"
        f"<td style='text-align:left'>{escape(says(c, lang))}</td><td style='text-align:left'>{facts}</td></tr>"
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
