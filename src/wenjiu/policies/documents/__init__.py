"""Parses official documents into a clause tree, keeps their versions, and compares them with the marks of a policy.

It needs only Python and PyYAML. The command line calls `load_document`, `coverage_report` and `render_map`. Every
failure that a person can fix is a `DocumentError` with `as_text(lang)` and `as_dict(lang)`.
"""

from .coverage import CoverageReport, coverage_report
from .history import History, history
from .loading import LoadPlan, UnloadPlan, load_document, plan_load, plan_unload
from .map import render_map
from .messages import DocumentError
from .parsing import parse_text
from .report import LoadReport
from .store import current_text, data_root, stored_versions
from .tree import Document, Node, Sentence

__all__ = [
    "CoverageReport",
    "Document",
    "DocumentError",
    "History",
    "LoadPlan",
    "LoadReport",
    "Node",
    "Sentence",
    "UnloadPlan",
    "coverage_report",
    "current_text",
    "data_root",
    "history",
    "load_document",
    "parse_text",
    "plan_load",
    "plan_unload",
    "render_map",
    "stored_versions",
]
