"""What is pure about messages: addresses as typed, how they are masked, when to try again."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

PLACE = "notes_contact.cipher"
#: Minutes until the next try after the first failure, the second, and so on. After the last one nothing is tried again.
WAITS = (1, 5, 30, 120, 720)
#: How long a try may take; after that nobody knows whether the message left.
LONGEST_TRY = dt.timedelta(minutes=10)
PHONE = re.compile(r"1[3-9]\d{9}")
MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
LONGEST_MAIL = 254


class NoAddress(ValueError):
    """What was typed is no phone number or no mail address."""


def read_phone(typed: str) -> str:
    """Return a Chinese mobile number as it is stored: eleven digits.

    Raises:
        NoAddress: it is none.
    """
    text = unicodedata.normalize("NFKC", typed[:60])
    digits = re.sub(r"[\s()-]", "", text).removeprefix("+86").removeprefix("0086")
    if not PHONE.fullmatch(digits) or not digits.isascii():
        raise NoAddress(typed)
    return digits


def read_mail(typed: str) -> str:
    """Return a mail address as it is stored.

    Raises:
        NoAddress: it is none.
    """
    text = unicodedata.normalize("NFKC", typed[: LONGEST_MAIL + 1]).strip()
    if len(text) > LONGEST_MAIL or not MAIL.fullmatch(text):
        raise NoAddress(typed)
    return text


READERS = {"sms": read_phone, "mail": read_mail}


def masked(channel: str, address: str) -> str:
    """Return an address with its middle masked: ``138****5678``, ``z***@example.com``."""
    if channel == "sms":
        return f"{address[:3]}****{address[-4:]}"
    name, _at, domain = address.partition("@")
    return f"{name[0]}***@{domain}"


def next_try(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """Return when to try again after so many tries; None: not any more."""
    return None if attempts > len(WAITS) else now + dt.timedelta(minutes=WAITS[attempts - 1])


def without(text: str, *secrets: str) -> str:
    """Return what a service said, shortened, without the address that it was about."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return re.sub(r"\d{7,}", "***", " ".join(text.split()))[:200]
