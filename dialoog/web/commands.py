"""What commands that use the database begin with: an application, and a database of the right shape."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask.cli import with_appcontext
from flask_babel import gettext as _

from dialoog import migrating
from dialoog.errors import RuleViolation
from dialoog.web.context import database, settings

Command = TypeVar("Command", bound=Callable[..., Any])


def uses_database(command: Command) -> Command:
    """Run a command in an application context, on a database that is up to date (interface.md, Commands)."""

    @with_appcontext
    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        bring_up_to_date()
        return command(*arguments, **options)

    return cast(Command, run)


def bring_up_to_date() -> None:
    """Migrate an embedded database. Raises RuleViolation for any other that is behind: somebody must decide that."""
    with database().session(read_only=True) as reading:
        if migrating.is_current(reading.connection()):
            return
    if not settings().embedded:
        raise RuleViolation(_("De database heeft niet de goede vorm. Voer eerst uit: dialoog db upgrade"))
    migrating.upgrade(settings().database_url)
