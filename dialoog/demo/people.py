"""The demo's units, staff and parties; staff with a password and a second factor each, told once."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

import pyotp
from sqlalchemy.orm import Session

from dialoog import clock
from dialoog.accounts import passwords, second_factor
from dialoog.accounts.models import Person, Role
from dialoog.accounts.rules import people
from dialoog.demo.script import Given
from dialoog.demo.stage import Stage
from dialoog.organisations.models import Sector
from dialoog.organisations.rules.parties import add_party
from dialoog.organisations.rules.themes import change_theme
from dialoog.organisations.rules.units import add_unit, place
from dialoog.permissions import SYSTEM, Actor

MINISTRY = "ministerie van Leefomgeving (demo)"
# Easily typed from a screen; five of them are worth 25 bits, and log-in attempts are counted.
WORDS = (
    "appel berk duin eend fiets grot haven iglo jas kaas lamp molen noot oever paard raam sloot toren uil veer "
    "wilg zeil anker bezem cello dolfijn egel fakkel gans hamer inkt kompas"
).split()


@dataclass(frozen=True)
class Login:
    """How somebody of the demo logs in (interface.md, Set-up)."""

    email: str
    password: str
    totpSecret: str  # noqa: N815 - promised in this spelling
    roles: list[str]

    def as_json(self) -> dict[str, Any]:
        """As it stands in demo-logins.json."""
        return asdict(self)


def enter(session: Session, stage: Stage, cast: Given, secret_key: str) -> list[Login]:
    """Make everybody who takes part. Returns how the staff log in; passwords are stored nowhere else."""
    for told in cast["unit"]:
        unit = add_unit(session, actor=SYSTEM, name=told["name"], ministry=MINISTRY)
        stage.units[told["key"]] = unit.id
        for slug in told["themes"]:
            theme = stage.theme(session, slug)
            change_theme(session, theme, actor=SYSTEM, name=theme.name, unit=unit, active=True)
    for told in cast["party"]:
        made = add_party(session, actor=SYSTEM, name=told["name"], sector=Sector(told["sector"]))
        stage.parties[told["key"]] = made.id
    return [_staff(session, stage, told, secret_key) for told in cast["staff"]]


def _staff(session: Session, stage: Stage, told: Given, secret_key: str) -> Login:
    person = people.create(
        session,
        actor=SYSTEM,
        email=told["email"],
        name=told["name"],
        job_title=told["job_title"],
        roles=[Role(role) for role in told["roles"]],
    )
    password = "-".join(secrets.choice(WORDS) for _each in range(5))
    person.password_hash = passwords.hashed(password)
    unit = stage.unit(session, told["unit"]) if "unit" in told else None
    if unit is not None:
        place(session, unit, person, actor=SYSTEM, lead=told.get("lead", False))
    stage.actors[told["key"]] = Actor(
        person_id=person.id,
        name=person.name,
        job_title=person.job_title,
        roles=frozenset(told["roles"]),
        units=frozenset({unit.id} if unit else ()),
        leads=frozenset({unit.id} if unit and told.get("lead") else ()),
        unit_names={unit.id: unit.in_full} if unit else {},
        second_factor=True,
    )
    return Login(person.email, password, _second_factor(session, person, secret_key), told["roles"])


def _second_factor(session: Session, person: Person, secret_key: str) -> str:
    nonce = second_factor.new_nonce()
    secret = second_factor.secret(person.id, nonce, secret_key)
    second_factor.confirm(session, person, nonce, pyotp.TOTP(secret).at(clock.now()), secret_key=secret_key)
    return secret
