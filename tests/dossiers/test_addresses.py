"""The list's own links hold what was asked, and nothing that was made up."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dialoog.contributions.models import Channel, PointKind
from dialoog.contributions.rules.receiving import Input, receive_many
from dialoog.permissions import ANONYMOUS


def test_made_up_arguments_are_not_repeated(client: FlaskClient, session: Session) -> None:
    receive_many(session, [Input(f"Punt {n}", PointKind.IDEA, Channel.WEB) for n in range(3)], actor=ANONYMOUS)
    session.commit()
    page = client.get("/inbreng?status=ontvangen&aantal=2&verzonnen=1").text
    assert "status=ontvangen&amp;aantal=2&amp;na=" in page
    assert "verzonnen" not in page


def test_no_link_leads_to_a_topic_of_no_meeting(client: FlaskClient) -> None:
    page = client.get("/inbreng?onderwerp=1&soort=idee").text
    assert "/inbreng.csv?soort=idee" in page
    assert "onderwerp=1" not in page
