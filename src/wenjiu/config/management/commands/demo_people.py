"""``demo_people``: make the personas of the demo. The launcher calls it in the demo profile."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wenjiu.bureau.accounts.actions import ensure_demo_people
from wenjiu.policies import load_policy


class Command(BaseCommand):
    help = "Make the personas of the demo, with their areas, posts and firms. Calling it again changes nothing."
    requires_system_checks = ()  # migrate has just run them

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and print how many there are."""
        if not settings.WENJIU_DEMO:
            raise CommandError("Personas exist in the demo profile only: WENJIU_PROFILE=demo.")
        areas = load_policy(settings.WENJIU_POLICY).areas
        people = ensure_demo_people(actor="demo_people", areas_of_policy=areas)
        self.stdout.write(f"{len(people)} personas")
