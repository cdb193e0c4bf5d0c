"""View of one clause, at a permanent address to cite: its text, its readings, and what is coded from it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wenjiu.rules.language.parameters import Param
from wenjiu.rules.language.wording import condition_id
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.formats import policy_language
from wenjiu.web.public.boundaries import limits
from wenjiu.web.public.district import basis_of
from wenjiu.web.public.document import shown_document
from wenjiu.web.public.policy import current_policy, document_of
from wenjiu.web.public.services import published_of
from wenjiu.web.public.shown import guide_of


@require_safe
def clause(request: HttpRequest, id: str) -> HttpResponse:
    """Show one clause. Its text is the official one where it is loaded, and our paraphrase where it is not."""
    policy, lang = current_policy(), policy_language()
    found = shown_document(policy, lang, only=id)
    ids = [c["clause"] for c in found.clauses]
    if id not in ids:
        raise Http404(f"no clause {id!r}")
    at = ids.index(id)
    context = {
        "policy": document_of(policy, lang) | {"rules": policy.rules_version},
        "loaded": found.report is not None,
        "c": found.clauses[at],
        "panels": [panel(policy, m["code"], lang) for m in found.clauses[at]["measures"]],
        "before": found.clauses[at - 1] if at else None,
        "after": found.clauses[at + 1] if at + 1 < len(ids) else None,
        "on_page": {r["id"] for of in found.clauses[at]["readings"].values() for r in of},
        "parameters": parameters_of(policy, id, lang),
        "published": published_of(policy, id),
        "basis": basis_of(policy),
        "address": request.build_absolute_uri(request.path),
        "today": civil.date(civil.today()),
    }
    return render(request, "web/clause.html", context)


def panel(policy: Policy, code: str, lang: str) -> dict[str, Any]:
    """Return the parts of a measure: conditions, figures, its own readings and the general ones, tested limits."""
    guide, measure = guide_of(policy[code], lang), policy.measures[code]
    fill = policy.fill(measure, lang)
    general = {r.id for r in policy.general_readings}
    return guide | {
        "own_readings": [r for r in guide["readings"] if r["id"] not in general],
        "general_readings": [r for r in guide["readings"] if r["id"] in general],
        "validations": [{"id": condition_id(measure, v.id), "text": v.text(lang, fill)} for v in measure.validations],
        "titles": [title(lang, fill) for title in measure.titles],
        "limits": limits(policy, code, lang),
    }


def parameters_of(policy: Policy, clause: str, lang: str) -> list[dict[str, str]]:
    """Return the parameters that the document states in a clause, and those that its measures use."""
    measures = [m for m in policy.measures.values() if m.clause == clause]
    used = {node.name for m in measures for node in m.nodes() if isinstance(node, Param)}
    return [
        {"name": p.name, "label": p.label(lang)}
        for p in policy.book.params.values()
        if p.name in used or (p.stated and p.clause == clause)
    ]
