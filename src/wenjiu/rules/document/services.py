"""Loads how each measure is served (办事指南): materials, steps, limits, places, remedies. It is data of a policy.

A value that no source states is None and names the body that can settle it. The loader refuses incomplete or unknown
fields with file and field, so a guide never shows a value without a source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...standards.data_files import read_yaml
from ..language.checked import CheckedFile
from ..language.nodes import DefinitionError
from ..language.text import Text

Fill = Callable[[str], str]

#: The names of the steps of a case, in order, and whether the promised time runs during the step.
STEPS = {
    "file": (Text("申报", "apply"), "not begun"),
    "receive": (Text("收件", "papers taken in"), "not begun"),
    "accept": (Text("受理", "accepted"), "not begun"),
    "first": (Text("初审", "first review"), "runs"),
    "second": (Text("复核", "second review"), "runs"),
    "decide": (Text("审定", "decision"), "runs"),
    "notice": (Text("公示", "public notice"), "stops"),
    "pay": (Text("拨付", "payment"), "runs"),
    "close": (Text("办结", "closed"), "over"),
    "rate": (Text("好差评", "rating"), "over"),
}
#: Who may apply.
OBJECTS = {
    "natural": Text("自然人", "natural persons"),
    "legal": Text("法人和其他组织", "legal persons and other organisations"),
    "both": Text("自然人、法人和其他组织", "natural persons, legal persons and other organisations"),
    "government": Text("政府部门", "government departments"),
}
#: Where a paper comes from, the preferred source first; an upload is the last choice.
ORIGINS = {
    "shared": Text("共享查询，不用交", "looked up; you need not send it"),
    "on_file": Text("部门已掌握的不用交", "not needed where it is on file"),
    "promise": Text("可以书面承诺代替", "a written promise will do"),
    "upload": Text("需要提交", "to be sent"),
}
FORMS = {
    "filled": Text("填写", "filled in"),
    "copy": Text("复印件", "copy"),
    "original": Text("原件", "original"),
    "shown": Text("原件核验", "original shown"),
    "electronic": Text("电子件", "electronic"),
}
#: What every measure states, in addition to materials, steps and questions.
ENTRIES = (
    "item_type", "window", "statutory_limit", "promised_limit", "notice_period", "fee", "ways", "visits", "place", "hours",
    "local_phone", "forms", "result", "sample", "delivery", "complaint", "remedies", "fund",
)  # fmt: skip
OPTIONAL = ("procedure",)


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a value, and whether it settles the value."""

    name: Text
    confirmed: bool


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """One value of a guide with its source. `value` is None where no source states it; `settled_by` can decide it."""

    value: Text | None
    source: Source | None
    settled_by: Text | None

    def shown(self, lang: str, fill: Fill) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "value": None if self.value is None else self.value(lang, fill),
            "source": "" if self.source is None else self.source.name(lang),
            "confirmed": self.source is not None and self.source.confirmed,
            "settled_by": "" if self.settled_by is None else self.settled_by(lang),
        }


