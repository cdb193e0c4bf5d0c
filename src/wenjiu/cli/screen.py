"""Define `wenjiu screen`: screen a population with the measures of a policy."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..policies import DEFAULT
from ..rules.case.parsing import parse_params
from ..rules.language.problems import CaseError
from ..rules.language.text import SEMICOLON, T, Text
from ..rules.language.values import parse_date
from ..rules.policy import Policy
from ..standards.columns import width, wrap_after
from ..standards.money import grouped
from .common import given, policy_named, with_language
from .runs import CONTINUED, Progress, Telling, grid, letters, running, terminal_columns

if TYPE_CHECKING:
    from ..screening.results.results import Results

ENGINES = ("duckdb", "polars")
OPEN = T("上限未定", "no limit yet")
_MEMORY = re.compile(r"[1-9]\d*(\.\d+)?\s*([KMGT]i?)?B", re.ASCII | re.IGNORECASE)


@click.command(cls=Telling)
@click.option("--population", required=True, metavar="DIR", help="Tables as docs/population.md describes them.")
@click.option("--on", required=True, metavar="DATE", help="The day of the screening: every row is decided on it.")
@click.option("--out", required=True, metavar="DIR", help="Folder for results; a run cut off in it is taken up.")
@click.option("--engine", default=ENGINES[0], show_default=True, help=" or ".join(ENGINES) + ".")
@click.option("--measure", "measures", metavar="CODE", multiple=True, help="A measure; all if none is named.")
@click.option("--params", metavar="FILE", help="Parameters that replace the deployment's.")
@click.option("--reading", "readings", metavar="ID=LETTER", multiple=True, help="A reading, and the letter to take.")
@click.option("--refused", is_flag=True, help="Write the refused rows too, with every condition that fails.")
@click.option("--memory", default="1GB", show_default=True, help="Limit of DuckDB; beyond it works on disk.")
@click.option("--anew", is_flag=True, help="Remove the results of an earlier run in the folder first.")
@click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")
@with_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; no progress.")
def screen(
    population: str,
    on: str,
    out: str,
    engine: str,
    measures: tuple[str, ...],
    params: str | None,
    readings: tuple[str, ...],
    refused: bool,
    memory: str,
    anew: bool,
    policy_name: str,
    lang: str,
    as_json: bool,
) -> None:
    """Screen a population: who is entitled to what, who may be, and how much it comes to.

    Exit status 2 for wrong input, 1 where the disk or memory gave out, 130 after Ctrl-C.
    """
    with running(lang, as_json, left=CONTINUED, results=[Path(out)], data=Path(population)):
        policy = policy_named(policy_name)
        codes = measures_of(policy, measures)
        about = given(params, readings)
        own = parse_params(policy, about.get("params"))
        chosen = letters(policy, codes, about.get("readings", {}))
        day = parse_date("--on", on)
        _check(engine, memory)
        from ..screening import screen as core
        from ..screening.population import Population

        asked = core.ScreeningRequest(codes, day, own, chosen, refused, engine, memory)
        with Progress(lang, T("筛查", "screening"), quiet=as_json) as progress:
            results = core.screen(Population.open(population, policy), asked, Path(out), anew=anew, progress=progress)
        report = _report(policy, results, codes)
        print(json.dumps(report, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(report, lang)))


def measures_of(policy: Policy, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the requested measures in the policy's order; by default all that have a table.

    Raises:
        CaseError: a code is unknown.
    """
    registers = policy.registers
    if registers is None:
        raise CaseError(
            "--policy",
            T(f"政策 {policy.name} 没有登记表", f"policy {policy.name} declares no registers"),
            T("换一个政策", "name another policy"),
        )
    known = [code for code in policy.measures if any(code in table.measures for table in registers.tables)]
    for code in asked:
        if code not in known:
            raise CaseError(
                "--measure",
                T(f"没有可筛查的措施“{code}”", f"there is no measure '{code}' to screen"),
                T(f"可用的有：{', '.join(known)}", f"one of: {', '.join(known)}"),
            )
    return tuple(code for code in known if not asked or code in asked)


