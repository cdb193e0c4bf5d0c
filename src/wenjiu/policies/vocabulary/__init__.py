"""The neutral vocabulary of facts that any district's policy can use. A policy maps its public names to these facts.

Each fact states its question, its purpose, its usual source and how sensitive it is. ``{home}`` in a wording is the
home district of the policy that asks.
"""

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
