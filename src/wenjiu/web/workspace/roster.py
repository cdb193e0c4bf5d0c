"""The list of people of a filing: as a table of the page, one line to edit, a file to fill in, and a file that was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import drafting
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.parties import logic as parties
from wenjiu.bureau.registry.layout import SELF, Identity, Layout
from wenjiu.bureau.registry.reading import read_file
from wenjiu.bureau.registry.rows import ERRORS, FileRow, FileTable
from wenjiu.bureau.registry.values import stored
from wenjiu.bureau.spreadsheets import writing
from wenjiu.rosters.cells import read, text_of
from wenjiu.rosters.columns import Column, choices_of
from wenjiu.rosters.tables import plain_name
from wenjiu.rosters.templates import YES_OR_NO, choices, how
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.case.filing import LineColumn
from wenjiu.rules.document.claims import FIRST_MONTH
from wenjiu.rules.document.registers import Table
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.text import LANGUAGES, T, Text
from wenjiu.rules.policy import Policy
from wenjiu.standards.identifiers import IdentifierError
from wenjiu.web.workspace.questions import LONGEST, as_typed, in_words, question

NUMBER, NAME = "number", "name"
#: The columns that say who a line is about, in the words of the registers.
_NUMBER = Column(
    f"{SELF}.number", None, (), T("证件号码", "identity number"), T("18位居民身份证号", "18 characters"), needed=("x",)
)
_NAME = Column(f"{SELF}.name", None, (), T("姓名", "name"), T("与证件上一致", "as on the document"), needed=("x",))
_ALIASES = {
    _NUMBER.id: ("身份证号", "身份证号码", "身份证件号码", "公民身份号码", "证件号"),
    _NAME.id: ("职工姓名",),
}


class Listing(Protocol):
    """What has a list of people: the roster of a filing, or the list of which only the number counts."""

    @property
    def policy(self) -> Policy: ...
    @property
    def lang(self) -> str: ...
    @property
    def listed(self) -> Sequence[str]: ...
    @property
    def lines(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def columns(self) -> Mapping[str, LineColumn]: ...
    def column_label(self, column: LineColumn) -> str:
        """Return the header of a column."""


@dataclass
class LineForm:
    """One line as typed: number, name, and texts of its columns, with what is wrong with each."""

    number: str = ""
    name: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    whole: tuple[str, ...] = ()
    number_told: bool = False

    def to_save(self) -> dict[str, Any]:
        """Return the line for `drafts.save_line`. Number and name are checked there."""
        own = {id: text for id, text in self.faults.items() if id not in (NUMBER, NAME)}
        return {
            "number": self.number,
            "name": self.name,
            "facts": self.values,
            "unread": {id: self.texts[id] for id in own},
            "faults": [*self.whole, *own.values()],
            "number_told": self.number_told,
        }


def typed_line(form: Listing, posted: Mapping[str, Any]) -> LineForm:
    """Return a line from the fields of its page."""
    line = LineForm(str(posted.get(NUMBER, ""))[:60].strip(), str(posted.get(NAME, ""))[:80].strip())
    for id in form.columns:
        line.texts[id] = str(posted.get(f"a-{id}", ""))[:LONGEST].strip()
    return checked(form, line)


def stored_line(form: Listing, draft: Mapping[str, Any]) -> LineForm:
    """Return a line of the draft with what is wrong in each field."""
    line = LineForm(drafting.number_of(draft), draft["name"])
    for id, column in form.columns.items():
        value = draft["facts"].get(id)
        known = as_typed(column.fact, value) if column.fact is not None else str(value or "")
        line.texts[id] = draft.get("unread", {}).get(id) or known
    return checked(form, line)


def checked(form: Listing, line: LineForm) -> LineForm:
    """Fill in the values and the faults of a line from its texts."""
    lang = form.lang
    if not line.name:
        line.faults[NAME] = _("请写姓名，与证件上一致。")
    try:
        parties.read_number("resident_id", line.number)
    except IdentifierError as error:
        line.faults[NUMBER] = T(error.zh, error.en)(lang)
    for id, column in form.columns.items():
        text = line.texts.get(id, "")
        if not text:
            continue
        if column.fact is None:
            try:
                line.values[id] = own_value(column, text, lang)
            except CaseRefused as error:
                line.faults[id] = f"{form.column_label(column)}：{error.text}"
            continue
        try:
            line.values[id] = drafting.public_value(form.policy, column.fact, text)
        except Unreadable as error:
            line.faults[id] = f"{form.column_label(column)}：{error.message(lang)}{error.fix(lang)}"
    return line


def own_value(column: LineColumn, text: str, lang: str) -> str:
    """Return what a column that holds no fact says: a first month, one of some answers, or the number of a thing.

    Raises:
        CaseRefused: it is none of these.
    """
    if column.answers is not None:
        said = plain_name(text)
        for code, words in column.answers.items():
            if said in {plain_name(name) for name in (code, *(words(each) for each in LANGUAGES))}:
                return code
        known = _("、").join(words(lang) for words in column.answers.values())
        raise CaseRefused(_("“%(text)s”不在可选的内容里。请写：%(known)s。") % {"text": text[:40], "known": known})
    return drafting.month_typed(text) if column.id == FIRST_MONTH else text


def questions(form: Listing, line: LineForm, known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the questions of a line; of what the registers know, the answer in words instead."""
    rows = []
    for id, column in form.columns.items():
        if column.fact is None:
            rows.append(own_question(column, form.column_label(column), line, form.lang))
            continue
        row = question(
            form.policy, form.listed, id, column.fact, line.texts.get(id, ""), line.faults.get(id, ""), form.lang
        )
        if id in known:
            row["known"] = in_words(form.policy, column.fact, known[id], form.lang)
            row["register"] = form.policy.suppliers[column.fact.source].name(form.lang)
        rows.append(row)
    return rows


