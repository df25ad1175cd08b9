"""The shapes of what the API gives: for its description, and for the tests that hold answers against them.

Views do not pass records through these on the way out; that would take longer than finding them.
"""

# ruff: noqa: N815 - the fields have the names of the API

from marshmallow import Schema, fields, validate

from dialoog.advices.models import PUBLIC_STATES, Addressee
from dialoog.answers.models import LandingKind
from dialoog.commitments.models import CommitmentState
from dialoog.contributions.models import ContributionState, Outcome, PointKind
from dialoog.meetings.models import Level, MeetingKind
from dialoog.open.api.schema_fields import day, moment, one_of, part, parts, text, whole
from dialoog.open.records.tables import TOLD
from dialoog.organisations.models import Sector

HEX = validate.Regexp("^[0-9a-f]{64}$")


class Problem(Schema):
    """RFC 9457."""

    type = text()
    title = text()
    status = whole()
    detail = text()


class Link(Schema):
    """One link."""

    href = fields.Url(required=True, require_tld=False)


class ThingLinks(Schema):
    """Where a thing leads to: itself in the API, its page for people."""

    self = part(Link)
    pagina = part(Link)


class ContributionLinks(ThingLinks):
    """The same, with the proof, and what it belongs to."""

    bewijs = part(Link)
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

    self = part(Link)
    next = part(Link, allow_none=True)


class ThemeName(Schema):
    """A theme."""

    slug = text()
    naam = text()


class MeetingName(Schema):
    """The meeting something was said at."""

    slug = text()
    titel = text()


class TopicName(Schema):
    """The topic of the meeting."""

    nummer = whole()
    titel = text()


class Term(Schema):
    """The term of the answer."""

    vervalt = day(allow_none=True)
    teLaat = fields.Boolean(required=True)
    gehaaldOp = moment(allow_none=True)
    staatStilSinds = day(allow_none=True)


class Promised(Schema):
    """A commitment, in short."""

    tekst = text()
    eigenaar = text("Wie het uitvoert.")
    vervalt = day()
    status = one_of(CommitmentState)


class GivenAnswer(Schema):
    """The answer to a contribution, in short."""

    uitkomst = one_of(Outcome)
    motivering = text()
    versie = whole()
    gepubliceerdOp = moment()
    _links = part(ThingLinks)


class Endorsements(Schema):
    """How many parties of a sector back it."""

    sector = one_of(Sector)
    aantal = whole()


class Contribution(Schema):
    """Eén ingebracht punt. Van een besloten punt zijn alleen nummer, thema, status en termijn openbaar."""

    nummer = text("INB-jaar-volgnummer.")
    tekst = text("Letterlijk wat is ingebracht; null waar de tekst niet openbaar is.", allow_none=True)
    soort = one_of(PointKind, allow_none=True)
    thema = part(ThemeName, allow_none=True)
    bijeenkomst = part(MeetingName, allow_none=True)
    onderwerp = part(TopicName, allow_none=True)
    sector = one_of(Sector, "De sector van wie het inbracht, zoals die mag worden getoond.")
    partij = text("De partij, als wie het inbracht dat koos.", allow_none=True)
    zichtbaarheid = one_of(Level)
    status = one_of(ContributionState)
    ontvangenOp = moment()
    termijn = part(Term)
    dienst = text("De dienst die het antwoord geeft.", allow_none=True)
    antwoord = part(GivenAnswer, allow_none=True)
    toezeggingen = parts(Promised)
    onderschrijvingen = parts(Endorsements)
    _links = part(ContributionLinks)


class Place(Schema):
    """Waar het terug te vinden is."""

    soort = one_of(LandingKind)
    titel = text()
    paragraaf = text(allow_none=True)
    adres = text(allow_none=True)


class Signed(Schema):
    """Wiens woord het is."""

    naam = text(allow_none=True)
    functie = text(allow_none=True)
    organisatie = text(allow_none=True)


class Answer(Schema):
    """Een gepubliceerd antwoord, in de versie die nu geldt."""

    id = whole()
    uitkomst = one_of(Outcome)
    motivering = text()
    afweging = text(allow_none=True)
    versie = whole()
    waaromGewijzigd = text(allow_none=True)
    gepubliceerdOp = moment()
    dienst = text()
    ondertekendDoor = part(Signed)
    terugTeVinden = parts(Place)
    toezeggingen = parts(Promised)
    aantalInbrengen = whole()
    _links = part(ThingLinks)


class AnswerWithNumbers(Answer):
    """Hetzelfde, met de nummers van de inbreng waarop het een antwoord is."""

    inbrengen = fields.List(fields.String(), required=True)


class Noticed(Schema):
    """Of inbrengers er iets van merken, vier weken nadat het gereed was: aan hoeveel is gevraagd, wat zij zeiden."""

    gevraagd = whole()
    ja = whole()
    gedeeltelijk = whole()
    nee = whole()


