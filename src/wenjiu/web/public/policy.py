"""The policy this site serves, and how a page finds its audiences and measures."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404

from wenjiu.policies import load_policy
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.policy import Policy, PolicyMeasure


@dataclass(frozen=True)
class Audience:
    """Who asks: id, name in one language, and the measures meant for them, in the clauses' order."""

    id: str
    name: str
    measures: tuple[PolicyMeasure, ...]


def current_policy() -> Policy:
    """The policy named by the setting ``WENJIU_POLICY``; the library loads it once per process."""
    return load_policy(settings.WENJIU_POLICY)


def audiences(policy: Policy, lang: str) -> list[Audience]:
    """Those who can ask, in the policy's order; one without measures is left out."""
    found = []
    for id, name in policy.audiences.items():
        measures = tuple(policy[code] for code, m in policy.measures.items() if m.audience == id)
        if measures:
            found.append(Audience(id, name(lang), measures))
    return found


def listed_for(policy: Policy, audience_id: str) -> list[Measure]:
    """Measures that an audience should find in its list: those it asks for, and those that concern it besides."""
    return [m for m in policy.measures.values() if audience_id in (m.audience, *m.also)]


def audience_or_404(policy: Policy, audience_id: str, lang: str) -> Audience:
    """The audience with this id; a page not found otherwise."""
    for audience in audiences(policy, lang):
        if audience.id == audience_id:
            return audience
    raise Http404(f"no audience {audience_id!r}")


def measure_or_404(policy: Policy, code: str) -> PolicyMeasure:
    """The measure with this code; a page not found otherwise."""
    if code not in policy.measures:
        raise Http404(f"no measure {code!r}")
    return policy[code]


def document_of(policy: Policy, lang: str) -> dict[str, Any]:
    """Title, number and date of the document, for a template."""
    return {"title": policy.title(lang), "number": policy.document, "issued": policy.issued}
