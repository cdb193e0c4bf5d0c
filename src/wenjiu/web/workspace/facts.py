"""What the form of a filing asks, what the registers answer already, and the columns of its roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.cases import drafting
from wenjiu.bureau.cases.assessing import Asked, assess_lines
from wenjiu.bureau.cases.models import Filing, Line
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.filings import Preview
from wenjiu.bureau.registry.lookup import Found, facts_of, look_up
from wenjiu.bureau.registry.models import SELF, Row
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.ask.answers import options, show_answer
from wenjiu.rules.ask.typed import Unreadable
from wenjiu.rules.case.filing import LineColumn, form_facts, roster_columns, shared_facts
from wenjiu.rules.case.parsing import parse_fact
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.fact_types import unit_word
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.language.sources import REGISTER
from wenjiu.rules.language.text import LANGUAGES
from wenjiu.rules.policy import Policy
from wenjiu.standards.codes import NONE

#: Before the public name of a fact in the fields of a form.
FIELD = "a-"
#: The most characters of one answer.
LONGEST = 200


@dataclass(frozen=True)
class Known:
    """A fact that a register answers: its name, the value in words, and the register."""

    label: str
    shown: str
    register: str


@dataclass
class FilingForm:
    """The form of one filing, in one language."""

    filing: Filing
    lang: str
    faults: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def policy(self) -> Policy:
        """Return the policy of the filing."""
        return drafting.policy_of(self.filing)

    @cached_property
    def codes(self) -> list[str]:
        """Return the codes of the filing's measures."""
        return list(self.filing.draft["measures"])

    @cached_property
    def listed(self) -> list[str]:
        """Return the measures of which each line of the roster is a subject."""
        return [code for code in self.codes if is_listed(self.policy, self.filing, code)]

    @cached_property
    def found(self) -> dict[str, Found]:
        """Return measure -> what the registers say of its subject, as far as the filing names it.

        Of a roster it is what they say of the filer itself. Its lines are looked up one by one.
        """
        today, found = clock.today(), {}
        for code in self.codes:
            if code in self.listed:
                found[code] = self._of_filer(code)
            else:
                [subject] = drafting.subjects(self.policy, self.filing, code)
                found[code] = facts_of(policy=self.policy, code=code, parties=subject.roles, on=today)
        return found

    def _of_filer(self, code: str) -> Found:
        """Return what the filer's own row in the registers says, for the facts that a roster is asked once."""
        claim, table = self.policy.claims[code], registers_of(self.policy).subject(code)
        role = claim.files[self.filing.filer.kind][0]
        other = next((table.refers[c] for c in claim.roles[role] if c in table.refers), None)
        if other is None:
            return Found()
        return look_up(policy=self.policy, table=other, on=clock.today(), parties={SELF: self.filing.filer})

    @cached_property
    def asked(self) -> dict[str, tuple[Fact, list[str]]]:
        """Return public name -> fact and measures of what the filer is asked once."""
        asked: dict[str, tuple[Fact, list[str]]] = {}
        for code in self.codes:
            derive = shared_facts if code in self.listed else form_facts
            accepted = self.policy.accepted_facts(self.policy.measures[code])
            for name in derive(self.policy, code, self.known_names(code)):
                fact = accepted[name]
                if isinstance(fact, Fact) and not _has_no_answer(self.policy, fact):
                    asked.setdefault(name, (fact, []))[1].append(code)
        return asked

    @cached_property
    def previews(self) -> list[Preview]:
        """Return what the draft would bring, measure by measure."""
        return filings.preview(self.filing, self.lang)

    @cached_property
    def sources(self) -> dict[str, dict[str, set[str]]]:
        """Return measure -> public name of a fact -> where its lines have it from: register, declared and so on.

        A submitted filing is read from its cases, a draft as it would be submitted now.
        """
        found: dict[str, dict[str, set[str]]] = {code: {} for code in self.codes}
        if self.filing.submitted_at is None:
            held = [(p.code, x.assessed.facts) for p in self.previews for x in p.lines if x.assessed is not None]
        else:
            lines = Line.objects.filter(case__filing=self.filing)
            held = list(lines.values_list("case__measure", "facts"))
        for code, facts in held:
            for name, fact in facts.items():
                found[code].setdefault(name, set()).add(fact["source"])
        return found

    def known_names(self, code: str) -> set[str]:
        """Return the public names of the facts of a measure that the registers know of the filer."""
        return set(self.found[code].public(self.policy, code))

    @cached_property
    def needed(self) -> set[str]:
        """Return the public names of the questions on which a verdict, an amount or the key of a claim still rests.

        A measure of which nothing can be assessed yet needs all of its own.
        """
        found: set[str] = set()
        for preview in self.previews:
            assessed = [x.assessed for x in preview.lines if x.assessed is not None]
            own = {name for name, (_fact, codes) in self.asked.items() if preview.code in codes}
            if not assessed:
                found |= own
            found |= own & {name for a in assessed for name in a.answer["missing"]}
            found |= own & set(self.policy.claims[preview.code].facts)
        return found

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions of the form, for the page. `spare`: nothing rests on it any more, and it is not answered."""
        draft = self.filing.draft
        unread = draft.get("unread", {})
        rows = []
        for name, (fact, codes) in self.asked.items():
            typed = unread.get(name) or as_typed(fact, draft["answers"].get(name))
            row = question(self.policy, codes, name, fact, typed, self.fault(name, fact), self.lang)
            rows.append({**row, "spare": not typed and not row["fault"] and name not in self.needed})
        return rows

    def fault(self, name: str, fact: Fact) -> str:
        """Return what is wrong with the answer to a question as it is stored, or was typed just now."""
        if name in self.faults:
            return self.faults[name]
        text = self.filing.draft.get("unread", {}).get(name)
        return fault_of(self.policy, fact, text, self.lang) if text else ""

    def known(self) -> list[Known]:
        """Return what the registers answer of what the form would ask, with the register of each."""
        shown: dict[str, Known] = {}
        for code in self.codes:
            measure = self.policy.measures[code]
            accepted = self.policy.accepted_facts(measure)
            derive = shared_facts if code in self.listed else form_facts
            public = self.found[code].public(self.policy, code)
            for name in derive(self.policy, code):
                fact = accepted[name]
                if name not in public or name in shown or not isinstance(fact, Fact):
                    continue
                fill = self.policy.fill(measure, self.lang)
                words = in_words(self.policy, fact, public[name], self.lang)
                shown[name] = Known(fact.name(self.lang, fill), words, self._register(code, fact))
        return list(shown.values())

    def _register(self, code: str, fact: Fact) -> str:
        """Return where a fact was found: the register that supplies it, else the table that holds it."""
        supplier = self.policy.suppliers[fact.source]
        if supplier.kind == REGISTER:
            return supplier.name(self.lang)
        source = self.found[code].sources.get(fact.key)
        row = Row.objects.filter(pk=source).first() if isinstance(source, int) else None
        return register_of(self.policy, row.table, self.lang) if row is not None else supplier.name(self.lang)

    def unnamed(self) -> list[dict[str, Any]]:
        """Return the parties that a measure needs besides the filer and that no register names: who, and what is typed."""
        found = []
        for code in self.codes:
            if code in self.listed:
                continue
            claim = self.policy.claims[code]
            known = self.roles_known.get(code, {})
            for role in claim.others(self.filing.filer.kind):
                key = f"{code}/{role}"
                typed = self.filing.draft.get("parties", {}).get(key)
                if role not in known or typed is not None:
                    name = self.policy.measures[code].name(self.lang)
                    found.append({"key": key, "name": name, "typed": typed, "number": _number(typed)})
        return found

    @cached_property
    def roles_known(self) -> dict[str, Mapping[str, Any]]:
        """Return measure -> roles of its subject, with those that the registers name."""
        today, found = clock.today(), {}
        for code in self.codes:
            if code not in self.listed:
                lines = [Asked(s.roles, None, s.declared) for s in drafting.subjects(self.policy, self.filing, code)]
                [assessed] = assess_lines(policy=self.policy, code=code, lines=lines, applied_on=today, today=today)
                found[code] = assessed.roles
        return found

    @cached_property
    def columns(self) -> dict[str, LineColumn]:
        """Return the columns of the roster after number and name, over all its measures."""
        found: dict[str, LineColumn] = {}
        for code in self.listed:
            for column in roster_columns(self.policy, code)[2:]:
                if column.fact is None or not _has_no_answer(self.policy, column.fact):
                    found.setdefault(column.id, column)
        return found

    def column_label(self, column: LineColumn) -> str:
        """Return the header of a column of the roster."""
        return column.label(self.lang, self.policy.fill(self.policy.measures[self.listed[0]], self.lang))


def _has_no_answer(policy: Policy, fact: Fact) -> bool:
    """Whether a fact is a code of a list in which the policy names none: there is nothing to state."""
    values = [value for value, _label in options(policy, fact, LANGUAGES[0])]
    return fact.type is fact_types.CODE and values == [NONE]


def _number(typed: Mapping[str, Any] | None) -> str:
    """Return the number of a party of a draft as it was typed."""
    return "" if typed is None else drafting.number_of(typed)


def is_listed(policy: Policy, filing: Filing, code: str) -> bool:
    """Whether the lines of a filing's roster are the subjects of a measure."""
    return policy.claims[code].many and filing.filer.kind != "person"


