"""`dialoog seed`: synthetic data for benchmarks (interface.md, Commands)."""

from random import Random

import click

from dialoog.errors import RuleViolation
from dialoog.seeding.stage import find_units
from dialoog.seeding.years import seed as seed_years
from dialoog.web.commands import uses_database
from dialoog.web.context import database


@click.command()
@click.option("--contributions", default=1000, show_default=True, type=click.IntRange(1), help="Zoveel punten inbreng.")
@click.option("--meetings", default=20, show_default=True, type=click.IntRange(0, 5000), help="Zoveel bijeenkomsten.")
@click.option("--initiatives", default=0, type=click.IntRange(0), help="Nog alleen 0: initiatieven komen later.")
@uses_database
def seed(contributions: int, meetings: int, initiatives: int) -> None:
    """Vul een lege database met verzonnen gegevens, om snelheid te meten. Nog eens: er komt evenveel bij."""
    if initiatives:
        raise RuleViolation("Initiatieven komen later in Dialoog. Laat --initiatives weg, of geef 0.")
    # Before the bar: what is refused prints nothing but why.
    with database().session(read_only=True) as reading:
        find_units(reading)
    # The same for the same number, so that two benchmarks measure the same; nothing here is a secret.
    chance = Random(contributions)  # noqa: S311
    with click.progressbar(length=contributions, label="Inbreng") as bar:
        seed_years(database(), contributions=contributions, meetings=meetings, tell=bar.update, chance=chance)
    click.echo(f"{contributions} punten en {meetings} bijeenkomsten.")
