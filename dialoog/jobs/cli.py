"""`dialoog jobs`: the job process, alone or as the child of `dialoog serve` (interface.md, Commands)."""

import click
from flask import current_app

from dialoog.jobs import process
from dialoog.web import logs
from dialoog.web.commands import uses_database


@click.command()
@uses_database
def jobs() -> None:
    """Doe het werk op de achtergrond: mail versturen en taken op hun tijd.

    Er mogen er meer tegelijk draaien, op meer machines: elke taak wordt één keer gedaan.
    """
    logs.set_up()
    process.run(current_app._get_current_object())  # type: ignore[attr-defined]
