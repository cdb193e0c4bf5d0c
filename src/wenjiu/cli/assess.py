"""Define `wenjiu assess`: answer one case or many, in the format of `docs/assess.schema.json`."""

from __future__ import annotations

import errno
import os
import sys
from typing import Any

import click

from ..policies import DEFAULT
from ..rules.case.exchange import answered, error_line
from ..rules.explain.determinations import Determination
from ..rules.language.problems import CaseError
from ..rules.language.text import T, language_of, printable
from ..rules.policy import Policy
from .case_files import Read, read_cases, read_object
from .common import Command, given, language, policy_named, with_language
from .locales import utf8


class _Assess(Command):
    def tell(self, error: CaseError, lang: str, as_json: bool) -> None:
        _Printer(lang, as_json).error(None, 1, error)


@click.command(cls=_Assess)
@click.argument("measure", required=False)
@click.option("--facts", metavar="FILE|-", help="Facts of one case: JSON or YAML.")
@click.option("--cases", metavar="FILE|-", help="Many cases: JSON lines, JSON or YAML.")
@click.option("--together", metavar="FILE|-", help="Cases of one person or firm, with past awards and stacking.")
@click.option("--params", metavar="FILE", help="Parameters that replace the deployment's.")
@click.option("--params-only", is_flag=True, help="Use only these, and what the document states.")
@click.option(
    "--reading", "readings", metavar="ID=LETTER", multiple=True, help="A reading by its id, and the letter to take."
)
@click.option("--on", metavar="DATE", help="The day that chooses among dated parameters and versions.")
@click.option("--policy", default=DEFAULT, show_default=True, help="Policy to ask.")
@with_language
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each case.")
def assess(
    measure: str | None,
    facts: str | None,
    cases: str | None,
    together: str | None,
    params: str | None,
    params_only: bool,
    readings: tuple[str, ...],
    on: str | None,
    policy: str,
    lang: str,
    as_json: bool,
) -> None:
    """Answer cases: verdict, amount, reasons, what is missing, what would change it.

    Exit status 2 if any case is malformed; the others are still answered.
    """
    printer = _Printer(language_of(lang), as_json)
    utf8(as_json)
    try:
        language(lang)
        rules = policy_named(policy)
        shared = _shared(params, params_only, readings, on)
        _answer(printer, rules, shared, measure, facts, cases, together)
        if sys.stdout is None:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.flush()
    except CaseError as error:
        printer.error(None, 1, error)
    except BrokenPipeError:  # the reader of our output is gone; nobody can be informed, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:  # a full disk or closed output: the caller must not take a partial output for the whole
        print(f"stdout: {error.strerror}", file=sys.stderr)
        if sys.stdout is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    if printer.failed:
        sys.exit(2)


class _Printer:
    """Print answers and errors in the order of the cases."""

    def __init__(self, lang: str, as_json: bool) -> None:
        self.lang, self.as_json, self.failed, self.first = lang, as_json, False, True

    def answer(self, rules: Policy, raw: Any, line: int, error: CaseError | None, *, numbered: bool) -> None:
        text: str | CaseError = error or answered(lambda: self._form(rules.assess(raw, self.lang)))
        if isinstance(text, CaseError):
            self.error(raw, line, text)
            return
        if numbered and not self.as_json:
            if not self.first:
                print()
            print(f"[{printable(str(raw.get('id', line)))}]")
        self.first = False
        print(text)

    def together(self, rules: Policy, raw: Any) -> None:
        """Print several cases of one person or firm. A malformed case among them leaves the others answered."""
        found = rules.together(raw, self.lang)
        text = answered(found.json if self.as_json else found.text)
        if isinstance(text, CaseError):
            raise text
        self.failed = bool(found.errors)
        print(text)

    def _form(self, answer: Determination) -> str:
        return answer.json() if self.as_json else answer.text()

    def error(self, raw: Any, line: int, error: CaseError) -> None:
        self.failed = True
        about = error.as_dict(self.lang)
        if self.as_json:
            print(error_line(raw, line, error, self.lang))
        else:
            text = T(
                f"第{line}行：{about['field']}：{about['message']}。{about['fix']}。",
                f"line {line}: {about['field']}: {about['message']}. {about['fix']}.",
            )
            print(printable(text(self.lang)), file=sys.stderr)


def _together(name: str, shared: dict[str, Any]) -> dict[str, Any]:
    """Return the file of `--together`: an object with `cases`, or cases as `--cases` takes them."""
    try:
        raw = read_object(name, "together")
    except CaseError:
        if name == "-":
            raise
        raw = None
    if not isinstance(raw, dict) or "measure" in raw or "clause" in raw:
        reads = [raw] if isinstance(raw, dict) else raw if isinstance(raw, list) else list(read_cases(name))
        broken = next((r.error for r in reads if isinstance(r, Read) and r.error is not None), None)
        if broken is not None:
            raise broken
        raw = {"cases": [r.raw if isinstance(r, Read) else r for r in reads]}
    merged: dict[str, Any] = _merge(raw, shared)
    return merged


def _shared(params: str | None, params_only: bool, readings: tuple[str, ...], on: str | None) -> dict[str, Any]:
    shared = given(params, readings)
    if params_only:
        shared["params_only"] = True
    if on is not None:
        shared["on"] = on
    return shared


def _answer(
    printer: _Printer,
    rules: Policy,
    shared: dict[str, Any],
    measure: str | None,
    facts: str | None,
    cases: str | None,
    together: str | None,
) -> None:
    """Answer cases together, a file of cases, or one case. Raise `CaseError` if the options do not say which."""
    if together is not None:
        if measure is not None or facts is not None or cases is not None:
            raise CaseError(
                "--together",
                T("不能与单个措施或 --cases 同用", "does not go with a single measure or --cases"),
                T("只留一个", "give one of them"),
            )
        printer.together(rules, _together(together, shared))
    elif cases is not None:
        if measure is not None or facts is not None:
            raise CaseError(
                "--cases",
                T("不能与单个措施同用", "does not go with a single measure"),
                T("二选一", "give one or the other"),
            )
        for read in read_cases(cases):
            raw = _merge(read.raw, shared) if read.error is None else None
            printer.answer(rules, raw, read.line, read.error, numbered=True)
    else:
        if measure is None or facts is None:
            raise CaseError(
                "measure" if measure is None else "--facts",
                T("没有写明要问什么", "nothing to answer"),
                T(
                    "wenjiu assess 5.2 --facts FILE，或 --cases FILE",
                    "wenjiu assess 5.2 --facts FILE, or --cases FILE",
                ),
            )
        raw = _merge({"measure": measure, "facts": read_object(facts, "facts")}, shared)
        printer.answer(rules, raw, 1, None, numbered=False)


def _merge(raw: Any, shared: dict[str, Any]) -> Any:
    """Merge a case's own settings with those of the command line. For each name the case's own value wins."""
    if not isinstance(raw, dict) or not shared:
        return raw
    merged = {**shared, **raw}
    for name in ("params", "readings"):
        if isinstance(shared.get(name), dict) and isinstance(raw.get(name), dict):
            merged[name] = {**shared[name], **raw[name]}
    return merged
