"""Build JSON Schemas of the API's requests from a policy. Every request that the rules accept is valid.

A schema cannot express every rule. Two dates in the wrong order, a 30 February and a blank code are valid, but get 422.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wenjiu.rules.ask.several import MOST_IN_ALL, kinds_of
from wenjiu.rules.ask.visits import facts_of
from wenjiu.rules.case.parsing import DESCRIPTIVE, FIELDS, OWN
from wenjiu.rules.language.facts import Fact, Relation
from wenjiu.rules.language.measures import Measure
from wenjiu.rules.language.readings import RECOMMENDED
from wenjiu.rules.language.schemas import DATE, NULL, Schema, nullable, yuan_schema
from wenjiu.rules.language.values import LONGEST_CODE
from wenjiu.rules.policy import Policy
from wenjiu.rules.together.claims import AWARD, BESIDE


def case(policy: Policy, lang: str, most_cases: int) -> dict[str, Schema]:
    """Return the schemas ``case``, ``cases``, ``params`` and one ``case_<code>`` for each measure."""
    named = {f"case_{code}": _case(policy, m, lang) for code, m in policy.measures.items()}
    return {
        "case": {
            "title": "A case",
            "type": "object",
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in named],
            "discriminator": {
                "propertyName": "measure",
                "mapping": {code: f"#/components/schemas/case_{code}" for code in policy.measures},
            },
        },
        "cases": {
            "title": "Cases",
            "type": "array",
            "minItems": 1,
            "maxItems": most_cases,
            "items": {
                "anyOf": [
                    {"$ref": "#/components/schemas/case"},
                    {"description": "Anything else is refused in its own line of the answer."},
                ]
            },
        },
        "params": {
            "title": "Parameters that replace the deployment's, each as a whole; null is missing",
            "type": "object",
            "properties": {
                p.name: {**nullable(p.type.schema(p)), "title": p.label(lang)} for p in policy.book.params.values()
            },
            "additionalProperties": False,
        },
        **named,
    }


def together(policy: Policy, most_cases: int) -> Schema:
    """Cases of one person or firm, as `wenjiu assess --together` takes them: an object, or the list of its cases."""
    about = _about()
    cases = {
        "type": "array",
        "minItems": 1,
        "maxItems": most_cases,
        "items": {
            "anyOf": [
                {"type": "object", "properties": about, "$ref": "#/components/schemas/case"},
                {"description": "Anything else is refused in its own line of the answer."},
            ]
        },
    }
    award = _award(policy, about)
    return {
        "title": "Cases of one person or firm; with past awards at most as many as cases in a batch",
        "description": "params, params_only, readings and on hold for each case that does not say otherwise.",
        "oneOf": [
            {
                "type": "object",
                "required": ["cases"],
                "properties": {
                    "cases": cases,
                    "past_awards": {"type": ["array", "null"], "maxItems": most_cases, "items": award},
                    "readings": {
                        "title": "Readings for stacking and for the cases that consult them: id to letter",
                        "type": ["object", "null"],
                        "propertyNames": {"enum": list(policy.ambiguities)},
                    },
                    "params": {
                        "title": "As in a case; what is wrong is told in the line of each case",
                        "type": ["object", "null"],
                    },
                    "params_only": {"title": "As in a case; what is wrong is told in the line of each case"},
                    "on": {"title": "As in a case; what is wrong is told in the line of each case"},
                },
                "additionalProperties": False,
            },
            cases,
        ],
    }


def _about() -> dict[str, Schema]:
    """What a case among several, or a past award, says besides: whose it is, its key, the days that it pays for."""
    labels = {
        "title": "Whose: label to code; labels that both sides give must agree for a rule to apply",
        "description": f"Such as person, employer, year, course; codes of at most {LONGEST_CODE} characters.",
        "type": ["object", "null"],
    }
    period = {
        "title": "First and last day that it pays for",
        "type": ["object", "null"],
        "required": ["from", "to"],
        "properties": {"from": DATE, "to": DATE},
        "additionalProperties": False,
    }
    key = {
        "title": "The other party (person hired, edition, project): two cases of one measure with one key are one claim",
        "anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}, NULL],
    }
    return {"same": labels, "key": key, "period": period}


def _award(policy: Policy, about: dict[str, Schema]) -> Schema:
    return {
        "title": "A subsidy paid before; it is never taken back",
        "type": "object",
        "required": ["measure"],
        "properties": {
            "id": {"title": "The award's own id, of any type"},
            "measure": {"enum": list(policy.measures)},
            "amount": nullable(yuan_schema()),
            **about,
        },
        "propertyNames": _names((*AWARD, *BESIDE)),
    }


#: What is looked for.
QUERY: Schema = {
    "title": "What is looked for",
    "type": "object",
    "required": ["q"],
    "properties": {
        "q": {"title": "Words, pinyin, initials or English; the first 120 characters count", "type": "string"}
    },
    "additionalProperties": False,
}


def answers(policy: Policy, lang: str) -> dict[str, Schema]:
    """Return the schema ``answers`` and one ``answers_<audience>`` for each audience."""
    named = {f"answers_{id}": _answers(policy, id, lang) for id in policy.audiences}
    return {
        "answers": {
            "title": "Who asks, and the answers so far",
            "type": "object",
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in named],
            "discriminator": {
                "propertyName": "audience",
                "mapping": {id: f"#/components/schemas/answers_{id}" for id in policy.audiences},
            },
        },
        **named,
    }


def stated(policy: Policy, lang: str) -> Schema:
    """Return the schema of what a visitor states: situations, answers, and what the visitor does not have."""
    situations = [s.id for s in policy.situations.statements]
    facts = facts_of(policy)
    return {
        "title": "What a visitor states",
        "description": "At least one statement, side or measure is in ticked, unsure or about.",
        "type": "object",
        "properties": {
            "ticked": {"title": "Statements that hold", **_some_of(situations)},
            "not_so": {"title": "Statements that do not hold; none of ticked", **_some_of(situations)},
            "unsure": {
                "title": "Sides of which the visitor is not sure; their statements are asked",
                **_some_of(policy.situations.sides),
            },
            "answers": _answered(policy, facts, lang),
            "without": {
                "title": "Questions whose thing the visitor does not have, such as a day that has not come; none of answers",
                **_some_of(facts),
            },
            "about": {"title": "Further measures to ask about", **_some_of(policy.measures)},
            "cases": _further_cases(policy, facts, lang),
            "on": {**nullable(DATE), "title": "The day of the check; today where absent"},
        },
        "additionalProperties": False,
    }


def _further_cases(policy: Policy, facts: Mapping[str, Fact], lang: str) -> Schema:
    """Return the schema of the cases of a kind after the first one. Only some kinds go with the statements in ticked."""
    kinds = kinds_of(policy, policy.situations.statements)
    return {
        "title": "Further cases of a kind, such as a second prize; the first one is in answers",
        "type": "array",
        "maxItems": MOST_IN_ALL if kinds else 0,
        "items": {
            "oneOf": [
                {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                        "kind": {"const": id},
                        "answers": _answered(policy, {k: facts[k] for k in facts if k in kind.facts}, lang),
                        "without": _some_of(k for k in facts if k in kind.facts),
                    },
                    "additionalProperties": False,
                }
                for id, kind in kinds.items()
            ]
        }
        if kinds
        else True,
    }


def _some_of(names: Iterable[str]) -> Schema:
    options = list(names)
    if not options:
        return {"type": "array", "maxItems": 0}
    return {"type": "array", "uniqueItems": True, "items": {"enum": options}}


def _case(policy: Policy, measure: Measure, lang: str) -> Schema:
    fill = policy.fill(measure, lang)
    facts = {}
    for name, fact in policy.accepted_facts(measure).items():
        about = {}
        if isinstance(fact, Fact):
            about = {"title": fact.name(lang, fill), "description": fact.question(lang, fill)}
        facts[name] = {**nullable(fact_value(fact)), **about}
    letters = policy.computable_letters(measure)
    return {
        "title": f"{measure.code} {measure.name(lang)}",
        "type": "object",
        "required": ["measure", "facts"],
        "propertyNames": _names((*FIELDS, *BESIDE)),
        "properties": {
            "id": {"title": "The case's own id, of any type; it comes back with the answer"},
            "measure": {"const": measure.code},
            "facts": {
                "title": "Facts; absent or null is unknown",
                "type": "object",
                "properties": facts,
                "additionalProperties": False,
            },
            "params": nullable({"$ref": "#/components/schemas/params"}),
            "params_only": {
                "title": "Use these parameters only, and the figures that the document states",
                "type": "boolean",
                "default": False,
            },
            "readings": {
                "title": "Readings other than the recommended ones: id to letter",
                "type": ["object", "null"],
                "properties": {id: {"enum": sorted(letters.get(id, {RECOMMENDED}))} for id in policy.reading_ids},
                "additionalProperties": False,
            },
            "on": {**nullable(DATE), "title": "The day that chooses among dated parameters and versions"},
        },
    }


def _names(fields: tuple[str, ...]) -> Schema:
    """Return a schema of the names that a case or an award may have; a single case may not have all of them."""
    return {"anyOf": [{"enum": [*fields, *DESCRIPTIVE]}, {"pattern": f"^{OWN}"}]}


def _answers(policy: Policy, audience: str, lang: str) -> Schema:
    known = policy.check(audience, {}, lang).facts
    return {
        "title": policy.audiences[audience](lang),
        "type": "object",
        "required": ["audience"],
        "properties": {
            "audience": {"const": audience},
            "answers": _answered(policy, known, lang),
            "on": {**nullable(DATE), "title": "The day of the check; today where absent"},
        },
        "additionalProperties": False,
    }


def _answered(policy: Policy, facts: Mapping[str, Fact], lang: str) -> Schema:
    """Return the schema of the answers so far to some questions, by fact key."""
    return {
        "title": "Question to answer; null is not known",
        "type": "object",
        "properties": {
            key: {**nullable(fact_value(fact)), "title": fact.name(lang, policy.fill(_asks(policy, key), lang))}
            for key, fact in facts.items()
        },
        "additionalProperties": False,
    }


def _asks(policy: Policy, key: str) -> Measure:
    return next(m for m in policy.measures.values() if key in {f.key for f in m.vocabulary.names.values()})


def fact_value(fact: Fact | Relation) -> Schema:
    """Return the schema of the values that a fact can have."""
    if isinstance(fact, Relation):
        row = {
            "type": "object",
            "properties": {name: nullable(fact_value(f)) for name, f in fact.facts.items()},
            "additionalProperties": False,
        }
        return {"type": "array", "items": nullable(row)}
    return fact.type.schema(fact)