class Commitment(Promised):
    """Een toezegging van het ministerie."""

    id = whole()
    teLaat = fields.Boolean(required=True)
    toegezegdOp = moment()
    afgeslotenOp = moment(allow_none=True)
    laatsteBericht = text(allow_none=True)
    laatsteBerichtOp = moment(allow_none=True)
    merkbaar = part(Noticed, allow_none=True)
    _links = part(CommitmentLinks)


class Topic(TopicName):
    """Een onderwerp van een bijeenkomst."""

    verwijzing = text(allow_none=True)


class Points(Schema):
    """De telling: gehoord = beantwoord + open + ingetrokken. Besloten punten tellen mee als het er 5 of meer zijn."""

    gehoord = whole()
    beantwoord = whole()
    open = whole()
    ingetrokken = whole()
    teLaat = whole()


class Meeting(Schema):
    """Een bijeenkomst. Van een besloten bijeenkomst zijn de onderwerpen niet openbaar."""

    slug = text()
    titel = text()
    soort = one_of(MeetingKind)
    zichtbaarheid = one_of(Level)
    datum = day(allow_none=True)
    begintOp = moment(allow_none=True)
    eindigtOp = moment(allow_none=True)
    afgelastOp = moment(allow_none=True)
    plaats = text(allow_none=True)
    traject = text(allow_none=True)
    organisator = text(allow_none=True)
    watWijWillen = text(allow_none=True)
    watErMeeGebeurt = text(allow_none=True)
    watHetOplevert = text(allow_none=True)
    over = text(allow_none=True)
    onderwerpen = parts(Topic)
    punten = part(Points)
    _links = part(MeetingLinks)


class Seats(Schema):
    """Hoeveel zetels er zijn, en hoeveel er bezet zijn."""

    totaal = whole()
    bezet = whole()


class Division(Schema):
    """Hoeveel zetels voor een groep gewenst en bezet zijn; gewenst is null waar niets is vastgelegd."""

    kenmerk = one_of(TOLD)
    waarde = one_of(Sector, "De sector; null bij jongeren.", allow_none=True)
    gewenst = whole(allow_none=True)
    bezet = whole()


class Table(Schema):
    """Een dialoogtafel: een vaste groep die jarenlang over een onderwerp praat."""

    slug = text()
    naam = text()
    doel = text()
    watWijWillen = text()
    watErMeeGebeurt = text()
    watHetOplevert = text()
    watWijVragen = text()
    traject = text()
    organisator = text()
    thema = part(ThemeName, allow_none=True)
    begintOp = day()
    eindigtOp = day()
    bijeenkomstenPerJaar = whole()
    zetels = part(Seats)
    samenstelling = parts(Division)
    _links = part(ThingLinks)


class TableName(Schema):
    """A dialogue table, by name."""

    slug = text()
    naam = text()


class AdviceTerm(Schema):
    """The term of the reaction."""

    vervalt = day(allow_none=True)
    teLaat = fields.Boolean(required=True)
    gehaaldOp = moment(allow_none=True)


class AdviceLinks(ThingLinks):
    """The same, with the table that gave it."""

    tafel = part(Link)


class Advice(Schema):
    """Een advies van een dialoogtafel aan de minister of staatssecretaris."""

    slug = text()
    titel = text()
    tafel = part(TableName)
    aan = one_of(Addressee)
    gevraagd = fields.Boolean(required=True)
    vraag = text(allow_none=True)
    samenvatting = text()
    tekst = text()
    generatietoets = text(allow_none=True)
    status = one_of(sorted(PUBLIC_STATES))
    vastgesteldOp = day(allow_none=True)
    aangebodenOp = day(allow_none=True)
    ondertekendDoor = text()
    dienst = text(allow_none=True)
    inbrengen = fields.List(fields.String(), required=True)
    termijn = part(AdviceTerm, allow_none=True)
    reactie = part(GivenAnswer, allow_none=True)
    toezeggingen = parts(Promised)
    _links = part(AdviceLinks)


class Head(Schema):
    """De stand van het register: hoeveel gebeurtenissen, en de wortel van de Merkle-boom daarover."""

    treeSize = whole()
    rootHash = text(validate=HEX)
    timestamp = moment()


class Consistency(Schema):
    """Het bewijs dat de eerste stand het begin is van de tweede (RFC 9162, 2.1.4)."""

    van = whole()
    tot = whole()
    pad = fields.List(fields.String(validate=HEX), required=True)


class _Page(Schema):
    totaal = whole(allow_none=True)
    meerDan = fields.Integer(strict=True)
    _links = part(PageLinks)


class Contributions(_Page):
    """Een pagina inbreng."""

    resultaten = parts(Contribution)


class Answers(_Page):
    """Een pagina antwoorden."""

    resultaten = parts(Answer)


class Commitments(_Page):
    """Een pagina toezeggingen."""

    resultaten = parts(Commitment)


class Meetings(_Page):
    """Een pagina bijeenkomsten."""

    resultaten = parts(Meeting)


class Tables(_Page):
    """Een pagina dialoogtafels."""

    resultaten = parts(Table)


class Advices(_Page):
    """Een pagina adviezen."""

    resultaten = parts(Advice)
