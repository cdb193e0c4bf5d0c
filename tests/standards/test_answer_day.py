"""The day for which an answer is given where its caller names none: today, or the day of the block around it."""

import threading

import pytest

from wenjiu.standards import civil


def test_it_is_today_without_a_block() -> None:
    assert civil.answer_day() == civil.today()


def test_a_block_sets_it_and_gives_back_the_day_before_it() -> None:
    with civil.answering(civil.key(2021, 6, 10)):
        with civil.answering(civil.key(2022, 3, 18)):
            assert civil.iso(civil.answer_day()) == "2022-03-18"
        assert civil.iso(civil.answer_day()) == "2021-06-10"
        with civil.answering(None):
            assert civil.answer_day() == civil.today()
    assert civil.answer_day() == civil.today()


def test_a_block_that_ends_with_an_error_gives_it_back_too() -> None:
    with pytest.raises(KeyError), civil.answering(civil.key(2021, 6, 10)):
        raise KeyError
    assert civil.answer_day() == civil.today()


def test_the_day_of_one_thread_is_not_that_of_another() -> None:
    found = []
    with civil.answering(civil.key(2021, 6, 10)):
        thread = threading.Thread(target=lambda: found.append(civil.answer_day()))
        thread.start()
        thread.join()
    assert found == [civil.today()]


def test_today_itself_never_changes() -> None:
    today = civil.today()
    with civil.answering(civil.key(2021, 6, 10)):
        assert civil.today() == today
