"""E-mail addresses as they are kept and compared."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _

from dialoog.errors import RuleViolation
from dialoog.mail.addresses import NoAddress, checked


def normal(address: str) -> str:
    """The one way an address is written here: lower case. Raises RuleViolation for what is no address."""
    try:
        # Lower case may be longer, so that it is looked at once more.
        return checked(validate_email(address.strip(), check_deliverability=False).normalized.lower())
    except (EmailNotValidError, NoAddress) as error:
        raise RuleViolation(_("Dit is geen e-mailadres. Een voorbeeld: naam@voorbeeld.nl."), field="email") from error
