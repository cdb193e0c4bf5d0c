"""Answers several cases of one person or firm together: each answer, the stacking findings, the payable total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...standards import civil, codes, money
from ...standards.columns import pad, wrap
from ..case.exchange import json_line
from ..case.parsing import check_fields, parse_case
from ..document.stacking import ONCE
from ..explain.determinations import determine
from ..explain.plain import VERDICTS
from ..language.problems import CaseError, field_named, shown
from ..language.text import T, printable
from ..language.values import LONGEST_CODE, parse_amount, parse_date
from ..ruleset import Ruleset
from .claim import Claim
from .days import Days, days_of, first_day
from .weighing import Finding, stop_id, weigh

LEVEL_WORDS = {
    "stop": T("不能同时领取", "not together"),
    "warn": T("需核实", "to be checked"),
    "allow": T("可以同时领取", "may be had together"),
}
BY_ITSELF = T("单独申请可得", "alone it would be")
FIELDS = ("cases", "past_awards", "readings", "params", "params_only", "on")
#: The fields of a past award other than labels, key and period.
AWARD = ("id", "measure", "amount")
#: The further fields that both a case and a past award accept.
BESIDE = ("same", "key", "period")


@dataclass(frozen=True)
class Together:
    """The result of several cases: the object that the command line and other systems read."""

    policy: Ruleset
    claims: list[Claim]
    findings: list[Finding]
    errors: dict[int, CaseError]
    lang: str

    @property
    def data(self) -> dict[str, Any]:
        """Return `{policy, cases, findings, stopped, payable}`; see `docs/together.schema.json`."""
        cases: dict[int, dict[str, Any]] = {
            k: {"line": k + 1, "error": error.as_dict(self.lang)} for k, error in self.errors.items()
        }
        own = [c for c in self.claims if c.answer is not None]
        free = (k for k in range(len(own) + len(self.errors)) if k not in self.errors)
        cases |= {k: self._case(c) for k, c in zip(free, own, strict=True)}
        return {
            "policy": self.policy.name,
            "cases": [cases[k] for k in sorted(cases)],
            "findings": [self._finding(f) for f in self.findings],
            "stopped": [c.id for c in own if c.stopped_by or c.exhausted],
            "payable": self.payable,
        }

    @property
    def payable(self) -> str | None:
        """Return yuan over the cases that are available and not stopped; None where one of them has no amount yet."""
        amounts = [c.answer.amount for c in self.claims if c.answer and not c.stopped_by and c.answer.eligible == "yes"]
        paying = [a for a in amounts if a is not None]
        unpaid = [
            c for c in self.claims
            if c.answer and not c.stopped_by and c.answer.eligible == "yes" and c.answer.amount is None and c.answer["payees"]
        ]  # fmt: skip
        return None if unpaid else money.yuan(sum(money.fen(a) for a in paying))

    def _case(self, claim: Claim) -> dict[str, Any]:
        """Return an answer with the effect of the other cases: the rules that stop a case refuse it."""
        assert claim.answer is not None and claim.alone is not None
        answer, alone = claim.answer.data, claim.alone.data
        by_itself = {"alone": {name: alone[name] for name in ("eligible", "amount", "payees")}}
        if not claim.stopped_by:
            if claim.counted is None:
                return {**answer, "alone": None}
            return {**answer, "notes": [*answer["notes"], claim.counted(self.lang)], **by_itself}
        texts = {f.rule.id: f.rule.text(self.lang) for f in self.findings}
        stops = [
            {
                "id": stop_id(claim, id),
                "clause": claim.answer.case.measure.clause if id == ONCE.id else id.rpartition(".")[0],
                "result": "failed",
                "text": texts[id],
                "facts": {},
                "parameters": {},
            }
            for id in dict.fromkeys(claim.stopped_by)
        ]
        return {
            **answer,
            "eligible": "no",
            "amount": "0.00",
            "amount_range": ["0.00", "0.00"],
            "payees": [],
            "titles": [],
            "conditions": [*stops, *answer["conditions"]],
            "fails": [s["id"] for s in stops],
            "missing": [],
            "missing_parameters": [],
            **by_itself,
        }

    def _finding(self, f: Finding) -> dict[str, Any]:
        return {
            "rule": f.rule.id,
            "level": f.level,
            "certain": f.certain,
            "between": [c.id for c in f.between],
            "text": f.rule.text(self.lang),
        }

    def json(self) -> str:
        """Return the object as one line of JSON."""
        return json_line(self.data)

    def text(self, columns: int = 80) -> str:
        """Return the text for a terminal: a line per case, a line per finding, the total."""
        data = self.data
        lines = []
        for k, case in enumerate(data["cases"]):
            if "error" in case:
                about = case["error"]
                lines += wrap(f"[{k + 1}] {about['field']}: {about['message']}. {about['fix']}", columns=columns)
                continue
            name = self.policy.measures[case["measure"]].name(self.lang)
            amount = _yuan(case["amount"], self.lang) if case["amount"] else "—"
            id = printable(str(case["id"] if case["id"] is not None else k + 1))
            head = f"[{id}] {case['measure']} {name}"
            verdict = VERDICTS[case["eligible"]](self.lang)
            lines += wrap(f"{pad(head, 48)}  {verdict}  {amount}", indent="    ", columns=columns)
            if case["alone"] and case["alone"]["amount"]:
                alone = _yuan(case["alone"]["amount"], self.lang)
                lines += wrap(f"    {BY_ITSELF(self.lang)} {alone}", columns=columns)
        for f in data["findings"]:
            pair = " + ".join(printable(str(x)) for x in f["between"])
            doubt = "" if f["certain"] else T("（不能确定）", " (not certain)")(self.lang)
            word = LEVEL_WORDS[f["level"]](self.lang)
            lines += wrap(f"  {f['rule']}  {word}{doubt}  {pair}: {f['text']}", indent="      ", columns=columns)
        total = "—" if data["payable"] is None else money.grouped(money.fen(data["payable"]))
        lines.append(T(f"合计可领 {total} 元", f"payable together: {total} yuan")(self.lang))
        return "\n".join(lines)


def _yuan(amount: str, lang: str) -> str:
    yuan = money.grouped(money.fen(amount))
    return T(f"{yuan}元", f"{yuan} yuan")(lang)


def together(policy: Ruleset, raw: Any, lang: str = "zh") -> Together:
    """Answer a file of cases of one person or firm: `{cases: [...], past_awards: [...]}`, or a list of cases.

    A case accepts these further fields:
    - `period: {from, to}`: the days it pays for.
    - `same: {person, employer, year, course, ...}`: labels.
    - `key`: an opaque name of the other party; two cases of one measure with one key are one claim.

    Settings of the file (params, params_only, readings, on) apply to every case without settings of its own.
    Raise `CaseError` where the file as a whole is wrong. A malformed case becomes an error next to the other answers.
    """
    file = raw if isinstance(raw, Mapping) else {"cases": raw}
    unknown = [str(name) for name in file if name not in FIELDS]
    cases = file.get("cases")
    if unknown or not isinstance(cases, list) or not cases:
        raise CaseError(
            field_named(unknown[0]) if unknown else "cases",
            T("不认识的字段", "an unknown field") if unknown else T("没有写明案件", "there are no cases"),
            T("写成 {cases: [...], past_awards: [...]}", "write {cases: [...], past_awards: [...]}"),
        )
    if file.get("params") is not None and not isinstance(file["params"], Mapping):
        raise CaseError("params", T("不是一个对象", "not an object"), T("写成 {名称: 值}", "write {name: value}"))
    letters, paid = file.get("readings"), file.get("past_awards")
    letters, paid = {} if letters is None else letters, [] if paid is None else paid
    if not isinstance(paid, list):
        raise CaseError(
            "past_awards",
            T("不是一个列表", "not a list"),
            T("写成 [{id, measure, amount}]", "write [{id, measure, amount}]"),
        )
    claims = [_award(policy, award, k) for k, award in enumerate(paid)]
    _refuse_idle(policy, cases, letters)
    errors: dict[int, CaseError] = {}
    for k, case in enumerate(cases):
        try:
            claims.append(_claim(policy, case, file, letters, lang))
        except CaseError as error:
            errors[k] = error
    findings = weigh(policy, claims, letters)
    return Together(policy, claims, findings, errors, lang)


def _refuse_idle(policy: Ruleset, cases: list[Any], letters: Any) -> None:
    """Refuse a reading of the file that neither a case nor a stacking rule uses."""
    if not isinstance(letters, Mapping):
        raise CaseError("readings", T("不是一个对象", "not an object"), T("写成 {编号: 字母}", "write {id: letter}"))
    codes = (c.get("measure", c.get("clause")) for c in cases if isinstance(c, Mapping))
    used = {code for code in codes if isinstance(code, str) and code in policy.measures}
    computed = {id for code in used for id in policy.computable_letters(policy.measures[code])}
    for id, letter in letters.items():
        if id not in computed | policy.stacking.readings:
            raise CaseError(
                f"readings.{shown(id)}",
                T("这些案件不涉及这个口径", "none of these cases consults this reading"),
                T("去掉，或核对编号", "leave it out, or check the id"),
            )
        known = policy.ambiguities[id].letters
        if not isinstance(letter, str) or letter not in known:
            raise CaseError(
                f"readings.{shown(id)}",
                T(f"口径 {id} 没有读法“{shown(letter)}”", f"reading {id} has no letter '{shown(letter)}'"),
                T(f"可用的有：{', '.join(known)}", f"one of: {', '.join(known)}"),
            )


def _claim(policy: Ruleset, raw: Any, file: Mapping[str, Any], letters: Mapping[str, str], lang: str) -> Claim:
    own = dict(raw) if isinstance(raw, Mapping) else raw
    labels, key, period = _take_own(own)
    if isinstance(own, dict):
        code = own.get("measure", own.get("clause"))
        measure = policy.measures.get(code) if isinstance(code, str) else None
        able = policy.computable_letters(measure) if measure is not None else {}
        shared = {id: letter for id, letter in letters.items() if id in able}
        for name in ("params", "readings"):
            general = shared if name == "readings" else file.get(name)
            if isinstance(general, Mapping) and isinstance(own.get(name, {}), Mapping):
                own[name] = {**general, **(own.get(name) or {})}
        for name in ("params_only", "on"):
            if name in file:
                own.setdefault(name, file[name])
    case = parse_case(policy, own)
    answer = determine(policy, case, lang)
    return Claim(
        case.id,
        case.measure.code,
        answer,
        labels,
        period if period is not None else days_of(policy, answer),
        answer.amount,
        key,
        first_day(policy, answer),
        period is not None,
        answer,
    )


def _award(policy: Ruleset, raw: Any, k: int) -> Claim:
    """Return a past award: id, measure, amount, and its known days and labels."""
    at = f"past_awards[{k}]"
    code = raw.get("measure") if isinstance(raw, Mapping) else None
    if not isinstance(code, str) or code not in policy.measures:
        raise CaseError(
            f"{at}.measure",
            T("没有写明领过哪项措施", "it does not say which measure was paid"),
            T("写成 {id, measure, amount}", "write {id, measure, amount}"),
        )
    own = dict(raw)
    labels, key, period = _take_own(own, at)
    try:
        check_fields(own, AWARD)
    except CaseError as error:
        raise CaseError(f"{at}.{error.field}", error.message, error.fix) from error
    amount = None if own.get("amount") is None else money.yuan(parse_amount(f"{at}.amount", own["amount"]))
    return Claim(
        own.get("id", f"past-{k + 1}"),
        own["measure"],
        None,
        labels,
        period,
        amount,
        key,
        stated_days=period is not None,
    )


def _take_own(own: Any, at: str = "") -> tuple[dict[str, str], str | None, Days | None]:
    """Take labels, key and period out of a case."""
    if not isinstance(own, dict):
        return {}, None, None
    place = f"{at}." if at else ""
    labels, period = own.pop("same", None), own.pop("period", None)
    key = _key(f"{place}key", own.pop("key", None))
    labels = {} if labels is None else labels
    if not isinstance(labels, Mapping) or any(len(str(v)) > LONGEST_CODE for v in labels.values()):
        raise CaseError(
            f"{place}same",
            T("不是一个对象", "not an object of labels"),
            T("写成 {person: 代号}", "write {person: label}"),
        )
    labels = {str(k): codes.normal(str(v)) for k, v in labels.items() if v is not None}
    if period is None:
        return labels, key, None
    if not isinstance(period, Mapping) or set(period) != {"from", "to"}:
        raise CaseError(
            f"{place}period",
            T("不是起止日期", "no first and last day"),
            T("写成 {from: 日期, to: 日期}", "write {from: date, to: date}"),
        )
    first, last = (parse_date(f"{place}period.{word}", period[word]) for word in ("from", "to"))
    if last < first:
        raise CaseError(
            f"{place}period.to",
            T(f"{civil.iso(last)} 早于 {civil.iso(first)}", f"{civil.iso(last)} is before {civil.iso(first)}"),
            T("核对两个日期", "check the two dates"),
        )
    return labels, key, Days(first, last)


def _key(field: str, key: Any) -> str | None:
    """Return the name of the other party; None where none is given."""
    if key is None:
        return None
    text = codes.normal(str(key)) if isinstance(key, str | int) and not isinstance(key, bool) else ""
    if not 0 < len(text) <= LONGEST_CODE:
        raise CaseError(
            field,
            T(f"值“{shown(key)}”不对", f"the value '{shown(key)}' is not usable here"),
            T(f"写一个代号（最多{LONGEST_CODE}字）", f"write a name (at most {LONGEST_CODE} characters)"),
        )
    return text
