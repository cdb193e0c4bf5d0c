"""The English catalogue is complete, and what Django reads is compiled from it."""

from babel.messages.mofile import read_mo

from wenjiu.web import catalogue


def translations(messages):
    """What a catalogue says, by message and context; singular and plural as pairs."""

    def plain(words):
        return words if isinstance(words, str) else tuple(words)

    return {(plain(m.id), m.context): plain(m.string) for m in messages if m.id}


def test_every_message_of_the_pages_has_its_english():
    assert catalogue.faults() == []


def test_the_compiled_catalogue_says_what_its_source_says():
    compiled = catalogue.ENGLISH.with_suffix(".mo")
    assert compiled.exists(), "run make setup: it compiles the catalogues"
    with compiled.open("rb") as file:
        assert translations(read_mo(file)) == translations(catalogue.english()), "run make setup"
