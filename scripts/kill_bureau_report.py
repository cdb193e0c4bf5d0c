"""The evidence page of the kill drill of the bureau."""

import platform
from collections import Counter

ACTIONS = ("decision", "batch", "export", "return")


def report(state: dict[str, object], records: list[dict[str, object]], seconds: float) -> str:
    """Return the evidence page."""
    once = sum(bool(r["once"]) for r in records)
    lines = [
        "# Kill drill of the bureau",
        "",
        (
            f"{len(records)} times kill -9 while somebody works: at a decision, a batch (made, frozen or released), the export "
            "of its file, and the reading of the bank's return."
        ),
        (
            f"Commit: {state['commit']}. Seed {state['seed']}. Python {platform.python_version()}, {platform.system()}. "
            f"{seconds:.0f} seconds in all on a shared machine."
        ),
        (
            "Written by `make campaign` (scripts/kill_bureau.py). Nobody wrote SQL: the launcher started again (after a "
            "killed backend the database recovers by itself), and the same button was pressed again."
        ),
        "",
        f"* happened exactly once: {once} of {len(records)}",
        f"* one press after the restart was enough: {sum(r['presses'] == 1 for r in records)} of {len(records)}",
        (
            f"* the action had been stored before the kill: {sum(bool(r['there']) for r in records)}; it was lost as a whole "
            f"and done by the second press: {sum(not r['there'] for r in records)}"
        ),
        f"* after each round `ledger_check` and `replay` found nothing; at the end they said: {records[-1]['books']}",
        "",
        "| action | web server killed | database killed | backend killed | exactly once |",
        "|---|---|---|---|---|",
    ]
    for action in ACTIONS:
        mine = [r for r in records if r["action"] == action]
        kinds = Counter(str(r["killed"]) for r in mine)
        lines.append(
            f"| {action} | {kinds['web server']} | {kinds['database']} | {kinds['backend']} "
            f"| {sum(bool(r['once']) for r in mine)} of {len(mine)} |"
        )
    lines += [
        "",
        (
            "Answer: status of the first press (0: the connection broke) and of the press after the restart. 409 and 422 say "
            "that it was done already."
        ),
        "",
        "| round | action | killed | after (ms) | answer | stored before | serves again (s) | presses | answer again | once |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for r in records:
        name = f"{r['action']}: {r['of']}" if "of" in r else r["action"]
        lines.append(
            f"| {r['round']} | {name} | {r['killed']} | {r['after_ms']} | {r['first']} | {'yes' if r['there'] else 'no'} "
            f"| {r['back_s']} | {r['presses']} | {r['again']} | {'yes' if r['once'] else 'NO'} |"
        )
    return "\n".join(lines) + "\n"
