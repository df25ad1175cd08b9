"""Forms of handing in, and of staff's work on a contribution."""

from collections.abc import Callable
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from dialoog.contributions.labels import KINDS, LEVELS
from dialoog.contributions.models import Ground, PointKind, ShownAs
from dialoog.contributions.rules.handing_in import Speaker
from dialoog.contributions.rules.receiving import LONGEST_TEXT
from dialoog.meetings.models import Level
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector
from dialoog.terms.rules import LONGEST_EXTENSION
from dialoog.web.by_people import ByPeople
from dialoog.web.forms import Form, OnceForm, choice, email, hidden, line, radios, text_area

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)
LONGEST_REASON = 1000

KINDS_TO_CHOOSE = (
    (PointKind.IDEA, _l("Een idee: zo kan het anders of beter")),
    (PointKind.SIGNAL, _l("Een signaal: dit zie ik gebeuren")),
    (PointKind.QUESTION, _l("Een vraag")),
    (PointKind.IMPROVE, _l("Een verbeterpunt: dit gaat niet goed")),
    (PointKind.STRONG, _l("Een sterk punt: dit moet zo blijven")),
)
SHOWN_AS = (
    (ShownAs.NAME, _l("Met mijn naam")),
    (ShownAs.PARTY, _l("Met de naam van mijn organisatie, bedrijf of initiatief")),
    (ShownAs.SECTOR, _l("Alleen met mijn sector, bijvoorbeeld ‘een inwoner’")),
    (ShownAs.NOBODY, _l("Zonder te laten zien wie het inbrengt")),
)
SECTORS_TO_CHOOSE: list[tuple[str, Any]] = [(s.value, name) for s, name in SECTORS.items() if s is not Sector.UNKNOWN]
KINDS_OF_POINTS: list[tuple[str, Any]] = [(kind.value, name) for kind, name in KINDS.items()]
GROUNDS_TO_CHOOSE = (
    (Ground.ADVERTISING, _l("Het is reclame")),
    (Ground.CRIMINAL, _l("Het is strafbaar, bijvoorbeeld een bedreiging of een oproep tot haat")),
)
LEVELS_TO_CHOOSE: list[tuple[str, Any]] = [(level.value, name) for level, name in LEVELS.items()]


