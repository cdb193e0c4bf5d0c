"""What apps that stand after this one know about accounts, such as money that the bank sent back. They register here.

Each is called inside the transaction of the action. One that is asked before returns why the action is refused; an empty
text lets it pass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wenjiu.bureau.parties.models import BankAccount, Party

#: Called with (actor, party, account index) before an account is entered.
before_entering: list[Callable[[Any, Party, str], str]] = []
#: Called with (account, proof) before an account is found right.
before_matching: list[Callable[[BankAccount, str], str]] = []
#: Called with (actor, account) after an account was entered, checked or closed.
after_change: list[Callable[[Any, BankAccount], None]] = []
