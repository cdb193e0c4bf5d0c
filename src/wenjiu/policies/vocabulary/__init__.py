"""The neutral vocabulary of facts that any district's policy can use. A policy maps its public names to these facts.

Each fact states its question, its purpose, its usual source and how sensitive it is. ``{home}`` in a wording is the
home district of the policy that asks.
"""

from pathlib import Path

from ...rules.language.facts import Fact
from ...rules.language.nodes import DefinitionError
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
    "traineeship",
    "training",
    "training_project",
]


def _explain(path: Path) -> None:
    """Give each fact the help of a file. Raise `DefinitionError` for a key that is no fact."""
    for key, entry in read_yaml(path, DefinitionError).items():
        group, _, name = key.partition(".")
        fact = vars(globals().get(group, object)).get(name)
        if group not in __all__ or not isinstance(fact, Fact):
            raise DefinitionError(f"{path.name}: {key!r} is no fact of the vocabulary")
        fact.help = T(entry["zh"], entry["en"])


_explain(Path(__file__).with_name("help.yaml"))
