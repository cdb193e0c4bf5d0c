"""The file of procedures: what a flow offers, and each kind of mistake refused with file, place and value. Invented."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.rules.real import POLICY

from wenjiu.rules.document.procedures import Procedures, load_procedures
from wenjiu.rules.document.remedies import load_remedies
from wenjiu.rules.language.nodes import DefinitionError

NATIONAL = """
sources: {law: {zh: 虚构法第一条, en: an invented law, confirmed: true}}
remedies:
  ask_again:
    zh: 再问
    en: ask again
    versions:
    - {from: 2031-01-01, period: {days: 10}, since: {zh: 当天, en: that day}, to: {zh: 上级, en: the superior}, source: law}
    - {from: 2032-01-01, period: {months: 1}, since: {zh: 当天, en: that day}, to: {zh: 区里, en: the district}, source: law}
"""
OWN = """
sources:
  rule: {zh: 虚构规则, en: an invented rule, confirmed: true}
  demo: {zh: 演示用, en: for the demonstration, confirmed: false}
flows:
  short:
  - from: 2031-01-01
    zh: 短流程
    en: short
    opened_by: applicant
    silence: {means: refused, source: rule, remedies: [ask_again]}
    steps:
      accept:
        roles: [street_specialist]
        scope: street
        clock: stops
        days: 2
        days_source: rule
        source: rule
        outcomes: {accepted: {next: look}, correct: {wait: accept}, not_accepted: {end: ended}}
      look:
        zh: 看一看
        en: look
        roles: [street_reviewer]
        scope: street
        clock: runs
        days: null
        source: rule
        outcomes: {agree: {next: decide}, refuse: {propose: decide}, return: {back: accept}}
      decide:
        roles: [approver]
        scope: district
        clock: runs
        days: null
        source: rule
        remedies: [ask_again]
        outcomes: {approved: {end: closed}, refused: {end: refused}, return: {back: look}}
