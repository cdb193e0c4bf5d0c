"""Convert answers of the library to data for templates. Wording of the policy is passed on unchanged."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext

from wenjiu.rules.ask.answers import show_answer
from wenjiu.rules.ask.self_check import Check
from wenjiu.rules.ask.standings import CAN, Result, curable
from wenjiu.rules.case.filing import proofs
from wenjiu.rules.explain.ages import doubts_about, marks_of
from wenjiu.rules.explain.guides import amended, basis, guide
from wenjiu.rules.explain.plain import says
from wenjiu.rules.explain.versions import set_instead
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import PolicyMeasure
from wenjiu.rules.ruleset import Ruleset
from wenjiu.standards import civil, money
from wenjiu.web.formats import day, policy_language, yuan


def _aged(result: Result) -> list[dict[str, Any]]:
    """Return the figures of an answer with their marks; see `_in_force`."""
    answer = result.answer
    return _in_force(answer.policy, answer.figures(), answer.on, answer.lang)


def payees_of(result: Result) -> list[dict[str, str]]:
    """Return who is paid, and how much if known; empty as long as the measure is not granted."""
    names, lang = result.answer.case.measure.payees, policy_language()
    if result.standing != CAN:
        return []
    return [
        {"name": names[p["payee"]](lang), "amount": yuan(p["amount"]) if p["amount"] else gettext("待定")}
        for p in result.answer["payees"]
    ]


def guide_of(measure: PolicyMeasure, lang: str) -> dict[str, Any]:
    """Return the guide of a measure, its conditions grouped into required ones and alternative routes."""
    guide = measure.guide(lang)
    policy, today = measure.policy, civil.answer_day()
    figures = _in_force(policy, guide["parameters"], today, lang)
    figures = [f | {"capitals": Text(_capitals(f), "")(lang)} for f in figures]  # they are for Chinese forms
    code = measure.definition.code
    papers = proofs(policy, code) if code in policy.services else []
    filled = {paper.material.id for paper in papers if paper.is_the_filing}
    drawn = {
        "blocks": _blocks(guide["conditions"]),
        "figures": figures,
        "doubts": doubts_about(policy, measure.definition, today, lang),
        "basis": basis(policy, lang, today) + set_instead(policy, code, lang, today),
        "notes": [note for note in guide["notes"] if note != amended(policy, lang, today)],
    }
    return guide | drawn | ({"service": None} if guide["service"] is None else _served(guide["service"], filled))


def _served(service: dict[str, Any], filled: set[str]) -> dict[str, Any]:
    """Return how a measure is served, and which bodies take which steps. `filled`: ids of papers that the filing itself is."""
    bodies: dict[str, list[str]] = {}
    for step in service["steps"]:
        if step["clock"] == "runs":
            bodies.setdefault(step["by"], []).append(step["name"])
    materials = [m | {"otherwise": _otherwise(m), "filing": m["id"] in filled} for m in service["materials"]]
    notices = any(step["id"] == "notice" for step in service["steps"])
    shown = service | {"materials": materials, "groups": _groups(materials), "notices": notices}
    return {
        "service": shown | {"open": _open(shown)},
        "bodies": [{"name": name, "steps": gettext("、").join(steps).capitalize()} for name, steps in bodies.items()],
    }


def _open(service: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a guide that no source states, by who settles them, in the order of the guide."""
    names = {
        "fund": gettext("资金来源"),
        "forms": gettext("空白表格和填写样本"),
        "procedure": gettext("办理流程"),
        "window": gettext("申报时间"),
        "statutory_limit": gettext("法定办理时限"),
        "promised_limit": gettext("承诺办理时限"),
        "notice_period": gettext("公示期"),
        "fee": gettext("是否收费"),
        "ways": gettext("办理方式"),
        "visits": gettext("到现场次数"),
        "place": gettext("办理地点"),
        "hours": gettext("办理时间"),
        "local_phone": gettext("窗口电话"),
        "sample": gettext("结果样本"),
    }
    found: dict[str, list[str]] = {}
    for field, name in names.items():
        entry = service.get(field)
        if entry and not entry["value"] and (field != "notice_period" or service["notices"]):
            found.setdefault(entry["settled_by"], []).append(name)
    return [{"body": body, "fields": fields} for body, fields in found.items()]


def _otherwise(material: dict[str, Any]) -> str:
    """Return when a document that is usually not needed must be sent; empty if never."""
    first, last = material["origins"][0]["id"], material["origins"][-1]["id"]
    if first == last or last != "upload":
        return ""
    if first == "shared":
        return gettext("查不到时提交")
    return gettext("没有掌握的再提交") if first == "on_file" else gettext("不承诺的再提交")


