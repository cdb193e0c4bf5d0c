"""The tables of cases. docs/decisions/cases.md explains them."""

from .awards import Award, Quota
from .calendar import CalendarDay
from .cases import ENDS, Case, Decision, Line, LineRole, Pause, Recusal
from .filings import Filing
from .notices import Notice, NoticeLine, Objection
from .periods import StepPeriod
from .reviews import Correction, DeskNote, Evidence, Finding

__all__ = [
    "ENDS",
    "Award",
    "CalendarDay",
    "Case",
    "Correction",
    "Decision",
    "DeskNote",
    "Evidence",
    "Filing",
    "Finding",
    "Line",
    "LineRole",
    "Notice",
    "NoticeLine",
    "Objection",
    "Pause",
    "Quota",
    "Recusal",
    "StepPeriod",
]
