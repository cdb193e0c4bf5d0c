"""Names of the offices that sign documents and take steps, and whether a source states them. All pages use these names."""

from __future__ import annotations

from wenjiu import policies
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.documents.wording import UNCONFIRMED, WORDING, shipped_words, words_of
from wenjiu.bureau.rulebook import set_values
from wenjiu.rules.language.text import Text

DISTRICT, STREET = "district_office", "street_office"


def district_office(policy: str) -> str:
    """Return who signs for a district."""
    return district_name(policy).zh


def street_office(policy: str, street: Area) -> str:
    """Return who signs for a street."""
    return office_of_area(policy, street).zh


def district_name(policy: str) -> Text:
    """Return the office of a district in both languages."""
    home = policies.load_policy(policy).home_name
    return _name(policy, DISTRICT, Text(home("zh"), home("en")))


def office_of_area(policy: str, area: Area) -> Text:
    """Return the office of a street, or of a district, in both languages."""
    if area.kind == Area.Kind.DISTRICT:
        return district_name(policy)
    return _name(policy, STREET, Text(area.name, area.name_en or area.name))


def is_open(policy: str, which: str = DISTRICT) -> bool:
    """Whether no source states the name of an office, and nobody has set it in the rulebook."""
    return which in shipped_words(policy)[UNCONFIRMED] and which not in set_values.all_on(policy, WORDING)


def _name(policy: str, which: str, area: Text) -> Text:
    words = words_of(policy)
    key = "district" if which == DISTRICT else "street"
    return Text(str(words[which]).format(**{key: area.zh}), str(words[f"{which}_en"]).format(**{key: area.en}))
