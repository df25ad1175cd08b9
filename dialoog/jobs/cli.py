"""`dialoog jobs`: the job process, alone or as the child of `dialoog serve` (interface.md, Commands)."""

import click
from flask import current_app
from flask.cli import with_appcontext

from dialoog.jobs import process
from dialoog.web import logs


@click.command()
@with_appcontext
def jobs() -> None:
    """Doe het werk op de achtergrond: mail versturen en taken op hun tijd.

    Er mogen er meer tegelijk draaien, op meer machines: elke taak wordt één keer gedaan.
    """
    logs.set_up()
    process.run(current_app._get_current_object())  # type: ignore[attr-defined]
