"""Lists what a search can find in a policy: situations, measures, clauses, help elsewhere, readings, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..rules.language.facts import Fact
from ..rules.language.measures import Either, Measure
from ..rules.language.readings import RECOMMENDED
from ..rules.language.text import LANGUAGES, T, Text, both, joined
from ..rules.policy import Policy

KINDS = ("situation", "measure", "clause", "elsewhere", "question", "reading", "parameter")
NOTHING = Text("", "")
#: The kinds that answer a question; the others say more about an answer.
ANSWERS = ("measure", "clause", "elsewhere")


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One item that a search can find.

    `kind`: one of `KINDS`.
    `key`: its id, unique within the kind.
    `title`: its title.
    `summary`: its summary.
    `body`: further text that is searched.
    `words`: what people call it.
    `measures`: codes of the measures that it belongs to.
    `audiences`: for whom it is; empty where it is for everybody.
    """

    kind: str
    key: str
    title: Text
    summary: Text
    body: Text
    words: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


def entries(policy: Policy, clauses: Iterable[tuple[str, Text, Text]] = ()) -> list[SearchEntry]:
    """Return all entries of a policy. `clauses`: number, title and summary of each clause of the document."""
    found = [_measure(policy, m) for m in policy.measures.values()]
    for situation in policy.situations.statements:
        words = _both(policy.words.situations.get(situation.id))
        found.append(
            SearchEntry(
                "situation", situation.id, situation.text, NOTHING, NOTHING, words, situation.opens, situation.audiences
            )
        )
    for number, title, text in clauses:
        codes = tuple(m.code for m in policy.measures.values() if m.clause == number)
        words = _both(policy.words.clauses.get(number))
        found.append(SearchEntry("clause", number, title, text, NOTHING, words, codes))
    for help in policy.elsewhere.values():
        found.append(SearchEntry("elsewhere", help.id, help.name, help.what, help.by, _both(help.words)))
    found += _questions(policy)
    for id, ambiguity in policy.ambiguities.items():
        chosen = ambiguity.letters[ambiguity.recommended]
        letters = [T(f"{letter}: {text.zh}", f"{letter}: {text.en}") for letter, text in ambiguity.letters.items()]
        body = joined(T(" ", " "), letters)
        found.append(SearchEntry("reading", id, ambiguity.words, chosen, body, measures=tuple(ambiguity.computable)))
    for name, param in policy.book.params.items():
        codes = tuple(m.code for m in policy.measures.values() if param in policy.params_of(m.code))
        found.append(SearchEntry("parameter", name, param.label, NOTHING, Text(name, name), measures=codes))
    return found


def worded(policy: Policy, entry: SearchEntry, lang: str) -> tuple[str, str]:
    """Return title and summary of an entry with the figures of the day for which answers are given."""
    if entry.kind not in ("measure", "question"):
        return entry.title(lang), entry.summary(lang)
    measure = policy.measures[entry.measures[0]]
    fill = policy.fill(measure, lang)
    if entry.kind == "measure":
        return measure.name(lang), measure.summary(lang, fill)
    fact = next(f for f in measure.vocabulary.names.values() if isinstance(f, Fact) and f.key == entry.key)
    return fact.question(lang, fill), fact.why(lang, fill)


def _both(words: Mapping[str, tuple[str, ...]] | None) -> tuple[str, ...]:
    return () if words is None else tuple(word for lang in LANGUAGES for word in words[lang])


def _measure(policy: Policy, measure: Measure) -> SearchEntry:
    served = policy.services.get(measure.code)

    def body(lang: str) -> str:
        fill = policy.fill(measure, lang)
        said = [measure.standard(lang, fill), measure.subject(lang, fill), measure.once(lang, fill)]
        said += [p(lang) for p in measure.payees.values()]
        said += [c.text(lang, fill) for c in measure.requirements() if c.under is None or c.under.letter == RECOMMENDED]
        said += [r.name(lang, fill) for c in measure.conditions if isinstance(c, Either) for r in c.routes]
        if served is not None:
            said += [q(lang, fill) for q, _ in served.faq] + [m.name(lang) for m in served.materials]
        return "\n".join(said)

    summary = both(lambda lang: measure.summary(lang, policy.fill(measure, lang)))
    words = _both(None if served is None else served.words)
    audiences = (measure.audience, *measure.also)
    return SearchEntry("measure", measure.code, measure.name, summary, both(body), words, (measure.code,), audiences)


def _questions(policy: Policy) -> list[SearchEntry]:
    """Return each question once, under the first measure that asks it."""
    found: dict[str, tuple[Fact, list[str]]] = {}
    for measure in policy.measures.values():
        used = set(policy.program(measure.code).facts)
        for fact in measure.vocabulary.names.values():
            if isinstance(fact, Fact) and fact in used:
                found.setdefault(fact.key, (fact, []))[1].append(measure.code)
    made = []
    for key, (fact, codes) in found.items():
        measure = policy.measures[codes[0]]
        fills = {lang: policy.fill(measure, lang) for lang in LANGUAGES}
        title, why = (Text(*(text(lang, fills[lang]) for lang in LANGUAGES)) for text in (fact.question, fact.why))
        made.append(SearchEntry("question", key, title, why, fact.name, measures=tuple(codes)))
    return made
