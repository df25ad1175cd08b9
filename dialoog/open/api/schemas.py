"""The shapes of what the API gives: for its description, and for the tests that hold answers against them.

Views do not pass records through these on the way out; that would take longer than finding them.
"""

# ruff: noqa: N815 - the fields have the names of the API

from typing import Any

from marshmallow import Schema, fields, validate

from dialoog.answers.models import LandingKind
from dialoog.commitments.models import CommitmentState
from dialoog.contributions.models import ContributionState, Outcome, PointKind
from dialoog.meetings.models import Level, MeetingKind
from dialoog.open.records.tables import TOLD
from dialoog.organisations.models import Sector

HEX = validate.Regexp("^[0-9a-f]{64}$")


def _text(about: str = "", **options: Any) -> fields.String:
    return fields.String(required=True, metadata={"description": about} if about else {}, **options)


def _one_of(kinds: Any, about: str = "", **options: Any) -> fields.String:
    return _text(about, validate=validate.OneOf([kind.value for kind in kinds]), **options)


def _moment(**options: Any) -> fields.DateTime:
    return fields.DateTime(required=True, format="iso", **options)


def _day(**options: Any) -> fields.Date:
    return fields.Date(required=True, **options)


def _whole(**options: Any) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(min=0), **options)


def _part(schema: type[Schema], **options: Any) -> fields.Nested:
    return fields.Nested(schema, required=True, **options)


