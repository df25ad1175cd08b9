"""`dialoog seed`: synthetic data for benchmarks (interface.md, Commands)."""

from random import Random

import click

from dialoog.seeding.years import seed as seed_years
from dialoog.web.commands import uses_database
from dialoog.web.context import database


@click.command()
@click.option("--contributions", default=1000, show_default=True, type=click.IntRange(1), help="Zoveel punten inbreng.")
@click.option("--meetings", default=20, show_default=True, type=click.IntRange(0, 5000), help="Zoveel bijeenkomsten.")
@uses_database
def seed(contributions: int, meetings: int) -> None:
    """Vul een lege database met verzonnen gegevens, om snelheid te meten. Nog eens: er komt evenveel bij."""
    # The same for the same number, so that two benchmarks measure the same; nothing here is a secret.
    chance = Random(contributions)  # noqa: S311
    with click.progressbar(length=contributions, label="Inbreng") as bar:
        seed_years(database(), contributions=contributions, meetings=meetings, tell=bar.update, chance=chance)
    click.echo(f"{contributions} punten en {meetings} bijeenkomsten.")
