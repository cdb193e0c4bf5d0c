"""The columns of a file for one table, derived from the registers and claims of a policy. Pure.

First come the parties of a row (number and name), then what names the row, then its facts. Facts that the registers
derive or that past awards answer have no column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wenjiu.bureau.registry.values import registers_of
from wenjiu.rosters.columns import Column, choices_of
from wenjiu.rosters.tables import plain_name
from wenjiu.rules.document.registers import Registers, Table
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.language.text import T, Text
from wenjiu.rules.policy import Policy

#: Ids of columns that are no facts.
SELF, NUMBER, STREET, FROM, ID_TYPE = "self", "number", "street", "valid_from", "id_type"
PERSON, ORGANISATION = "person", "organisation"
NEEDED = ("needed",)
NOTHING = T("", "")
#: The header of an identifying number and of a name, by kind of party.
NUMBERS = {
    PERSON: T("证件号码", "identity number"),
    ORGANISATION: T("统一社会信用代码", "unified social credit code"),
}
NAMES = {PERSON: T("姓名", "name"), ORGANISATION: T("名称", "name")}
#: Other headers that people write for the same.
ALIASES = {
    PERSON: (("身份证号", "身份证号码", "身份证件号码", "公民身份号码", "证件号"), ("姓名", "职工姓名")),
    ORGANISATION: (("信用代码", "社会信用代码", "统一信用代码"), ("单位名称", "企业名称", "机构名称")),
}
#: How the type of a document is written, and the type of number that it means.
ID_TYPES = {
    "resident_id": T("居民身份证", "resident identity card"),
    "passport_other": T("护照或其他证件", "passport or another document"),
}


@dataclass(frozen=True)
class Identity:
    """The party in one role of a row: its kind, the table of its own row, and the columns that name it."""

    role: str
    kind: str
    number: Column
    name: Column
    needed: bool


@dataclass(frozen=True)
class Layout:
    """The columns of a file for one table.

    `names`: each accepted header, in the form of `plain_name`, with its column.
    `left_out`: headers of facts that are derived, with the reason.
    `things`: columns that hold the number of a row of another table.
    """

    policy: Policy
    table: Table
    columns: tuple[Column, ...]
    identities: tuple[Identity, ...]
    names: Mapping[str, Column]
    left_out: Mapping[str, Text]
    things: Mapping[str, str]
    numbered: bool

    @property
    def by_id(self) -> dict[str, Column]:
        """Return the columns by id."""
        return {column.id: column for column in self.columns}

    @property
    def facts(self) -> dict[str, Column]:
        """Return the columns that hold facts, by the name of the register's column."""
        return {c.id: c for c in self.columns if c.id in self.table.facts}


@lru_cache(maxsize=128)
def layout_of(policy: Policy, name: str) -> Layout:
    """Return the columns of a file for a table of the registers. Raises KeyError if there is no such table."""
    registers = registers_of(policy)
    table = registers[name]
    identities = tuple(_identities(policy, registers, table))
    numbered = name not in registers.parties and name not in registers.apart
    columns: list[Column] = [c for i in identities for c in (i.number, i.name)]
    if any(i.kind == PERSON for i in identities):
        columns.append(_plain(ID_TYPE, T("证件类型", "kind of document"), _one_of_id_types()))
    if numbered:
        help = T("这一行自己的编号，每行不同，不要写证件号码", "the row's own number; never an identity number")
        columns.append(_plain(NUMBER, T("编号", "number"), help, needed=True))
    things = {c: other for c, other in table.refers.items() if other not in registers.parties}
    for column, other in things.items():
        label = registers[other].label
        help = T(f"{label.zh}表中的编号", f"the number in the table of {label.en}")
        columns.append(_plain(column, T(f"{label.zh}编号", f"number of the {label.en}"), help))
    if STREET in table.groups:
        columns.append(_plain(STREET, table.groups[STREET], T("街道或地区的名称", "name of the street or area")))
    derived = _derived(policy, registers)
    facts = [(c, f) for c, f in table.facts.items() if f.key not in derived]
    columns += [_of_fact(policy, column, fact, column in registers.apart.get(name, ())) for column, fact in facts]
    help = T(
        "不填：一直如此（更正以前的内容）；填日期：从那天起有变化，如 2021-09-01",
        "empty: it has always been so (a correction); a day: it changed on that day, such as 2021-09-01",
    )
    columns.append(_plain(FROM, T("自何日起", "since"), help))
    left_out = {
        plain_name(_label(policy, f)(lang)): derived[f.key]
        for f in table.facts.values() if f.key in derived for lang in ("zh", "en")
    }  # fmt: skip
    return Layout(policy, table, tuple(columns), identities, _names(columns, identities), left_out, things, numbered)


