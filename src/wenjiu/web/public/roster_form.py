"""The form of a roster: the questions about the whole file, the pasted text or the file, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from wenjiu.rosters import cells, reading
from wenjiu.rosters.columns import Form
from wenjiu.rosters.given import given_of
from wenjiu.rosters.limits import RosterError
from wenjiu.rosters.reading import Sheet
from wenjiu.rosters.tables import Table, table_of
from wenjiu.rosters.templates import choices, in_words
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.text import T
from wenjiu.standards import civil

ONCE = "once-"
TEXT, FILE, PAGE = "text", "file", "from"
FILLED_IN = "form"  # name of the page of the form
ROOM = 65_536  # bytes of the other fields of the form
LONGEST = 100  # characters of one answer about the whole file


@dataclass
class Entry:
    """What was posted.

    Attributes:
        typed: answers about the whole file, by the id of the question.
        given: their values, by the key of the fact.
        problems: by question, or ``roster`` for the list itself: message and remedy.
        table: the list as read; None where it could not be.
    """

    form: Form
    lang: str
    typed: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, dict[str, str]] = field(default_factory=dict)
    text: str = ""
    table: Table | None = None

    @classmethod
    def empty(cls, form: Form, lang: str) -> "Entry":
        """Return the form before anything is filled in: the day of the application is that of the answer, a year is its year."""
        day = civil.answer_day()
        applied = form.policy.dates["application_date"].key
        typed = {}
        for column in form.once:
            if column.fact is not None and column.fact.type is fact_types.YEAR:
                typed[column.id] = str(civil.date(day).year)
            elif applied in column.keys:
                typed[column.id] = civil.iso(day)
        return cls(form, lang, typed)

    @classmethod
    def posted(cls, form: Form, request: HttpRequest, lang: str) -> "Entry":
        """Return the fields of a request as typed; nothing of it is read."""
        typed = {c.id: request.POST.get(f"{ONCE}{c.id}", "").strip()[:LONGEST] for c in form.once}
        return cls(form, lang, typed, text=request.POST.get(TEXT, "").replace("\r\n", "\n"))

    @classmethod
    def of(cls, form: Form, request: HttpRequest, lang: str) -> "Entry":
        """Return what a request posts. A file is read before the text."""
        entry = cls.posted(form, request, lang)
        entry.given, errors = given_of(form, entry.typed)
        entry.problems = {id: {"message": e.message(lang), "fix": e.fix(lang)} for id, e in errors.items()}
        upload = request.FILES.get(FILE)
        try:
            sheets = reading.from_file(upload.read()) if upload is not None else reading.from_text(entry.text)
            entry.table = table_of(form, sheets)
            if upload is not None:
                entry.text = as_text(sheets, entry.table)
                _refuse_long(entry.text)
        except RosterError as error:
            entry.problems["roster"] = {"message": error.message(lang), "fix": error.fix(lang)}
        return entry

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions about the whole file, for the page."""
        found = []
        for column in self.form.once:
            text, words = self.typed.get(column.id, ""), choices(column, self.lang)
            found.append(
                {
                    "name": f"{ONCE}{column.id}",
                    "label": column.label(self.lang),
                    "help": column.help(self.lang),
                    "needed": bool(column.needed),
                    "typed": text,
                    "options": [{"label": word, "chosen": word == text} for word in words],
                    "problem": self.problems.get(column.id),
                }
            )
        return found

    def answered(self) -> list[tuple[str, str]]:
        """Return question and answer about the whole file, as read."""
        found = []
        for column in self.form.once:
            value = next((self.given[key] for key in column.keys if key in self.given), None)
            shown = gettext("没有填") if value is None else in_words(self.form, column, value, self.lang)
            found.append((column.label(self.lang), shown))
        return found

    def hidden(self) -> list[tuple[str, str]]:
        """Return the fields that carry what was posted to another page."""
        return [*((f"{ONCE}{id}", text) for id, text in self.typed.items()), (TEXT, self.text)]


def _refuse_long(text: str) -> None:
    """Raise `RosterError` for the text of a file that is too long to be sent again with the page's buttons."""
    if len(text.encode()) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE - ROOM:
        raise RosterError(
            T("表格里的内容太多。", "The table holds too much."),
            T("请删去用不到的列，或分成几个文件。", "Delete the columns that are not needed, or split the file."),
        )


def as_text(sheets: list[Sheet], table: Table) -> str:
    """Return the sheet of a table as text with tabs, each row at its number in the file."""
    sheet = next(s for s in sheets if s.name == table.sheet)
    lines: list[str] = []
    for number, row in sheet.rows:
        lines += [""] * (number - 1 - len(lines))
        lines.append("\t".join(map(_quoted, row)).rstrip("\t"))
    return "\n".join(lines)


def _quoted(cell: cells.Cell) -> str:
    text = cell if isinstance(cell, str) else cells.text_of(cell) if not isinstance(cell, bool) else str(cell).upper()
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '\t\n\r"') else text


def labelled(problems: Mapping[str, dict[str, str]], form: Form, lang: str) -> list[dict[str, str]]:
    """Return the errors of the form with the names of the questions."""
    names = {column.id: column.label(lang) for column in form.once} | {"roster": gettext("名单")}
    return [
        {"field": TEXT if id == "roster" else f"{ONCE}{id}", "label": names[id], **problem}
        for id, problem in problems.items()
    ]
