"""The papers of a filing for the page: what is looked up, what a promise replaces, what is uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wenjiu.bureau.cases import drafting, flows
from wenjiu.bureau.cases.actions import evidence as actions
from wenjiu.bureau.cases.assessing import DECLARED, REGISTER
from wenjiu.bureau.cases.models import Evidence, Filing
from wenjiu.bureau.cases.queries.evidence import evidence_of
from wenjiu.bureau.files.errors import RefusedFile
from wenjiu.rules.case.filing import Proof, proofs
from wenjiu.rules.document.services import ORIGINS
from wenjiu.rules.language.facts import Fact
from wenjiu.web.workspace.facts import FilingForm

FILE, PROMISE = "file-", "promise-"
#: How a paper stands: looked up, this form itself, promised, given, or still to come.
FOUND, FORM, PROMISED, GIVEN, WAITS, OPTIONAL = "found", "form", "promised", "given", "waits", "optional"

#: Origins of papers that offices look up by themselves.
LOOKED_UP = ("shared", "on_file")


def papers(form: FilingForm) -> list[dict[str, Any]]:
    """Return the papers by measure, each with how it stands."""
    given: dict[tuple[str, str], list[Evidence]] = {}
    for row in evidence_of(form.filing):
        given.setdefault((row.measure, row.material), []).append(row)
    found = []
    for code in form.codes:
        rows = [
            _paper(form, code, proof, given.get((code, proof.material.id), [])) for proof in proofs(form.policy, code)
        ]
        own = [row for row in rows if row["state"] in (WAITS, GIVEN, PROMISED) or row["promise"]]
        found.append(
            {
                "code": code,
                "name": form.policy.measures[code].name(form.lang),
                "rows": rows,
                "own": own,
                "others": [row for row in rows if row not in own],
            }
        )
    return found


def _paper(form: FilingForm, code: str, proof: Proof, given: list[Evidence]) -> dict[str, Any]:
    material, fill = proof.material, form.policy.fill(form.policy.measures[code], form.lang)
    key = f"{code}/{material.id}"
    promised = form.filing.draft.get("promises", {}).get(key, "")
    state = _state(form, code, proof, bool(given), bool(promised))
    return {
        "key": key,
        "code": code,
        "name": material.name(form.lang, fill),
        "when": material.when(form.lang, fill) if material.when else "",
        "origin": ORIGINS[proof.origin](form.lang),
        "register": material.register(form.lang) if material.register else "",
        "state": state,
        "known": _known(form, code, proof) if state == WAITS else [],
        "promise": promise_text(form, material.name(form.lang, fill)) if "promise" in material.origins else "",
        "promised": bool(promised),
        "upload": "upload" in material.origins,
        "files": [row for row in given if row.file is not None],
    }


def _state(form: FilingForm, code: str, proof: Proof, given: bool, promised: bool) -> str:
    if given:
        return GIVEN
    if promised:
        return PROMISED
    material = proof.material
    if proof.is_the_filing:
        return FORM
    if proof.origin in LOOKED_UP:
        return _looked_up(form, code, proof)
    return OPTIONAL if material.when is not None else WAITS


def _looked_up(form: FilingForm, code: str, proof: Proof) -> str:
    """Return how a paper stands that offices look up: it has to be handed in where a line rests on what the filer says."""
    sources = form.sources[code]
    stated = any(DECLARED in sources.get(name, ()) for name in proof.proves)
    if stated and "upload" in proof.material.origins:
        return WAITS
    known = form.known_names(code)
    found = bool(proof.proves) and all(name in known or sources.get(name) == {REGISTER} for name in proof.proves)
    return FOUND if found and not stated else OPTIONAL


def _known(form: FilingForm, code: str, proof: Proof) -> list[str]:
    """Return the facts that a paper proves, by name, where all of them are known without it: it is asked for all the same."""
    accepted, known = form.policy.accepted_facts(form.policy.measures[code]), form.known_names(code)
    fill = form.policy.fill(form.policy.measures[code], form.lang)
    facts = [fact for name in proof.proves if isinstance(fact := accepted[name], Fact)]
    return [fact.name(form.lang, fill) for fact in facts] if known.issuperset(proof.proves) else []


def promise_text(form: FilingForm, material: str) -> str:
    """Return the words of a promise that stands in for a paper."""
    return _(
        "%(who)s承诺：“%(material)s”所证明的情况属实，愿意接受核查；不属实的，退回已领的补贴，并承担相应的法律责任。"
    ) % {"who": form.filing.filer.name, "material": material}


def promises_of(form: FilingForm, posted: Mapping[str, Any]) -> dict[str, str]:
    """Return material -> the promise that was ticked for it."""
    found = {}
    for code in form.codes:
        fill = form.policy.fill(form.policy.measures[code], form.lang)
        for proof in proofs(form.policy, code):
            key = f"{code}/{proof.material.id}"
            if "promise" in proof.material.origins and f"{PROMISE}{key}" in posted:
                found[key] = promise_text(form, proof.material.name(form.lang, fill))
    return found


def _name(filing_id: int, code: str, material: str) -> str:
    """Return the name of a material with a colon, to begin a message with; empty where there is no such material."""
    policy, lang = drafting.policy_of(Filing.objects.get(pk=filing_id)), flows.lang()
    service = policy.services.get(code)
    found = [m for m in service.materials if m.id == material] if service is not None else []
    return _("%(name)s：") % {"name": found[0].name(lang, policy.fill(policy.measures[code], lang))} if found else ""


def take_files(request: HttpRequest, filing_id: int) -> list[str]:
    """Store the files that a form posted, and return what is wrong with those that were refused."""
    problems = []
    for field, files in request.FILES.lists():
        code, slash, material = field.removeprefix(FILE).partition("/")
        if not field.startswith(FILE) or not slash:
            continue
        for file in files:
            try:
                actions.add_evidence(
                    actor=request.user, filing_id=filing_id, measure=code, material=material, name=file.name or "",
                    data=file.read(),
                )  # fmt: skip
            except RefusedFile as error:
                problems.append(f"{_name(filing_id, code, material)}{error.problem}{error.remedy}")
    return problems