def question(
    policy: Policy, codes: Iterable[str], name: str, fact: Fact, typed: str, fault: str, lang: str
) -> dict[str, Any]:
    """Return one question for the page, in the words of the public check."""
    measures = [policy.measures[code] for code in codes]
    fill = policy.fill(measures[0], lang)
    return {
        "name": name,
        "text": fact.question(lang, fill),
        "label": fact.name(lang, fill),
        "why": fact.why(lang, fill),
        "help": fact.help(lang, fill) if fact.help else "",
        "kind": fact.type.form,
        "options": _years(typed) if fact.type is fact_types.YEAR else options(policy, fact, lang),
        "unit": unit_of(fact, lang),
        "serves": [m.name(lang) for m in measures],
        "typed": typed,
        "fault": fault,
    }


def _years(typed: str) -> tuple[tuple[str, str], ...]:
    """Return the years that are offered: this one, the last one, and the one that is filled in."""
    year = clock.today().year
    years = dict.fromkeys((str(year), str(year - 1), *((typed,) if typed.isdecimal() and len(typed) == 4 else ())))
    return tuple((text, text) for text in years)


def unit_of(fact: Fact, lang: str) -> str:
    """Return the unit beside a field; empty where it has none."""
    if fact.type is fact_types.SHARE:
        return "%"
    return unit_word(fact, lang) if fact.type.form in ("count", "yuan") and fact.type is not fact_types.YEAR else ""


def fault_of(policy: Policy, fact: Fact, text: str, lang: str) -> str:
    """Return what is wrong with a typed text and what to write instead; empty where it is an answer."""
    try:
        drafting.public_value(policy, fact, text)
    except Unreadable as error:
        return f"{error.message(lang)}{error.fix(lang)}"
    return ""


def as_typed(fact: Fact, value: Any) -> str:
    """Return a stored value as the text that a form shows in its field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if fact.type is fact_types.SHARE:
        return show_share(value)
    return str(value)


def show_share(value: Any) -> str:
    """Return a share as the number of percent, such as 5.5."""
    return f"{(Decimal(str(value)) * 100).normalize():f}"


def in_words(policy: Policy, fact: Fact, value: Any, lang: str) -> str:
    """Return a value of a case in words; as it is where it cannot be read."""
    try:
        return show_answer(policy, fact, parse_fact(fact.key, fact, value), lang)
    except CaseError:
        return str(value)


def typed_fields(posted: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Return name -> text of the questions that a form posted."""
    return {name: str(posted[FIELD + name])[:LONGEST] for name in names if FIELD + name in posted}


def register_of(policy: Policy, table: str, lang: str) -> str:
    """Return the name of a register table."""
    return registers_of(policy)[table].label(lang)
