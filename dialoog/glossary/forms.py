"""What is filled in about a word."""

from flask_babel import lazy_gettext as _l

from dialoog.glossary.models import GlossaryEntry
from dialoog.glossary.rules import Words, edit_of
from dialoog.web.by_people import ByPeople
from dialoog.web.forms import Form, OnceForm, hidden, line, text_area

LONGEST_MEANING = 1000
LONGEST_REASON = 1000


class _AboutAWord(Form):
    word = line(_l("Woord"), missing=_l("Vul het woord in."), longest=100)
    meaning = text_area(
        _l("Wat betekent het?"),
        missing=_l("Leg uit wat het woord betekent."),
        longest=LONGEST_MEANING,
        description=_l("Schrijf korte zinnen, zoals u het aan een buur zou uitleggen."),
        render_kw={"rows": 4},
    )
    plain_words = line(
        _l("Gewone woorden die hetzelfde zeggen"), description=_l("Bijvoorbeeld ‘uitstoot’ voor ‘emissie’.")
    )


class ProposalForm(ByPeople, _AboutAWord, OnceForm):
    """A word, or a better meaning, from anyone."""

    def words(self) -> Words:
        """What was filled in."""
        return Words(word=self.word.data, meaning=self.meaning.data, plain_words=self.plain_words.data)


class EntryForm(_AboutAWord):
    """A word for staff to add, to change or to approve."""

    other_forms = line(
        _l("Andere vormen"),
        longest=400,
        description=_l("Met een komma ertussen. Bijvoorbeeld ‘emissies’, of een afkorting."),
    )
    edit = hidden()

    @classmethod
    def of(cls, entry: GlossaryEntry) -> "EntryForm":
        """With what is kept of a word, or what was sent."""
        kept = ("word", "other_forms", "plain_words", "meaning")
        return cls(data={**{name: getattr(entry, name) for name in kept}, "edit": str(edit_of(entry))})

    def words(self) -> Words:
        """What was filled in."""
        return Words(
            word=self.word.data,
            meaning=self.meaning.data,
            plain_words=self.plain_words.data,
            other_forms=self.other_forms.data,
        )


class RefuseForm(Form):
    """Why a word is not on the page."""

    reason = text_area(
        _l("Waarom niet?"),
        missing=_l("Geef een reden."),
        longest=LONGEST_REASON,
        description=_l("Alleen medewerkers lezen deze reden."),
        render_kw={"rows": 3},
    )
