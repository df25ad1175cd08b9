"""`dialoog register …`: the public record from the command line (interface.md, Commands)."""

import json
import re
from pathlib import Path

import click
from flask import current_app

from dialoog.register import queries
from dialoog.register.receipts import LARGEST_RECEIPT, ReceiptUnreadable, check_receipt, read_receipt
from dialoog.register.verification import verify_log
from dialoog.web.commands import uses_database
from dialoog.web.context import database

RECEIPT = click.Path(exists=True, dir_okay=False, path_type=Path)


def _root(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    root = value.strip().lower() if value else value
    if root is not None and not re.fullmatch("[0-9a-f]{64}", root):
        raise click.BadParameter("een wortel is 64 tekens, 0-9 en a-f.")
    return root


@click.group()
def register() -> None:
    """Het openbare register en zijn bewijzen."""


@register.command()
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Hoe het wordt getoond.")
@uses_database
def head(shape: str) -> None:
    """Toon hoe lang het register nu is, met zijn wortel."""
    with database().session(read_only=True) as reading:
        found = queries.head(reading)
    if shape == "json":
        click.echo(json.dumps(found))
    else:
        click.echo(f"Gebeurtenissen: {found['treeSize']}\nWortel: {found['rootHash']}\nSinds: {found['timestamp']}")


@register.command()
@click.option("--receipt", type=RECEIPT, help="Het bestand met het bewijs; zonder verbinding met het register.")
@click.option("--root", callback=_root, metavar="HEX", help="De gepubliceerde wortel waar het bewijs bij moet passen.")
def verify(receipt: Path | None, root: str | None) -> None:
    """Controleer het hele register, of alleen een bewijs."""
    if receipt is None and root is not None:
        raise click.UsageError("--root hoort bij --receipt.")
    good, lines = log_verdict() if receipt is None else _of_file(receipt, root)
    click.echo(lines, err=not good)
    if not good:
        raise click.exceptions.Exit(1)


def _of_file(receipt: Path, root: str | None) -> tuple[bool, str]:
    with receipt.open("rb") as file:
        return receipt_verdict(file.read(LARGEST_RECEIPT + 1), root)


@uses_database
def log_verdict() -> tuple[bool, str]:
    """Whether every event, leaf, root, state and text is as it was recorded, and what to tell (D12).

    The checks of the domains themselves are part of it. The first line names the first bad entry.
    """
    with database().session(read_only=True) as reading:
        found = verify_log(reading, current_app.extensions["dialoog_checks"])
    if not found.ok:
        return False, "\n".join(f"Klopt niet: {problem}" for problem in found.problems)
    counts = f"gebeurtenissen: {found.events}, gewiste teksten: {found.erased_texts}"
    return True, f"Het register klopt ({counts}).\nWortel: {found.root}"


def receipt_verdict(data: bytes, root: str | None) -> tuple[bool, str]:
    """Whether the receipt is good, and what to tell: one line that names the first bad entry if it is not (D12)."""
    try:
        report = check_receipt(read_receipt(data))
    except ReceiptUnreadable as error:
        return False, f"Onleesbaar bewijs: {error}."
    if report.first_bad:
        return False, f"Klopt niet: {report.first_bad}."
    if root is not None and root != report.root_hash:
        return False, f"Klopt niet: het bewijs past bij wortel {report.root_hash}, niet bij {root}."
    counts = f"gebeurtenissen: {len(report.events)}, teksten: {len(report.texts)}"
    fits = f"Past bij het register met {report.tree_size} gebeurtenissen en wortel {report.root_hash}"
    if root is None:
        fits += ".\nVergelijk deze wortel met /register of met /register.atom"
    return True, f"Klopt: {report.number} ({counts}).\n{fits}."
