"""`dialoog user …`: people from the command line, for the first administrator and for who is locked out."""

import click
from flask_babel import gettext as _
from sqlalchemy import select

from dialoog.accounts import links, sessions
from dialoog.accounts.models import Person, Role
from dialoog.accounts.queries import person_by_address
from dialoog.accounts.rules import people
from dialoog.accounts.rules.logging_in import printed_link
from dialoog.db import WorkSession
from dialoog.errors import NotFound, RuleViolation
from dialoog.organisations.models import Unit
from dialoog.organisations.queries import unit as find_unit
from dialoog.organisations.rules.units import place
from dialoog.permissions import SYSTEM
from dialoog.web.commands import uses_database
from dialoog.web.context import database, settings


def _roles(_ctx: click.Context, _param: click.Parameter, value: str) -> list[Role]:
    wanted = [part.strip() for part in value.split(",") if part.strip()]
    unknown = set(wanted) - set(Role)
    if unknown:
        raise click.BadParameter(f"onbekend: {', '.join(sorted(unknown))}; kies uit {', '.join(Role)}.")
    return [Role(role) for role in wanted]


@click.group()
def user() -> None:
    """Mensen met een account."""


@user.command()
@click.option("--email", required=True, help="Het e-mailadres.")
@click.option("--name", required=True, help="De naam.")
@click.option(
    "--role", "roles", default="", callback=_roles, metavar="ROLLEN", help=f"Een of meer van {','.join(Role)}."
)
@click.option("--title", default="medewerker", show_default=True, help="De functie, die bij antwoorden staat.")
@click.option("--unit", "slug", metavar="SLUG", help="De dienst waar deze persoon bij hoort.")
@click.option("--lead", is_flag=True, help="Leidt deze dienst.")
@uses_database
def create(email: str, name: str, roles: list[Role], title: str, slug: str | None, lead: bool) -> None:
    """Maak een account, en toon een link om één keer mee in te loggen."""
    if lead and slug is None:
        raise click.UsageError("--lead hoort bij --unit.")
    with database().transaction() as session:
        person = people.create(session, actor=SYSTEM, email=email, name=name, job_title=title, roles=roles)
        if slug is not None:
            place(session, _unit(session, slug), person, actor=SYSTEM, lead=lead)
        _show_link(session, person)


def _unit(session: WorkSession, slug: str) -> Unit:
    try:
        return find_unit(session, slug)
    except NotFound as error:
        raise NotFound(_("Er is geen dienst met het adres '%(slug)s'.", slug=slug)) from error


@user.command()
@click.argument("email")
@uses_database
def reset(email: str) -> None:
    """Haal wachtwoord en tweede stap weg, log overal uit, en toon een link om één keer mee in te loggen."""
    with database().transaction() as session:
        person = person_by_address(session, email)
        if person is None:
            raise RuleViolation(_("Er is niemand met dit e-mailadres."))
        person.password_hash = None
        sessions.end_all(session, person)
        people.reset_second_factor(session, person, actor=SYSTEM)
        people.set_active(session, person, True, actor=SYSTEM)
        _show_link(session, person)


@user.command("list")
@uses_database
def list_people() -> None:
    """Toon iedereen met een account."""
    with database().session(read_only=True) as session:
        for person in session.scalars(select(Person).order_by(Person.email)):
            state = "" if person.active else "\tstopgezet"
            click.echo(f"{person.email}\t{person.name}\t{','.join(sorted(person.roles)) or '-'}{state}")


def _show_link(session: WorkSession, person: Person) -> None:
    link = printed_link(session, person)
    click.echo(f"{settings().base_url}/inloggen/link/{links.token(link, settings().secret_key)}")
