"""`dialoog …`: exit 0 done, 1 refused with one clear line, 2 wrong usage (interface.md, Commands)."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import select, text

from dialoog import create_app
from dialoog.accounts import links
from dialoog.accounts.models import LinkPurpose, Person, Role
from dialoog.cli import dialoog
from dialoog.config import Settings
from dialoog.db import Database
from dialoog.migrating import head_revision
from dialoog.organisations.models import Unit, UnitMember
from tests.factories import contributions as make
from tests.register.receipt_factory import sample_receipt

NEW = ("user", "create", "--email", "Noor@Voorbeeld.example", "--name", "Noor Dijk")


def run(settings: Settings, *arguments: str) -> Result:
    app = create_app(settings)
    try:
        return CliRunner().invoke(dialoog, arguments, obj=ScriptInfo(create_app=lambda: app))
    finally:
        # A process of its own would end here.
        app.extensions["dialoog_database"].dispose()


def refused(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    return result.stderr


def elsewhere(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, with an environment that has nothing of ours."""
    return subprocess.run(
        [sys.executable, "-m", "dialoog.cli", *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_person_is_made_and_logs_in_by_the_printed_link(own_settings: Settings, own_database: Database) -> None:
    with own_database.transaction() as session:
        session.add(Unit(slug="lucht", name="directie Lucht"))
    made = run(own_settings, *NEW, "--role", "ministry,admin", "--unit", "lucht", "--lead")
    assert made.exit_code == 0, made.output
    token = made.stdout.strip().removeprefix("http://localhost/inloggen/link/")
    with own_database.session() as session:
        person = session.scalars(select(Person)).one()
        assert (person.email, person.roles) == ("noor@voorbeeld.example", {Role.MINISTRY, Role.ADMIN})
        assert session.scalars(select(UnitMember.is_lead)).one()
        link = links.find(session, token, LinkPurpose.LOGIN, own_settings.secret_key)
        assert link.person_id == person.id


def test_a_reset_takes_password_and_second_factor_and_prints_a_link(
    own_settings: Settings, own_database: Database
) -> None:
    run(own_settings, *NEW, "--role", "admin")
    with own_database.transaction() as session:
        person = session.scalars(select(Person)).one()
        person.password_hash, person.totp_nonce, person.active = "x", b"x", False
    assert "/inloggen/link/" in run(own_settings, "user", "reset", "noor@voorbeeld.example").stdout
    with own_database.session() as session:
        person = session.scalars(select(Person)).one()
        assert (person.password_hash, person.totp_nonce, person.active) == (None, None, True)


def test_the_list_names_everybody(own_settings: Settings) -> None:
    run(own_settings, *NEW, "--role", "admin,secretariat")
    assert run(own_settings, "user", "list").stdout == "noor@voorbeeld.example\tNoor Dijk\tadmin,secretariat\n"


def test_what_a_rule_refuses_is_one_line_and_exit_1(own_settings: Settings) -> None:
    run(own_settings, *NEW)
    assert "al iemand" in refused(run(own_settings, *NEW))
    assert "niemand" in refused(run(own_settings, "user", "reset", "x@voorbeeld.example"))
    unplaced = run(own_settings, *NEW[:3], "y@voorbeeld.example", *NEW[4:], "--unit", "nergens")
    assert "geen dienst met het adres 'nergens'" in refused(unplaced)


def test_seeding_refuses_a_database_in_use_before_it_begins(own_settings: Settings, own_database: Database) -> None:
    with own_database.transaction() as session:
        make.contribution(session)
    assert "lege database" in refused(run(own_settings, "seed", "--contributions", "1"))


def test_initiatives_are_not_seeded_yet(own_settings: Settings) -> None:
    assert "--initiatives" in refused(run(own_settings, "seed", "--initiatives", "1"))
    done = run(own_settings, "seed", "--initiatives", "0", "--contributions", "1", "--meetings", "1")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "create"),
        (*NEW, "--role", "minister"),
        (*NEW, "--lead"),
        ("register", "verify", "--root", "0" * 64),
        ("register", "verify", "--root", "x"),
        ("serve", "--port", "0"),
        ("nothing",),
    ],
)
def test_wrong_usage_is_exit_2(own_settings: Settings, arguments: tuple[str, ...]) -> None:
    assert run(own_settings, *arguments).exit_code == 2


