"""How a message leaves the system: mail by SMTP, SMS by a gateway, or files in the data folder for a demo.

A gateway is a class with `send`, named in WENJIU_SMS_GATEWAY. It raises whatever it likes; the outbox tries again.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string


class Way(Protocol):
    """A way out of the system."""

    def send(self, to: str, subject: str, text: str, reference: str) -> None:
        """Send a text to a number or an address.

        Args:
            to: mobile number, or mail address.
            subject: title of a mail.
            text: what is said.
            reference: the same for each try of a message, so that a service can leave out a repetition.

        Raises:
            Exception: it was not taken.
        """


class Smtp:
    """Mail through the server of WENJIU_SMTP_HOST."""

    def send(self, to: str, subject: str, text: str, reference: str) -> None:
        """Send a mail."""
        headers = {"Message-ID": f"<{reference}@{settings.WENJIU_MAIL_DOMAIN}>"}
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()


class Files:
    """One file for each message below outbox/ in the data folder, for a demo and for tests."""

    def __init__(self, channel: str) -> None:
        self.folder = Path(settings.DATA_FOLDER) / "outbox" / channel

    def send(self, to: str, subject: str, text: str, reference: str) -> None:
        """Write a file that only its owner reads."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{reference}.txt"
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(made, "w", encoding="utf-8") as file:
            file.write(f"{to}\n{subject}\n\n{text}\n")


@cache
def way(channel: str) -> Way | None:
    """Return how a channel is sent; None where nothing is set for it."""
    if channel == "mail" and settings.EMAIL_HOST:
        return Smtp()
    if channel == "sms" and settings.WENJIU_SMS_GATEWAY:
        gateway: Way = import_string(settings.WENJIU_SMS_GATEWAY)()
        return gateway
    return Files(channel) if settings.WENJIU_PROFILE in ("demo", "test") else None
