"""Which rosters a policy has, as data of the policy: `rosters.yaml` in its folder.

A roster is a table of people that a firm, a school or an institution keeps. Its kind says which measures each row is
asked for, and which facts hold for the whole file. The columns follow from the facts of these measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..rules.language.text import Text

#: The label of the person of a row; every roster has a column for it.
PERSON = "person"


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
