"""The types of facts. Each type is an object that reads, shows and publishes values and describes them in a schema.

A value has three forms:
    *Given*: what a case states (JSON), such as ``"30000.00"``.
    *Kept*: what the expression tree computes with: bool, whole number, fen, civil key, exact share, code.
    *Public*: what an answer states.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol

from ...standards import civil, money
from ...standards.codes import NONE
from .exact import decimal_string, json_number
from .phrases import day_words, yuan_words
from .problems import one_of, wrong
from .schemas import DATE, Schema, yuan_schema
from .schemas import SHARE as SHARE_SCHEMA
from .text import T, Text
from .units import Unit
from .values import LONGEST_CODE, code_value, exact_number, limited, parse_amount, parse_date, share, whole_number

#: Returns a given value as kept, or None where a closer look must decide.
Reader = Callable[[Any], Any]
#: Number of digits of an amount in yuan that is below every limit.
_DIGITS = 13
_LENGTH_OF_DAY = len("2020-09-01")
YES, NO = T("是", "Yes"), T("否", "No")
AT_HOME, ELSEWHERE = T("是，在{home}", "Yes, in {home}"), T("否，在别处", "No, elsewhere")
NONE_OF_THESE = T("都不是", "none of these")
#: The word that makes a count a rank.
RANKED = T("名", "")
UNIT_WORDS = {
    "fen": T("元", "yuan"),
    "person": T("人", "people"),
    "month": T("个月", "months"),
    "year": T("年", ""),
}


class Declared(Protocol):
    """The properties of a fact that its type uses to read and show its values."""

    lo: int
    hi: int
    unit: Unit
    options: tuple[str, ...]
    labels: dict[str, Text]
    counted: Text | None


class FactType(ABC):
    """A type of fact.

    `name`: name in the public vocabulary.
    `kind`: kind of its node.
    `form`: kind of input that asks for it.
    `suffix`: ending of the name of its column on disk.
    `step`: smallest difference between two values, for boundary questions.
    `exact`: values are shares, kept as exact fractions.
    `public_form`: turns a kept value into a public one; None where both are the same.
    """

    name = ""
    kind = "number"
    form = ""
    suffix = ""
    step: int | Fraction = 1
    exact = False
    public_form: Callable[[Any], Any] | None = None

    def __repr__(self) -> str:
        return self.name

    def at_sight(self, fact: Declared) -> Reader:
        """Return a quick reader of given values. Its None is no refusal: `read` then decides."""
        return _undecided

    @abstractmethod
    def read(self, field: str, fact: Declared, value: Any) -> Any:
        """Return a given value as kept. Raise `CaseError` that names the field, the value and the remedy."""

    def public(self, value: Any) -> Any:
        """Return a kept value in the public form."""
        return value if value is None or self.public_form is None else self.public_form(value)

    def show(self, fact: Declared, value: Any, lang: str) -> str:
        """Return a kept value as text for people."""
        return str(self.public(value))

    @abstractmethod
    def schema(self, fact: Declared) -> Schema:
        """Return the JSON Schema of the given values."""

    def closed(self, fact: Declared, home: str) -> tuple[Any, ...]:
        """Return every distinct value of a type with few of them; nothing for other types."""
        return ()

    def options(
        self, fact: Declared, home: str, home_name: Text, listed: tuple[str, ...]
    ) -> tuple[tuple[str, Text], ...]:
        """Return (value as typed, label) for a closed list of answers; `listed`: codes of the policy's lists."""
        return ()


class _YesNo(FactType):
    name, kind, form = "bool", "bool", "bool"

    def at_sight(self, fact: Declared) -> Reader:
        return _truth

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        if not isinstance(value, bool):
            raise wrong(field, value, T("写 true 或 false", "write true or false"))
        return value

    def show(self, fact: Declared, value: Any, lang: str) -> str:
        return (YES if value else NO)(lang)

    def schema(self, fact: Declared) -> Schema:
        return {"type": "boolean"}

    def closed(self, fact: Declared, home: str) -> tuple[Any, ...]:
        return (True, False)

    def options(
        self, fact: Declared, home: str, home_name: Text, listed: tuple[str, ...]
    ) -> tuple[tuple[str, Text], ...]:
        return (("true", YES), ("false", NO))


class _Day(FactType):
    name, kind, form = "date", "date", "date"
    public_form = staticmethod(civil.iso)

    def at_sight(self, fact: Declared) -> Reader:
        return _day

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        return parse_date(field, value)

    def show(self, fact: Declared, value: Any, lang: str) -> str:
        return day_words(value, lang)

    def schema(self, fact: Declared) -> Schema:
        return DATE


class _Choice(FactType):
    name, kind, form = "choice", "code", "choice"

    def at_sight(self, fact: Declared) -> Reader:
        options = fact.options
        return lambda value: value if value.__class__ is str and value in options else None

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        if not isinstance(value, str) or value not in fact.options:
            raise wrong(field, value, one_of(fact.options, value))
        return value

    def show(self, fact: Declared, value: Any, lang: str) -> str:
        return fact.labels[value](lang)

    def schema(self, fact: Declared) -> Schema:
        return {"enum": list(fact.options)}

    def closed(self, fact: Declared, home: str) -> tuple[Any, ...]:
        return fact.options

    def options(
        self, fact: Declared, home: str, home_name: Text, listed: tuple[str, ...]
    ) -> tuple[tuple[str, Text], ...]:
        return tuple(fact.labels.items())


