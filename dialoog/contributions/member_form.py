"""What a member brings in at a meeting of their table (D11)."""

from collections.abc import Callable
from typing import Any, cast

from flask_babel import lazy_gettext

from dialoog.contributions.forms import KINDS_TO_CHOOSE
from dialoog.contributions.models import ShownAs
from dialoog.contributions.rules.handing_in import Speaker
from dialoog.contributions.rules.receiving import LONGEST_TEXT
from dialoog.meetings.labels import LEVELS, LEVELS_EXPLAINED
from dialoog.meetings.models import Level
from dialoog.meetings.rules import NARROWER
from dialoog.organisations.models import Organisation, Sector
from dialoog.web.forms import OnceForm, choice, offered, radios, text_area

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)


class MemberForm(OnceForm):
    """A point for a meeting, with who may read it: as agreed for the meeting, or fewer people."""

    text = text_area(
        _l("Wat wilt u inbrengen?"),
        missing=_l("Schrijf op wat u wilt inbrengen."),
        longest=LONGEST_TEXT,
        description=_l("Zet er geen namen of gegevens van anderen in."),
        render_kw={"rows": 8},
    )
    kind = radios(_l("Wat voor punt is het?"), KINDS_TO_CHOOSE, missing=_l("Kies wat voor punt het is."))
    theme = choice(_l("Waar gaat het over?"))
    level = radios(_l("Wie mag het lezen?"), missing=_l("Kies wie het mag lezen."))
    shown_as = radios(
        _l("Hoe wilt u genoemd worden?"),
        missing=_l("Kies hoe u genoemd wilt worden."),
        description=_l("Dit geldt alleen als het punt openbaar is. Anders noemen wij u nooit."),
    )

    def offer(self, widest: Level, party: Organisation | None) -> None:
        """The levels that are not wider than the meeting's, and the ways this member can be named."""
        allowed = NARROWER[NARROWER.index(widest) :]
        self.level.choices = offered([(level, f"{LEVELS[level]}. {LEVELS_EXPLAINED[level]}") for level in allowed])
        ways: list[tuple[str, Any]] = [(ShownAs.NAME, _l("Met mijn naam"))]
        if party is not None:
            ways.insert(0, (ShownAs.PARTY, lazy_gettext("Met de naam van %(party)s", party=party.name)))
            ways.append((ShownAs.SECTOR, _l("Alleen met de sector")))
        self.shown_as.choices = offered([*ways, (ShownAs.NOBODY, _l("Zonder te laten zien wie het inbrengt"))])

    def speaker(self, name: str, party: Organisation | None) -> Speaker:
        """Who said it, with no more of them than is needed: only a public point keeps a name."""
        known = {"party": party.name, "sector": party.sector} if party else {}
        sector = known.get("sector", Sector.RESIDENT)
        if Level(self.level.data) is not Level.PUBLIC:
            return Speaker(ShownAs.SECTOR, party=str(known.get("party", "")), sector=Sector(sector))
        way = ShownAs(self.shown_as.data)
        if way is ShownAs.NOBODY:
            return Speaker(way)
        return Speaker(
            way,
            name=name if way is ShownAs.NAME else "",
            party=str(known.get("party", "")) if way is ShownAs.PARTY else "",
            sector=Sector(sector),
        )
