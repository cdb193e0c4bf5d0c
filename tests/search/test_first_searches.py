"""The first searches of a day at once: the index is built one time."""

from concurrent.futures import ThreadPoolExecutor

from wenjiu.policies import load_policy
from wenjiu.search import answers


def test_many_first_searches_at_once_build_the_index_once(monkeypatch):
    policy = load_policy()
    built = []

    class Counted(answers.Index):
        def __init__(self, *args):
            built.append(1)
            super().__init__(*args)

    monkeypatch.setattr(answers, "Index", Counted)
    answers.index_of.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: answers.answer(policy, "租房", "zh"), range(4)))
    answers.index_of.cache_clear()
    assert len(built) == 1
    assert all(one == found[0] for one in found)
