"""Define `wenjiu policy`: show measures, load or unload the official text, report coverage, list boundary rows."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from ..policies import DEFAULT, load_policy, names
from ..rules.language.problems import CaseError
from ..rules.language.text import T
from ..rules.language.values import parse_date
from ..rules.policy import Policy
from ..standards import civil
from .locales import LocalGroup, default_language, utf8


def with_language(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --lang, whose default is the language of the locale."""
    return click.option(
        "--lang", default=default_language, type=click.Choice(["zh", "en"]), help="Language; that of LANG if left out."
    )(command)


def of_policy(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --policy."""
    return click.option("--policy", "policy_name", default=DEFAULT, show_default=True, help="Policy.")(command)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every subcommand takes."""
    command = with_language(of_policy(command))
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@click.group(cls=LocalGroup)
def policy() -> None:
    """Policies: measures, the official text beside them, coverage."""
    utf8(as_json="--json" in sys.argv)


@policy.command("list")
@common
def list_measures(policy_name: str, lang: str, as_json: bool) -> None:
    """The policies here, and the measures of one."""
    rules = _policy(policy_name, lang)
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
@click.option("--on", "on", metavar="DATE", help="Day for which figures and versions are shown; today if left out.")
@common
def show(code: str, on: str | None, policy_name: str, lang: str, as_json: bool) -> None:
    """One measure: who, how much, conditions, figures with source, readings."""
    from ..rules.explain.plain import guide_text

    with civil.answering(None if on is None else _day(on, lang)):
        guide = _measured(policy_name, code, lang)[code].guide(lang)
    print(json.dumps(guide, ensure_ascii=False, indent=2) if as_json else guide_text(guide, lang))


@policy.command()
@click.argument("code")
@of_policy
@click.option(
    "--into", "table", type=click.Path(dir_okay=False, path_type=Path), help="Add the new questions to this file."
)
def boundaries(code: str, policy_name: str, table: Path | None) -> None:
    """The boundary rows of a measure as questions (YAML), their answers left to be worked out by hand.

    With --into, the questions that a table of answers lacks are added at its end. Its answers and comments stay.
    """
    from ..rules.verify.boundaries import boundary_yaml

    rules = _measured(policy_name, code, default_language())
    if table is None or not table.exists():
        text = boundary_yaml(rules, code)
        if table is None:
            print(text, end="")
        else:
            table.write_text(text, "utf-8")
            click.echo(f"{table}: made, with every question; their answers are left to be worked out by hand")
        return
    _merge(rules, code, table)


@policy.command()
@click.argument("file")
@click.option("--policy", "policy_name", help="Policy that the text belongs to; found by its title if left out.")
@with_language
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--yes", is_flag=True, help="Do not ask where it differs from the text in use or from the policy.")
def load(file: str, policy_name: str | None, lang: str, as_json: bool, yes: bool) -> None:
    """Load the official text: its clauses and sentences, its checksum, and what was not recognised.

    Where another text is in use, or title, number or issuing body are not the policy's, it shows what differs and
    asks first; without a terminal it needs --yes. Exit status 1 if it was not confirmed; nothing is changed then.
    """
    from ..policies.documents import DocumentError, plan_load

    if policy_name is not None:
        _policy(policy_name, lang)
    try:
        plan = plan_load(file, policy_name)
        asked = plan.needs_confirmation and not yes
        if asked:
            refusal = DocumentError("not_confirmed", policy=plan.report.policy)
            _confirm(plan.report, "load.ask", refusal, lang, as_json)
        report = plan.carry_out()
        if asked:  # the other lines were shown with the question
            print(report.state(lang))
        else:
            _print(report, lang, as_json)
    except DocumentError as error:
        _refuse(error, lang, as_json)


@policy.command()
@common
@click.option("--yes", is_flag=True, help="Do not ask.")
def unload(policy_name: str, lang: str, as_json: bool, yes: bool) -> None:
    """Undo the last load: the text before it is in use again, or none. Every version is kept.

    Asks first; without a terminal it needs --yes. Exit status 1 if it was not confirmed; nothing is changed then.
    """
    from ..policies.documents import DocumentError, plan_unload

    _policy(policy_name, lang)
    try:
        plan = plan_unload(policy_name)
        if not yes:
            refusal = DocumentError("unload_not_confirmed", policy=policy_name)
            _confirm(plan, "unload.ask", refusal, lang, as_json)
        _print(plan.carry_out(), lang, as_json)
    except DocumentError as error:
        _refuse(error, lang, as_json)


@policy.command("history")
@common
def show_history(policy_name: str, lang: str, as_json: bool) -> None:
    """The versions of the loaded text, and when each came into use or went out of it."""
    from ..policies.documents import DocumentError, history

    _policy(policy_name, lang)
    try:
        _print(history(policy_name), lang, as_json)
    except DocumentError as error:
        _refuse(error, lang, as_json)


@policy.command()
@common
def coverage(policy_name: str, lang: str, as_json: bool) -> None:
    """How far the loaded text is carried out: a mark for each sentence. Exit status 1 if one is missing or wrong."""
    from ..policies.documents import DocumentError, coverage_report

    _policy(policy_name, lang)
    try:
        report = coverage_report(policy_name)
    except DocumentError as error:
        _refuse(error, lang, as_json)
    _print(report, lang, as_json)
    sys.exit(report.exit_code)


@policy.command("map")
@of_policy
def policy_map(policy_name: str) -> None:
    """The map from clause to code, test and page (Markdown), as kept in docs/policy-map.md."""
    from ..policies.documents import DocumentError, render_map

    lang = default_language()
    _policy(policy_name, lang)
    try:
        print(render_map(policy_name), end="")
    except DocumentError as error:
        _stop(error.as_text(lang))


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


def _confirm(plan: Any, question: str, refusal: Any, lang: str, as_json: bool) -> None:
    """Show the changes and ask for confirmation. End with status 1 without a terminal, or if the answer is no."""
    from ..policies.documents.messages import say

    if as_json:
        print(json.dumps({"error": refusal.as_dict(lang), "plan": plan.as_dict()}, ensure_ascii=False, indent=2))
        sys.exit(1)
    print(plan.as_text(lang), flush=True)
    if sys.stdin.isatty() and sys.stderr.isatty():
        click.echo(say(question, lang), err=True, nl=False)
        try:
            answer = sys.stdin.readline().strip().lower()
        except (KeyboardInterrupt, UnicodeDecodeError):
            answer = ""
        if answer in ("y", "yes", "是"):
            return
    click.echo(refusal.as_text(lang), err=True)
    sys.exit(1)


def _measured(policy_name: str, code: str, lang: str) -> Policy:
    rules = _policy(policy_name, lang)
    if code not in rules.measures:
        codes = ", ".join(rules.measures)
        _stop(T(f"没有措施“{code}”；有：{codes}", f"there is no measure {code!r}; one of: {codes}")(lang))
    return rules


def _day(text: str, lang: str) -> int:
    try:
        return parse_date("--on", text)
    except CaseError as error:
        _stop(T(f"--on：{error.message.zh}。{error.fix.zh}。", f"--on: {error.message.en}; {error.fix.en}.")(lang))


def _policy(name: str, lang: str) -> Policy:
    try:
        return load_policy(name)
    except KeyError as error:
        _stop(T(f"没有政策“{name}”；有：{', '.join(names())}", str(error.args[0]))(lang))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
