"""Provide the chapters of a policy's document, with a short title of ours for each clause."""

from functools import lru_cache

from wenjiu.policies.documents.messages import DocumentError
from wenjiu.policies.documents.paraphrase import Paraphrase, read_paraphrase
from wenjiu.rules.policy import Policy


@lru_cache(maxsize=8)
def paraphrase_of(policy: Policy) -> Paraphrase:
    """Return the document in our own words; one without chapters if it has not been written yet."""
    try:
        return read_paraphrase(policy.name)
    except DocumentError as error:
        if error.code != "paraphrase_missing":
            raise
        return Paraphrase(None, ())


def clause_title(policy: Policy, clause: str, lang: str) -> str:
    """Return a short title of a clause; an empty string if it has none, as for general rules."""
    return next((c.title(lang) for c in paraphrase_of(policy).clauses() if c.clause == clause), "")
