"""``replay``: ask again what was decided; exit code 1 if an answer differs. ``--draft N``: what a draft would change."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wenjiu.bureau.cases import drafted
from wenjiu.bureau.cases.drafted import Moves
from wenjiu.bureau.cases.replay import replay
from wenjiu.bureau.rulebook import in_force
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.standards import money


class Command(BaseCommand):
    help = "Ask again every case that was decided, and name what is answered otherwise now, or under a draft."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--draft", type=int, default=None, help="number of a draft of the rulebook")
        parser.add_argument(
            "--since", type=dt.date.fromisoformat, default=None, help="as if it applied from this day on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference, then how many decisions and lines were asked again."""
        if options["draft"] is not None:
            self._drafted(options["draft"], options["since"])
            return
        if options["since"] is not None:
            raise CommandError("--since goes with --draft: name the draft, such as --draft 3 --since 2026-01-01.")
        decisions = lines = differing = 0
        for asked, differences in replay():
            decisions, lines = decisions + 1, lines + asked
            for d in differences:
                differing += 1
                self.stdout.write(f"{d.case} line {d.line} ({d.step}): {d.what}")
        equal = f"{(lines - differing) / lines:.2%}" if lines else "nothing to ask"
        self.stdout.write(f"{decisions} decisions, {lines} lines asked again: {equal} equal, {differing} differ.")
        if differing:
            raise SystemExit(1)

    def _drafted(self, id: int, since: dt.date | None) -> None:
        """Print what a draft would answer otherwise: decided cases, which keep what they have, and open ones."""
        draft = Draft.objects.select_related("revokes").filter(pk=id).first()
        if draft is None:
            waiting = ", ".join(str(pk) for pk in Draft.objects.filter(state="open").values_list("pk", flat=True))
            raise CommandError(f"There is no draft {id}. Those that wait: {waiting or 'none'}.")
        first = since or draft.from_day
        self.stdout.write(f"Draft {id} of {draft.policy}: {draft.name} {draft.value}, as if from {first} on.")
        with in_force.one_policy():
            self._moves("decided", drafted.decided_lines(draft, since))
            self._moves("open", drafted.open_lines(draft, since))

    def _moves(self, which: str, moves: Moves) -> None:
        for m in moves.moved:
            was, now = (f"{v} {_yuan(fen)}" for v, fen in ((m.was, m.was_fen), (m.now, m.now_fen)))
            change = _signed(m.difference_fen)
            self.stdout.write(f"{which} {m.case} line {m.line}: {was} -> {now} ({change})")
        self.stdout.write(
            f"{which}: {moves.cases} cases, {moves.lines} lines asked, {len(moves.moved)} differ, "
            f"{moves.verdicts} by another verdict; {_yuan(moves.gain_fen)} more, {_yuan(moves.loss_fen)} less."
        )


def _yuan(amount_fen: int | None) -> str:
    return "?" if amount_fen is None else money.yuan(amount_fen)


def _signed(amount_fen: int | None) -> str:
    return _yuan(amount_fen) if amount_fen is None else f"{'-' if amount_fen < 0 else '+'}{_yuan(abs(amount_fen))}"
