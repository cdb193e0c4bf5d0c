"""The words of what is wrong with a case: for the correction notice, and for a line that is not agreed to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wenjiu.bureau.cases import corrections, drafting, flows
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import review
from wenjiu.bureau.cases.queries.refusals import numbered
from wenjiu.bureau.cases.queries.review import LineView
from wenjiu.rules.explain.plain import says
from wenjiu.web.desk.cases.entry import Item
from wenjiu.web.desk.cases.facts import fact_name

#: Marks what a defect is about: a paper, a fact, a condition, or a line as a whole.
PAPER, FACT, CONDITION, LINE = "paper", "fact", "condition", "line"


def read(case: Case, about: str) -> list[Item]:
    """Return what is to be corrected about a defect that a button names, such as ``3/fact/hire_date``.

    The field of an item is what the applicant's page makes editable: a fact, or ``paper:`` and the id of a paper. A
    condition names each of its facts that the applicant can state.
    """
    number, _slash, rest = about.partition("/")
    kind, _slash, name = rest.partition("/")
    line = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    policy, lang = flows.policy_of(case), flows.lang()
    if kind == PAPER:
        for material in policy.services[case.measure].materials:
            if material.id == name:
                text = _("请补交“%(paper)s”。") % {"paper": material.name(lang)}
                return [Item(line, f"{corrections.PAPER}{name}", text)]
    if kind == FACT and name in policy.accepted_facts(policy.measures[case.measure]):
        text = _("请核对并补正“%(fact)s”。") % {"fact": fact_name(case, name)}
        return [Item(line, name, text)]
    if kind == CONDITION:
        return _condition(case, line, name)
    return [Item(line, "", _("请核对并补正第%(no)s条。") % {"no": line} if line else "")]


def place(about: str) -> str:
    """Return the part of the page that a defect stands in: its paper, its line, or the correction notice."""
    number, _slash, rest = about.partition("/")
    kind, _slash, name = rest.partition("/")
    if kind == PAPER:
        return f"paper-{name}"
    return f"line-{number}" if number.isascii() and number.isdigit() and number != "0" else "correction"


def lacking(case: Case) -> list[Item]:
    """Return what the applicant can still state of every line that is not settled."""
    askable = drafting.askable(flows.policy_of(case), case.measure)
    return [
        item
        for view in review.lines_of(case)
        if view.line.state == "open" and view.verdict == "unknown"
        for name in view.answer.get("missing", ())
        if name in askable
        for item in read(case, f"{view.line.no}/{FACT}/{name}")
    ]


def papers(case: Case) -> list[Item]:
    """Return every paper that has to be handed in and was not."""
    missing = review.missing_uploads(case, review.lines_of(case))
    return [item for paper in missing for item in read(case, f"0/{PAPER}/{paper.proof.material.id}")]


def _condition(case: Case, line: int, id: str) -> list[Item]:
    view = next((v for v in review.lines_of(case) if v.line.no == line), None)
    found = next((c for c in view.answer.get("conditions", ()) if c["id"] == id), None) if view else None
    if view is None or found is None:
        return []
    text = _("这一条件还没有满足或者还看不出来，请补充说明或材料：%(text)s") % {"text": found["text"]}
    stated = [name for name in found["facts"] if view.facts.get(name, {}).get("source", "declared") == "declared"]
    return [Item(line, name, text) for name in stated] or [Item(line, "", text)]


def why(view: LineView) -> str:
    """Return the reason for which the policy does not grant a line, with the clause of each condition."""
    lang = flows.lang()
    parts = []
    for c in view.failed:
        clause = numbered(c["clause"])
        text = says(dict(c), lang)
        parts.append(_("%(text)s（第%(clause)s条）") % {"text": text, "clause": clause} if clause else text)
    return "；".join(dict.fromkeys(parts))
