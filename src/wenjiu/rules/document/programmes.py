"""Loads what a policy records about programmes: classes, traineeships, competitions, posts, calls. It is data of a policy.

A *kind* of programme has fields, a list of people with checks, dated records, results, and what becomes of them in the
registers. Nothing else in the system knows one kind from another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.nodes import DefinitionError
from ..language.readings import RECOMMENDED
from ..language.text import Text

FIELD_TYPES = ("text", "lines", "number", "yuan", "yes_no", "day", "choice")
#: How often something is recorded of a person: each day, each month counted from the person's first day, each calendar
#: month, or one time.
EVERY = ("day", "month", "calendar_month", "once")
#: Who confirms a record: the street or the district, the person concerned, or nobody.
CONFIRMERS = ("street", "district", "person", "")
#: What a check does to a person: it keeps the person off the list, lets an official decide, or only says something.
LEVELS = ("stop", "ask", "note")
PEOPLE_CHECKS = ("age", "measure", "fact", "one_of", "register", "stated", "known", "full")
#: Checks of a programme itself. Of level `ask`, whoever approves it writes down on what paper it was checked.
OWN_CHECKS = ("measure", "stated", "declared")
RECORD_CHECKS = ("at_least", "is_true", "at_most_field", "no_row")
#: When rows of the registers follow: on approval, when results are accepted, or with each confirmed record.
WHEN = ("approved", "accepted", "confirmed")
#: What a row is about: the programme, a part of it, a person, a year of its organiser, or confirmed months in a row.
PER = ("programme", "part", "entry", "year", "run")
VALUES = (
    "value", "field", "entry", "result", "day", "entry_day", "run_day", "count", "months", "year", "year_end", "included",
    "part_of", "all", "checked",
)  # fmt: skip
NONE = Text("", "")
#: Names that the forms of programmes use themselves. No field of a kind, of a list or of a panel has one of them.
TAKEN = frozenset({
    "all", "csrfmiddlewaretoken", "do", "file", "first_day", "for", "has", "id_number", "id_type", "last_day", "no", "number",
    "page", "part", "part_of", "party", "person_name", "reason", "sheet", "step", "title", "user", "version", "what",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is filled in. `options`: code -> words, of a choice."""

    id: str
    type: str
    label: Text
    help: Text = NONE
    needed: bool = True
    options: Mapping[str, Text] = field(default_factory=dict)
    most: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `asks`: what it needs, by its kind. `source`: what states it, and whether that is certain.

    `looks`: what is looked at, as it is told before anybody is checked. `says`: what is wrong where something is.
    """

    check: str
    level: str
    says: Text
    asks: Mapping[str, Any] = field(default_factory=dict)
    source: Text = NONE
    confirmed: bool = True
    looks: Text = NONE


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded of each person, such as attendance.

    `counts`: the field that must be true, or over 0, for a record to count.
    `checks`: what stops one record from counting, such as a wage below the minimum.
    `broken`: ambiguity -> readings under which a last month that is not complete is recorded as well.
    """

    id: str
    label: Text
    every: str
    fields: tuple[Field, ...]
    confirmed_by: str
    counts: str
    checks: tuple[Check, ...] = ()
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has_broken(self, letters: Mapping[str, str]) -> bool:
        """Whether a broken month is recorded under some letters; a reading that is not named has the recommended one."""
        return any(letters.get(id, RECOMMENDED) in of for id, of in self.broken.items())


@dataclass(frozen=True, slots=True)
class Listed:
    """The people of a programme.

    `who`: what a person on the list is called. `group`: nobody is on two lists of a group on the same day.
    `part`: the field of the programme whose lines divide it, such as events. `late`: people may join after the first day.
    `apply`: people and organisations apply for themselves. `kinds`: kinds of party on it. `own`: the list is the parts
    themselves, each with the organiser; it follows from the approval.
    """

    who: Text
    kinds: tuple[str, ...] = ("person",)
    group: str = ""
    part: str = ""
    late: bool = False
    apply: bool = False
    own: bool = False
    own_days: bool = False
    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """How scores become ranks. `ties`: skip (1, 2, 2, 4) or dense (1, 2, 2, 3)."""

    record: str
    field: str
    ties: str
    source: Text
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Required:
    """The least share of recorded days, in percent, on which somebody was there whose result is to be true."""

    record: str
    percent: int
    result: str
    source: Text
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Title:
    """A title for the first few of a ranking, where a field of the programme has a value. It has a public list."""

    name: Text
    field: str
    value: str
    most: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Who scores, by which criteria. `least`: fewest panellists who score an entry; `passes`: least mean score."""

    criteria: tuple[Field, ...]
    least: int
    passes: int
    source: Text
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Output:
    """Rows of a register that follow. Values are one-key mappings, such as ``{field: occupation}``.

    `only`: entry -> result that must be true (or at most a number) for a row to follow.
    """

    table: str
    per: str
    when: str
    source: Text
    facts: Mapping[str, Mapping[str, Any]]
    parties: Mapping[str, str] = field(default_factory=dict)
    refers: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)
    records: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of programme.

    `organisers`: tables of the registers whose organisations run it; empty: the office itself does.
    `opened_by`: organiser, or office: an official records it.
    `part_of`: the kind of programme that it is a part of, and `needs_whole`, whether it must be.
    `within`: its days lie within those of the whole.
    `approved_by`, `accepted_by`: street or district.
    """

    id: str
    name: Text
    one: Text
    intro: Text
    clause: str
    organisers: tuple[str, ...]
    approved_by: str
    accepted_by: str
    opened_by: str = "organiser"
    part_of: str = ""
    needs_whole: bool = False
    within: bool = False
    public: bool = False
    fields: tuple[Field, ...] = ()
    listed: Listed | None = None
    records: tuple[Recorded, ...] = ()
    results: tuple[Field, ...] = ()
    ranking: Ranking | None = None
    required: Required | None = None
    title: Title | None = None
    panel: Panel | None = None
    outputs: tuple[Output, ...] = ()
    checks: tuple[Check, ...] = ()

    def recorded(self, id: str) -> Recorded | None:
        """Return what is recorded under an id."""
        return next((found for found in self.records if found.id == id), None)

    @property
    def accepts(self) -> bool:
        """Whether results are handed in at the end and accepted by an official."""
        return bool(self.results or self.ranking) or any(out.when == "accepted" for out in self.outputs)


