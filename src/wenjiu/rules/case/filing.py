"""What a filing asks for, derived from the measure, its claim, its registers and its service data.

A form asks what only the applicant can say. The case itself gives dates, past awards give what was paid, officials rule
where a reading leaves it to them, and registers give what they know. `known` names the facts that registers gave for the
subject; what they did not give is asked, whoever its supplier is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..document.claims import FILER, FIRST_MONTH
from ..document.registers import Table
from ..document.services import ORIGINS, Material
from ..language.facts import CountWhere, Fact, Relation, SumWhere
from ..language.sources import AWARD, CLOCK, OFFICIAL, Supplier
from ..language.text import T, Text
from ..ruleset import Ruleset

#: Suppliers that are never asked for in a form.
NOT_ASKED = (CLOCK, AWARD, OFFICIAL)

_PERSON = (("id_number", T("身份证件号码", "identity number")), ("name", T("姓名", "name")))
_ORGANISATION = (("uscc", T("统一社会信用代码", "unified social credit code")), ("name", T("单位名称", "name")))
_THING = (("number", T("编号", "number")),)
FIRST_MONTH_LABEL = T("起始月份（如2021-03）", "first month, such as 2021-03")


@dataclass(frozen=True, slots=True)
class LineColumn:
    """One column of a list: part of the identity, a line's own month, a fact, or a question with some answers.

    `answers`: code -> words, where a list of counted people asks for one of them.
    """

    id: str
    label: Text
    fact: Fact | None = None
    answers: Mapping[str, Text] | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """One paper of a filing. `origin`: its best source. `proves`: the facts of the measure that it shows, by public name."""

    material: Material
    origin: str
    proves: tuple[str, ...]

    @property
    def is_the_filing(self) -> bool:
        """Whether what is filled in on the pages is this paper: a form that proves nothing and comes from nowhere else."""
        return self.material.form == "filled" and self.material.origins == ("upload",) and not self.proves


@dataclass(frozen=True, slots=True)
class Supplied:
    """Where a fact comes from. `clause`: the clause whose condition needs it, which is why it may be asked."""

    supplier: Supplier
    clause: str


def form_facts(policy: Ruleset, code: str, known: Collection[str] = ()) -> list[str]:
    """Return the public names of the facts that one subject is asked for, in the order of the measure's vocabulary.

    These are the facts that the rules use under the readings in force, and those that the key of the claim needs.
    A day of the event is asked only where the key needs it; the day of the application takes its place otherwise.
    """
    measure = policy.measures[code]
    claim = policy.claims[code].under(policy.letters)
    accepted = policy.accepted_facts(measure)
    used = {fact.key for fact in policy.program(code).facts} - {fact.key for fact in policy.dates.values()}
    used |= {node.relation.key for node in measure.nodes() if isinstance(node, CountWhere | SumWhere)}
    order = dict.fromkeys((*measure.vocabulary.names, *accepted))
    return [
        name
        for name in order
        if (accepted[name].key in used or name in claim.facts) and _asked(policy, code, name, known)
    ]


def _asked(policy: Ruleset, code: str, name: str, known: Collection[str]) -> bool:
    fact = policy.accepted_facts(policy.measures[code])[name]
    if name in known or name in policy.claims[code].each:
        return False
    return isinstance(fact, Relation) or policy.suppliers[fact.source].kind not in NOT_ASKED


def shared_facts(policy: Ruleset, code: str, known: Collection[str] = ()) -> list[str]:
    """Return the part of `form_facts` that a roster is asked once: facts of the party that files, and of the whole file."""
    claim = policy.claims[code]
    if not claim.many:
        return []
    accepted = policy.accepted_facts(policy.measures[code])
    return [
        name
        for name in form_facts(policy, code, known)
        if name in claim.once_facts or _is_of_filer(policy, code, accepted[name])
    ]


def _is_of_filer(policy: Ruleset, code: str, fact: Fact | Relation) -> bool:
    """Whether the registers hold a fact with an organisation that files, and not with the line or its subject."""
    claim = policy.claims[code]
    registers = policy.registers
    assert registers is not None  # claims are refused without registers
    filers = {column for role in claim.files.get("organisation", ()) for column in claim.roles[role]}
    for path, table in registers.paths(registers.subject(code)):
        if any(fact is held for held in table.facts.values()):
            return bool(path) and path[0] in filers
    return False


def roster_columns(policy: Ruleset, code: str, known: Collection[str] = ()) -> list[LineColumn]:
    """Return the columns of the list of a filing: identity first.

    For a roster (`Claim.many`), `line_questions` and what remains of `form_facts` follow. A list of counted people
    (`Claim.counted`) has the facts of members, if the measure counts them itself. Raise ValueError for a claim that
    lists nobody.
    """
    claim = policy.claims[code]
    accepted = policy.accepted_facts(policy.measures[code])
    if claim.counted is not None and not claim.many:
        lists = [accepted[name] for name in claim.counted.facts]
        members = [(n, f) for one in lists if isinstance(one, Relation) for n, f in one.facts.items()]
        asks = [LineColumn(id, q.label, None, q.answers) for id, q in claim.counted.asks.items()]
        return [LineColumn(id, label) for id, label in _PERSON] + asks + [LineColumn(n, f.name, f) for n, f in members]
    if not claim.many:
        raise ValueError(f"{code}: a filing is one subject; it has no list")
    found = [LineColumn(id, label) for id, label in _identity(policy, code)] + line_questions(policy, code)
    shared = shared_facts(policy, code, known)
    for name in form_facts(policy, code, known):
        fact = accepted[name]
        if name not in shared and isinstance(fact, Fact):
            found.append(LineColumn(name, fact.name, fact))
    return found


def listed_facts(policy: Ruleset, code: str) -> list[str]:
    """Return the public names of the facts that follow from a list of people, and so are never typed."""
    claim = policy.claims[code]
    if claim.counted is None or claim.many:
        return []
    accepted = policy.accepted_facts(policy.measures[code])
    return [n for n in claim.counted.facts if n in claim.counted.counts or isinstance(accepted[n], Relation)]


def used_listed_facts(policy: Ruleset, code: str, known: Collection[str] = ()) -> list[str]:
    """Return the part of `listed_facts` that the rules use under the readings in force, and that is not known."""
    asked = form_facts(policy, code, known)
    return [name for name in listed_facts(policy, code) if name in asked]


def needed_things(policy: Ruleset, code: str) -> dict[str, Table]:
    """Return the things of a claim's key that a register has to name -> their tables."""
    claim = policy.claims[code].under(policy.letters)
    return {thing: _table(policy, code, claim.things[thing]) for thing in claim.key if thing in claim.things}


