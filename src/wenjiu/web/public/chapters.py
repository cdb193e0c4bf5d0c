"""How a policy's document is parted: its chapters, with a few words of ours for each clause."""

from functools import lru_cache

from wenjiu.policies.documents.messages import DocumentError
from wenjiu.policies.documents.paraphrase import Paraphrase, read_paraphrase
from wenjiu.rules.policy import Policy


@lru_cache(maxsize=8)
def paraphrase_of(policy: Policy) -> Paraphrase:
    """The document in our own words; one without chapters where nobody has written them yet."""
    try:
        return read_paraphrase(policy.name)
    except DocumentError as error:
        if error.code != "paraphrase_missing":
            raise
        return Paraphrase(None, ())


def clause_title(policy: Policy, clause: str, lang: str) -> str:
    """A few words for a clause; an empty string where there are none, as for general rules."""
    return next((c.title(lang) for c in paraphrase_of(policy).clauses() if c.clause == clause), "")