def _check(engine: str, memory: str) -> None:
    if engine not in ENGINES:
        raise CaseError(
            "--engine",
            T(f"没有引擎“{engine}”", f"there is no engine '{engine}'"),
            T(f"可用的有：{', '.join(ENGINES)}", f"one of: {', '.join(ENGINES)}"),
        )
    if not _MEMORY.fullmatch(memory):
        raise CaseError(
            "--memory",
            T(f"“{memory}”不是内存大小", f"'{memory}' is no amount of memory"),
            T("写成 1GB、500MB 这样", "write it as 1GB or 500MB"),
        )


def told_of_data(absent: Sequence[dict[str, Any]], not_read: Sequence[str], lang: str) -> list[str]:
    """Return lines about absent tables, with the measures that can read them, and about files that are not results."""
    lines: list[str] = []
    if absent:
        start = T("缺少的表（所含事实不明）：", "not there, their facts are unknown: ")(lang)
        tables = (f"{x['table']} ({', '.join(x['measures'])})" for x in absent)
        lines += wrap_after(start, SEMICOLON(lang).join(tables))
    if not_read:
        start = T("不属于这次运行，未读取：", "not of this run, not read: ")(lang)
        lines += wrap_after(start, ", ".join(not_read))
    return lines


def _report(policy: Policy, results: Results, asked: Sequence[str]) -> dict[str, Any]:
    """Return the data of the report: `summary.json`, the measures without a table, and the missing parameters."""
    registers = policy.registers
    assert registers is not None
    summary = results.summary
    there = {m["measure"] for m in summary["measures"]}
    wanted = results.query("SELECT DISTINCT unnest(missing_parameters) AS name FROM entitlements ORDER BY 1")
    return {
        "policy": policy.name,
        "on": summary["on"],
        "folder": str(results.folder),
        "measures": summary["measures"],
        "left_out": [{"measure": c, "table": registers.subject(c).name} for c in asked if c not in there],
        "absent": [{"table": name, "measures": codes} for name, codes in results.absent.items()],
        "not_read": results.strays,
        "missing_parameters": wanted["name"].to_pylist(),
    }


#: The headings of the numbers of a measure.
NUMBERS = (
    T("行数", "rows"),
    T("符合", "yes"),
    T("待定", "unknown"),
    T("不符合", "no"),
    T("确定金额（元）", "certain, CNY"),
    T("最多（元）", "up to, CNY"),
)


def _lines(report: dict[str, Any], lang: str) -> list[str]:
    lines = [f"{report['policy']}  {report['on']}", ""]
    head = [heading(lang) for heading in NUMBERS]
    names = [(m["measure"], Text(m["name"], m["name_en"])(lang)) for m in report["measures"]]
    numbers = [
        [f"{m[k]:,}" for k in ("rows", "yes", "unknown", "no")]
        + [grouped(m["low_fen"]), OPEN(lang) if m["high_fen"] is None else grouped(m["high_fen"])]
        for m in report["measures"]
    ]
    titles = T("代码", "code")(lang), T("措施", "measure")(lang)
    wide = grid([[*titles, *head], *([*a, *b] for a, b in zip(names, numbers, strict=True))], "llrrrrrr")
    if max(map(width, wide)) <= terminal_columns():
        lines += wide
    else:  # print a measure's name on its own line
        top, *below = grid([head, *numbers], "rrrrrr", indent=4)
        lines += [f"  {titles[0]}  {titles[1]}", top]
        for (code, name), line in zip(names, below, strict=True):
            lines += [f"  {code:4}  {name}", line]
    lines.append("")
    if report["left_out"]:
        start = T("没有数据表，未筛查：", "left out, their table is not there: ")(lang)
        lines += wrap_after(start, ", ".join(f"{x['measure']} ({x['table']})" for x in report["left_out"]))
    lines += told_of_data(report["absent"], report["not_read"], lang)
    if report["missing_parameters"]:
        start = T("尚未填写的参数：", "parameters not set: ")(lang)
        lines += wrap_after(start, ", ".join(report["missing_parameters"]))
    lines.append(
        T("结果 entitlements/*.parquet 和 summary.json 在", "results: entitlements/*.parquet and summary.json in")(lang)
    )
    return [*lines, f"  {report['folder']}"]  # a path stays whole, so that it can be copied