def _groups(materials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the documents by how they are provided, those to bring first, as the leaflet lists them."""
    groups: dict[tuple[bool, str, str], list[dict[str, Any]]] = {}
    for m in materials:
        groups.setdefault((m["waived"], m["origins"][0]["name"], m["otherwise"]), []).append(m)
    ordered = sorted(groups.items(), key=lambda item: item[0][0])
    return [{"name": name, "otherwise": after, "materials": found} for (_, name, after), found in ordered]


def _capitals(figure: dict[str, Any]) -> str:
    """Return a sum that the document states, in capital numerals; an empty string for other figures."""
    whole_sum = figure["stated"] and figure["unit"].startswith("fen") and isinstance(figure["public"], str)
    return money.capitals(int(money.fen(figure["public"]))) if whole_sum else ""


def _blocks(conditions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for alternative, group in groupby(conditions, key=lambda c: c["route"] is not None):
        members = list(group)
        if alternative:
            names = {c["route"]["id"]: c["route"]["name"] for c in members}
            routes = [
                {"name": n, "conditions": [c for c in members if c["route"]["id"] == i]} for i, n in names.items()
            ]
            blocks.append({"routes": routes})
        else:
            blocks.append({"conditions": members})
    return blocks


def _in_force(policy: Ruleset, parameters: list[dict[str, Any]], on: int, lang: str) -> list[dict[str, Any]]:
    """Return one entry a parameter: the value in force first, earlier and later ones below it, its marks on the day."""
    figures: dict[str, dict[str, Any]] = {}
    for parameter in sorted(parameters, key=lambda p: not p["current"]):
        if parameter["name"] in figures:
            figures[parameter["name"]]["others"].append(parameter)
        else:
            marks = marks_of(policy, policy.book[parameter["name"]], on, lang)
            figures[parameter["name"]] = parameter | {"others": [], "marks": marks}
    return [figures[name] for name in dict.fromkeys(p["name"] for p in parameters)]


def verdict_of(result: Result, check: Check) -> dict[str, Any]:
    """Return the verdict page of one measure: failed reasons first, missing facts, met reasons, figures, readings."""
    answer, wording = result.answer.data, _Wording(result, check)
    reasons = [wording.reason(c) for c in answer["conditions"]]
    by_result = {
        kind: [r for r in reasons if r["result"] == kind] for kind in ("failed", "unknown", "met", "not_applicable")
    }
    return {
        "clause": answer["clause"],
        "failed": by_result["failed"],
        "unknown": by_result["unknown"],
        "met": by_result["met"],
        "beside": by_result["not_applicable"],
        "missing": [wording.missing(name) for name in answer["missing"]],
        "missing_parameters": [wording.parameter(name) for name in answer["missing_parameters"]],
        "payees": payees_of(result),
        "outside": [v["text"] for v in answer["validations"] if v["result"] == "failed"],
        "figures": wording.figures,
        "readings": [r | {"letter": answer["readings"][r["id"]]} for r in wording.guide["readings"]],
        "on": result.answer.on,
        "basis": basis(check.policy, check.lang, result.answer.on)
        + set_instead(check.policy, result.code, check.lang, result.answer.on),
        "notes": [note for note in answer["notes"] if note != amended(check.policy, check.lang, result.answer.on)],
        "versions": answer["versions"],
    }


class _Wording:
    """Look up words for the names in an answer: facts as questions, parameters as labels."""

    def __init__(self, result: Result, check: Check) -> None:
        policy, measure = check.policy, result.answer.case.measure
        self.fill, self.lang, self.check, self.answer = result.answer.sheet.fill, check.lang, check, result.answer.data
        accepted = policy.accepted_facts(measure)
        self.facts = {name: fact for name, fact in accepted.items() if isinstance(fact, Fact)}
        self.guide = guide(policy, measure, check.lang)
        self.figures = _aged(result)
        self.shown = {question.key: shown for question, _, shown in check.answered}
        self.near = [result.answer.near(miss) for miss in curable(result.answer, check.today)]
        outcome = result.answer.outcome
        self.used = {fact.key: value for fact, value in zip(outcome.program.facts, outcome.facts, strict=False)}

    def question(self, name: str) -> str:
        """Return the question of a fact's public name."""
        fact = self.facts.get(name)
        return fact.question(self.lang, self.fill) if fact is not None else name

    def reason(self, condition: dict[str, Any]) -> dict[str, Any]:
        """Return one condition: its words, the visitor's facts, the policy's figures, near misses."""
        misses = [miss for miss in self.near if miss["condition"] == condition["id"]]
        return condition | {
            "text": says(condition, self.lang),
            "yours": [{"label": self.question(name), "shown": self.fact_value(name)} for name in condition["facts"]],
            "figures": [p for p in self.figures if p["name"] in condition["parameters"] and p["value"]],
            "changes": [miss["text"] for miss in misses],
        }

    def fact_value(self, name: str) -> str:
        """Return a fact as the list of answers shows it.

        A fact that the check filled in itself, such as today, says so.
        """
        fact = self.facts.get(name)
        if fact is not None and fact.key in self.shown:
            return self.shown[fact.key]
        if fact is None or self.used.get(fact.key) is None:
            return gettext("未回答")
        value = show_answer(self.check.policy, fact, self.used[fact.key], self.lang)
        return gettext("%(value)s（没有问，按此计算）") % {"value": value}

    def missing(self, name: str) -> dict[str, str]:
        """Return a fact that would settle the verdict: its question, its key if this check asks it, and what was said.

        `said` is empty where the question was not answered.
        """
        fact = self.facts.get(name)
        return {
            "said": gettext("不清楚") if fact is not None and fact.key in self.check.declined else "",
            "text": self.question(name),
            "key": fact.key if fact is not None and fact.key in self.check.facts else "",
        }

    def parameter(self, name: str) -> dict[str, Any]:
        """Return a missing parameter: its name, its label with the day that a table lacks, and its marks."""
        plain, _, at = name.partition("[")
        figure = next((p for p in self.figures if p["name"] == plain), {"label": plain, "marks": []})
        label = f"{figure['label']} ({day(at.rstrip(']'))})" if at else figure["label"]
        return {"name": plain, "label": label, "marks": figure["marks"]}
