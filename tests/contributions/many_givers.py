"""A process of its own that sends forms: `python many_givers.py DATABASE_URL INSTANCE COUNT WHO`.

Two processes of the same WHO send the same forms.
"""

import sys
from pathlib import Path

from dialoog import create_app
from dialoog.config import Settings
from dialoog.contributions.models import Channel, PointKind, ShownAs
from dialoog.contributions.rules.handing_in import Speaker, hand_in
from dialoog.contributions.rules.receiving import Input
from dialoog.permissions import ANONYMOUS


def main(url: str, instance: str, count: int, who: str) -> None:
    app = create_app(Settings(instance=Path(instance), database_url=url, secret_key="k" * 40))
    speaker = Speaker(shown_as=ShownAs.NOBODY)
    with app.app_context():
        for n in range(count):
            given = Input(f"Punt {n} van {who}", PointKind.IDEA, Channel.WEB, form_token=f"formulier-{who}-{n}-token")
            with app.extensions["dialoog_database"].transaction() as session:
                hand_in(session, given, speaker=speaker, email=f"gever{who}@voorbeeld.nl", actor=ANONYMOUS)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
