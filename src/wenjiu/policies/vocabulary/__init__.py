"""The neutral vocabulary of facts that any district's policy can use. A policy maps its public names to these facts.

Each fact states its question, its purpose, its usual source and how sensitive it is. ``{home}`` in a wording is the
home district of the policy that asks.
"""

from pathlib import Path

from ...rules.language.facts import LEVELS, Fact, Relation
from ...rules.language.nodes import DefinitionError
from ...rules.language.sources import load_suppliers, refuse_unknown
from ...rules.language.text import T
from ...standards.data_files import read_yaml
from .dates import case
from .firms import firm, hire, retention, stability
from .founders import founder, project
from .institutions import institution, training, training_project
from .organisations import agency, placement
from .people import person, platform_work, traineeship
from .skills import budget, competition

__all__ = [
    "agency",
    "budget",
    "case",
    "competition",
    "firm",
    "founder",
    "hire",
    "institution",
    "person",
    "placement",
    "platform_work",
    "project",
    "retention",
    "stability",
    "suppliers",
    "traineeship",
    "training",
    "training_project",
]


#: The classes whose facts say something about a person. Each fact states how sensitive it is.
PERSONAL = ("founder", "hire", "person", "platform_work", "retention", "traineeship", "training")


#: Every class of the vocabulary by name.
CLASSES = {name: holder for name, holder in globals().items() if name in __all__ and isinstance(holder, type)}


def _facts(group: str) -> dict[str, Fact | Relation]:
    return {name: fact for name, fact in vars(CLASSES[group]).items() if isinstance(fact, Fact | Relation)}


def _explain(path: Path) -> None:
    """Give each fact the help of a file. Raise `DefinitionError` for a key that is no fact."""
    for key, entry in read_yaml(path, DefinitionError).items():
        group, _, name = key.partition(".")
        fact = _facts(group).get(name) if group in CLASSES else None
        if not isinstance(fact, Fact):
            raise DefinitionError(f"{path.name}: {key!r} is no fact of the vocabulary")
        fact.help = T(entry["zh"], entry["en"])


def _state_sensitivity(path: Path) -> None:
    """Give each fact the level of a file. Raise `DefinitionError` for a personal fact without one."""
    levels = read_yaml(path, DefinitionError)
    for group in CLASSES:
        facts = {name: fact for name, fact in _facts(group).items() if isinstance(fact, Fact)}
        stated = levels.pop(group, {})
        for name in stated.keys() - facts.keys():
            raise DefinitionError(f"{path.name}: {group}.{name}: is no fact of the vocabulary")
        for name, fact in facts.items():
            if name not in stated:
                if group in PERSONAL:
                    raise DefinitionError(f"{path.name}: {group}.{name}: is missing; a fact about a person states it")
                continue
            if stated[name] not in LEVELS:
                raise DefinitionError(f"{path.name}: {group}.{name}: {stated[name]!r} is none of {', '.join(LEVELS)}")
            fact.sensitivity = stated[name]
    for group in levels:
        raise DefinitionError(f"{path.name}: {group}: is no class of the vocabulary")


def _refuse_sources() -> None:
    """Raise `DefinitionError` for a fact whose source is not among the suppliers."""
    for group in CLASSES:
        refuse_unknown(suppliers, _facts(group), group)


suppliers = load_suppliers(Path(__file__).with_name("suppliers.yaml"))
_explain(Path(__file__).with_name("help.yaml"))
_state_sensitivity(Path(__file__).with_name("sensitivity.yaml"))
_refuse_sources()
