"""A page does not wait for a database that hangs: it has the changes that its process knew last."""

from __future__ import annotations

import threading
from threading import Event

import pytest
from django.db import OperationalError, connection, connections

from wenjiu.bureau.rulebook import asking
from wenjiu.bureau.rulebook.asking import asked


@pytest.fixture(autouse=True)
def a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool", True)
    monkeypatch.setattr(asking, "PATIENCE", 0.05)
    monkeypatch.setattr(asking, "_stuck", None)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(connections["default"], "connection", None)  # nothing was asked for this page yet


def test_the_answer_of_the_database_counts() -> None:
    assert asked(lambda: 2, known=1) == 2


def test_what_is_known_counts_while_a_question_hangs_and_no_other_is_asked() -> None:
    answers, others = Event(), []

    def hangs() -> int:
        answers.wait(30)
        return 2

    assert asked(hangs, known=1) == 1
    assert asked(lambda: others.append(1) or 3, known=1) == 1 and others == []
    answers.set()
    asking._stuck.result(30)
    assert asked(lambda: 4, known=1) == 4


def test_what_is_known_counts_where_the_database_is_gone() -> None:
    def gone() -> int:
        raise OperationalError("gone")

    assert asked(gone, known=1) == 1


def test_a_page_that_the_database_has_just_answered_asks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "connection", object())
    assert asked(threading.get_ident, known=1) == threading.get_ident()


def test_a_mistake_of_ours_is_no_reason_to_go_on() -> None:
    with pytest.raises(ZeroDivisionError):
        asked(lambda: 1 // 0, known=1)
