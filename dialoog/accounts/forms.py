"""Forms of log-in and own account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from dialoog.web.forms import Form, PasswordField, as_typed, email, hidden, line, password

CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autocapitalize": "none"}


def _proof(label: Any) -> PasswordField:
    """What proves who somebody is once more; only shown to who has something to prove with."""
    return PasswordField(
        label, validators=[Length(max=200)], filters=[as_typed], render_kw={"autocomplete": "current-password"}
    )


class LinkForm(Form):
    """Ask for a link by mail."""

    email = email(
        _l("E-mailadres"), missing=_l("Vul uw e-mailadres in."), render_kw={"autocomplete": "email"}, id="link-email"
    )
    then = hidden()


class PasswordForm(Form):
    """Log in by password."""

    email = email(_l("E-mailadres"), missing=_l("Vul uw e-mailadres in."), render_kw={"autocomplete": "username"})
    password = password(
        _l("Wachtwoord"),
        missing=_l("Vul uw wachtwoord in."),
        render_kw={"autocomplete": "current-password"},
    )
    then = hidden()


class CodeForm(Form):
    """The second factor, at log-in or when it is set up."""

    code = line(_l("Code"), missing=_l("Vul de code in."), longest=40, render_kw=CODE_INPUT)
    then = hidden()


class ConfirmForm(Form):
    """One button."""


class OwnDataForm(Form):
    """Name and job title; staff cannot do without the latter (P7)."""

    name = line(_l("Naam"), missing=_l("Vul uw naam in."), render_kw={"autocomplete": "name"})
    job_title = line(
        _l("Functie"),
        description=_l("Bijvoorbeeld: beleidsmedewerker lucht. Staat bij wat u namens uw organisatie schrijft."),
        render_kw={"autocomplete": "organization-title"},
    )

    def for_staff(self) -> None:
        """Do not call the job title optional."""
        self.job_title.flags.optional = False


class AddressForm(Form):
    """Another e-mail address."""

    email = email(_l("Nieuw e-mailadres"), missing=_l("Vul een e-mailadres in."), render_kw={"autocomplete": "email"})
    proof = _proof(_l("Uw wachtwoord, of een code uit uw app"))


class NewPasswordForm(Form):
    """A (new) password; `proof` only where there is something to prove with."""

    proof = _proof(_l("Uw huidige wachtwoord, of een code uit uw app"))
    password = password(
        _l("Nieuw wachtwoord"),
        missing=_l("Kies een wachtwoord."),
        description=_l("Minstens 12 tekens. Een zin van een paar woorden is goed te onthouden."),
        render_kw={"autocomplete": "new-password"},
    )


class NewAppForm(Form):
    """Another app for the second factor."""

    code = line(_l("Code uit de nieuwe app"), missing=_l("Vul de code in."), longest=40, render_kw=CODE_INPUT)
    proof = _proof(_l("Uw wachtwoord, of een code uit de oude app"))


class ProofForm(Form):
    """Only a proof, before something that matters."""

    proof = _proof(_l("Uw wachtwoord, of een code uit uw app"))
