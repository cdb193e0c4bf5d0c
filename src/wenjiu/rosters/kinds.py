"""Which rosters a policy has, as data of the policy: `rosters.yaml` in its folder.

A roster is a table of people that a firm, a school or an institution keeps. Its kind says which measures each row is
asked for, and which facts hold for the whole file. The columns follow from the facts of these measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import policies
from ..rules.language.facts import Relation
from ..rules.language.nodes import DefinitionError
from ..rules.language.text import Text
from ..rules.policy import Policy
from ..standards.data_files import read_yaml

FILE = "rosters.yaml"
#: The label of the person of a row; every roster has a column for it.
PERSON = "person"
REQUIRED = ("id", "audience", "zh", "en", "about_zh", "about_en", "measures", "once")
OPTIONAL = ("each", "file", "labels", "one_claim", "members", "own", "borrowed", "counts", "apart")


@dataclass(frozen=True)
class OwnColumn:
    """A column that no measure declares: what the count of a yearly roster goes by.

    `labels`: the name of each value.
    """

    id: str
    name: Text
    help: Text
    labels: Mapping[str, Text]


@dataclass(frozen=True)
class Count:
    """A fact of the keeper that is counted over the rows.

    `where`: column id -> accepted values.
    `times`: rows are counted, not distinct people.
    """

    fact: str
    where: Mapping[str, tuple[str, ...]]
    times: bool = False


@dataclass(frozen=True)
class Label:
    """A column that names something in order to recognise it in another row, such as the number of a certificate."""

    id: str
    name: Text
    help: Text


PERSON_LABEL = Label(
    PERSON,
    Text("人员编号", "person ID"),
    Text(
        "证件号、工号或任意代号。编号相同的行算同一个人；不填的，每行算一个人。",
        "An identity number, a staff number or any code. Rows with one ID are one person; without it, each row is one.",
    ),
)


@dataclass(frozen=True)
class Kind:
    """One kind of roster.

    `audience`: who keeps it.
    `measures`: the measures that each row, or the whole file, is asked for.
    `once`: public names of the facts that hold for the whole file.
    `each`: public names of facts with a fixed value, because a row is one person.
    `file`: labels that all rows share, such as the employer.
    `labels`: label columns, the person first.
    `one_claim`: measure -> label; two rows with the same label are one claim of this measure.
    `members`: the public name of the relation that the rows fill; empty where each row is a case.
    `own`, `borrowed`: columns of a counted roster: those declared here, and (measure, fact) of other measures.
    `counts`: facts that are counted over the rows.
    `apart`: groups of counts in which a person is counted once, in the first that fits.
    """

    id: str
    audience: str
    name: Text
    about: Text
    measures: tuple[str, ...]
    once: tuple[str, ...]
    each: Mapping[str, Any] = field(default_factory=dict)
    file: tuple[str, ...] = ()
    labels: tuple[Label, ...] = (PERSON_LABEL,)
    one_claim: Mapping[str, str] = field(default_factory=dict)
    members: str = ""
    own: tuple[OwnColumn, ...] = ()
    borrowed: tuple[tuple[str, str], ...] = ()
    counts: tuple[Count, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()

    @property
    def as_a_whole(self) -> bool:
        """Whether the rows together make one case, instead of one case each."""
        return bool(self.members or self.counts)


@lru_cache(maxsize=8)
def _read(path: Path) -> tuple[Kind, ...]:
    if not path.is_file():
        return ()
    return tuple(_kind(entry) for entry in read_yaml(path, DefinitionError)["rosters"])


def kinds_of(policy: Policy) -> dict[str, Kind]:
    """Return the rosters of a policy by id; none for a policy without the file.

    Raise DefinitionError for a measure, fact or label that does not exist.
    """
    found = _read(Path(policies.__path__[0]) / policy.name / FILE)
    for kind in found:
        _refuse_unknown(policy, kind)
    return {kind.id: kind for kind in found}


def _kind(entry: Mapping[str, Any]) -> Kind:
    id = str(entry.get("id"))
    lacking = [name for name in REQUIRED if name not in entry]
    unknown = [name for name in entry if name not in (*REQUIRED, *OPTIONAL)]
    if lacking or unknown:
        raise DefinitionError(f"{FILE}: roster {id}: lacking {lacking}, unknown {unknown}")
    return Kind(
        id,
        entry["audience"],
        Text(entry["zh"], entry["en"]),
        Text(entry["about_zh"], entry["about_en"]),
        tuple(map(str, entry["measures"])),
        tuple(entry["once"]),
        entry.get("each", {}),
        tuple(entry.get("file", ())),
        (PERSON_LABEL, *(Label(x["id"], Text(x["zh"], x["en"]), _help(x)) for x in entry.get("labels", ()))),
        {str(code): label for code, label in entry.get("one_claim", {}).items()},
        entry.get("members", ""),
        tuple(_own(x) for x in entry.get("own", ())),
        tuple((str(x["measure"]), x["fact"]) for x in entry.get("borrowed", ())),
        tuple(_count(name, x) for name, x in entry.get("counts", {}).items()),
        tuple(tuple(group) for group in entry.get("apart", ())),
    )


def _help(entry: Mapping[str, Any]) -> Text:
    return Text(entry["help_zh"], entry["help_en"])


def _own(entry: Mapping[str, Any]) -> OwnColumn:
    labels = {value: Text(zh, en) for value, (zh, en) in entry["values"].items()}
    return OwnColumn(entry["id"], Text(entry["zh"], entry["en"]), _help(entry), labels)


def _count(fact: str, entry: Mapping[str, Any]) -> Count:
    where = {k: tuple(v) if isinstance(v, list) else (str(v),) for k, v in entry.items() if k != "times"}
    return Count(fact, where, bool(entry.get("times")))


def _refuse_unknown(policy: Policy, kind: Kind) -> None:
    def refuse(what: str) -> DefinitionError:
        return DefinitionError(f"{policy.name}/{FILE}: roster {kind.id}: {what}")

    for code in (*kind.measures, *kind.one_claim, *(code for code, _ in kind.borrowed)):
        if code not in policy.measures:
            raise refuse(f"there is no measure {code}")
    if kind.audience not in policy.audiences:
        raise refuse(f"there is no audience {kind.audience}")
    accepted = {
        name: fact for code in kind.measures for name, fact in policy.accepted_facts(policy.measures[code]).items()
    }
    for name in (*kind.once, *kind.each, *(c.fact for c in kind.counts), *filter(None, (kind.members,))):
        if name not in accepted:
            raise refuse(f"no measure of it has a fact {name}")
    if kind.members and not isinstance(accepted[kind.members], Relation):
        raise refuse(f"{kind.members} is no list of members")
    for code, name in kind.borrowed:
        if name not in policy.measures[code].vocabulary.names:
            raise refuse(f"{code} has no fact {name}")
    columns = {c.id for c in kind.own} | {name for _, name in kind.borrowed}
    for name in {name for c in kind.counts for name in c.where} - columns:
        raise refuse(f"there is no column {name} to count by")
    for label in set(kind.one_claim.values()) - {x.id for x in kind.labels}:
        raise refuse(f"there is no label {label}")
