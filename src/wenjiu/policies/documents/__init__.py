"""Official documents: read into a clause tree, kept in versions, and held against the marks of a policy.

Plain Python and PyYAML. `load_document`, `coverage_report` and `render_map` are what the command line calls; every
failure that a person can put right is a `DocumentError` with `as_text(lang)` and `as_dict(lang)`.
"""

from .coverage import CoverageReport, coverage_report
from .loading import LoadReport, load_document
from .map import render_map
from .messages import DocumentError
from .parsing import parse_text
from .store import current_text, data_root, stored_versions
from .tree import Document, Node, Sentence

__all__ = [
    "CoverageReport",
    "Document",
    "DocumentError",
    "LoadReport",
    "Node",
    "Sentence",
    "coverage_report",
    "current_text",
    "data_root",
    "load_document",
    "parse_text",
    "render_map",
    "stored_versions",
]
