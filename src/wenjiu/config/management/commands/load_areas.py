"""``load_areas``: store the streets and areas of the policy, or bring them to what the policy says."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from wenjiu.bureau.areas import actions, queries
from wenjiu.policies import load_policy


class Command(BaseCommand):
    help = "Store the areas of the policy, or bring them to what it says. Calling it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and print how many are new or changed, and how many streets there are."""
        changed = actions.load(actor="load_areas", areas=load_policy(settings.WENJIU_POLICY).areas)
        streets = queries.streets().count()
        self.stdout.write(
            f"{streets} 个街道（地区），新增或改动 {changed} 项。 {streets} streets, {changed} rows new or changed."
        )