class _Code(FactType):
    name, kind, form = "code", "code", "choice"

    def at_sight(self, fact: Declared) -> Reader:
        return _plain_code

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        return code_value(field, value)

    def schema(self, fact: Declared) -> Schema:
        text = f"A code, at most {LONGEST_CODE} characters without those of space around it."
        return {"type": "string", "minLength": 1, "description": text}

    def options(
        self, fact: Declared, home: str, home_name: Text, listed: tuple[str, ...]
    ) -> tuple[tuple[str, Text], ...]:
        return (*((code, Text(code, code)) for code in listed), (NONE, NONE_OF_THESE))


class _District(_Code):
    name, form = "district", "district"

    def closed(self, fact: Declared, home: str) -> tuple[Any, ...]:
        return (home, "other")

    def options(
        self, fact: Declared, home: str, home_name: Text, listed: tuple[str, ...]
    ) -> tuple[tuple[str, Text], ...]:
        here = Text(AT_HOME.zh.format(home=home_name.zh), AT_HOME.en.format(home=home_name.en))
        return ((home, here), ("other", ELSEWHERE))


class _Count(FactType):
    name, form = "count", "count"

    def at_sight(self, fact: Declared) -> Reader:
        least, most = max(fact.lo, 0), fact.hi
        return lambda value: value if value.__class__ is int and least <= value <= most else None

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        return whole_number(field, value, fact.lo, fact.hi)

    def show(self, fact: Declared, value: Any, lang: str) -> str:
        ordinal = "第" if fact.counted == RANKED else ""
        return T(f"{ordinal}{value}{unit_word(fact, 'zh')}", str(value))(lang)

    def schema(self, fact: Declared) -> Schema:
        return {"type": "integer", "minimum": fact.lo, "maximum": fact.hi}


class _Years(_Count):
    """A number of years, such as those paid before."""


class _Year(_Count):
    name = "year"


class _Yuan(FactType):
    name, form, suffix = "yuan", "yuan", "_fen"
    public_form = staticmethod(money.yuan)

    def at_sight(self, fact: Declared) -> Reader:
        most = min(fact.hi, money.LARGEST_FEN)

        def yuan(value: Any) -> Any:
            if value.__class__ is str:
                fen = _fen(value)
            elif value.__class__ is int:
                fen = value * money.FEN_PER_YUAN
            else:
                return None
            return fen if fen is not None and 0 <= fen <= most else None

        return yuan

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        return limited(field, parse_amount(field, value), fact.hi, value)

    def show(self, fact: Declared, value: Any, lang: str) -> str:
        return yuan_words(value, lang)

    def schema(self, fact: Declared) -> Schema:
        return yuan_schema(fact.hi)


class _Share(FactType):
    name, form, step, exact = "fraction", "fraction", Fraction(1, 1000), True
    public_form = staticmethod(lambda value: json_number(value) if isinstance(value, Fraction) else value)

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        return share(field, value)

    def show(self, fact: Declared, value: Any, lang: str) -> str:
        return f"{decimal_string(100 * Fraction(value))}%"

    def schema(self, fact: Declared) -> Schema:
        return SHARE_SCHEMA


class _Decimal(FactType):
    name, form = "decimal", "decimal"
    public_form = staticmethod(lambda value: json_number(value) if isinstance(value, Fraction) else value)

    def read(self, field: str, fact: Declared, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
            raise wrong(field, value, T("写一个数", "write a number"))
        stated = exact_number(field, value)
        if stated > fact.hi:
            raise wrong(field, value, T(f"写不超过 {fact.hi} 的数", f"write a number of at most {fact.hi}"))
        return stated

    def schema(self, fact: Declared) -> Schema:
        return {"type": "number", "minimum": 0}


YES_NO, DAY, CHOICE, CODE, DISTRICT = _YesNo(), _Day(), _Choice(), _Code(), _District()
COUNT, YEARS, YEAR, YUAN, SHARE, DECIMAL = _Count(), _Years(), _Year(), _Yuan(), _Share(), _Decimal()


def _undecided(value: Any) -> None:
    return None


def _truth(value: Any) -> Any:
    return value if value is True or value is False else None


def _day(value: Any) -> Any:
    # The length is checked first, so that the cache of days holds no long text.
    return _known_day(value) if value.__class__ is str and len(value) == _LENGTH_OF_DAY else None


@lru_cache(maxsize=civil.DAYS)
def _known_day(text: str) -> int | None:
    try:
        day = civil.parse(text) if text.isascii() else None
    except ValueError:
        return None
    return day if day is not None and civil.EARLIEST <= day <= civil.LATEST else None


def _plain_code(value: Any) -> Any:
    # Visible ASCII is its own normal form; see `standards.codes`.
    if value.__class__ is str and value.isascii() and value.isalnum() and len(value) <= LONGEST_CODE:
        return value
    return None


def _fen(yuan: str) -> int | None:
    whole, _, part = yuan.partition(".")
    if not (whole.isdigit() and (part.isdigit() or not part) and yuan.isascii()):
        return None
    return int(whole + part.ljust(2, "0")) if len(whole) <= _DIGITS and len(part) <= 2 else None


def unit_word(fact: Declared, lang: str) -> str:
    """Return the word after a number of a fact: 元, 人, 个月, or the word that the fact declares; empty for none."""
    word = fact.counted or UNIT_WORDS.get(str(fact.unit))
    return "" if word is None else word(lang)