def _plain(id: str, label: Text, help: Text, *, needed: bool = False) -> Column:
    return Column(id, None, (), label, help, needed=NEEDED if needed else ())


def _one_of_id_types() -> Text:
    words = [label.zh for label in ID_TYPES.values()], [label.en for label in ID_TYPES.values()]
    return T(f"可填：{'、'.join(words[0])}；不填即居民身份证", f"{' or '.join(words[1])}; empty: the first")


def _identities(policy: Policy, registers: Registers, table: Table) -> list[Identity]:
    found = []
    if table.name in registers.parties:
        kind = registers.parties[table.name]
        found.append(_identity(SELF, kind, NUMBERS[kind], NAMES[kind], needed=True))
    needed = needed_references(policy, table)
    for column, other in table.refers.items():
        if other in registers.parties:
            kind, label = registers.parties[other], registers[other].label
            number, name = NUMBERS[kind], NAMES[kind]
            number = T(f"{label.zh}{number.zh}", f"{number.en} of the {label.en}")
            name = T(f"{label.zh}{name.zh}", f"{name.en} of the {label.en}")
            found.append(_identity(column, kind, number, name, needed=column in needed))
    return found


def _identity(role: str, kind: str, number: Text, name: Text, *, needed: bool) -> Identity:
    help = {
        PERSON: T("18位居民身份证号；其他证件请填证件类型", "18 characters, or another document with its kind"),
        ORGANISATION: T("18位代码", "18 characters"),
    }[kind]
    full = T("与证件上一致", "as on the document")
    columns = _plain(f"{role}.number", number, help, needed=needed), _plain(f"{role}.name", name, full, needed=needed)
    return Identity(role, kind, *columns, needed)


def needed_references(policy: Policy, table: Table) -> set[str]:
    """Return the references that every claim to a row needs: a role with this column alone. Else the first one."""
    claims = [policy.claims[code] for code in table.measures if code in policy.claims]
    if not claims:
        return set(list(table.refers)[:1])
    alone = [{columns[0] for columns in claim.roles.values() if len(columns) == 1} for claim in claims]
    return set.intersection(*alone) & set(table.refers)


def _derived(policy: Policy, registers: Registers) -> dict[str, Text]:
    """Return the facts that no file states -> the reason."""
    same = T("由所关联的登记表得出", "taken from the table that the row refers to")
    counted = T("由登记表计数得出", "counted in the registers")
    past = T("由已发放记录得出", "taken from past awards")
    found = {fact.key: same for fact in registers.same}
    found |= {fact.key: counted for fact in registers.counted}
    return found | dict.fromkeys(policy.claims.awarded, past)


def measure_of(policy: Policy, fact: Fact) -> Measure:
    """Return a measure that uses a fact, for the names in its wording."""
    return next((m for m in policy.measures.values() if fact in policy.accepted_facts(m).values()),
                next(iter(policy.measures.values())))  # fmt: skip


def _label(policy: Policy, fact: Fact) -> Text:
    measure = measure_of(policy, fact)
    return Text(*(fact.name(lang, policy.fill(measure, lang)) for lang in ("zh", "en")))


def _of_fact(policy: Policy, column: str, fact: Fact, needed: bool) -> Column:
    measure = measure_of(policy, fact)
    help = Text(*(fact.question(lang, policy.fill(measure, lang)) for lang in ("zh", "en")))
    key = NEEDED if needed else ()
    return Column(column, fact, (fact.key,), _label(policy, fact), help, (), key, choices_of(policy, fact))


def _names(columns: list[Column], identities: tuple[Identity, ...]) -> dict[str, Column]:
    """Return each accepted header with its column: both languages, and other words where only one can be meant."""
    found: dict[str, Column] = {}
    for column in columns:
        for name in (column.label.zh, column.label.en, column.header("zh"), column.header("en"), column.id):
            found.setdefault(plain_name(name), column)
    for kind, (numbers, names) in ALIASES.items():
        of_kind = [i for i in identities if i.kind == kind]
        if len(of_kind) == 1:
            for name in (NUMBERS[kind].zh, *numbers):
                found.setdefault(plain_name(name), of_kind[0].number)
            for name in (NAMES[kind].zh, *names):
                found.setdefault(plain_name(name), of_kind[0].name)
    return found