class WhoSaidIt(OnceForm):
    """A form with a part that says who brought something in and how they are shown (D0, D11)."""

    shown_as: Any
    name: Any
    party: Any
    sector: Any

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it is right, with what the chosen way of being shown needs."""
        good = super().validate(extra_validators)
        missing = [field for field in self._needed() if not field.data]
        for field in missing:
            field.errors = [_("Kies een sector.") if field is self.sector else _("Vul de naam in.")]
        return good and not missing

    def _needed(self) -> list[Any]:
        by_way = {ShownAs.NAME: [self.name, self.sector], ShownAs.PARTY: [self.party, self.sector]}
        return by_way.get(self.shown_as.data, [self.sector] if self.shown_as.data == ShownAs.SECTOR else [])

    def speaker(self) -> Speaker:
        """Who said it, with no more of what was filled in than the chosen way needs."""
        needed = self._needed()
        return Speaker(
            shown_as=ShownAs(self.shown_as.data),
            name=self.name.data if self.name in needed else "",
            party=self.party.data if self.party in needed else "",
            sector=Sector(self.sector.data) if self.sector in needed else Sector.UNKNOWN,
        )


class HandInForm(ByPeople, WhoSaidIt):
    """Bring something in, without an account (D3). What programs fill in or send too fast is asked for again."""

    text = text_area(
        _l("Wat wilt u inbrengen?"),
        missing=_l("Schrijf op wat u wilt inbrengen."),
        longest=LONGEST_TEXT,
        description=_l("Iedereen kan dit straks lezen. Zet er geen namen of gegevens van anderen in."),
        render_kw={"rows": 8},
    )
    theme = choice(_l("Waar gaat het over?"))
    kind = radios(_l("Wat voor punt is het?"), KINDS_TO_CHOOSE, missing=_l("Kies wat voor punt het is."))
    shown_as = radios(_l("Hoe wilt u genoemd worden?"), SHOWN_AS, missing=_l("Kies hoe u genoemd wilt worden."))
    name = line(_l("Naam"), render_kw={"autocomplete": "name"})
    party = line(
        _l("Naam van uw organisatie, bedrijf of initiatief"),
        render_kw={"autocomplete": "organization", "list": "partijen"},
    )
    sector = choice(_l("Sector"), [("", _l("Kies een sector")), *SECTORS_TO_CHOOSE])
    email = email(
        _l("E-mailadres"),
        description=_l("Dan krijgt u een bevestiging en later het antwoord. Uw adres komt niet op de website."),
        render_kw={"autocomplete": "email"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in (self.name, self.party, self.sector):
            # They only show where they are needed, so "not required" would be wrong.
            field.flags.optional = False


class OnBehalfForm(WhoSaidIt):
    """Staff write down what somebody else brought in: who said it, where, and who wrote it down stay apart (D0)."""

    text = text_area(
        _l("Wat werd er gezegd?"),
        missing=_l("Schrijf op wat er werd gezegd."),
        longest=LONGEST_TEXT,
        description=_l("Woordelijk. Na het bewaren kan niemand de tekst nog veranderen."),
        render_kw={"rows": 8},
    )
    theme = choice(_l("Thema"))
    kind = choice(_l("Soort"), [("", _l("Kies een soort")), *KINDS_OF_POINTS], missing=_l("Kies een soort."))
    meeting = choice(_l("Bijeenkomst"))
    round = line(_l("Ronde"), longest=80)
    room_table = line(_l("Tafel in de zaal"), longest=80)
    level = choice(
        _l("Wie mag het zien?"),
        LEVELS_TO_CHOOSE,
        missing=_l("Kies wie het mag zien."),
        default=Level.PUBLIC.value,
        description=_l("Nooit ruimer dan bij de bijeenkomst is afgesproken."),
    )
    name = line(_l("Naam van de inbrenger"))
    party = line(_l("Partij van de inbrenger"), render_kw={"list": "partijen"})
    sector = choice(_l("Sector"), [("", _l("Kies een sector")), *SECTORS_TO_CHOOSE])
    shown_as = radios(
        _l("Hoe wil de inbrenger genoemd worden?"),
        [
            (ShownAs.NAME, _l("Met naam")),
            (ShownAs.PARTY, _l("Met de naam van de partij")),
            (ShownAs.SECTOR, _l("Alleen met de sector")),
            (ShownAs.NOBODY, _l("Niet")),
        ],
        missing=_l("Kies hoe de inbrenger genoemd wil worden."),
    )
    email = email(
        _l("E-mailadres van de inbrenger"), description=_l("Dan krijgt de inbrenger een bevestiging en het antwoord.")
    )
    recorder = line(
        _l("Wie schreef het op?"),
        missing=_l("Vul in wie het opschreef."),
        description=_l("Bijvoorbeeld de notulist. U zelf staat apart vermeld als degene die het invoert."),
    )

    def speaker(self) -> Speaker:
        """Who said it: staff may know more than is shown."""
        return Speaker(
            shown_as=ShownAs(self.shown_as.data),
            name=self.name.data or "",
            party=self.party.data or "",
            sector=Sector(self.sector.data or Sector.UNKNOWN),
        )


class AssignForm(Form):
    """Into whose hands."""

    unit = choice(_l("Dienst"), missing=_l("Kies een dienst."))
    person = choice(_l("Persoon"))
    then = hidden()


class ExtendForm(Form):
    """More time for an answer (D4)."""

    days = IntegerField(
        _l("Hoeveel werkdagen erbij?"),
        validators=[
            InputRequired(_l("Vul een getal in.")),
            NumberRange(1, LONGEST_EXTENSION, _l("Verlengen kan met 1 tot en met 20 werkdagen.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    reason = text_area(
        _l("Waarom is meer tijd nodig?"),
        missing=_l("Geef een reden."),
        longest=LONGEST_REASON,
        description=_l("Iedereen kan deze reden lezen."),
        render_kw={"rows": 4},
    )


class WithdrawForm(Form):
    """A wrong entry and the right one (D5)."""

    instead = line(
        _l("Nummer van de goede inbreng"),
        missing=_l("Vul het nummer in van de goede inbreng."),
        description=_l("Bijvoorbeeld INB-2026-00123"),
        longest=20,
    )
    reason = text_area(
        _l("Waarom is deze inbreng verkeerd ingevoerd?"),
        missing=_l("Geef een reden."),
        longest=LONGEST_REASON,
        description=_l("Iedereen kan deze reden lezen. De inbrenger krijgt bericht."),
        render_kw={"rows": 4},
    )


class HideForm(Form):
    """Why words are not for everyone (D3a)."""

    ground = radios(_l("Waarom mag niemand deze tekst lezen?"), GROUNDS_TO_CHOOSE, missing=_l("Kies een grond."))
    reason = text_area(
        _l("Leg het uit"),
        missing=_l("Geef een reden."),
        longest=LONGEST_REASON,
        description=_l("Iedereen kan deze reden lezen, ook de inbrenger. Herhaal de tekst zelf niet."),
        render_kw={"rows": 4},
    )


class BlackOutForm(Form):
    """Mark what must go (D1)."""

    marked = text_area(
        _l("De tekst"), missing=_l("De tekst ontbreekt."), longest=2 * LONGEST_TEXT, render_kw={"rows": 12}
    )
    reason = text_area(
        _l("Waarom moet dit weg?"),
        missing=_l("Geef een reden."),
        longest=LONGEST_REASON,
        description=_l("Iedereen kan deze reden lezen. Noem de gegevens zelf niet."),
        render_kw={"rows": 3},
    )


class GiverForm(Form):
    """Whose points these are (D9a)."""

    party = line(_l("Partij"), render_kw={"list": "partijen", "autocomplete": "off"})
    name = line(_l("Naam van de persoon"), render_kw={"autocomplete": "off"})
    sector = choice(
        _l("Sector"),
        [("", _l("Weet ik niet")), *SECTORS_TO_CHOOSE],
        description=_l("Van een nieuwe partij, of van een persoon zonder partij."),
    )
    email = email(
        _l("E-mailadres"),
        description=_l("Hier komt het antwoord aan. Zonder adres krijgt de inbrenger geen bericht."),
        render_kw={"autocomplete": "off"},
    )


class ConfirmForm(Form):
    """One button."""


class LostLinkForm(Form):
    """Ask for a fresh link to the own page."""

    email = email(
        _l("Uw e-mailadres"),
        missing=_l("Vul uw e-mailadres in."),
        description=_l("Het adres dat u gaf toen u iets inbracht."),
        render_kw={"autocomplete": "email"},
    )


class OwnAddressForm(Form):
    """Another address for a giver's mail."""

    email = email(_l("Nieuw e-mailadres"), missing=_l("Vul een e-mailadres in."), render_kw={"autocomplete": "email"})


class ForgetForm(Form):
    """Be forgotten, with the party or without."""

    party = BooleanField(_l("De naam van mijn organisatie wijst ook naar mij. Haal die ook weg."))


class RenewForm(Form):
    """A fresh link, so that the old ones work no longer."""
