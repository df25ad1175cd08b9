"""A form with every kind of field, sent with mistakes, for the gallery of components."""

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget


class SampleForm(Form):
    """One field of each kind that `form_field` knows."""

    theme = SelectField("Thema", choices=[SelectChoice("lucht", "Lucht"), SelectChoice("water", "Water")])
    kind = RadioField(
        "Wat is het?",
        choices=[
            SelectChoice("idee", "Een idee"),
            SelectChoice("signaal", "Een signaal of zorg"),
            SelectChoice("vraag", "Een vraag"),
        ],
        validators=[InputRequired("Kies wat het is.")],
    )
    text = TextAreaField(
        "Uw inbreng",
        description="Schrijf het zoals u het zou zeggen. Noem geen namen van anderen.",
        validators=[InputRequired("Schrijf op wat u wilt inbrengen."), Length(max=4000)],
    )
    email = EmailField(
        "E-mailadres",
        description="Dan hoort u wat ermee gebeurt.",
        validators=[Optional(), Length(min=6, message="Schrijf een heel e-mailadres, zoals naam@voorbeeld.nl.")],
    )
    password = PasswordField("Wachtwoord", validators=[InputRequired("Vul uw wachtwoord in.")])
    due = DateField("Klaar op", validators=[Optional()])
    sectors = SelectMultipleField(
        "Namens",
        choices=[
            SelectChoice("inwoner", "Inwoner"),
            SelectChoice("bedrijf", "Bedrijf"),
            SelectChoice("jongeren", "Jongeren"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Optional()],
    )
    report = FileField("Verslag", description="Een .txt, .docx of .pdf van hoogstens 20 MB.", validators=[Optional()])
    agree = BooleanField("Mijn naam mag erbij staan", description="U kunt dit later nog wijzigen.")


def sent_with_mistakes() -> SampleForm:
    """The form as someone sent it who left out most of it."""
    form = SampleForm(MultiDict({"theme": "lucht", "email": "kees"}))
    form.validate()
    return form
