"""Guards on sampling: it leaves nothing out for good, is repeated by its seed, and takes everything in a full run."""

import pytest
from tests.support import counts

ITEMS = list(range(50))


@pytest.fixture(autouse=True)
def usual_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FULL", False)
    monkeypatch.setattr(counts, "CAMPAIGN", False)
    monkeypatch.setenv(counts.SEED, "7")


def test_a_sample_is_a_share_rounded_up_in_the_order_of_the_list() -> None:
    found = counts.some(ITEMS, 8, "a")
    assert len(found) == 7 and found == sorted(set(found))
    assert counts.some([], 8, "a") == [] and counts.some(["one"], 8, "a") == ["one"]


def test_the_seed_repeats_a_sample_and_another_name_or_seed_draws_another(monkeypatch: pytest.MonkeyPatch) -> None:
    first = counts.some(ITEMS, 8, "a")
    assert counts.some(ITEMS, 8, "a") == first != counts.some(ITEMS, 8, "b")
    monkeypatch.setenv(counts.SEED, "8")
    assert counts.some(ITEMS, 8, "a") != first


def test_over_many_runs_every_item_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = set()
    for seed in range(200):
        monkeypatch.setenv(counts.SEED, str(seed))
        drawn.update(counts.some(ITEMS, 8, "a"))
    assert drawn == set(ITEMS)


def test_a_full_run_takes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FULL", True)
    assert counts.some(ITEMS, 8, "a") == ITEMS and counts.few(2, 5) == 5


def test_what_is_long_is_sampled_in_a_full_run_and_taken_whole_in_a_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(counts.some(ITEMS, 25, "a", full=5)) == 2
    monkeypatch.setattr(counts, "FULL", True)
    assert len(counts.some(ITEMS, 25, "a", full=5)) == 10
    monkeypatch.setattr(counts, "CAMPAIGN", True)
    assert counts.some(ITEMS, 25, "a", full=5) == ITEMS


def test_a_seed_that_is_given_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    counts.draw_seed()
    assert counts.seed() == "7"
    monkeypatch.delenv(counts.SEED)
    counts.draw_seed()
    assert counts.seed().isdigit()