def own_question(column: LineColumn, label: str, line: LineForm, lang: str) -> dict[str, Any]:
    """Return the question of a column that holds no fact."""
    answers = () if column.answers is None else tuple((code, words(lang)) for code, words in column.answers.items())
    return {
        "name": column.id, "text": label, "label": label, "kind": "text", "typed": line.texts.get(column.id, ""),
        "fault": line.faults.get(column.id, ""), "options": answers, "why": "", "help": "", "unit": "",
    }  # fmt: skip


def layout(form: Listing) -> Layout:
    """Return the columns of a file for the roster. It is read as a list of people."""
    registers = form.policy.registers
    assert registers is not None  # claims are refused without registers
    people = next(name for name, kind in registers.parties.items() if kind == "person")
    columns = [_NUMBER, _NAME, *(_column(form, column) for column in form.columns.values())]
    names: dict[str, Column] = {}
    for column in columns:
        for name in (column.label.zh, column.label.en, column.header("zh"), column.header("en"), column.id):
            names.setdefault(plain_name(name), column)
    for column in (_NUMBER, _NAME):
        names |= {plain_name(alias): column for alias in _ALIASES[column.id]}
    facts = {column.id: column.fact for column in columns if column.fact is not None}
    return Layout(
        policy=form.policy,
        table=Table(people, T("名单", "roster"), facts, key="_"),
        columns=tuple(columns),
        identities=(Identity(SELF, "person", _NUMBER, _NAME, needed=True),),
        names=names,
        left_out={},
        things={},
        numbered=False,
    )


def _column(form: Listing, column: LineColumn) -> Column:
    fact, policy, measure = column.fact, form.policy, form.policy.measures[form.listed[0]]
    fills = {lang: policy.fill(measure, lang) for lang in ("zh", "en")}
    label = Text(column.label("zh", fills["zh"]), column.label("en", fills["en"]))
    if fact is None:
        return Column(column.id, None, (), label, T("", ""), choices=column.answers)
    told = Text(fact.question("zh", fills["zh"]), fact.question("en", fills["en"]))
    return Column(column.id, fact, (fact.key,), label, told, choices=choices_of(policy, fact))


def template(form: Listing) -> bytes:
    """Return the empty file (.xlsx) in which the roster is filled in."""
    return writing.template(*_sheet(form), 2000)


