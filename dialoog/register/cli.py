"""`dialoog register …`: the public record from the command line (interface.md, Commands)."""

import re
from pathlib import Path

import click

from dialoog.register.receipts import LARGEST_RECEIPT, ReceiptUnreadable, check_receipt, read_receipt

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
@click.option("--receipt", type=RECEIPT, required=True, help="Het bestand met het bewijs.")
@click.option("--root", callback=_root, metavar="HEX", help="De gepubliceerde wortel waar het bewijs bij moet passen.")
def verify(receipt: Path, root: str | None) -> None:
    """Controleer een bewijs, zonder verbinding met het register."""
    with receipt.open("rb") as file:
        good, lines = receipt_verdict(file.read(LARGEST_RECEIPT + 1), root)
    click.echo(lines, err=not good)
    if not good:
        raise click.exceptions.Exit(1)


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
        fits += ".\nVergelijk deze wortel met /register of met de dagelijkse mail"
    return True, f"Klopt: {report.number} ({counts}).\n{fits}."
