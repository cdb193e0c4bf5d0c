"""``demo_district``: make the invented district of the demo. The launcher calls it in the demo profile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from wenjiu.config.demo.district import make_district


class Command(BaseCommand):
    help = "Make the demo district: invented firms and people, cases in every state, budgets. Again it changes nothing."
    requires_system_checks = ()  # migrate has just run them

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it as a whole or not at all, and print what there is."""
        if not settings.WENJIU_DEMO:
            raise CommandError("The demo district exists in the demo profile only: WENJIU_PROFILE=demo.")
        with transaction.atomic():
            self.stdout.write(make_district(settings.WENJIU_POLICY))
