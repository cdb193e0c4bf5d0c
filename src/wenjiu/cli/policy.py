"""`wenjiu policy`: list and show measures, load the official text, report its coverage, ask for boundary rows."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from ..policies import DEFAULT, load_policy, names
from ..rules.policy import Policy


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every subcommand takes."""
    command = click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")(command)
    command = click.option(
        "--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]), help="Language."
    )(command)
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@click.group()
def policy() -> None:
    """Policies: measures, the official text beside them, coverage."""


@policy.command("list")
@common
def list_measures(policy_name: str, lang: str, as_json: bool) -> None:
    """The policies here, and the measures of one."""
    rules = _policy(policy_name)
    if as_json:
        measures = [{"code": c, "clause": m.clause, "name": m.name(lang)} for c, m in rules.measures.items()]
        print(
            json.dumps({"policies": names(), "policy": rules.name, "measures": measures}, ensure_ascii=False, indent=2)
        )
        return
    print(f"{rules.name}  {rules.title(lang)}  {rules.document}")
    for code in rules.measures:
        print(f"  {code:6}{rules[code].name(lang)}")


@policy.command()
@click.argument("code")
@common
def show(code: str, policy_name: str, lang: str, as_json: bool) -> None:
    """One measure: who, how much, conditions, figures with source, readings."""
    from ..rules.explain.plain import guide_text

    guide = _measured(policy_name, code)[code].guide(lang)
    print(json.dumps(guide, ensure_ascii=False, indent=2) if as_json else guide_text(guide, lang))


@policy.command()
@click.argument("code")
@click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")
@click.option(
    "--into", "table", type=click.Path(dir_okay=False, path_type=Path), help="Add the new questions to this file."
)
def boundaries(code: str, policy_name: str, table: Path | None) -> None:
    """The boundary rows of a measure as questions (YAML), their answers left to be worked out by hand.

    With --into, the questions that a table of answers lacks are added at its end. Its answers and comments stay.
    """
    from ..rules.verify.boundaries import boundary_yaml

    rules = _measured(policy_name, code)
    if table is None or not table.exists():
        text = boundary_yaml(rules, code)
        print(text, end="") if table is None else table.write_text(text, "utf-8")
        return
    _merge(rules, code, table)


@policy.command()
@click.argument("file")
@click.option("--policy", "policy_name", help="Policy that the text belongs to; found by its title if left out.")
@click.option("--lang", default="zh", show_default=True, type=click.Choice(["zh", "en"]), help="Language.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def load(file: str, policy_name: str | None, lang: str, as_json: bool) -> None:
    """Load the official text: its clauses and sentences, its checksum, and what was not recognised."""
    from ..policies.documents import DocumentError, load_document

    if policy_name is not None:
        _policy(policy_name)
    try:
        _print(load_document(file, policy_name), lang, as_json)
    except DocumentError as error:
        _refuse(error, lang, as_json)


@policy.command()
@common
def coverage(policy_name: str, lang: str, as_json: bool) -> None:
    """How far the loaded text is carried out: a mark for each sentence. Exit status 1 if one is missing or wrong."""
    from ..policies.documents import DocumentError, coverage_report

    _policy(policy_name)
    try:
        report = coverage_report(policy_name)
    except DocumentError as error:
        _refuse(error, lang, as_json)
    _print(report, lang, as_json)
    sys.exit(report.exit_code)


@policy.command("map")
@click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")
def policy_map(policy_name: str) -> None:
    """The map from clause to code, test and page (Markdown), as kept in docs/policy-map.md."""
    from ..policies.documents import DocumentError, render_map

    _policy(policy_name)
    try:
        print(render_map(policy_name), end="")
    except DocumentError as error:
        _stop(error.as_text("en"))


def _merge(rules: Policy, code: str, table: Path) -> None:
    from yaml import YAMLError

    from ..rules.verify.boundaries import merge_questions

    try:
        merged = merge_questions(rules, code, table.read_text("utf-8"))
    except (OSError, ValueError, YAMLError) as error:
        _stop(f"{table}: {error}")
    table.write_text(merged.text, "utf-8")
    click.echo(f"{table}: {len(merged.added)} questions added, their answers left to be worked out by hand")
    for id in merged.gone:
        click.echo(f"  asked no more, take it out: {id}")


def _print(report: Any, lang: str, as_json: bool) -> None:
    print(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) if as_json else report.as_text(lang))


def _refuse(error: Any, lang: str, as_json: bool) -> NoReturn:
    if as_json:
        print(json.dumps({"error": error.as_dict(lang)}, ensure_ascii=False))
        sys.exit(2)
    _stop(error.as_text(lang))


def _measured(policy_name: str, code: str) -> Policy:
    rules = _policy(policy_name)
    if code not in rules.measures:
        _stop(f"there is no measure {code!r}; one of: {', '.join(rules.measures)}")
    return rules


def _policy(name: str) -> Policy:
    try:
        return load_policy(name)
    except KeyError as error:
        _stop(str(error.args[0]))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
