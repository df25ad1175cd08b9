"""`dialoog register …`: the public record from the command line (interface.md, Commands)."""

import re
from typing import BinaryIO

import click

from dialoog.register.receipts import LARGEST_RECEIPT, ReceiptUnreadable, check_receipt, read_receipt


class Root(click.ParamType):
    """A root hash, written as 64 hexadecimal digits."""

    name = "hex"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The root in lower case; wrong usage if it is none."""
        root = value.strip().lower()
        if not re.fullmatch("[0-9a-f]{64}", root):
            self.fail("een wortel is 64 tekens, 0-9 en a-f.", param, ctx)
        return root


@click.group()
def register() -> None:
    """Het openbare register en zijn bewijzen."""


@register.command()
@click.option("--receipt", type=click.File("rb"), required=True, help="Het bestand met het bewijs.")
@click.option("--root", type=Root(), help="De gepubliceerde wortel waar het bewijs bij moet passen.")
def verify(receipt: BinaryIO, root: str | None) -> None:
    """Controleer een bewijs, zonder verbinding met het register."""
    good, lines = receipt_verdict(receipt.read(LARGEST_RECEIPT + 1), root)
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
