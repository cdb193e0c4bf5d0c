"""The English catalogue is complete and compiled."""

from wenjiu.web import catalogue


def test_every_message_of_the_pages_has_its_english():
    assert catalogue.faults() == []


def test_the_compiled_catalogue_is_not_older_than_its_source():
    compiled = catalogue.ENGLISH.with_suffix(".mo")
    assert compiled.exists(), "run make setup: it compiles the catalogues"
    assert compiled.stat().st_mtime >= catalogue.ENGLISH.stat().st_mtime, "run make setup: it compiles the catalogues"
