"""What words of environmental policy have to do with each other: written by hand, general, and never complete."""

from functools import cache

from dialoog.search import fold, stem

# Words that say nothing of what is asked: articles, pronouns, helping verbs, and asking itself.
_STOP = """
aan af al alle alleen als altijd ander andere anders bij binnen buiten daar daarbij daarom daarvan dan dat de deze die
dit doen doe door dus een één eens elk elke elkaar en er ermee ervan graag gaan gaat ga gewoon haar had heb hebben
heeft hem hen het hier hij hoe hoort horen hun iedere ieder iemand iets ik in is ja je jullie kan komen komt kom
krijgen krijgt kunnen kun laat laten leg maak maakt maar maken men mee meer met mij mijn minder moet moeten mogen mag
na naar neem nemen niet nieuwe niets nodig nog nu of om omdat onder ons onze ook op over per plaats pas rond sinds
soms staan staat stel steeds stellen te tegen telkens ten ter toch toe tot tussen u uit uw vaak van vanuit vast vaste
vaker veel vind vinden voldoende volgens voor voordat vooral vraag vraagt waar waarin waarom waarop wanneer wat we
weer wel welke werkelijk werd wie wij wil willen worden wordt zal ze zeer zelf zich zij zijn zo zodat zonder zorg
zorgen zou zouden zulke langs boven via dicht meteen vanaf totdat omdat want toen advies adviseer adviseren
bijvoorbeeld belangrijk beter goed goede best echt erg heel graag grote groot kleine klein jaar jaren dag dagen tijd
mensen mens moment manier plek geef geven geeft gebruik gebruiken houd houden open openen richt richten organiseer
organiseren weten weet gedaan start starten terecht iemands voer invoeren verdienen verdient verplicht verplichten
lang lange hoog hoge laag lage alles nooit iedereen onderdeel mogelijk gebeurt gebeurd gebeuren
"""

# One row, one thing: its words count as the same word.
_SAME = """
geluid lawaai herrie geluidsoverlast geluidhinder geluidshinder decibel rumoer
geur stank stinken geurhinder geuroverlast stankoverlast
uitstoot emissie emissies uitstoten
fijnstof roet stofdeeltjes fijn-stof
lucht luchtkwaliteit luchtvervuiling luchtverontreiniging
bodem grond ondergrond aarde
bewoner bewoners omwonende omwonenden burger burgers inwoner inwoners buurtbewoner buurtbewoners
buurt wijk woonwijk buurten wijken straat straten
woning woningen huis huizen huisvesting
bedrijf bedrijven fabriek fabrieken industrie onderneming producent producenten industrieel industriële
vliegtuig vliegverkeer vlucht vluchten vliegen
luchthaven vliegveld
snelweg rijksweg autosnelweg snelwegen rijkswegen
auto auto's autoverkeer wagen
verkeer wegverkeer
snelheid maximumsnelheid km kilometer
hout houtstook houtrook houtkachel kachel haard stoken stook
participatie inspraak meepraten meedenken betrekken betrek zeggenschap meebeslissen
inbreng bijdragen ingebracht
terugkoppeling terugkoppelen terugmelden terugkoppel
vergunning vergunningen omgevingsvergunning milieuvergunning
overheid rijk ministerie
gemeente gemeenten
toezicht controle controleren handhaving handhaven inspectie inspecteren inspecteur
boete boetes straf straffen sanctie sancties dwangsom bestraffen
overtreding overtredingen overtreder overtreden
subsidie subsidies subsidieregeling
financiering financieren financier bekostigen geld budget fonds
vergoeding vergoeden vacatiegeld onkostenvergoeding onkosten
initiatief initiatieven burgerinitiatief bewonersinitiatief initiatiefnemer
loket aanspreekpunt contactpersoon steunpunt
simpel simpele eenvoudig eenvoudige eenvoudiger makkelijk makkelijker
begrijpelijk begrijpelijke duidelijk leesbaar
boom bomen
groen vergroening vergroenen beplanting
hitte hittestress warmte
steen stenen versteend verstening tegels
regenwater hemelwater regen neerslag
drinkwater kraanwater
rivier rivieren sloot oppervlaktewater
lozing lozingen lozen
bestrijdingsmiddel bestrijdingsmiddelen pesticide pesticiden gewasbeschermingsmiddelen gif spuiten landbouwgif
stortplaats stortplaatsen vuilstort vuilstorten vuilnisbelt
volkstuin moestuin volkstuinen moestuinen
reparatie repareren repaircafé reparatiecafé herstellen
kringloop kringloopwinkel kringlopen hergebruik
onderdelen reserveonderdelen
gezondheid gezond gezondheidszorg
jongeren jeugd jongere
kind kinderen
natuur biodiversiteit
veehouderij veehouderijen veeteelt stal stallen boerderij
landbouw boer boeren akker akkers
afval vuilnis restafval
verpakking verpakkingen
milieu leefomgeving omgeving
norm normen grenswaarde grenswaarden advieswaarde advieswaarden
who wereldgezondheidsorganisatie
wet wettelijk wettelijke wetgeving regelgeving regels
oud oude verouderd verouderde voormalig voormalige
landelijk landelijke nationaal nationale
ontmoeten ontmoeting ontmoetingsdag bijeenkomst
taal
vroeg vroege vroegtijdig begin eerder
plan plannen project projecten
besluit besluiten beslissing
nacht 's nachts nachtelijk nachtelijke nachtvlucht nachtvluchten
onaangekondigd onaangekondigde onverwacht onverwachte
structureel structurele langjarig meerjarig meerdere
meting metingen meten meet gemeten meetpunt meetpunten sensor sensoren meetnet
stroom elektriciteit energie
zon zonnepaneel zonnepanelen zonne-energie
wind windmolen windmolens windturbine windturbines
fiets fietsen fietser fietspad
trein treinen spoor
schip schepen scheepvaart
asbest
plastic kunststof
water
"""

