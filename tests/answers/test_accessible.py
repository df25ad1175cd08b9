"""Every page of answers and commitments: axe without violations, no wider than the screen, in both schemes."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialoog import clock, create_app
from dialoog.accounts import sessions
from dialoog.accounts.links import token
from dialoog.accounts.models import AccessLink, Person, Role
from dialoog.answers.models import VerdictValue
from dialoog.answers.rules.drafting import Draft
from dialoog.answers.rules.judging import judge
from dialoog.commitments.models import Commitment
from dialoog.config import Settings
from dialoog.db import Database
from tests.factories.answers import answered, begun, giver, official, person, points, unit, version_of
from tests.support.application import Databases
from tests.support.browser import NewPage, assert_accessible
from tests.support.serving import serving

VISITOR = ("/antwoorden", "/antwoorden/{answer}", "/toezeggingen", "/toezeggingen/{commitment}", "/oordeel/{token}")
LEAD = (
    "/werk",
    "/werk/beantwoorden",
    "/werk/antwoorden/{draft}",
    "/werk/antwoorden/{empty}?controle=1",
    "/werk/antwoorden/{draft}/voorbeeld",
    "/werk/antwoorden/{answer}",
    "/werk/antwoorden/{draft}/weggooien",
    "/werk/toezeggingen",
    "/werk/toezeggingen/{commitment}",
    "/werk/nog-niet-bericht",
)
SECRETARIAT = ("/werk", "/werk/oordelen", "/werk/oordelen/{number}")


@dataclass(frozen=True)
class Site:
    """A served application, what its addresses name, and the cookie of each reader."""

    url: str
    names: dict[str, object]
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def site(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(
        instance=tmp_path_factory.mktemp("instance"),
        database_url=sqlite_databases.fresh(),
        secret_key="a-secret-for-tests-that-is-long-enough",
        testing=True,
    )
    app = create_app(settings)
    database: Database = app.extensions["dialoog_database"]
    with app.app_context(), database.session() as session:
        names, people = furnish(session, settings)
        tokens = {name: logged_in(session, who) for name, who in people.items()}
        session.commit()
    with app.test_request_context():
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        cookies = {name: signer.dumps({"_user_id": value}) for name, value in tokens.items()}
    with serving(app) as url:
        yield Site(url, names, cookies)
    database.dispose()


def furnish(session: Session, settings: Settings) -> tuple[dict[str, object], dict[str, Person]]:
    ours = unit(session)
    lead = official(session, ours, lead=True)
    given = points(session, ours, 3)
    bo = giver(session, given)
    answer = answered(session, given, lead)
    judge(session, version_of(answer), giver_ids=[bo.id], values={given[0].id: VerdictValue.NO}, reaction="Nee dus.")
    names = {
        "answer": answer.id,
        "number": given[0].number,
        "draft": begun(session, points(session, ours, 2), lead).answer.id,
        "empty": begun(session, points(session, ours), lead, Draft()).answer.id,
        "commitment": session.scalars(select(Commitment.id)).first(),
        "token": token(session.scalars(select(AccessLink)).one(), settings.secret_key),
    }
    points(session, ours, 4)
    return names, {"lead": session.get_one(Person, lead.person_id), "secretariat": person(session, Role.SECRETARIAT)}


def logged_in(session: Session, who: Person) -> str:
    login, secret = sessions.start(session, who, device="test")
    login.second_factor_at = clock.now()
    return secret


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("reader", ["visitor", "lead", "secretariat"])
def test_every_page_is_accessible(site: Site, new_page: NewPage, reader: str, width: int, scheme: str) -> None:
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    if reader in site.cookies:
        page.context.add_cookies([{"name": "dialoog", "value": site.cookies[reader], "url": site.url}])
    for address in {"visitor": VISITOR, "lead": LEAD, "secretariat": SECRETARIAT}[reader]:
        answer = page.goto(site.url + address.format_map(site.names))
        assert answer is not None
        assert answer.status == 200, address
        assert_accessible(page)