def test_the_register_is_shown_and_rechecked(own_settings: Settings) -> None:
    found = json.loads(run(own_settings, "register", "head", "--format", "json").stdout)
    assert set(found) == {"treeSize", "rootHash", "timestamp"}
    assert found["rootHash"] in run(own_settings, "register", "head").stdout
    checked = run(own_settings, "register", "verify")
    assert checked.exit_code == 0
    assert found["rootHash"] in checked.stdout


def test_a_register_that_was_tampered_with_is_exit_1_and_says_where(
    own_settings: Settings, own_database: Database
) -> None:
    with own_database.transaction() as session:
        session.execute(text("UPDATE log_state SET size = 3"))
    result = run(own_settings, "register", "verify")
    assert result.exit_code == 1
    assert result.stderr.startswith("Klopt niet: ")


def test_migrations_go_up_and_down(own_settings: Settings) -> None:
    head = head_revision()
    assert run(own_settings, "db", "current").stdout == f"{head} (nieuwste: {head})\n"
    checked = run(own_settings, "db", "check")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert run(own_settings, "db", "downgrade", "-1").exit_code == 0
    assert "dialoog db upgrade" in refused(run(own_settings, "db", "check"))
    assert run(own_settings, "db", "upgrade").exit_code == 0
    assert run(own_settings, "db", "check").exit_code == 0
    assert "zzz" in refused(run(own_settings, "db", "downgrade", "zzz"))


def test_an_embedded_database_is_brought_up_to_date_any_other_is_somebodys_decision(own_settings: Settings) -> None:
    assert run(own_settings, "db", "downgrade", "-1").exit_code == 0
    result = run(own_settings, "user", "list")
    if own_settings.embedded:
        assert result.exit_code == 0
    else:
        assert "dialoog db upgrade" in refused(result)


def test_an_embedded_database_is_made_where_there_is_none(tmp_path: Path, own_settings: Settings) -> None:
    new = replace(own_settings, database_url=f"sqlite:///{tmp_path / 'new.sqlite'}")
    assert run(new, "user", "list").exit_code == 0


def test_a_database_that_cannot_be_reached_is_one_line(own_settings: Settings) -> None:
    gone = replace(own_settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert refused(run(gone, "user", "list")).startswith("DIALOOG_DATABASE_URL: ")


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path, own_settings: Settings) -> None:
    (tmp_path / "letter.txt").write_text("Geachte heer, mevrouw, " * 100)
    other = replace(own_settings, database_url=f"sqlite:///{tmp_path / 'letter.txt'}")
    for arguments in (("user", "list"), ("db", "current"), ("db", "upgrade")):
        assert refused(run(other, *arguments)).startswith("DIALOOG_DATABASE_URL: ")


def test_an_option_that_the_server_does_not_know_is_one_line(own_settings: Settings) -> None:
    wrong = replace(own_settings, database_url="postgresql+psycopg://nobody:geheim@127.0.0.1/none?connect_timeout=abc")
    told = refused(run(wrong, "user", "list"))
    assert told.startswith("DIALOOG_DATABASE_URL: ")
    assert "geheim" not in told


def test_a_wrong_setting_is_one_line_that_names_it(tmp_path: Path) -> None:
    result = elsewhere(tmp_path, "user", "list", DIALOOG_INSTANCE=str(tmp_path), DIALOOG_SECRET_KEY="short")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("DIALOOG_SECRET_KEY: ")
    assert result.stderr.count("\n") == 1


def test_help_parse_and_receipts_touch_no_database_and_no_instance_folder(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    receipt = tmp_path / "bewijs.json"
    receipt.write_text(json.dumps(sample_receipt()))
    report = tmp_path / "verslag.txt"
    report.write_text("TITEL\n\nSterke punten\n• Een punt\n")
    commands = (
        ("--help",),
        ("register", "--help"),
        ("register", "verify", "--receipt", str(receipt)),
        ("report", "parse", "--format", "json", str(report)),
    )
    for arguments in commands:
        result = elsewhere(
            tmp_path,
            *arguments,
            DIALOOG_INSTANCE=str(instance),
            DIALOOG_DATABASE_URL=f"sqlite:///{tmp_path / 'none.sqlite'}",
        )
        assert result.returncode == 0, result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bewijs.json", "verslag.txt"]