def _sheet(form: Listing) -> tuple[list[writing.Heading], writing.Words]:
    """Return columns and fixed words of the file in which the roster is filled in."""
    lang = form.lang
    headings = [
        writing.Heading(
            column.header(lang),
            column.help(lang),
            how(column)(lang),
            tuple(_choices(column, lang)),
            bool(column.needed),
        )
        for column in layout(form).columns
    ]
    words = writing.Words(
        _("名单"), _("填表说明"), _("名单怎么填：登记里已有的内容可以空着"),
        (_("列"), _("必填"), _("是什么"), _("怎么填"), _("可选的内容")), _("是"),
    )  # fmt: skip
    return headings, words


def _choices(column: Column, lang: str) -> list[str]:
    """Return what may be chosen in a column of the file."""
    if column.fact is None and column.choices is not None:
        return [words(lang) for words in column.choices.values()]
    return choices(column, lang)


def lines_of(form: Listing, content: bytes) -> tuple[list[LineForm], list[str]]:
    """Return the lines of a file, and notes on what was not read. Raise `RosterError` for a file that cannot be read."""
    table = read_file(layout(form), content, {})
    return [_line(form, table, row) for row in table.rows], [note(form.lang) for note in table.notes]


def _line(form: Listing, table: FileTable, row: FileRow) -> LineForm:
    texts = {id: text_of(row.cells[place]) if place < len(row.cells) else "" for id, place in table.found.items()}
    line = LineForm(texts.pop(_NUMBER.id, ""), texts.pop(_NAME.id, ""), texts)
    for column in table.layout.columns:
        place = table.found.get(column.id)
        if column.fact is None or place is None or place >= len(row.cells):
            if column.fact is None and texts.get(column.id):
                _put_own(form, line, column.id, texts[column.id])
            continue
        try:
            value = read(form.policy, column, row.cells[place])
        except Unreadable as error:
            line.faults[column.id] = f"{column.label(form.lang)}：{error.message(form.lang)}{error.fix(form.lang)}"
            continue
        if value is not None:
            line.values[column.id] = stored(column.fact, value)
    # Number and name are checked again where the line is stored; here counts what only the file shows.
    about = {column.id for column in (_NUMBER, _NAME)}
    told = [
        fault
        for fault in row.faults
        if fault.column.id not in line.faults and (fault.column.id not in about or fault.value)
    ]
    line.whole = tuple(f"{fault.message(form.lang)}{fault.fix(form.lang)}" for fault in told)
    line.number_told = any(fault.column.id == _NUMBER.id for fault in told)
    return line


def _put_own(form: Listing, line: LineForm, id: str, text: str) -> None:
    if id not in form.columns:
        return
    try:
        line.values[id] = own_value(form.columns[id], text, form.lang)
    except CaseRefused as error:
        line.faults[id] = f"{form.column_label(form.columns[id])}：{error.text}"


def filled(form: Listing, remarks: Mapping[int, str]) -> bytes:
    """Return the roster as a file (.xlsx) with a column that says what is wrong; it can be corrected and sent again.

    Args:
        remarks: number of a line, from 1 -> what is wrong.
    """
    columns = layout(form).columns
    rows = [
        [drafting.number_of(draft), draft["name"], *(_cell(form, column, draft) for column in columns[2:])]
        for draft in form.lines
    ]
    content = writing.template(*_sheet(form), 2000, rows)
    given = writing.Given(
        content, _("名单"), 1, [(1, [c.header(form.lang) for c in columns]), *enumerate(rows, start=2)]
    )
    content, _ending = writing.annotated(given, ERRORS(form.lang), {no + 1: text for no, text in remarks.items()})
    return content


def _cell(form: Listing, column: Column, draft: Mapping[str, Any]) -> str:
    text = draft.get("unread", {}).get(column.id)
    value = draft["facts"].get(column.id)
    if text or value is None:
        return text or ""
    if column.fact is None:
        return column.choices[value](form.lang) if column.choices and value in column.choices else str(value)
    return words_of(column, value, form.lang)


def words_of(column: Column, value: Any, lang: str) -> str:
    """Return a value in the words that the template offers for its column, which the reader reads as this value."""
    fact = column.fact
    assert fact is not None
    if fact.type is fact_types.YES_NO:
        return YES_OR_NO[0 if value else 1](lang)
    if column.choices is not None and value in column.choices:
        return column.choices[value](lang)
    return f"{as_typed(fact, value)}%" if fact.type is fact_types.SHARE else as_typed(fact, value)