# What is to be done with it. Who asks one thing and who asks another share the subject, and not the wish.
_WISHES = """
verbied verbieden verbod stop stoppen uitbannen lozingsverbod stookverbod weren weer
verminder verminderen vermindering afbouwen afgebouwd beperk beperken terugdringen verlaag verlagen reduceren
verhoog verhogen hoger strenger strengere aanscherpen scherp scherpere zwaarder
meet meten meting metingen gemeten meetpunt meetpunten meetnet sensor sensoren monitoren
onderzoek onderzoeken nagaan bloedonderzoek uitzoeken
openbaar online inzicht inzichtelijk kaart publiceer publiceren bekendmaken transparant website beeld
subsidie subsidies subsidieregeling
financier financieren financiering bekostig steun steunen ondersteun ondersteunen
vergoed vergoeden vergoeding vacatiegeld onkostenvergoeding
belast belasten belasting heffing beprijzen
betrek betrekken participatie inspraak meepraten meebeslissen meebeslist stem
terugkoppeling terugkoppelen
controleer controleren toezicht inspectie handhaven handhaving controle controles
boete boetes straf straffen bestraf sanctie sancties
actualiseer actualiseren aanpassen herzien vernieuwen
trek intrekken
vereenvoudig vereenvoudigen eenvoudiger eenvoudig simpel simpele begrijpelijk begrijpelijke samenvatting
versnel versnellen sneller snel
plant planten aanplant vergroening vergroenen
kap kappen
vervang vervangen
bouw bouwen
isolatie isoleren geluidsscherm scherm
cursus les lessen scholing training opleiden leren
statiegeld
repareren reparatie reparaties herstellen
opkopen uitkopen
samenwerken samenwerking samenvoegen
netwerk ontmoeten ontmoetingsdag kennis uitwisselen uitwisseling
toets toetsen gezondheidstoets afwegen
raad jongerenraad adviesraad
loket aanspreekpunt contactpersoon
opvangen berging waterberging regenton regentonnen
afkoppelen riool
zone spuitvrij spuitvrije afstand
uitnodigen werven
meedelen opbrengst
"""

# Verbs that stand in two parts, with what they ask.
_IN_TWO = """
pas aan actualiseer
koppel terug terugkoppeling
vang op opvangen
trek in trek
koop op opkopen
koppel af afkoppelen
praten mee betrek
scherp aan verhoog
bouw af verminder
nodig uit uitnodigen
breng kaart openbaar
breng beeld openbaar
"""

# Parts that words of this field are put together from, beside the words above.
_PARTS = """
burger bewoner woon nacht vlieg lucht geluid geluids milieu omgeving omgevings verkeer verkeers snel weg wegen stook
verbod norm waarde waarden advies meet punt net water drink regen hemel afval stof stoffen groen ruimte plaats plaatsen
oude stort vuil tuin tuinen volk moes vergoeding regeling aanvraag procedure toets raad dag lande taal subsidie geld
initiatief initiatieven gezondheid gezondheids jongeren recht dienst diensten verontreiniging vervuiling overlast
hinder kwaliteit kosten gebruik beleid plan plannen project budget wind zonne molen molens paneel panelen energie
stroom fiets auto vracht spoor bos natuur gebied gebieden landbouw veehouderij mest geur stank hitte stress berging
drank verpakking verpakkingen sap zuivel pak pakken zak zakken reserve onderdeel onderdelen reparatie café cafés
kringloop winkel winkels
"""

_LONG_ENOUGH = 3


@cache
def stop_words() -> frozenset[str]:
    """Folded words without a meaning of their own."""
    return frozenset(fold(_STOP).split())


@cache
def same() -> dict[str, str]:
    """Stem → the stem that stands for all words of its row."""
    return _rows(_SAME)


@cache
def row_of(concept: str) -> frozenset[str]:
    """The stems that a word of a text may stand in for: those of its row, or only itself."""
    return frozenset(word for word, first in same().items() if first == concept) | {concept}


@cache
def wishes() -> dict[str, frozenset[str]]:
    """Stem → what it asks to be done, named by the first word of each row it stands in."""
    found: dict[str, set[str]] = {}
    for row in fold(_WISHES).strip().splitlines():
        words = row.split()
        for word in words:
            found.setdefault(stem(word), set()).add(words[0])
    return {key: frozenset(names) for key, names in found.items()}


@cache
def verbs_in_two() -> dict[tuple[str, str], str]:
    """Both parts of a verb, folded → what it asks."""
    rows = [row.split() for row in fold(_IN_TWO).strip().splitlines()]
    return {(verb, rest): wish for verb, rest, wish in rows}


@cache
def parts() -> frozenset[str]:
    """Folded words that longer words are put together from."""
    own = set(fold(_PARTS).split()) | set(fold(_SAME).split()) | set(fold(_WISHES).split())
    return frozenset(word for word in own if len(word) >= _LONG_ENOUGH)


def _rows(rows: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in fold(rows).strip().splitlines():
        words = [stem(word) for word in row.split()]
        for word in words:
            found.setdefault(word, words[0])
    return found
