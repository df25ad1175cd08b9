"""`dialoog demo`: a made-up year to look around in (interface.md, Commands)."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import click
from sqlalchemy.orm import Session

from dialoog.contributions import giver_pages
from dialoog.demo.people import Login
from dialoog.demo.whole import whole
from dialoog.demo.year import is_there, pass_by
from dialoog.web.commands import uses_database
from dialoog.web.context import database, files, settings

LOGINS = "demo-logins.json"
# Somebody without account with points in many states, and a question that is open.
GIVER = "hallo@toekomstnu.example.org"


@click.command()
@uses_database
def demo() -> None:
    """Vul een lege database met een verzonnen jaar. Nog eens: er verandert niets."""
    kept = settings().instance / LOGINS
    with whole(database()) as all_or_nothing:
        with all_or_nothing.session() as session:
            there = is_there(session)
        if there:
            click.echo(f"De demo is er al. Hoe u inlogt, staat in {kept}.")
            return
        logins = pass_by(all_or_nothing, settings(), files())
        with all_or_nothing.session() as session:
            page = _page(session)
        # Before the commit: log-ins that nobody knows would be of no use.
        _keep(kept, logins)
    click.echo(f"De demo is klaar. Zo logt u in (ook in {kept}):")
    for login in logins:
        click.echo(f"  {login.email:<32} {login.password:<36} {', '.join(login.roles):<12} {login.totpSecret}")
    click.echo(f"De pagina van een inbrenger zonder account: {page}")


def _page(session: Session) -> str:
    """The address of a giver's own page, as it stands in their mail."""
    return giver_pages.address(giver_pages.givers_at(session, GIVER)[0], settings())


def _keep(path: Path, logins: Iterable[Login]) -> None:
    """Write the log-ins, for the owner of the instance folder alone, whole or not at all."""
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump([login.as_json() for login in logins], file, ensure_ascii=False, indent=1)
    aside.replace(path)
