"""Define `wenjiu population`: make a synthetic population, check one, describe the tables that a policy reads."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..policies import DEFAULT
from ..rules.document.registers import Table
from ..rules.language.problems import CaseError
from ..rules.language.text import SEMICOLON, T
from ..rules.policy import Policy
from ..standards.columns import table, wrap_after
from .common import policy_named, with_language
from .runs import Progress, Telling, running
from .screen import measures_of

if TYPE_CHECKING:
    from ..screening.population import Column

AGAIN = T("重新运行即可", "run it again")


@click.group()
def population() -> None:
    """Populations: Parquet tables of people, firms and records."""


@population.command(cls=Telling)
@click.option("--people", required=True, type=int, metavar="N", help="People; the other tables follow.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same bytes.")
@click.option("--out", required=True, metavar="DIR", help="A new or empty folder.")
@click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")
@with_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; no progress.")
def make(people: int, seed: int, out: str, policy_name: str, lang: str, as_json: bool) -> None:
    """Write a SYNTHETIC population: drawn at random, nobody's data."""
    with running(lang, as_json, left=T(f"没有留下文件；{AGAIN.zh}", f"nothing is left behind; {AGAIN.en}")):
        policy = _screened(policy_name)
        from ..screening.population.generate import MOST_PEOPLE, generate

        for name, value, least, most in (("--people", people, 1, MOST_PEOPLE), ("--seed", seed, 0, 2**63 - 1)):
            if not least <= value <= most:
                raise CaseError(
                    name,
                    T(f"“{value}”超出范围", f"{value} is out of range"),
                    T(f"写 {least} 到 {most} 的整数", f"write a whole number from {least} to {most}"),
                )
        with Progress(lang, T("生成", "writing"), quiet=as_json) as progress:
            made = generate(out, people, seed, policy, progress)
        rows = {name: made[name].rows for name in made.tables}
        if as_json:
            report = {"folder": out, "policy": policy.name, "people": people, "seed": seed, "tables": rows}
            print(json.dumps(report, ensure_ascii=False, indent=2))
            return
        assert policy.registers is not None
        print(f"{out}  {T('合成数据', 'SYNTHETIC')(lang)}")
        wide = max(len(f"{n:,}") for n in rows.values())
        print("\n".join(table((name, f"{n:{wide},}", policy.registers[name].label(lang)) for name, n in rows.items())))


@population.command(cls=Telling)
@click.argument("folder", metavar="DIR")
@click.option("--measure", "measures", metavar="CODE", multiple=True, help="Only what this measure reads.")
@click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")
@with_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object; no progress.")
def check(folder: str, measures: tuple[str, ...], policy_name: str, lang: str, as_json: bool) -> None:
    """Look at every row of a population: types, keys, references, ranges. Exit status 1 if something is wrong."""
    with running(lang, as_json, left=AGAIN, data=Path(folder)):
        policy = _screened(policy_name)
        codes = measures_of(policy, measures)
        from ..screening.population import Population, tables_for
        from ..screening.population.checking import check as look

        found = Population.open(folder, policy)
        with Progress(lang, T("检查", "checking"), quiet=as_json) as progress:
            problems = look(found, tables_for(policy, codes) & set(found.tables) if measures else None, progress)
        if as_json:
            report = {
                "folder": folder,
                "policy": policy.name,
                "sound": not problems,
                "tables": list(found.tables),
                "problems": [problem.as_dict(lang) for problem in problems],
            }
            print(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            sound = T(f"{folder}：没有问题", f"{folder}: sound")(lang)
            print("\n".join([problem.text(lang) for problem in problems] or [sound]))
        sys.stdout.flush()
        if problems:
            sys.exit(1)


@population.command(cls=Telling)
@click.option("--table", "name", metavar="NAME", help="One table.")
@click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")
@with_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def describe(name: str | None, policy_name: str, lang: str, as_json: bool) -> None:
    """The tables that a policy reads, and their columns: type, values, meaning."""
    with running(lang, as_json, left=AGAIN):
        policy = _screened(policy_name)
        assert policy.registers is not None
        from ..screening.population import columns_of

        tables = {t.name: t for t in policy.registers.tables}
        if name is not None and name not in tables:
            raise CaseError(
                "--table",
                T(f"没有表“{name}”", f"there is no table '{name}'"),
                T(f"可用的有：{', '.join(tables)}", f"one of: {', '.join(tables)}"),
            )
        shown = [t for t in tables.values() if name in (None, t.name)]
        if as_json:
            described = [_described(t, columns_of(policy, t.name), lang) for t in shown]
            print(json.dumps({"policy": policy.name, "tables": described}, ensure_ascii=False, indent=2))
            return
        for i, t in enumerate(shown):
            print("\n".join(([""] if i else []) + _page(t, columns_of(policy, t.name), lang)))


def _screened(name: str) -> Policy:
    policy = policy_named(name)
    measures_of(policy, ())
    return policy


def _described(t: Table, columns: dict[str, Column], lang: str) -> dict[str, Any]:
    return {
        "table": t.name,
        "label": t.label(lang),
        "measures": list(t.measures),
        "payee": t.payee or None,
        "columns": [
            {
                "name": c.name,
                "role": c.role,
                "type": c.kind.name,
                "unit": c.unit or None,
                "refers": c.refers or None,
                "options": list(c.options),
                "range": [_end(e) for e in c.range] if c.range else None,
                "nullable": c.nullable,
                "fact": None if c.fact is None else c.fact.key,
                "label": c.label(lang),
            }
            for c in columns.values()
        ],
    }


def _end(end: str) -> str:
    """Return an end of a range without SQL's keyword for a date."""
    return end.removeprefix("DATE ").strip("'")


def _page(t: Table, columns: dict[str, Column], lang: str) -> list[str]:
    lines = [f"{t.name}  {t.label(lang)}"]
    if t.measures:
        start = T("  一行是以下措施的一个对象：", "  one row is the subject of ")(lang)
        lines += wrap_after(start, ", ".join(t.measures))
    if t.payee:
        lines.append(T(f"  付给：{t.payee}", f"  paid: {t.payee}")(lang))
    rows = []
    for c in columns.values():
        about = [c.label(lang)]
        if c.refers:
            about.append(T(f"{c.refers} 的主键", f"key of {c.refers}")(lang))
        if c.options:
            about.append(", ".join(c.options))
        elif c.range and c.kind.name != "DATE":
            about.append(f"{_end(c.range[0])} {T('至', 'to')(lang)} {_end(c.range[1])} {c.unit}".rstrip())
        rows.append((c.name, c.kind.name, SEMICOLON(lang).join(about)))
    return lines + table(rows, indent="    ")
