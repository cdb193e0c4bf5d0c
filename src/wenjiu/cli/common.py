"""Share code between the commands: report wrong options, find a policy by name, read parameters and readings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import click

from ..policies import load_policy
from ..rules.language.problems import CaseError
from ..rules.language.text import LANGUAGES, T
from ..rules.policy import Policy
from .case_files import read_object
from .locales import asked_language, default_language, in_chinese


class Command(click.Command, ABC):
    """A command that reports a wrong option like any other error, in the requested language and form."""

    @abstractmethod
    def tell(self, error: CaseError, lang: str, as_json: bool) -> None:
        """Print an error in the command's own form."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asked = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            lang = asked_language(asked)
            param = getattr(error, "param", None)
            field = getattr(error, "option_name", None) or (
                param.opts[0] if param else asked[0] if asked else "command"
            )
            words = error.format_message()
            wrong_option = CaseError(
                field,
                T(in_chinese(error), words.rstrip(".")),
                T(f"{ctx.command_path} --help 列出各选项", f"{ctx.command_path} --help lists the options"),
            )
            self.tell(wrong_option, lang, "--json" in asked)
            ctx.exit(2)


def with_language(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option --lang. Its default is the language of the locale."""
    return click.option("--lang", default=default_language, help="zh or en; the language of LANG if left out.")(command)


def language(lang: str) -> str:
    """Return the requested language. Raise `CaseError` if it is unknown."""
    if lang not in LANGUAGES:
        raise CaseError("--lang", T(f"没有语言“{lang}”", f"there is no language {lang!r}"), T("zh 或 en", "zh or en"))
    return lang


def policy_named(name: str) -> Policy:
    """Return a policy by its name. Raise `CaseError` with the existing names if it is unknown."""
    try:
        return load_policy(name)
    except KeyError as error:
        raise CaseError(
            "--policy", T(f"没有政策“{name}”", str(error.args[0])), T("wenjiu policy list", "see wenjiu policy list")
        ) from error


def given(params: str | None, readings: tuple[str, ...]) -> dict[str, Any]:
    """Return the parameters and readings of the command line, as a case has them. Raise `CaseError` for wrong ones."""
    found: dict[str, Any] = {}
    if params is not None:
        found["params"] = read_object(params, "params")
    letters: dict[str, str] = {}
    for pair in readings:
        id, equals, letter = pair.partition("=")
        if not equals or id in letters:
            raise CaseError(
                "--reading",
                T(f"“{pair}”不是 编号=字母，或重复", f"{pair!r} is not ID=LETTER, or given twice"),
                T("写成 编号=字母，每个编号一次", "write ID=LETTER, each id once"),
            )
        letters[id] = letter
    if letters:
        found["readings"] = letters
    return found
