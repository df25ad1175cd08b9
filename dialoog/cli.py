"""`dialoog …`: all commands (interface.md, Commands). Exit 0: done, 1: refused with one clear line, 2: wrong usage."""

from typing import Any

import click
from alembic import command as alembic
from alembic.util import CommandError
from flask.cli import ScriptInfo, with_appcontext
from sqlalchemy.exc import DatabaseError, OperationalError

from dialoog import create_app, migrating, server
from dialoog.contributions.cli import report
from dialoog.demo.cli import demo
from dialoog.errors import DialoogError, RuleViolation, SettingError
from dialoog.jobs.cli import jobs
from dialoog.organisations.cli import user
from dialoog.register.cli import register
from dialoog.seeding.cli import seed
from dialoog.web.commands import uses_database
from dialoog.web.context import database, settings


class Commands(click.Group):
    """The group of all commands: what a rule or setting refuses becomes one line and exit 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (DialoogError, SettingError, CommandError) as error:
            raise _refused(str(error)) from error
        except DatabaseError as error:
            # Other kinds, once a statement was sent, are a mistake of ours that must not look like one in a setting.
            if error.statement and type(error) not in (OperationalError, DatabaseError):
                raise
            raise _refused(f"DIALOOG_DATABASE_URL: {str(error.orig).strip().splitlines()[0]}") from error


def _refused(why: str) -> click.ClickException:
    refusal = click.ClickException(why)
    refusal.show = lambda file=None: click.echo(why, file=file, err=True)  # type: ignore[method-assign]
    return refusal


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dialoog", message="%(version)s")
def dialoog() -> None:
    """Dialoog: wat u inbrengt over de leefomgeving krijgt een nummer en een openbaar antwoord."""


@dialoog.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Het adres waarop wordt geluisterd.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="De poort.")
@click.option("--workers", type=click.IntRange(1, 64), help="Aantal processen [standaard: een per kern, minstens 2].")
@click.option(
    "--threads", default=server.DEFAULT_THREADS, show_default=True, type=click.IntRange(1, 64), help="Per proces."
)
@click.option(
    "--jobs/--no-jobs", default=True, show_default=True, help="Of het werk op de achtergrond ook wordt gedaan."
)
@uses_database
def serve(host: str, port: int, workers: int | None, threads: int, jobs: bool) -> None:
    """Start de dienst."""
    database().engine.dispose()
    server.serve(host=host, port=port, workers=workers, threads=threads, jobs=jobs, env={"PORT": str(port)})


@dialoog.group()
def db() -> None:
    """De vorm van de database (migraties)."""


@db.command()
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str) -> None:
    """Breng de database naar de nieuwste vorm, of naar REVISION."""
    migrating.upgrade(settings().database_url, revision)


@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("revision")
@with_appcontext
def downgrade(revision: str) -> None:
    """Breng de database terug naar REVISION (of -1, of base). Wat er sindsdien bij kwam, gaat verloren."""
    migrating.downgrade(settings().database_url, revision)


@db.command()
@with_appcontext
def current() -> None:
    """Toon de vorm die de database heeft, en de nieuwste."""
    with database().session(read_only=True) as reading:
        found = migrating.current_revision(reading.connection())
    click.echo(f"{found or 'leeg'} (nieuwste: {migrating.head_revision()})")


@db.command()
@with_appcontext
def check() -> None:
    """Kijk of de database de nieuwste vorm heeft, en of die past bij de code."""
    with database().session(read_only=True) as reading:
        if not migrating.is_current(reading.connection()):
            raise RuleViolation("De database heeft niet de nieuwste vorm. Voer uit: dialoog db upgrade")
    alembic.check(migrating.configuration(settings().database_url))


for group in (report, register, user, jobs, demo, seed):
    dialoog.add_command(group)


def main() -> None:
    """The way in from the command line."""
    # Not by FLASK_DEBUG: what shows errors to visitors is not for the environment to switch on.
    dialoog(obj=ScriptInfo(create_app=create_app, set_debug_flag=False), prog_name="dialoog")


if __name__ == "__main__":
    main()
