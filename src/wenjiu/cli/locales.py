"""Choose the language of a command without --lang, and explain wrong options in it."""

from __future__ import annotations

import io
import itertools
import json
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from ..rules.language.text import LANGUAGES, T, language_of


def default_language() -> str:
    """Return "en" if the locale of messages is English, else "zh" (also for C, POSIX and no locale)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return language_of(value.partition(".")[0].replace("_", "-").lower())
    return language_of(None)


def asked_language(arguments: Sequence[str]) -> str:
    """Return the language that a command line requests, if it can be read; else that of the locale."""
    for language in LANGUAGES:
        if f"--lang={language}" in arguments or ("--lang", language) in itertools.pairwise(arguments):
            return language
    return default_language()


def utf8(as_json: bool) -> None:
    """Write JSON as UTF-8. A terminal with another encoding must not prevent an answer."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8" if as_json else None, errors="backslashreplace")


class LocalCommand(click.Command):
    """A command that explains wrong options in one line, in the requested language."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asked = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            _explain(error, ctx, asked)


class LocalGroup(LocalCommand, click.Group):
    """A group of such commands."""

    command_class = LocalCommand

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            _explain(error, ctx, args)


def _explain(error: click.UsageError, ctx: click.Context, asked: list[str]) -> NoReturn:
    utf8("--json" in asked)
    lang = asked_language(asked)
    words = T(in_chinese(error), error.format_message().replace("\n", " ").rstrip("."))(lang)
    fix = T(f"{ctx.command_path} --help 列出用法", f"{ctx.command_path} --help lists the usage")(lang)
    if "--json" in asked:
        click.echo(json.dumps({"error": {"code": "usage", "message": words, "fix": fix}}, ensure_ascii=False))
    else:
        click.echo(T(f"{words}。{fix}。", f"{words}: {fix}.")(lang), err=True)
    ctx.exit(2)


def in_chinese(error: click.UsageError) -> str:
    """Return in Chinese what is wrong with a command line."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"缺少 {error.param.opts[0] if error.param.param_type_name == 'option' else error.param.human_readable_name}"
    if isinstance(error, click.NoSuchOption):
        close = f"，是不是 {error.possibilities[0]}" if error.possibilities else ""
        return f"没有选项 {error.option_name}{close}"
    words = error.format_message().replace("\n", " ").rstrip(".")
    return f"命令行不对（{words}）"
