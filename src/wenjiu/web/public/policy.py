"""Find the policy that this site serves, and its audiences and measures for a page."""

from typing import Any

from django.conf import settings
from django.http import Http404

from wenjiu.policies import load_policy
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.policy import Policy, PolicyMeasure


def current_policy() -> Policy:
    """Return the policy that the setting ``WENJIU_POLICY`` names. The library loads it once per process."""
    return load_policy(settings.WENJIU_POLICY)


def listed_for(policy: Policy, audience_id: str) -> list[Measure]:
    """Return the measures in an audience's list: those that it answers questions about, and others that concern it."""
    return [m for m in policy.measures.values() if audience_id in (m.audience, *m.also)]


def measure_or_404(policy: Policy, code: str) -> PolicyMeasure:
    """Return the measure with this code; raise 404 if there is none."""
    if code not in policy.measures:
        raise Http404(f"no measure {code!r}")
    return policy[code]


def document_of(policy: Policy, lang: str) -> dict[str, Any]:
    """Return title, number and date of the document, for a template."""
    return {"title": policy.title(lang), "number": policy.document, "issued": policy.issued}
