"""A process of its own that hands in contributions: `python many_writers.py DATABASE_URL INSTANCE COUNT`."""

import sys
from pathlib import Path

from dialoog import create_app
from dialoog.config import Settings
from dialoog.contributions.models import Channel, PointKind
from dialoog.contributions.rules.receiving import Input, receive
from dialoog.permissions import ANONYMOUS


def main(url: str, instance: str, count: int) -> None:
    app = create_app(Settings(instance=Path(instance), database_url=url, secret_key="k" * 40))
    with app.app_context():
        for n in range(count):
            with app.extensions["dialoog_database"].transaction() as session:
                receive(session, Input(f"Punt {n}", PointKind.IDEA, Channel.WEB), actor=ANONYMOUS)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
