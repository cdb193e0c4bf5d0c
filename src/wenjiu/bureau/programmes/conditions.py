"""Asks the rules and the registers about people of a list: conditions of a measure, facts, rows, ages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes import effects
from wenjiu.bureau.programmes.kinds import lang, list_of, policy_of
from wenjiu.bureau.programmes.lists import Candidate, Doubt, people_table
from wenjiu.bureau.programmes.models import Entry, Programme
from wenjiu.bureau.programmes.stated import stated
from wenjiu.bureau.registry.lookup import Found, look_up_many
from wenjiu.bureau.registry.records import Records, key_of
from wenjiu.rules.document.programmes import Check
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: Stands for the home district of the policy.
HOME = "home"
BIRTH = "birth_date"


class Facts:
    """What registers and past awards say of the people of a list on the first day of the programme."""

    def __init__(self, programme: Programme, known: Sequence[Party | None], candidates: Sequence[Candidate]) -> None:
        self.programme, self.known, self.candidates = programme, known, candidates
        self.policy = policy_of(programme)
        self.day = programme.first_day
        self._past: dict[str, dict[int, Mapping[str, Any]]] = {}

    @cached_property
    def people(self) -> list[Found]:
        """Return what the register of people says of each; nothing of those who are not stored."""
        stored = [(at, party) for at, party in enumerate(self.known) if party is not None and party.kind == "person"]
        table = people_table(self.policy)
        found = [Found() for _party in self.known]
        asked = [{"self": party} for _at, party in stored]
        said = look_up_many(policy=self.policy, table=table, on=self.day, subjects=asked) if asked else []
        for (at, _party), one in zip(stored, said, strict=True):
            found[at] = one
        return found

    @cached_property
    def records(self) -> Records:
        """Return the registers on the first day."""
        return Records(self.policy, civil.of(self.day))

    def past(self, code: str, at: int) -> Mapping[str, Any]:
        """Return the facts of a measure that past awards answer for a person."""
        if code not in self._past:
            stored = [(n, p) for n, p in enumerate(self.known) if p is not None]
            found: dict[int, Mapping[str, Any]] = {}
            for asked in effects.past_facts:
                answers = asked(self.policy, code, [p for _n, p in stored])
                found |= {n: answer for (n, _p), answer in zip(stored, answers, strict=True)}
            self._past[code] = found
        return self._past[code].get(at, {})

    def doubts(self, at: int, candidate: Candidate, check: Check) -> list[Doubt]:
        """Return what one check says of one person."""
        found: str | None = getattr(self, f"_{check.check}")(at, candidate, check)
        if found is None:
            return []
        text = found if check.confirmed else found + _("（依据：%(source)s）") % {"source": check.source(lang())}
        return [Doubt(check.level, check.check, text)]

    def _age(self, at: int, candidate: Candidate, check: Check) -> str | None:
        born = self._born(at, candidate)
        if born is None:
            return _("没有出生日期，无法核对年龄。")
        day = candidate.first_day
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        wrong = age < check.asks.get("least", 0) or age > check.asks.get("most", 200)
        return _("%(says)s（%(age)s岁）") % {"says": check.says(lang()), "age": age} if wrong else None

    def _born(self, at: int, candidate: Candidate) -> dt.date | None:
        if candidate.identity.id_type == "resident_id":
            digits = candidate.identity.number[6:14]
            return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        key = next((k for k in self.people[at].facts if k.rpartition(".")[2] == BIRTH), "")
        return civil.date(self.people[at].facts[key]) if key else None

    def _one_of(self, at: int, candidate: Candidate, check: Check) -> str | None:
        allowed = check.asks["allowed"].get(self.programme.fields.get(check.asks["field"]), [])
        return None if candidate.fields.get(check.asks["entry"]) in allowed else check.says(lang())

    def _fact(self, at: int, candidate: Candidate, check: Check) -> str | None:
        wanted = self.policy.home if check.asks["is"] == HOME else check.asks["is"]
        value = self.people[at].facts.get(check.asks["fact"])
        return check.says(lang()) if value is not None and value != wanted else None

    def _known(self, at: int, candidate: Candidate, check: Check) -> str | None:
        return None if check.asks["fact"] in self.people[at].facts else check.says(lang())

    def _measure(self, at: int, candidate: Candidate, check: Check) -> str | None:
        code = check.asks["measure"]
        facts = self._known_facts(at, candidate, code) | dict(self.past(code, at))
        days = {"entry_first": candidate.first_day, "entry_last": candidate.last_day}
        facts |= {name: days[value].isoformat() for name, value in check.asks.get("facts", {}).items()}
        answer = self.policy.assess({"measure": code, "facts": facts, "on": self.day.isoformat()}, lang())
        wanted = check.asks.get("conditions")
        failed = [
            c["text"] for c in answer["conditions"] if c["result"] == "failed" and c["id"] in (wanted or [c["id"]])
        ]
        if not failed or (wanted is None and answer["eligible"] != "no"):
            return None
        name = self.policy.measures[code].name(lang())
        said = _("%(says)s：%(name)s不满足“%(failed)s”。")
        return said % {"says": check.says(lang()), "name": name, "failed": _("”“").join(failed)}

    def _known_facts(self, at: int, candidate: Candidate, code: str) -> dict[str, Any]:
        """Return public name -> value of what is known of somebody; the day of birth also from the number of a card."""
        known = self.people[at].facts
        accepted = self.policy.accepted_facts(self.policy.measures[code])
        found = {n: f.type.public(known[f.key]) for n, f in accepted.items() if isinstance(f, Fact) and f.key in known}
        born = self._born(at, candidate)
        for name, fact in accepted.items():
            if name not in found and fact.key.rpartition(".")[2] == BIRTH and born is not None:
                found[name] = born.isoformat()
        return found

    def _stated(self, at: int, candidate: Candidate, check: Check) -> str | None:
        asks, party = check.asks, self.known[at]
        everybody = [party for party in self.known if party is not None]
        sure = party is not None and stated(self.records, asks["table"], asks["role"], asks["column"], party, everybody)
        return None if sure else check.says(lang())

    def _register(self, at: int, candidate: Candidate, check: Check) -> str | None:
        party = self.known[at]
        if party is None:
            return None
        asks = check.asks
        key = key_of(party.pk)
        self.records.load_referring(asks["table"], asks["role"], [key_of(p.pk) for p in self.known if p is not None])
        for record in self.records.referring(asks["table"], asks["role"], key):
            same = all(record.values.get(c) == self.programme.fields.get(f) for c, f in asks.get("same", {}).items())
            if same and record.values.get(asks["having"]) is True:
                return check.says(lang())
        return None


def figure(policy: Policy, name: str, day: dt.date) -> int | None:
    """Return the value of a parameter on a day; of a table the last row that has begun. None where there is none."""
    on = civil.of(day)
    value = policy.resolve(policy.book.params[name], on, {}, False).value
    if isinstance(value, tuple):
        begun = [figure for since, figure in value if since <= on]
        return int(begun[-1]) if begun else None
    return None if value is None else int(value)


def row_within(entry: Entry, asks: Mapping[str, Any], day: dt.date, end: dt.date) -> dt.date | None:
    """Return the day of a row of the registers that lies within some days and names somebody; None if there is none."""
    records = Records(policy_of(entry.programme), civil.of(max(end, entry.programme.first_day)))
    first = max(day, entry.first_day)
    for record in records.referring(asks["table"], asks["role"], key_of(entry.party_id)):
        on = record.values.get(asks["day"])
        if on is not None and civil.of(first) <= on <= civil.of(end):
            return dt.date.fromisoformat(civil.iso(on))
    return None


def group_of(programme: Programme) -> str:
    """Return the group in which nobody has two entries on one day."""
    return list_of(programme).group