def load_programmes(path: Path) -> dict[str, Kind]:
    """Return the kinds of programmes of a file by id. DefinitionError names file and field of a wrong entry."""
    return _File(path.name).kinds(read_yaml(path, DefinitionError))


class _File(CheckedFile):
    """One file while it is read. Every error names its place."""

    def kinds(self, raw: Any) -> dict[str, Kind]:
        data = self.mapping(raw, "", ("kinds",))
        return {id: self.kind(id, entry) for id, entry in self.names(data["kinds"], "kinds")}

    def kind(self, id: str, raw: Any) -> Kind:
        must = ("name", "one", "intro", "clause", "organisers", "approved_by")
        may = (
            "accepted_by", "opened_by", "part_of", "needs_whole", "within", "public", "fields", "list", "records", "results", "ranking",
            "required", "title", "panel", "outputs", "checks",
        )  # fmt: skip
        raw = self.mapping(raw, id, must, may)
        return Kind(
            id=id,
            name=self.text(raw["name"], f"{id}.name"),
            one=self.text(raw["one"], f"{id}.one"),
            intro=self.text(raw["intro"], f"{id}.intro"),
            clause=str(raw["clause"]),
            organisers=self.listed(raw["organisers"], f"{id}.organisers") if raw["organisers"] else (),
            approved_by=self.known(raw["approved_by"], ("street", "district"), f"{id}.approved_by"),
            accepted_by=self.known(
                raw.get("accepted_by", raw["approved_by"]), ("street", "district"), f"{id}.accepted_by"
            ),
            opened_by=self.known(raw.get("opened_by", "organiser"), ("organiser", "office"), f"{id}.opened_by"),
            part_of=str(raw.get("part_of", "")),
            needs_whole=raw.get("needs_whole") is True,
            within=raw.get("within") is True,
            public=raw.get("public", False) is True,
            fields=self.own_fields(raw.get("fields", {}), f"{id}.fields"),
            listed=self.people(raw["list"], f"{id}.list") if "list" in raw else None,
            records=tuple(self.record(n, r, f"{id}.records") for n, r in self.names(raw.get("records", {}), id)),
            results=tuple(self.fields(raw.get("results", {}), f"{id}.results")),
            ranking=self.ranking(raw["ranking"], f"{id}.ranking") if "ranking" in raw else None,
            required=self.required(raw["required"], f"{id}.required") if "required" in raw else None,
            title=self.title(raw["title"], f"{id}.title") if "title" in raw else None,
            panel=self.panel(raw["panel"], f"{id}.panel") if "panel" in raw else None,
            outputs=tuple(self.output(o, f"{id}.outputs") for o in raw.get("outputs", ())),
            checks=tuple(self.check(c, f"{id}.checks", OWN_CHECKS) for c in raw.get("checks", ())),
        )

    def fields(self, raw: Any, at: str) -> Iterator[Field]:
        for id, entry in self.names(raw, at):
            here = f"{at}.{id}"
            may = ("help", "optional", "options", "most")
            entry = self.mapping(entry, here, ("zh", "en", "type"), may)
            options = {n: self.text(o, f"{here}.{n}") for n, o in self.names(entry.get("options", {}), here)}
            kind = self.known(entry["type"], FIELD_TYPES, f"{here}.type")
            if (kind == "choice") != bool(options):
                self.complain(here, "a choice has options, and nothing else has")
            help = self.text(entry["help"], f"{here}.help") if "help" in entry else NONE
            needed = entry.get("optional") is not True
            yield Field(id, kind, Text(entry["zh"], entry["en"]), help, needed, options, entry.get("most", 1_000_000))

    def own_fields(self, raw: Any, at: str) -> tuple[Field, ...]:
        """Return fields that stand in a form beside its own; none has the name of one of these."""
        found = tuple(self.fields(raw, at))
        for of in found:
            if of.id in TAKEN:
                self.complain(f"{at}.{of.id}", "the form has a field of this name itself; take another one")
        return found

    def people(self, raw: Any, at: str) -> Listed:
        may = ("kinds", "group", "part", "late", "apply", "own", "own_days", "fields", "checks")
        raw = self.mapping(raw, at, ("who",), may)
        return Listed(
            who=self.text(raw["who"], f"{at}.who"),
            kinds=self.listed(raw.get("kinds", ["person"]), f"{at}.kinds"),
            group=str(raw.get("group", "")),
            part=str(raw.get("part", "")),
            late=raw.get("late") is True,
            apply=raw.get("apply") is True,
            own=raw.get("own") is True,
            own_days=raw.get("own_days") is True,
            fields=self.own_fields(raw.get("fields", {}), f"{at}.fields"),
            checks=tuple(self.check(c, f"{at}.checks", PEOPLE_CHECKS) for c in raw.get("checks", ())),
        )

    def record(self, id: str, raw: Any, at: str) -> Recorded:
        may = ("confirmed_by", "counts", "checks", "broken")
        raw = self.mapping(raw, f"{at}.{id}", ("zh", "en", "every", "fields"), may)
        broken = self.names(raw.get("broken", {}), f"{at}.{id}.broken")
        return Recorded(
            id=id,
            label=Text(raw["zh"], raw["en"]),
            every=self.known(raw["every"], EVERY, f"{at}.{id}.every"),
            fields=tuple(self.fields(raw["fields"], f"{at}.{id}.fields")),
            confirmed_by=self.known(raw.get("confirmed_by", ""), CONFIRMERS, f"{at}.{id}.confirmed_by"),
            counts=str(raw.get("counts", "")),
            checks=tuple(self.check(c, f"{at}.{id}.checks", RECORD_CHECKS) for c in raw.get("checks", ())),
            broken={name: self.listed(letters, f"{at}.{id}.broken.{name}") for name, letters in broken},
        )

    def check(self, raw: Any, at: str, among: tuple[str, ...]) -> Check:
        raw = dict(self.mapping(raw, at, ("check", "level", "says"), tuple(raw)))
        kind = self.known(raw.pop("check"), among, f"{at}.check")
        level = self.known(raw.pop("level"), LEVELS, f"{at}.{kind}.level")
        says = self.text(raw.pop("says"), f"{at}.{kind}.says")
        source, confirmed = self.source(raw.pop("source", None), f"{at}.{kind}.source")
        looks = self.text(raw.pop("looks"), f"{at}.{kind}.looks") if "looks" in raw else NONE
        return Check(kind, level, says, raw, source, confirmed, looks)

    def source(self, raw: Any, at: str) -> tuple[Text, bool]:
        if raw is None:
            return NONE, True
        return self.text(raw, at, ("confirmed",)), raw["confirmed"] is True

    def ranking(self, raw: Any, at: str) -> Ranking:
        raw = self.mapping(raw, at, ("record", "field", "ties", "source"))
        source, confirmed = self.source(raw["source"], f"{at}.source")
        ties = self.known(raw["ties"], ("skip", "dense"), f"{at}.ties")
        return Ranking(str(raw["record"]), str(raw["field"]), ties, source, confirmed)

    def required(self, raw: Any, at: str) -> Required:
        raw = self.mapping(raw, at, ("record", "percent", "result", "source"))
        source, confirmed = self.source(raw["source"], f"{at}.source")
        return Required(str(raw["record"]), int(raw["percent"]), str(raw["result"]), source, confirmed)

    def title(self, raw: Any, at: str) -> Title:
        name = self.text(raw, at, ("field", "value", "most"))
        return Title(name, str(raw["field"]), str(raw["value"]), int(raw["most"]))

    def panel(self, raw: Any, at: str) -> Panel:
        raw = self.mapping(raw, at, ("criteria", "least", "passes", "source"))
        source, confirmed = self.source(raw["source"], f"{at}.source")
        criteria = self.own_fields(raw["criteria"], f"{at}.criteria")
        return Panel(criteria, int(raw["least"]), int(raw["passes"]), source, confirmed)

    def output(self, raw: Any, at: str) -> Output:
        raw = self.mapping(
            raw, at, ("table", "per", "when", "source", "facts"), ("parties", "refers", "only", "records")
        )
        table = str(raw["table"])
        for column, value in self.names(raw["facts"], f"{at}.{table}"):
            if not isinstance(value, dict) or len(value) != 1:
                self.complain(f"{at}.{table}.{column}", f"{value!r} is no value, such as {{field: occupation}}")
            self.known(next(iter(value)), VALUES, f"{at}.{table}.{column}")
        return Output(
            table=table,
            per=self.known(raw["per"], PER, f"{at}.{table}.per"),
            when=self.known(raw["when"], WHEN, f"{at}.{table}.when"),
            source=self.text(raw["source"], f"{at}.{table}.source"),
            facts=raw["facts"],
            parties=raw.get("parties", {}),
            refers=raw.get("refers", {}),
            only=raw.get("only", {}),
            records=str(raw.get("records", "")),
        )