def line_questions(policy: Ruleset, code: str) -> list[LineColumn]:
    """Return what a subject must say besides facts where no register row says it: its first month, and things of the key.

    The subject's own row needs no question, and a thing behind another reference follows from that one.
    """
    claim = policy.claims[code].under(policy.letters)
    found = [LineColumn(FIRST_MONTH, FIRST_MONTH_LABEL) for _ in claim.own_questions]
    for thing in claim.key:
        path = claim.things.get(thing)
        if path is not None and path in _table(policy, code, "").refers:
            found.append(LineColumn(thing, _table(policy, code, path).label))
    return found


def _identity(policy: Ruleset, code: str) -> tuple[tuple[str, Text], ...]:
    """Return the identifying columns of a subject: those of a person, an organisation, or a numbered thing."""
    claim = policy.claims[code]
    if claim.subject in claim.things:
        return _THING
    return _PERSON if party_kind(policy, code, claim.subject) == "person" else _ORGANISATION


def party_kind(policy: Ruleset, code: str, role: str) -> str:
    """Return the kind of party that a role of a claim is, by its first column: person or organisation."""
    claim = policy.claims[code]
    column = claim.roles[role][0]
    if column == FILER:
        return next(kind for kind, held in claim.files.items() if role in held)
    return "person" if _table(policy, code, column).name == PERSONS else "organisation"


#: The register table of natural persons.
PERSONS = "persons"


def _table(policy: Ruleset, code: str, path: str) -> Table:
    registers = policy.registers
    assert registers is not None  # claims are refused without registers
    table = registers.subject(code)
    for step in path.split("."):
        table = registers[table.refers[step]] if step in table.refers else table  # a key names the row itself
    return table


def proofs(policy: Ruleset, code: str) -> list[Proof]:
    """Return the papers of a measure with what they prove: looked up, on file, by promise, then those to upload."""
    public = policy.public_names(policy.measures[code])
    ranks = list(ORIGINS)
    found = [
        Proof(m, m.origins[0], tuple(public[key] for key in m.proves if key in public))
        for m in policy.services[code].materials
    ]
    return sorted(found, key=lambda proof: ranks.index(proof.origin))


def supplied(policy: Ruleset, code: str) -> dict[str, Supplied]:
    """Return public name -> supplier and clause, for every fact that a case of a measure may state."""
    measure = policy.measures[code]
    return {
        name: Supplied(policy.suppliers[fact.source], measure.clause)
        for name, fact in policy.accepted_facts(measure).items()
        if isinstance(fact, Fact)
    }
