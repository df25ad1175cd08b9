"""Made-up Dutch: sentences nobody ever said, about streets that do not exist.

`COMMON` stands in about 70 % of the texts and `RARE` in about one of 5,000, so that searching can be measured.
"""

from random import Random

COMMON, COMMON_SHARE = "gemeente", 0.7
RARE, RARE_SHARE = "zeearend", 1 / 5000

_OPENINGS = (
    "Het zou helpen als",
    "Wij zouden graag zien dat",
    "Zorg er alstublieft voor dat",
    "Spreek met elkaar af dat",
    "Het is hard nodig dat",
    "Schrijf in het programma dat",
    "Maak het gewoon dat",
    "Neem in de regels op dat",
)
_OTHERS = ("de provincie", "het waterschap", "de omgevingsdienst", "het bedrijf", "het Rijk", "de vervoerder", "de GGD")
_THINGS = (
    "het geluid", "de stank", "de lucht", "het grondwater", "het fijnstof", "de trillingen", "het zwerfafval",
    "de bodem", "het verkeer", "de hitte", "het licht", "de drukte", "het regenwater", "de bomen", "de vergunningen",
    "het vrachtverkeer", "de sloten", "het bouwafval", "de metingen", "de fietspaden",
)  # fmt: skip
_WHERE = ("langs", "rond", "achter", "bij", "op en naast", "in de buurt van")
_HOW = (
    "samen met de buurt", "elke maand", "voor de zomer", "met eigen ogen", "in gewone taal", "van begin tot eind",
    "ook in het weekend", "met dezelfde meters", "zonder omwegen", "eerder dan nu", "met de scholen", "op vaste dagen",
)  # fmt: skip
_VERBS = (
    "onderzoekt", "uitlegt", "laat meten", "aanpakt", "bespreekt", "bijhoudt", "vermindert", "verbetert", "controleert",
    "bekendmaakt", "laat zien", "opneemt in het plan",
)  # fmt: skip
_REASONS = (
    "Nu horen bewoners er pas iets van als alles al is besloten.",
    "Wie daar woont, slaapt er slecht van.",
    "De cijfers die er zijn spreken elkaar tegen.",
    "Dat kost weinig en het geeft vertrouwen.",
    "Vorig jaar is dit ook beloofd en toen gebeurde er niets.",
    "In andere streken werkt dit al goed.",
    "Kinderen spelen er elke dag.",
    "Zo weet iedereen waar die aan toe is.",
    "Er is al een groep mensen die wil meedoen.",
    "Anders verdwijnt de kennis zodra iemand een andere baan krijgt.",
)
_TREES = (
    "Wilgen", "Berken", "Elzen", "Linden", "Iepen", "Beuken", "Eiken", "Essen", "Populieren", "Sparren", "Hazelaar",
    "Meidoorn", "Vlier", "Kastanje", "Lijsterbes", "Rozen", "Tulpen", "Varen", "Distel", "Klaver", "Zuring", "Riet",
    "Biezen", "Lis", "Munt", "Tijm", "Heide", "Brem", "Braam", "Bosbes",
)  # fmt: skip
_ROADS = (
    "kade", "laan", "weg", "plein", "dijk", "singel", "gracht", "pad", "brink", "hof", "dreef", "steeg", "oever",
    "bocht", "wal", "poort", "brug", "markt", "akker", "weide",
)  # fmt: skip
_PARTY_KINDS = ("Stichting", "Vereniging", "Bewonersgroep", "Ondernemers", "Werkgroep", "Coöperatie", "Netwerk")
_FIRST = ("Anouk", "Bram", "Cato", "Daan", "Esra", "Fleur", "Gijs", "Hanna", "Imane", "Joris", "Koen", "Lotte", "Milan")
_LAST = ("Voorbeeld", "Verzonnen", "Proefstra", "van Nergens", "Bedacht", "de Demo", "Fictie", "ter Test")


def street(chance: Random) -> str:
    """A street that does not exist."""
    return f"{chance.choice(_TREES)}{chance.choice(_ROADS)}"


def point(chance: Random) -> str:
    """What somebody could have brought in: one sentence or two."""
    who = "de gemeente" if chance.random() < COMMON_SHARE else chance.choice(_OTHERS)
    where = f"{chance.choice(_WHERE)} de {street(chance)}"
    sentence = f"{chance.choice(_OPENINGS)} {who} {chance.choice(_THINGS)} {where} {chance.choice(_HOW)}"
    told = [f"{sentence} {chance.choice(_VERBS)}."]
    if chance.random() < 0.6:
        told.append(chance.choice(_REASONS))
    if chance.random() < RARE_SHARE:
        told.append(f"Er broedt ook een {RARE}.")
    return " ".join(told)


def motivation(chance: Random) -> str:
    """Why an answer is as it is."""
    return f"Wij hebben dit punt bekeken. {chance.choice(_REASONS)} Daarom kijken wij ook naar de {street(chance)}."


def promise(chance: Random) -> str:
    """What is going to be done."""
    return f"Wij gaan {chance.choice(_THINGS)} bij de {street(chance)} {chance.choice(_HOW)} bekijken."


def party(chance: Random, n: int) -> str:
    """The name of the n-th party."""
    return f"{chance.choice(_PARTY_KINDS)} {street(chance)} {n} (verzonnen)"


def person(chance: Random) -> str:
    """The name of somebody who does not exist."""
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"


def meeting(chance: Random, n: int) -> str:
    """The title of the n-th meeting."""
    return f"Werksessie {n}: {chance.choice(_THINGS)} rond de {street(chance)}"


def topic(chance: Random) -> str:
    """The title of a topic of a meeting."""
    return f"Zicht op {chance.choice(_THINGS)}"
