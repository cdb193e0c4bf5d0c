"""Define `wenjiu whatif`: report what other figures or readings would change in a stored screening."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from ..policies import DEFAULT
from ..rules.case.parsing import parse_params
from ..rules.language.problems import CaseError
from ..rules.language.text import COLON, COMMA, T, Text
from ..rules.policy import Policy
from ..standards.columns import wrap_after
from ..standards.money import grouped
from .common import given, policy_named, with_language
from .runs import CONTINUED, Progress, Telling, grid, letters, running
from .screen import OPEN, told_of_data

#: Method used for each measure; the keys are those of `screening.whatif`.
MODES = {
    "same": T("不受影响，沿用原结果", "not touched, results as they are"),
    "amounts": T("只重算金额", "only amounts worked out anew"),
    "again": T("重新筛查", "screened again"),
}
#: Most rows printed of one table of parts; the file has all.
MOST_PARTS = 20


@click.command(cls=Telling)
@click.option("--population", required=True, metavar="DIR", help="The population that was screened.")
@click.option("--kept", required=True, metavar="DIR", help="Folder of that screening (--out of wenjiu screen).")
@click.option("--out", required=True, metavar="DIR", help="Folder for the difference.")
@click.option("--params", metavar="FILE", help="Parameters that change.")
@click.option("--reading", "readings", metavar="ID=LETTER", multiple=True, help="A reading that changes.")
@click.option("--anew", is_flag=True, help="Remove the results of an earlier run in the folder first.")
@with_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; no progress.")
def whatif(
    population: str,
    kept: str,
    out: str,
    params: str | None,
    readings: tuple[str, ...],
    anew: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Compare a screening with the same under other parameters or readings: by measure, by group, by fund."""
    folders = [Path(kept), Path(out)]
    with running(lang, as_json, left=CONTINUED, results=folders, data=Path(population)):
        about = given(params, readings)
        if not about.get("params") and not about.get("readings"):
            raise CaseError(
                "--params",
                T("没有写明改什么", "nothing is said to change"),
                T("给出 --params 或 --reading", "give --params or --reading"),
            )
        from ..screening import whatif as core
        from ..screening.population import Population
        from ..screening.run.parts import Folder

        screened = Folder.read(Path(kept)) or {}
        policy = policy_named(screened.get("policy", DEFAULT))
        own = parse_params(policy, about.get("params"))
        chosen = letters(policy, screened.get("measures", tuple(policy.measures)), about.get("readings", {}))
        with Progress(lang, T("推算", "working out"), quiet=as_json) as progress:
            found = core.whatif(
                Population.open(population, policy),
                Path(kept),
                Path(out),
                params=own,
                letters=chosen,
                anew=anew,
                progress=progress,
            )
        not_read = [f"{folder}/{name}" for folder in folders for name in Folder.strays(folder)]
        if as_json:
            report = {"folder": out, **found.summary, "not_read": not_read}
            print(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            print("\n".join(_lines(policy, found.summary, not_read, Path(out), lang)))


DIFFERENCE = (T("之前", "before"), T("之后", "after"), T("差额", "difference"))


def _lines(policy: Policy, summary: dict[str, Any], not_read: list[str], out: Path, lang: str) -> list[str]:
    lines: list[str] = []
    by_mode = {mode: [m for m in summary["measures"] if m["mode"] == mode] for mode in MODES}
    for mode, measures in by_mode.items():
        if measures:
            lines += wrap_after(f"{MODES[mode](lang)}{COLON(lang)}", ", ".join(m["measure"] for m in measures))
    for m in by_mode["amounts"] + by_mode["again"]:
        lines += ["", *_measure(m, lang)]
    lines += _parts(T("按资金来源", "by fund"), summary["funds"], lang)
    registers = policy.registers
    assert registers is not None
    own = {name for table in registers.tables for name in table.groups}
    rest = []
    for name, parts in summary["groups"].items():
        if name in own:
            by = registers.groups[name]
            lines += _parts(T(f"按{by.zh}", f"by {by.en}"), parts, lang)
        else:
            rest.append(name)
    lines.append("")
    if rest:
        start = T("summary.json 中另有分组：", "also in summary.json, by: ")(lang)
        lines += wrap_after(start, ", ".join(registers.groups[name](lang) for name in rest))
    absent = [{"table": name, "measures": codes} for name, codes in summary["absent"].items()]
    lines += told_of_data(absent, not_read, lang)
    lines.append(T("结果 changes.parquet 和 summary.json 在", "results: changes.parquet and summary.json in")(lang))
    return [*lines, f"  {out}"]  # a path stays whole, so that it can be copied


def _measure(m: dict[str, Any], lang: str) -> list[str]:
    before, after = m["before"], m["after"]
    rows = [["", *(heading(lang) for heading in DIFFERENCE)]]
    for key, label in (("yes", T("符合", "yes")), ("unknown", T("待定", "unknown"))):
        rows.append(
            [label(lang), *(f"{x[key]:,}" for x in (before, after)), _signed(after[key] - before[key], "{:,}".format)]
        )
    for key, label in (
        ("low_fen", T("确定金额（元）", "certain, CNY")),
        ("high_fen", T("最多（元）", "up to, CNY")),
    ):
        rows.append([label(lang), *_money(before[key], after[key], lang)])
    moves = {
        "gain": T("转为符合", "gain it"),
        "lose": T("不再符合", "lose it"),
        "newly_open": T("由不符合转出", "no longer refused"),
        "more": T("金额增加", "get more"),
        "less": T("金额减少", "get less"),
    }
    moved = [f"{text(lang)} {m[key]:,}" for key, text in moves.items() if m[key]]
    return [
        f"{m['measure']:5} {Text(m['name'], m['name_en'])(lang)}  ({MODES[m['mode']](lang)})",
        *grid(rows, "lrrr", indent=6),
        "      " + (COMMA(lang).join(moved) or T("没有人的结果改变", "nobody's answer changes")(lang)),
    ]


def _money(before: int | None, after: int | None, lang: str) -> list[str]:
    amounts = [OPEN(lang) if x is None else grouped(x) for x in (before, after)]
    if before is None or after is None:
        return [*amounts, "-"]
    return [*amounts, _signed(after - before, grouped)]


def _signed(difference: int, shown: Callable[[int], str]) -> str:
    return ("" if difference == 0 else "-" if difference < 0 else "+") + shown(abs(difference))


def _parts(title: Text, parts: Iterable[dict[str, Any]], lang: str) -> list[str]:
    """Return lines for parts whose certain amount or number of entitled rows changes, the largest differences first."""
    moved = [p for p in parts if any(p["before"][k] != p["after"][k] for k in ("yes", "low_fen"))]
    moved.sort(key=lambda p: -abs(p["after"]["low_fen"] - p["before"]["low_fen"]))
    lines = ["", title(lang) + T("，确定金额（元）", ", certain amount in CNY")(lang)]
    if not moved:
        return [*lines, T("  没有变化", "  no change")(lang)]
    rows = [["", *(heading(lang) for heading in (T("符合增减", "yes +/-"), *DIFFERENCE))]]
    for p in moved[:MOST_PARTS]:
        more = _signed(p["after"]["yes"] - p["before"]["yes"], "{:,}".format)
        name = str(p["part"]) if p["part"] is not None else T("（未写明）", "(not stated)")(lang)
        rows.append([name, more, *_money(p["before"]["low_fen"], p["after"]["low_fen"], lang)])
    lines += grid(rows, "lrrrr")
    if len(moved) > MOST_PARTS:
        left = len(moved) - MOST_PARTS
        lines.append(T(f"  另有{left}项，见 summary.json", f"  {left} more in summary.json")(lang))
    return lines
