"""E-mail addresses as they are kept and compared."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from dialoog.errors import RuleViolation


def normal(address: str) -> str:
    """The one way an address is written here: lower case. Raises RuleViolation for what is no address."""
    try:
        return validate_email(address.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise RuleViolation(_("Dit is geen e-mailadres. Een voorbeeld: naam@voorbeeld.nl."), field="email") from error
