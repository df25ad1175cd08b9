"""What search engines and finders of weak spots ask for: sitemap, robots.txt, security.txt."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from xml.etree import ElementTree as ET

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy import func, literal, select, union_all

from dialoog import clock
from dialoog.advices.models import Advice
from dialoog.advices.queries import Filters as AdviceFilters
from dialoog.advices.queries import listed
from dialoog.answers.models import Answer
from dialoog.answers.queries import Filters, published
from dialoog.contributions.models import Contribution
from dialoog.errors import NotFound
from dialoog.meetings.models import Level, Meeting
from dialoog.open import asking
from dialoog.open.views.about import contact_address
from dialoog.permissions import Permission
from dialoog.tables.models import DialogueTable
from dialoog.web.access import needs
from dialoog.web.context import session, settings

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Half of what a sitemap may hold (50,000): beside the contributions stand the answers of the same numbers.
MOST = 20_000
FIXED = (
    *("/", "/inbreng", "/inbreng/nieuw", "/antwoorden", "/toezeggingen", "/bijeenkomsten", "/register"),
    *("/tafels", "/adviezen"),
    *("/over", "/begrippen", "/begrippen/voorstellen", "/toegankelijkheid", "/privacy"),
)
NOT_FOR_ROBOTS = (
    "/werk",
    "/mijn",
    "/inloggen",
    "/uitloggen",
    "/oordeel/",
    "/uitnodiging/",
    "/zetel/",
    "/*.csv",
    "/*.json",
)
VALID_FOR = timedelta(days=180)


@needs(Permission.PUBLIC_READ)
def sitemap() -> Response:
    """All public pages; when there are too many for one file, the list of the files."""
    asking.check(request.args, [])
    parts = _parts()
    if parts == 1:
        return _xml("urlset", "url", _part(1))
    return _xml("sitemapindex", "sitemap", (f"/sitemap-{n}.xml" for n in range(1, parts + 1)))


@needs(Permission.PUBLIC_READ)
def sitemap_part(part: int) -> Response:
    """One of those files."""
    asking.check(request.args, [])
    if not 1 <= part <= _parts():
        raise NotFound(_("Dit deel is er niet."))
    return _xml("urlset", "url", _part(part))


def _parts() -> int:
    highest = session().scalar(select(func.max(Contribution.id))) or 1
    return -(-highest // MOST)


def _part(part: int) -> Iterator[str]:
    """The pages with keys from one multiple of MOST up to the next; the first part has all others too."""
    after, until = (part - 1) * MOST, part * MOST
    if part == 1:
        yield from FIXED
        meetings = select(literal("/bijeenkomsten/").concat(Meeting.slug)).order_by(Meeting.id.desc()).limit(MOST // 2)
        tables = select(literal("/tafels/").concat(DialogueTable.slug))
        advices = listed(AdviceFilters()).with_only_columns(literal("/adviezen/").concat(Advice.slug))
        yield from session().scalars(union_all(meetings.subquery().select(), tables, advices))
    numbers = select(Contribution.number).where(Contribution.id > after, Contribution.id <= until)
    shown = numbers.where(Contribution.level != Level.CLOSED).order_by(Contribution.id)
    yield from (f"/inbreng/{number}" for number in session().scalars(shown))
    answers = published(Filters()).with_only_columns(Answer.id).where(Answer.id > after, Answer.id <= until)
    yield from (f"/antwoorden/{key}" for key in session().scalars(answers.order_by(Answer.id)))


def _xml(root: str, item: str, paths: Iterable[str]) -> Response:
    base = settings().base_url
    tree = ET.Element(root, {"xmlns": SITEMAP})
    for path in paths:
        ET.SubElement(ET.SubElement(tree, item), "loc").text = base + path
    return Response(ET.tostring(tree, encoding="utf-8", xml_declaration=True), content_type="application/xml")


@needs(Permission.PUBLIC_READ)
def robots() -> Response:
    """What search engines may leave alone."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    return _plain([*lines, "", f"Sitemap: {settings().base_url}/sitemap.xml"])


@needs(Permission.PUBLIC_READ)
def security() -> Response:
    """Where to report a weak spot (RFC 9116). Web addresses stand in it only where they are https, as the RFC asks."""
    base = settings().base_url
    expires = clock.start_of(clock.today() + VALID_FOR)
    lines = [f"Contact: mailto:{contact_address()}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    if settings().secure:
        lines += [f"Policy: {base}/over#veilig", f"Canonical: {base}/.well-known/security.txt"]
    return _plain([*lines, "Preferred-Languages: nl, en"])


def _plain(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
