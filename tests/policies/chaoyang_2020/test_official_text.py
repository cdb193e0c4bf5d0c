"""The official text, where it is at hand: loaded whole, and every sentence marked. It is never shipped."""

import os
from pathlib import Path

from wenjiu.policies.documents import coverage_report, load_document

TEXT = os.environ.get("WENJIU_OFFICIAL_TEXT")

if TEXT:

    def test_the_official_text_loads_with_nothing_left_unrecognised(tmp_path: Path) -> None:
        report = load_document(TEXT, None, tmp_path).as_dict()
        assert report["policy"] == "chaoyang_2020"
        assert report["unrecognised"] == []

    def test_every_sentence_of_the_official_text_has_a_mark_that_holds(tmp_path: Path) -> None:
        load_document(TEXT, None, tmp_path)
        report = coverage_report("chaoyang_2020", tmp_path, page_exists=_page)
        assert report.ok, report.as_text("en")


def _page(path: str) -> bool:
    from django.urls import Resolver404, resolve

    try:
        resolve(path)
    except Resolver404:
        return False
    return True
