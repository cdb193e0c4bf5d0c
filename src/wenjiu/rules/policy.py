"""A policy: a ruleset with methods that assess cases, ask questions and display it in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .ask import answers
from .ask.self_check import Check, of_audience
from .case.parsing import parse_case
from .document.versions import Version
from .evaluate.case import Case
from .explain.determinations import Determination, determine
from .explain.guides import guide
from .explain.html import measure_html
from .language.measures import Measure
from .ruleset import Ruleset, by_code
from .together import claims
from .together.claims import Together

__all__ = ["Policy", "PolicyMeasure", "Version", "by_code"]


@dataclass(eq=False)
class Policy(Ruleset):
    """A ruleset with all questions that a caller can ask of it."""

    def __getitem__(self, code: str) -> PolicyMeasure:
        if code not in self.measures:
            raise KeyError(f"{self.name} has no measure {code!r}; it has {', '.join(self.measures)}")
        return PolicyMeasure(self, self.measures[code])

    def assess(self, raw: Any, lang: str = "zh") -> Determination:
        """Return the answer to one case (see `docs/assess.schema.json`). Raise `CaseError` for a wrong case."""
        return self.answer(parse_case(self, raw), lang)

    def together(self, raw: Any, lang: str = "zh") -> Together:
        """Answer several cases of one person or firm with stacking; see `wenjiu.rules.together.claims`."""
        return claims.together(self, raw, lang)

    def answer(self, case: Case, lang: str = "zh") -> Determination:
        """Return the answer to a checked case."""
        return determine(self, case, lang)

    def check(self, audience: str, answers: Mapping[str, Any], lang: str = "zh", on: int | None = None) -> Check:
        """Return the check over all measures of an audience; see `wenjiu.rules.ask.self_check.Check`."""
        return of_audience(self, audience, answers, lang, on)

    def parse_answer(self, key: str, raw: str, lang: str = "zh") -> Any:
        """Return a form's text for a question as a value; see `wenjiu.rules.ask.answers.parse_answer`."""
        return answers.parse_answer(self, key, raw, lang)


@dataclass(frozen=True)
class PolicyMeasure:
    """One measure of one policy, as notebooks and pages use it."""

    policy: Policy
    definition: Measure

    @property
    def code(self) -> str:
        """Return the branch code, such as 5.2."""
        return self.definition.code

    @property
    def clause(self) -> str:
        """Return the clause number, such as 5.2."""
        return self.definition.clause

    @property
    def audience(self) -> str:
        """Return the applicant: person, firm or institution."""
        return self.definition.audience

    def name(self, lang: str = "zh") -> str:
        """Return the measure's name."""
        return self.definition.name(lang)

    def summary(self, lang: str = "zh") -> str:
        """Return one sentence: who gets how much for what."""
        return self.definition.summary(lang, self.policy.fill(self.definition, lang))

    def guide(self, lang: str = "zh") -> dict[str, Any]:
        """Return the content of a guide page, built from the definition; see `wenjiu.rules.explain.guides`."""
        return guide(self.policy, self.definition, lang)

    def assess(
        self,
        facts: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        params_only: bool = False,
        readings: Mapping[str, str] | None = None,
        on: str | None = None,
        lang: str = "zh",
        **named: Any,
    ) -> Determination:
        """Return the answer to one case. Facts have public names, as a mapping or as keywords (yuan, ISO dates)."""
        raw = {
            "measure": self.code,
            "facts": {**(facts or {}), **named},
            "params": params,
            "params_only": params_only,
            "readings": readings,
            "on": on,
        }
        return self.policy.assess(raw, lang)

    def _repr_html_(self) -> str:
        return measure_html(self.guide())
