"""Template tags that list documents on the pages of cases, notices and batches."""

from __future__ import annotations

from typing import Any

from django import template

from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.documents import queries, rendering
from wenjiu.bureau.documents.models import Document

register = template.Library()


@register.simple_tag
def given_documents(case: Case) -> list[Document]:
    """Return the documents that the applicant of a case was given, the latest first."""
    return list(queries.given_to(case))


@register.simple_tag
def case_documents(case: Case) -> list[Document]:
    """Return every document of a case, the latest first."""
    return list(queries.of_case(case))


@register.simple_tag
def batch_document(number: str) -> Document | None:
    """Return the summary of a payment batch; None before its release."""
    return queries.of_batch(number)


@register.simple_tag
def has_notice_file(number: str) -> bool:
    """Whether a notice has a document."""
    return Document.objects.filter(notice__number=number).exists()


@register.filter
def forms(document: Document) -> list[tuple[str, str]]:
    """Return the forms in which a document can be had: value and name."""
    return [(form.value, str(form.label)) for form in rendering.forms_of(document)]


@register.filter
def labelled_rows(table: dict[str, list[Any]]) -> list[list[tuple[str, str]]]:
    """Return the rows of a table of a document, each cell with the head of its column."""
    return [list(zip(table["heads"], row, strict=True)) for row in table["rows"]]


@register.filter
def version_words(document: Document) -> str:
    """Return the version of the words that a document was made with."""
    return queries.version_words(document)