def _parts(schema: type[Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True)


class Problem(Schema):
    """RFC 9457."""

    type = _text()
    title = _text()
    status = _whole()
    detail = _text()


class Link(Schema):
    """One link."""

    href = fields.Url(required=True, require_tld=False)


class ThingLinks(Schema):
    """Where a thing leads to: itself in the API, its page for people."""

    self = _part(Link)
    pagina = _part(Link)


class ContributionLinks(ThingLinks):
    """The same, with the proof, and what it belongs to."""

    bewijs = _part(Link)
    bijeenkomst = fields.Nested(Link)
    antwoord = fields.Nested(Link)


class CommitmentLinks(ThingLinks):
    """The same, with the answer it was made in."""

    antwoord = fields.Nested(Link)


class MeetingLinks(ThingLinks):
    """The same, with what was brought in there."""

    inbrengen = fields.Nested(Link)


class PageLinks(Schema):
    """This page of a list, and the next one; null on the last."""

    self = _part(Link)
    next = _part(Link, allow_none=True)


class ThemeName(Schema):
    """A theme."""

    slug = _text()
    naam = _text()


class MeetingName(Schema):
    """The meeting something was said at."""

    slug = _text()
    titel = _text()


class TopicName(Schema):
    """The topic of the meeting."""

    nummer = _whole()
    titel = _text()


class Term(Schema):
    """The term of the answer."""

    vervalt = _day(allow_none=True)
    teLaat = fields.Boolean(required=True)
    gehaaldOp = _moment(allow_none=True)
    staatStilSinds = _day(allow_none=True)


class Promised(Schema):
    """A commitment, in short."""

    tekst = _text()
    eigenaar = _text("Wie het uitvoert.")
    vervalt = _day()
    status = _one_of(CommitmentState)


class GivenAnswer(Schema):
    """The answer to a contribution, in short."""

    uitkomst = _one_of(Outcome)
    motivering = _text()
    versie = _whole()
    gepubliceerdOp = _moment()
    _links = _part(ThingLinks)


class Endorsements(Schema):
    """How many parties of a sector back it."""

    sector = _one_of(Sector)
    aantal = _whole()


class Contribution(Schema):
    """Eén ingebracht punt. Van een besloten punt zijn alleen nummer, thema, status en termijn openbaar."""

    nummer = _text("INB-jaar-volgnummer.")
    tekst = _text("Letterlijk wat is ingebracht; null waar de tekst niet openbaar is.", allow_none=True)
    soort = _one_of(PointKind, allow_none=True)
    thema = _part(ThemeName, allow_none=True)
    bijeenkomst = _part(MeetingName, allow_none=True)
    onderwerp = _part(TopicName, allow_none=True)
    sector = _one_of(Sector, "De sector van wie het inbracht, zoals die mag worden getoond.")
    partij = _text("De partij, als wie het inbracht dat koos.", allow_none=True)
    zichtbaarheid = _one_of(Level)
    status = _one_of(ContributionState)
    ontvangenOp = _moment()
    termijn = _part(Term)
    dienst = _text("De dienst die het antwoord geeft.", allow_none=True)
    antwoord = _part(GivenAnswer, allow_none=True)
    toezeggingen = _parts(Promised)
    onderschrijvingen = _parts(Endorsements)
    _links = _part(ContributionLinks)


class Place(Schema):
    """Waar het terug te vinden is."""

    soort = _one_of(LandingKind)
    titel = _text()
    paragraaf = _text(allow_none=True)
    adres = _text(allow_none=True)


class Signed(Schema):
    """Wiens woord het is."""

    naam = _text(allow_none=True)
    functie = _text(allow_none=True)
    organisatie = _text(allow_none=True)


class Answer(Schema):
    """Een gepubliceerd antwoord, in de versie die nu geldt."""

    id = _whole()
    uitkomst = _one_of(Outcome)
    motivering = _text()
    afweging = _text(allow_none=True)
    versie = _whole()
    waaromGewijzigd = _text(allow_none=True)
    gepubliceerdOp = _moment()
    dienst = _text()
    ondertekendDoor = _part(Signed)
    terugTeVinden = _parts(Place)
    toezeggingen = _parts(Promised)
    aantalInbrengen = _whole()
    _links = _part(ThingLinks)


class AnswerWithNumbers(Answer):
    """Hetzelfde, met de nummers van de inbreng waarop het een antwoord is."""

    inbrengen = fields.List(fields.String(), required=True)


class Noticed(Schema):
    """Of inbrengers er iets van merken, vier weken nadat het gereed was: aan hoeveel is gevraagd, wat zij zeiden."""

    gevraagd = _whole()
    ja = _whole()
    gedeeltelijk = _whole()
    nee = _whole()


class Commitment(Promised):
    """Een toezegging van het ministerie."""

    id = _whole()
    teLaat = fields.Boolean(required=True)
    toegezegdOp = _moment()
    afgeslotenOp = _moment(allow_none=True)
    laatsteBericht = _text(allow_none=True)
    laatsteBerichtOp = _moment(allow_none=True)
    merkbaar = _part(Noticed, allow_none=True)
    _links = _part(CommitmentLinks)


class Topic(TopicName):
    """Een onderwerp van een bijeenkomst."""

    verwijzing = _text(allow_none=True)


class Points(Schema):
    """De telling: gehoord = beantwoord + open + ingetrokken. Besloten punten tellen mee als het er 5 of meer zijn."""

    gehoord = _whole()
    beantwoord = _whole()
    open = _whole()
    ingetrokken = _whole()
    teLaat = _whole()


class Meeting(Schema):
    """Een bijeenkomst. Van een besloten bijeenkomst zijn de onderwerpen niet openbaar."""

    slug = _text()
    titel = _text()
    soort = _one_of(MeetingKind)
    zichtbaarheid = _one_of(Level)
    datum = _day(allow_none=True)
    plaats = _text(allow_none=True)
    over = _text(allow_none=True)
    onderwerpen = _parts(Topic)
    punten = _part(Points)
    _links = _part(MeetingLinks)


class Seats(Schema):
    """Hoeveel zetels er zijn, en hoeveel er bezet zijn."""

    totaal = _whole()
    bezet = _whole()


class Division(Schema):
    """Hoeveel zetels voor een groep gewenst en bezet zijn; gewenst is null waar niets is vastgelegd."""

    kenmerk = _one_of(TOLD)
    waarde = _one_of(Sector, "De sector; null bij jongeren.", allow_none=True)
    gewenst = _whole(allow_none=True)
    bezet = _whole()


class Table(Schema):
    """Een dialoogtafel: een vaste groep die jarenlang over een onderwerp praat."""

    slug = _text()
    naam = _text()
    doel = _text()
    watWijWillen = _text()
    watErMeeGebeurt = _text()
    watHetOplevert = _text()
    watWijVragen = _text()
    traject = _text()
    organisator = _text()
    thema = _part(ThemeName, allow_none=True)
    begintOp = _day()
    eindigtOp = _day()
    bijeenkomstenPerJaar = _whole()
    zetels = _part(Seats)
    samenstelling = _parts(Division)
    _links = _part(ThingLinks)


class Head(Schema):
    """De stand van het register: hoeveel gebeurtenissen, en de wortel van de Merkle-boom daarover."""

    treeSize = _whole()
    rootHash = _text(validate=HEX)
    timestamp = _moment()


class Consistency(Schema):
    """Het bewijs dat de eerste stand het begin is van de tweede (RFC 9162, 2.1.4)."""

    van = _whole()
    tot = _whole()
    pad = fields.List(fields.String(validate=HEX), required=True)


class _Page(Schema):
    totaal = _whole(allow_none=True)
    meerDan = fields.Integer(strict=True)
    _links = _part(PageLinks)


class Contributions(_Page):
    """Een pagina inbreng."""

    resultaten = _parts(Contribution)


class Answers(_Page):
    """Een pagina antwoorden."""

    resultaten = _parts(Answer)


class Commitments(_Page):
    """Een pagina toezeggingen."""

    resultaten = _parts(Commitment)


class Meetings(_Page):
    """Een pagina bijeenkomsten."""

    resultaten = _parts(Meeting)


class Tables(_Page):
    """Een pagina dialoogtafels."""

    resultaten = _parts(Table)