@dataclass(frozen=True, slots=True)
class Material:
    """One paper that an applicant hands in.

    `origins`: its sources in order of preference.
    `form`, `copies`: None where no source states them.
    `when`: the paper is needed only in this case.
    `about`: the source of form and copies.
    `proves`: neutral keys of the facts that it shows.
    """

    id: str
    name: Text
    origins: tuple[str, ...]
    register: Text | None = None
    form: str | None = None
    copies: int | None = None
    when: Text | None = None
    about: Source | None = None
    proves: tuple[str, ...] = ()

    def shown(self, lang: str, fill: Fill) -> dict[str, Any]:
        """Return plain data in one language."""
        return {
            "id": self.id,
            "name": self.name(lang, fill),
            "form": None if self.form is None else FORMS[self.form](lang),
            "copies": self.copies,
            "origins": [{"id": o, "name": ORIGINS[o](lang)} for o in self.origins],
            "register": "" if self.register is None else self.register(lang),
            "when": "" if self.when is None else self.when(lang, fill),
            "waived": self.origins[0] != "upload",
            "source": "" if self.about is None else self.about.name(lang),
            "confirmed": self.about is not None and self.about.confirmed,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does it, and what happens."""

    id: str
    by: Text
    does: Text

    def shown(self, lang: str) -> dict[str, str]:
        """Return plain data in one language."""
        name, clock = STEPS[self.id]
        return {"id": self.id, "name": name(lang), "by": self.by(lang), "does": self.does(lang), "clock": clock}


@dataclass(frozen=True, slots=True)
class Service:
    """How one measure is served. `words`: common names of it by language, for the search."""

    object: str
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    entries: Mapping[str, GuideEntry]
    faq: tuple[tuple[Text, Text], ...]
    words: Mapping[str, tuple[str, ...]]
    phones: tuple[tuple[str, Text], ...]
    version: str
    updated: dt.date

    def shown(self, lang: str, fill: Fill) -> dict[str, Any]:
        """Return everything as plain data in one language, with figures filled in."""
        return {
            "object": {"id": self.object, "name": OBJECTS[self.object](lang)},
            "materials": [m.shown(lang, fill) for m in self.materials],
            "steps": [s.shown(lang) for s in self.steps],
            **{name: entry.shown(lang, fill) for name, entry in self.entries.items()},
            "phones": [{"number": number, "name": name(lang)} for number, name in self.phones],
            "faq": [{"question": q(lang, fill), "answer": a(lang, fill)} for q, a in self.faq],
            "version": self.version,
            "updated": self.updated.isoformat(),
        }


def load(path: Path) -> dict[str, Service]:
    """Return the services of a policy by measure code. DefinitionError names file and field of a wrong entry."""
    return _File(path.name, read_yaml(path, DefinitionError)).services()


def refuse_unknown(services: Mapping[str, Service], facts: Collection[str]) -> None:
    """Raise DefinitionError for a material that proves something which no measure accepts. `facts`: neutral keys."""
    for code, service in services.items():
        for material in service.materials:
            for key in material.proves:
                if key not in facts:
                    raise DefinitionError(
                        f"service.yaml: materials.{material.id}.proves: {key!r} (for {code}) is no fact"
                    )


class _File(CheckedFile):
    """One file while it is read. Every error names its place."""

    def __init__(self, name: str, data: Any) -> None:
        super().__init__(name)
        top = ("version", "updated", "bodies", "sources", "phones", "materials", "steps", "common", "measures")
        self.data = self.mapping(data, "", top)
        self.bodies = {id: self.text(b, f"bodies.{id}") for id, b in self.data["bodies"].items()}
        self.sources = {
            id: Source(self.text(s, f"sources.{id}", ("confirmed",)), bool(self.need(s, "confirmed", f"sources.{id}")))
            for id, s in self.data["sources"].items()
        }
        self.materials = {id: self.material(id, m, f"materials.{id}") for id, m in self.data["materials"].items()}
        self.steps = {id: self.step(id, s, f"steps.{id}") for id, s in self.data["steps"].items()}
        common = self.mapping(self.data["common"], "common", ENTRIES)
        self.common = {name: self.entry(common[name], f"common.{name}") for name in ENTRIES}

    def services(self) -> dict[str, Service]:
        return {str(code): self.service(m, f"measures.{code}") for code, m in self.data["measures"].items()}

    def service(self, raw: Any, at: str) -> Service:
        raw = self.mapping(raw, at, ("object", "words", "materials", "faq"), (*ENTRIES, *OPTIONAL, "steps"))
        own = {n: self.entry(raw[n], f"{at}.{n}") for n in (*ENTRIES, *OPTIONAL) if n in raw}
        steps = self.one_of_each(raw.get("steps", list(self.steps)), self.steps, f"{at}.steps")
        if [s for s in STEPS if s in steps] != steps:
            self.complain(f"{at}.steps", f"{', '.join(steps)} are not in the order {', '.join(STEPS)}")
        if not steps and "procedure" not in own:
            self.complain(f"{at}.procedure", "without steps the file must say how it goes instead")
        return Service(
            object=self.known(raw["object"], OBJECTS, f"{at}.object"),
            materials=tuple(self.use(m, f"{at}.materials[{i}]") for i, m in enumerate(raw["materials"])),
            steps=tuple(self.steps[s] for s in steps),
            entries=self.common | own,
            faq=tuple(self.answered(q, f"{at}.faq[{i}]") for i, q in enumerate(raw["faq"])),
            words=self.words(raw["words"], f"{at}.words"),
            phones=tuple(
                (str(self.need(p, "number", f"phones[{i}]")), self.text(p, f"phones[{i}]", ("number",)))
                for i, p in enumerate(self.data["phones"])
            ),
            version=str(self.data["version"]),
            updated=self.date(self.data["updated"], "updated"),
        )

    def entry(self, raw: Any, at: str) -> GuideEntry:
        raw = self.mapping(raw, at, ("value",), ("source", "settled_by"))
        if raw["value"] is None:
            return GuideEntry(None, None, self.bodies[self.known(self.need(raw, "settled_by", at), self.bodies, at)])
        source = self.sources[self.known(self.need(raw, "source", at), self.sources, f"{at}.source")]
        return GuideEntry(self.text(raw["value"], f"{at}.value"), source, None)

    def material(self, id: str, raw: Any, at: str) -> Material:
        name = self.text(raw, at, ("sources",), ("register", "form", "proves"))
        origins = tuple(self.one_of_each(raw["sources"], ORIGINS, f"{at}.sources"))
        if not origins or [o for o in ORIGINS if o in origins] != list(origins):
            self.complain(f"{at}.sources", f"{', '.join(origins)} are not in the order {', '.join(ORIGINS)}")
        register = self.text(raw["register"], f"{at}.register") if "register" in raw else None
        proves = self.listed(raw.get("proves", []), f"{at}.proves")
        return Material(id, name, origins, register, self.form(raw, at), proves=proves)

    def use(self, raw: Any, at: str) -> Material:
        """Return a paper as one measure asks for it: an id, or a mapping with details of this measure."""
        if isinstance(raw, str):
            return self.materials[self.known(raw, self.materials, at)]
        raw = self.mapping(raw, at, ("id",), ("when", "copies", "form", "about"))
        material = self.materials[self.known(raw["id"], self.materials, f"{at}.id")]
        copies = raw.get("copies")
        if copies is not None and (not isinstance(copies, int) or copies < 1):
            self.complain(f"{at}.copies", f"{copies!r} is not a number of copies")
        if ("copies" in raw or "form" in raw) and "about" not in raw:
            self.complain(f"{at}.about", "form and copies need a source")
        return replace(
            material,
            when=self.text(raw["when"], f"{at}.when") if "when" in raw else None,
            copies=copies,
            form=self.form(raw, at) or material.form,
            about=self.sources[self.known(raw["about"], self.sources, f"{at}.about")] if "about" in raw else None,
        )

    def form(self, raw: Any, at: str) -> str | None:
        return self.known(raw["form"], FORMS, f"{at}.form") if "form" in raw else None

    def step(self, id: str, raw: Any, at: str) -> Step:
        self.known(id, STEPS, at)
        by = self.bodies[self.known(self.need(raw, "by", at), self.bodies, f"{at}.by")]
        return Step(id, by, self.text(raw, at, ("by",)))

    def answered(self, raw: Any, at: str) -> tuple[Text, Text]:
        raw = self.mapping(raw, at, ("q", "a"))
        return self.text(raw["q"], f"{at}.q"), self.text(raw["a"], f"{at}.a")

    def one_of_each(self, raw: Any, known: Mapping[str, Any], at: str) -> list[str]:
        if not isinstance(raw, list) or len(set(map(str, raw))) != len(raw):
            self.complain(at, f"{raw!r} is no list of different names")
        return [self.known(name, known, at) for name in raw]
