"""Define `wenjiu`: assess cases, load a policy's text, report its coverage, screen a population.

No database is needed, except to check an installation.
"""

from __future__ import annotations

import click

from .. import __version__
from .assess import assess
from .bureau import ledger, messages, offers, replay
from .locales import LocalGroup
from .policy import policy
from .population import population
from .screen import screen
from .whatif import whatif


@click.group(cls=LocalGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wenjiu")
def app() -> None:
    """稳就: an employment policy as rules that answer, explain and ask."""


app.add_command(assess)
app.add_command(ledger)
app.add_command(messages)
app.add_command(policy)
app.add_command(population)
app.add_command(replay)
app.add_command(offers)
app.add_command(screen)
app.add_command(whatif)

if __name__ == "__main__":
    app()
