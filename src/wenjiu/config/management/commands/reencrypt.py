"""``reencrypt``: encrypt what older keys encrypted with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from wenjiu.bureau.accounts.actions import reencrypt_second_factors
from wenjiu.bureau.parties.actions import reencrypt


class Command(BaseCommand):
    help = "Encrypt the numbers of people and accounts, and second factors, anew with the newest key, in parts, while the system runs."

    def handle(self, *args: Any, **options: Any) -> None:
        """Go on until nothing is left, and print how many values are left."""
        done = reencrypt_second_factors(actor="reencrypt")
        while part := reencrypt(actor="reencrypt"):
            done += part
        self.stdout.write(f"{done} values encrypted anew; 0 left.")
