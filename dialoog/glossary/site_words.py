"""The words that pages of Dialoog itself use and that not everyone knows, with a plain meaning; they are fixed."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from dialoog.slugs import slug


@dataclass(frozen=True)
class SiteWord:
    """A word of these pages and what it means."""

    word: LazyString
    meaning: LazyString

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return slug(str(self.word))


ENTRIES = (
    SiteWord(_l("Afgerond"), _l("Een punt is afgerond als alles wat is toegezegd klaar of vervallen is.")),
    SiteWord(
        _l("Afweging"),
        _l("Wat het ministerie tegen elkaar heeft gewogen. Neemt het een punt niet over, dan hoort die uitleg erbij."),
    ),
    SiteWord(_l("Al bestaand beleid"), _l("Wat u vraagt gebeurt al. Het antwoord zegt waar u dat kunt nalezen.")),
    SiteWord(
        _l("Antwoord"),
        _l("Wat het ministerie doet met een punt, en waarom. Eén antwoord kan bij meer punten tegelijk horen."),
    ),
    SiteWord(
        _l("Besloten"),
        _l(
            "Alleen wie erbij was, het secretariaat en de dienst die antwoordt lezen de tekst. "
            "Alle anderen zien het nummer, het thema, hoe het ermee staat en de termijn."
        ),
    ),
    SiteWord(
        _l("Bewijs"),
        _l("Een bestand waarmee u kunt aantonen wat er in een dossier staat. Ook als wij dat zouden tegenspreken."),
    ),
    SiteWord(
        _l("Bijeenkomst"), _l("Een gesprek in een zaal of online. Wat mensen daar zeggen komt punt voor punt hier.")
    ),
    SiteWord(
        _l("Dienst"), _l("Een deel van het ministerie, bijvoorbeeld een directie. Een dienst schrijft de antwoorden.")
    ),
    SiteWord(_l("Dossier"), _l("De pagina van één punt: wat er is gezegd en alles wat daarna met het punt gebeurde.")),
    SiteWord(
        _l("Gebeurtenis"),
        _l("Eén stap in een dossier, zoals ontvangen of beantwoord. Elke gebeurtenis staat in het register."),
    ),
    SiteWord(_l("Heropend"), _l("Het antwoord was niet goed genoeg. Het ministerie moet opnieuw antwoorden.")),
    SiteWord(
        _l("In behandeling"), _l("Een dienst van het ministerie heeft het punt gekregen en schrijft een antwoord.")
    ),
    SiteWord(
        _l("Inbreng"),
        _l("Een punt dat iemand inbrengt: een idee, zorg, advies of vraag. Elk punt krijgt een eigen nummer."),
    ),
    SiteWord(_l("Inbrenger"), _l("De persoon, de partij of de groep die het punt inbracht.")),
    SiteWord(_l("Ingetrokken"), _l("De inbrenger nam het punt terug. De tekst is weg, het nummer blijft staan.")),
    SiteWord(
        _l("Milieubeleid"),
        _l("Wat de overheid doet voor schone lucht, schoon water, gezonde bodem en minder lawaai."),
    ),
    SiteWord(
        _l("Navraag"),
        _l("Een vraag van het ministerie aan wie een punt inbracht. Zolang het daarop wacht, staat de termijn stil."),
    ),
    SiteWord(_l("OFL"), _l("Overlegorgaan Fysieke Leefomgeving. Het OFL leidt de gesprekken en is onafhankelijk.")),
    SiteWord(_l("Onderwerp"), _l("Een deel van een bijeenkomst. Bij een onderwerp horen meestal meer punten.")),
    SiteWord(_l("Partij"), _l("Een organisatie die meepraat, zoals een bedrijf, een vereniging of een gemeente.")),
    SiteWord(
        _l("Register"),
        _l("Een lijst van alle gebeurtenissen. Er komt alleen iets bij. Niemand kan er ongezien iets in veranderen."),
    ),
    SiteWord(_l("Secretariaat"), _l("De mensen van het OFL. Zij zetten punten op de site en letten op de termijnen.")),
    SiteWord(
        _l("Sector"), _l("Het deel van de samenleving waar iemand bij hoort, zoals bedrijven, jongeren of inwoners.")
    ),
    SiteWord(_l("Stand"), _l("Hoe lang het register op een moment is, met de wortel die daarbij hoort.")),
    SiteWord(_l("Termijn"), _l("De dagen die het ministerie heeft om te antwoorden. Wij tellen alleen werkdagen.")),
    SiteWord(_l("Thema"), _l("Waar een punt over gaat, zoals geluid, lucht of bodem.")),
    SiteWord(
        _l("Toezegging"),
        _l("Wat het ministerie belooft in een antwoord, met wie het doet en wanneer het klaar is."),
    ),
    SiteWord(
        _l("Uitkomst"),
        _l("Wat het ministerie besluit: overgenomen, deels overgenomen, niet overgenomen of al bestaand beleid."),
    ),
    SiteWord(_l("Versie"), _l("Een antwoord kan veranderen. Dan komt er een nieuwe versie. De oude blijft te lezen.")),
    SiteWord(_l("Weggelakt"), _l("Woorden zijn onleesbaar gemaakt omdat ze over een herkenbare persoon gaan.")),
    SiteWord(_l("Werkdag"), _l("Een dag van maandag tot en met vrijdag die geen officiële feestdag is.")),
    SiteWord(
        _l("Wortel"),
        _l("Een code van 64 tekens, uitgerekend uit het hele register. Verandert er iets, dan verandert de code."),
    ),
    SiteWord(_l("Zonder herkomst"), _l("Iedereen leest de tekst. Niemand ziet wie het zei.")),
)
