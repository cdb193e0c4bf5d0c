"""The tables of cases. docs/decisions/cases.md explains them."""

from .appeals import Appeal, CallBack, Ending, PromiseCheck, Rating
from .awards import Award, Quota
from .bulk import Bulk, BulkCase, SavedFilter
from .cases import ENDS, Case, Decision, Line, LineRole, Pause, Recusal
from .complaints import Complaint
from .filings import Filing
from .listed import ListedPerson
from .notices import Notice, NoticeLine, Objection
from .reviews import Correction, DeskNote, Evidence, Finding
from .talk import CaseNote, Delegation, Mention
from .visits import SitePhoto, SiteVisit, Urge

__all__ = [
    "ENDS",
    "Appeal",
    "Award",
    "Bulk",
    "BulkCase",
    "CallBack",
    "Case",
    "CaseNote",
    "Complaint",
    "Correction",
    "Decision",
    "Delegation",
    "DeskNote",
    "Ending",
    "Evidence",
    "Filing",
    "Finding",
    "Line",
    "LineRole",
    "ListedPerson",
    "Mention",
    "Notice",
    "NoticeLine",
    "Objection",
    "Pause",
    "PromiseCheck",
    "Quota",
    "Rating",
    "Recusal",
    "SavedFilter",
    "SitePhoto",
    "SiteVisit",
    "Urge",
]
