"""What the form of a filing asks, what the registers answer already, and the columns of its roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import choosing, drafting, numbered
from wenjiu.bureau.cases.assessing import Asked, assess_lines
from wenjiu.bureau.cases.drafting import Subject
from wenjiu.bureau.cases.models import Filing, Line
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.filings import Preview
from wenjiu.bureau.offers.finding import counted_in
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import same_party_ids
from wenjiu.bureau.registry.corrections.logic import column_of
from wenjiu.bureau.registry.lookup import Found, facts_of, facts_of_many, look_up
from wenjiu.bureau.registry.models import SELF, Row
from wenjiu.bureau.registry.resolving import COUNT, RULE
from wenjiu.bureau.registry.values import registers_of
from wenjiu.rules.ask.answers import AnswerError, options
from wenjiu.rules.case.filing import FIRST_MONTH_LABEL, LineColumn, form_facts, roster_columns, shared_facts
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.sources import REGISTER
from wenjiu.rules.language.text import LANGUAGES
from wenjiu.rules.policy import Policy
from wenjiu.standards.codes import NONE
from wenjiu.web.workspace.questions import as_typed, fault_of, in_words, question, register_of


@dataclass(frozen=True)
class Known:
    """A fact that a register answers: its name, the value in words, and the register; empty if it follows from the day.

    `key`: the neutral key of the fact.
    `row`, `column`: the row of the filer that states it; 0 where it is somebody else's or a count.
    `counted_in`: of a count, the measure on whose page the filer sees the rows that are counted; empty where none has one.
    `answered`: what the filer answered to the same in the public check, in words, where that was something else.
    """

    key: str
    label: str
    shown: str
    register: str
    row: int = 0
    column: str = ""
    counted_in: str = ""
    answered: str = ""


@dataclass
class FilingForm:
    """The form of one filing, in one language.

    `beside`: typed answers of the public check, by fact key, that the filing did not take because registers know better.
    """

    filing: Filing
    lang: str
    faults: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)

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
                continue
            asked: list[Row | str | Mapping[str, Party]] = [
                s.row if s.row is not None else s.roles for s in self.subjects[code]
            ]
            several = facts_of_many(policy=self.policy, code=code, subjects=asked, on=today) if asked else [Found()]
            found[code] = several[0] if len(several) == 1 else _agreed(several)
        return found

    @cached_property
    def subjects(self) -> dict[str, list[Subject]]:
        """Return measure -> the lines that the draft has for it."""
        return {code: drafting.subjects(self.policy, self.filing, code) for code in self.codes}

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return the lines of the roster as the draft keeps them."""
        return list(self.filing.draft["lines"])

    def _of_filer(self, code: str) -> Found:
        """Return what the filer's own row in the registers says, for the facts that a roster is asked once."""
        claim, table = self.policy.claims[code], registers_of(self.policy).subject(code)
        role = claim.files[self.filing.filer.kind][0]
        other = next((table.refers[c] for c in claim.roles[role] if c in table.refers), None)
        if other is None:
            return Found()
        own = look_up(policy=self.policy, table=other, on=clock.today(), parties={SELF: self.filing.filer})
        rows = self._of_rows(code, role)
        return Found({**rows.facts, **own.facts}, {**rows.sources, **own.sources})

    def _of_rows(self, code: str, role: str) -> Found:
        """Return what all rows of the filer say alike of the whole file, as long as registers tell it of each line."""
        accepted = self.policy.accepted_facts(self.policy.measures[code])
        once = {
            accepted[name].key
            for name in self.policy.claims[code].once_facts
            if isinstance(fact := accepted[name], Fact)
            and self.policy.suppliers[fact.source].kind == REGISTER
            and self.sources[code].get(name, {REGISTER}) == {REGISTER}
        }
        if not once:
            return Found()
        found = facts_of(policy=self.policy, code=code, on=clock.today(), parties={role: self.filing.filer})
        facts = {key: value for key, value in found.facts.items() if key in once}
        return Found(facts, {key: found.sources[key] for key in facts})

    @cached_property
    def asked(self) -> dict[str, tuple[Fact, list[str]]]:
        """Return public name -> fact and measures of what the filer is asked once."""
        asked: dict[str, tuple[Fact, list[str]]] = {}
        for code in self.codes:
            derive = shared_facts if code in self.listed else form_facts
            accepted = drafting.askable(self.policy, code)
            for name in derive(self.policy, code, self.known_names(code)):
                fact = accepted.get(name)
                if isinstance(fact, Fact) and name not in self.numbered and not _has_no_answer(self.policy, fact):
                    asked.setdefault(name, (fact, []))[1].append(code)
        return asked

    @cached_property
    def numbered(self) -> dict[str, str]:
        """Return public name -> value of what the filer's own number says, unless the draft answers otherwise."""
        filer = {"self": self.filing.filer}
        said = {n: v for code in self.codes for n, v in numbered.facts_of(self.policy, code, filer).items()}
        return {name: value for name, value in said.items() if self.filing.draft["answers"].get(name, value) == value}

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

    @property
    def own_questions(self) -> list[dict[str, Any]]:
        """Return what a measure without a roster asks besides facts: the first month of the claim."""
        found: dict[str, dict[str, Any]] = {}
        draft = self.filing.draft
        for code in self.codes:
            for name in self.policy.claims[code].own_questions if code not in self.listed else ():
                typed = draft.get("unread", {}).get(name) or draft["answers"].get(name, "")
                fault = _("“%(text)s”不是月份。请写成 2021-03 这样。") % {"text": typed[:40]}
                found[name] = {
                    "name": name, "text": FIRST_MONTH_LABEL(self.lang), "label": FIRST_MONTH_LABEL(self.lang),
                    "why": "", "help": "", "kind": "text", "options": (), "unit": "",
                    "serves": [self.policy.measures[code].name(self.lang)], "typed": typed,
                    "fault": fault if name in draft.get("unread", {}) else "", "spare": False,
                }  # fmt: skip
        return list(found.values())

    @property
    def fields(self) -> list[str]:
        """Return the names of everything that the page asks once."""
        return [*self.asked, *(row["name"] for row in self.own_questions)]

    def questions(self) -> list[dict[str, Any]]:
        """Return the questions of the form, for the page. `spare`: nothing rests on it any more, and it is not answered."""
        draft = self.filing.draft
        unread = draft.get("unread", {})
        rows = self.own_questions
        for name, (fact, codes) in self.asked.items():
            typed = unread.get(name) or as_typed(fact, draft["answers"].get(name))
            row = question(self.policy, codes, name, fact, typed, self.fault(name, fact), self.lang)
            if fact.type is fact_types.YEAR and any(
                name in self.policy.claims[c].facts for c in codes if c in self.listed
            ):
                row["text"] = _("这份名单按哪一年度申报？")
            rows.append({**row, "spare": not typed and not row["fault"] and name not in self.needed})
        return rows

    def answers(self) -> list[tuple[str, str]]:
        """Return name and value in words of what the filer has answered once for the whole filing."""
        given = self.filing.draft["answers"]
        return [
            (
                fact.name(self.lang, self.policy.fill(self.policy.measures[codes[0]], self.lang)),
                in_words(self.policy, fact, given[name], self.lang),
            )
            for name, (fact, codes) in self.asked.items()
            if given.get(name) is not None
        ]

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
                fill = self.policy.fill(measure, self.lang)
                if name in self.numbered and name not in public and isinstance(fact, Fact):
                    words = in_words(self.policy, fact, self.numbered[name], self.lang)
                    shown.setdefault(name, Known(fact.key, fact.name(self.lang, fill), words, _("您的证件号码")))
                if name not in public or name in shown or not isinstance(fact, Fact):
                    continue
                words = in_words(self.policy, fact, public[name], self.lang)
                shown[name] = Known(
                    fact.key, fact.name(self.lang, fill), words, self._register(code, fact), *self._place(code, fact),
                    self._counted(code, fact), self._answered(fact, public[name]),
                )  # fmt: skip
        return list(shown.values())

    def _answered(self, fact: Fact, value: Any) -> str:
        """Return what was answered in the public check, in words, where it is not the registered value; else nothing."""
        text = self.beside.get(fact.key, "")
        if not text:
            return ""
        try:
            said = fact.type.public(self.policy.parse_answer(fact.key, text, self.lang))
        except AnswerError:
            return text
        return "" if said == value else in_words(self.policy, fact, said, self.lang)

    def _register(self, code: str, fact: Fact) -> str:
        """Return where a fact was found: the register that supplies it, else the table that holds it; empty if it follows."""
        if self.found[code].sources.get(fact.key) == RULE:
            return ""
        supplier = self.policy.suppliers[fact.source]
        if supplier.kind == REGISTER:
            return supplier.name(self.lang)
        source = self.found[code].sources.get(fact.key)
        row = Row.objects.filter(pk=source).first() if isinstance(source, int) else None
        return register_of(self.policy, row.table, self.lang) if row is not None else supplier.name(self.lang)

    def _place(self, code: str, fact: Fact) -> tuple[int, str]:
        """Return row and column that state a fact, where the row names the filer."""
        row = self._stating.get(self.found[code].sources.get(fact.key))
        column = column_of(self.policy, row.table, fact) if row is not None else None
        return (row.pk, column) if row is not None and column else (0, "")

    def _counted(self, code: str, fact: Fact) -> str:
        """Return the measure whose rows are counted for a fact, where the filer has a page of it; empty otherwise."""
        count = self.found[code].sources.get(fact.key) == COUNT
        return counted_in(self.policy, fact, self.filing.filer) if count else ""

    @cached_property
    def _stating(self) -> dict[Any, Row]:
        """Return id -> the rows of the filer among those that state something."""
        ids = {id for found in self.found.values() for id in found.sources.values() if isinstance(id, int)}
        own = Row.objects.filter(pk__in=ids, links__party__in=same_party_ids(self.filing.filer))
        return {row.pk: row for row in own}

    def unnamed(self) -> list[dict[str, Any]]:
        """Return the parties that a measure has besides the filer and that no register names: who, and what is typed.

        `kind`: of the party. `role`: whom it is, in words.
        """
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
                    found.append(
                        {
                            "key": key, "name": self.policy.measures[code].name(self.lang), "typed": typed,
                            "number": _number(typed), "kind": claim.kind_of(role), "role": self._role(code, role),
                        }
                    )  # fmt: skip
        return found

    def _role(self, code: str, role: str) -> str:
        """Return a role in the words of the measure's payee; empty where it is none."""
        measure = self.policy.measures[code]
        payee = next((payee for payee, held in self.policy.claims[code].pays.items() if held == role), "")
        return measure.payees[payee](self.lang) if payee else ""

    @cached_property
    def roles_known(self) -> dict[str, Mapping[str, Any]]:
        """Return measure -> roles of its subject, with those that the registers name."""
        today, found = clock.today(), {}
        for code in self.codes:
            if code not in self.listed:
                lines = [Asked(s.roles, s.row, s.declared) for s in self.subjects[code][:1]]
                for assessed in assess_lines(policy=self.policy, code=code, lines=lines, applied_on=today, today=today):
                    found[code] = assessed.roles
        return found

    @cached_property
    def columns(self) -> dict[str, LineColumn]:
        """Return the columns of the roster after number and name, over all its measures."""
        found: dict[str, LineColumn] = {}
        for code in self.listed:
            said = numbered.names_of(self.policy, code)
            for column in roster_columns(self.policy, code, said)[2:]:
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


def _agreed(found: list[Found]) -> Found:
    """Return what the registers say alike of several subjects."""
    first, *others = found
    facts = {k: v for k, v in first.facts.items() if all(x.facts.get(k) == v for x in others)}
    return Found(facts, {k: first.sources[k] for k in facts})


def _number(typed: Mapping[str, Any] | None) -> str:
    """Return the number of a party of a draft as it was typed."""
    return "" if typed is None else drafting.number_of(typed)


def is_listed(policy: Policy, filing: Filing, code: str) -> bool:
    """Whether the lines of a filing's roster are the subjects of a measure."""
    claim = policy.claims[code]
    return claim.many and filing.filer.kind != "person" and not choosing.of_things(claim)