default: short
measures: {"5.2": null}
demo: {source: demo, days: {short: {look: 4}}}
"""
DAY = dt.date(2031, 6, 1)
#: In place of a value: the entry is taken out. A word, because names of tests are the same in every process.
GONE = "（gone）"
STEPS = "flows short 0 steps"


def load(folder: Path, data: Any = OWN, national: Any = NATIONAL) -> Procedures:
    """Both files as given, read."""
    for name, content in (("national.yaml", national), ("procedure.yaml", data)):
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, "utf-8")
    return load_procedures(folder / "procedure.yaml", load_remedies(folder / "national.yaml"))


def changed(text: str, at: str, to: Any) -> Any:
    """A file with one field changed, added, or taken out."""
    data = copy.deepcopy(yaml.safe_load(text))
    *path, last = at.split(" ")
    inner = data
    for name in path:
        inner = inner[int(name) if isinstance(inner, list) else name]
    if to is GONE:
        del inner[last]
    else:
        inner[last] = to
    return data


def test_a_flow_tells_who_takes_each_step_and_what_follows(tmp_path: Path) -> None:
    flow = load(tmp_path).flow("short", DAY)
    accept, look, decide = flow.steps
    assert [s.number for s in flow.steps] == [1, 2, 3] and flow.first is accept and flow.id == "short@2031-01-01"
    assert accept.name("zh") == "受理" and look.name("zh") == "看一看" and look.roles == ("street_reviewer",)
    assert {c: (o.kind, o.next) for c, o in look.outcomes.items()} == {
        "agree": ("next", "decide"),
        "refuse": ("propose", "decide"),
        "return": ("back", "accept"),
    }
    assert (accept.days, look.days, decide.scope) == (2, None, "district")
    assert flow.has("look") and not flow.has("pay") and flow.before("accept", "decide")
    with pytest.raises(LookupError, match="has no step 'pay'; it has accept, look, decide"):
        flow.step("pay")


def test_whatever_goes_against_the_applicant_or_sends_work_back_needs_a_reason(tmp_path: Path) -> None:
    steps = load(tmp_path).flow("short", DAY).steps
    needing = {f"{s.code}.{o.code}" for s in steps for o in s.outcomes.values() if o.needs_reason}
    assert needing == {
        "accept.correct", "accept.not_accepted", "look.refuse", "look.return", "decide.refused", "decide.return",
    }  # fmt: skip


def test_days_of_an_installation_replace_those_of_the_file_with_their_own_source(tmp_path: Path) -> None:
    plain = load(tmp_path)
    demo = plain.for_demo().flow("short", DAY)
    assert [s.days for s in demo.steps] == [2, 4, None]
    own = demo.step("look").days_source
    assert own is not None and not own.confirmed
    assert plain.flow("short", DAY).step("look").days is None


def test_a_remedy_is_that_of_the_day_of_the_decision(tmp_path: Path) -> None:
    procedures = load(tmp_path)
    decide = procedures.flow("short", DAY).step("decide")
    assert [r.period.shown("en") for r in procedures.against(decide, dt.date(2031, 12, 31))] == ["10 days"]
    assert [r.period.shown("zh") for r in procedures.against(decide, dt.date(2032, 1, 1))] == ["1个月"]


def test_a_measure_that_names_none_follows_the_default_and_one_that_names_null_has_no_cases(tmp_path: Path) -> None:
    procedures = load(tmp_path)
    assert procedures.flow_for("3.2a", DAY).code == "short"
    with pytest.raises(LookupError, match=r"5\.2 has no case"):
        procedures.flow_for("5.2", DAY)


WRONG = [
    ("colour", "red", "file.colour: there is no such field"),
    ("sources", GONE, "file.sources: is missing"),
    ("sources rule confirmed", "yes", "sources.rule.confirmed: 'yes' is neither true nor false"),
    ("default", "long", "default: 'long' is none of short"),
    ("measures 5.2", "long", "measures.5.2: 'long' is none of short"),
    ("flows short", [], "flows.short: [] is no list of versions"),
    ("flows short", ["x"], "flows.short[0]: 'x' is no mapping"),
    ("flows short 0 from", "soon", "flows.short[0].from: 'soon' is no date"),
    ("flows short 0 opened_by", "nobody", "flows.short[0].opened_by: 'nobody' is none of applicant, office"),
    ("flows short 0 silence", GONE, "flows.short[0].silence: is missing"),
    ("flows short 0 silence means", "yes", "flows.short[0].silence.means: 'yes' is none of none, approved, refused"),
    ("flows short 0 silence source", GONE, "flows.short[0].silence.source: is missing"),
    (STEPS, {}, "flows.short[0].steps: has no step"),
    (f"{STEPS} look source", GONE, "flows.short[0].steps.look.source: is missing"),
    (f"{STEPS} look source", "hearsay", "flows.short[0].steps.look.source: 'hearsay' is none of rule, demo"),
    (f"{STEPS} look zh", GONE, "flows.short[0].steps.look.zh: is missing"),
    (f"{STEPS} look roles", ["boss"], "flows.short[0].steps.look.roles: 'boss' is none of street_specialist"),
    (f"{STEPS} look roles", [], "flows.short[0].steps.look.roles: must name who takes the step"),
    (f"{STEPS} look scope", "system", "flows.short[0].steps.look.roles: must name who takes the step, and nobody"),
    (f"{STEPS} look scope", "city", "flows.short[0].steps.look.scope: 'city' is none of street, district, system"),
    (f"{STEPS} look clock", "slow", "flows.short[0].steps.look.clock: 'slow' is none of runs, stops"),
    ("flows short 0 answer_days", 0, "flows.short[0].answer_days: 0 is no whole number from 1 on"),
    ("flows short 0 answer_days", 3, "flows.short[0].answer_source: must be given with answer_days, and only then"),
    (f"{STEPS} look days", 3, "flows.short[0].steps.look.days_source: must be given with days, and only then"),
    (f"{STEPS} accept days", None, "flows.short[0].steps.accept.days_source: must be given with days"),
    (f"{STEPS} accept days", 0, "flows.short[0].steps.accept.days: 0 is no whole number from 1 on"),
    (f"{STEPS} accept days", True, "flows.short[0].steps.accept.days: True is no whole number from 1 on"),
    (f"{STEPS} decide remedies", ["pray"], "flows.short[0].steps.decide.remedies: 'pray' is none of ask_again"),
    (f"{STEPS} look outcomes agree", {"next": "pay"}, "look.outcomes.agree.next: 'pay' is none of accept, look"),
    (f"{STEPS} look outcomes agree", {"next": "accept"}, "'accept' is not where 'next' can lead from 'look'"),
    (f"{STEPS} look outcomes return", {"back": "decide"}, "'decide' is not where 'back' can lead from 'look'"),
    (f"{STEPS} accept outcomes correct", {"wait": "look"}, "'look' is not where 'wait' can lead from 'accept'"),
    (f"{STEPS} decide outcomes refused", {"end": "gone"}, "decide.outcomes.refused.end: 'gone' is none of closed"),
    (f"{STEPS} decide outcomes maybe", {"end": "closed"}, "decide.outcomes.maybe: 'maybe' is none of"),
    (f"{STEPS} look outcomes agree", {}, "look.outcomes.agree: {} has not exactly one of next, wait, back"),
    (f"{STEPS} look outcomes agree", {"next": 3}, "look.outcomes.agree.next: 3 is no name"),
    (f"{STEPS} accept outcomes accepted", {"next": "decide"}, "steps.look: no outcome of an earlier step leads here"),
    (f"{STEPS} decide outcomes", {"return": {"back": "look"}}, "flows.short[0].steps.decide.outcomes: none leads on"),
    ("demo source", "rule", "demo.source: 'rule' is confirmed; days of a demonstration never are"),
    ("demo days long", {}, "demo.days.long: 'long' is none of short"),
    ("demo days short pay", 3, "demo.days.short.pay: 'pay' is none of accept, answer, decide, look"),
    ("demo days short look", "3", "demo.days.short.look: '3' is no whole number from 1 on"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "to", "said"), WRONG, ids=[f"{at}-{to}"[:50] for at, to, _ in WRONG])
def test_a_mistake_in_a_procedure_is_refused_with_its_place(tmp_path: Path, at: str, to: Any, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, changed(OWN, at, to))
    assert str(refused.value).startswith("procedure.yaml: ") and said in str(refused.value)


@pytest.mark.parametrize(
    ("at", "to", "said"),
    [
        ("0 period", {}, "versions[0].period: {} has not exactly one of days, months"),
        ("0 period", {"days": 1, "months": 1}, "has not exactly one of days, months"),
        ("0 period", {"weeks": 1}, "versions[0].period.weeks: there is no such field"),
        ("0 period", {"days": 0}, "versions[0].period.days: 0 is no whole number from 1 on"),
        ("0 source", "hearsay", "versions[0].source: 'hearsay' is none of law"),
        ("0 to", GONE, "versions[0].to: is missing"),
        ("1 from", dt.date(2031, 1, 1), "versions[1].from: 2031-01-01 is not after 2031-01-01"),
    ],
)
def test_a_mistake_in_a_remedy_is_refused_with_its_place(tmp_path: Path, at: str, to: Any, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load(tmp_path, national=changed(NATIONAL, f"remedies ask_again versions {at}", to))
    assert str(refused.value).startswith("national.yaml: remedies.ask_again.") and said in str(refused.value)


def test_a_policy_refuses_a_procedure_for_a_measure_that_it_does_not_have(tmp_path: Path) -> None:
    procedures = load(tmp_path, changed(OWN, "measures", {"9.9": "short"}))
    with pytest.raises(DefinitionError, match=r"procedure names the measure '9\.9'"):
        replace(POLICY, procedures=procedures)
