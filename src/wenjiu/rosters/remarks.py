"""What the stacking rules say about a claim of a roster, with the row of the other claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ..rules.language.facts import Fact
from ..rules.language.text import T, Text
from ..rules.policy import Policy
from ..rules.together.claim import Claim
from ..rules.together.weighing import Finding
from .verdicts import STOPPED, Verdict

#: A finding, and the other claim in words.
Remark = tuple[Finding, Text]


def remarks_of(findings: list[Finding], numbers: Mapping[int, int]) -> dict[int, list[Remark]]:
    """Return the findings by claim (its `id()`), except those that allow both.

    `numbers`: the row of each claim, by `id()`.
    """
    found: dict[int, list[Remark]] = defaultdict(list)
    for finding in findings:
        if finding.level == "allow":
            continue
        for claim, other in (finding.between, finding.between[::-1]):
            here, there = numbers[id(claim)], numbers[id(other)]
            with_ = T(f"第{there}行的 {other.measure} ", f"{other.measure} of row {there}")
            if here == there:
                with_ = T(f"本行的 {other.measure} ", f"{other.measure} of this row")
            found[id(claim)].append((finding, with_))
    return found


def stop(policy: Policy, verdict: Verdict, claim: Claim, remarks: list[Remark]) -> None:
    """Add to a verdict what other claims of the same person change."""
    if claim.counted is not None:
        verdict.remarks.append(_counted(policy, claim))
    for finding, other in remarks:
        rule = finding.rule.text
        if finding.level == "stop" and finding.rule.id in claim.stopped_by:
            verdict.standing, verdict.amount, verdict.payees = STOPPED, None, {}
            verdict.why = T(f"与{other.zh}不能同时领取：{rule.zh}。", f"Not together with {other.en}: {rule.en}.")
        elif finding.level == "warn" and verdict.eligible == "yes":
            about = T(f"需核实（与{other.zh.strip()}）：{rule.zh}。", f"To be checked (with {other.en}): {rule.en}.")
            verdict.remarks.append(about)


def _counted(policy: Policy, claim: Claim) -> Text:
    """Return what the earlier rows of the person use of a limit, by the name of its fact."""
    assert claim.answer is not None
    case = claim.answer.case
    fact = policy.accepted_facts(case.measure)[policy.stacking.limits[claim.measure].used]
    assert isinstance(fact, Fact)
    zh, en = (fact.type.show(fact, case.facts[fact.key], lang) for lang in ("zh", "en"))
    return T(
        f"与同一人前面的行合并，{fact.name.zh}按{zh}计。", f"With the person's earlier rows, {fact.name.en}: {en}."
    )
