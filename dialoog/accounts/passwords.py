"""Passwords: hashed with argon2id, and what we ask of a new one (OWASP Password Storage, ASVS 5.0 6.2)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from dialoog.errors import RuleViolation

# The second of OWASP's equal choices for argon2id: 19 MiB, 2 passes, 1 lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
SHORTEST = 12
LONGEST = 128
FEWEST_DIFFERENT = 5
# Those of the best known lists that are long enough to pass otherwise.
WELL_KNOWN = frozenset(
    """
    000000000000 012345678910 0123456789012 111111111111 111222333444 112233445566 121212121212 123123123123
    123412341234 1234567890123 12345678910 123456789012 1234567890qwe 1234567890qwerty 123456789abc 123456789qwe
    123456qwerty 12345qwertyuiop 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc 1qaz2wsx3edc4rfv
    abc123456789 abcd12345678 abcdefghijkl abcdefghijklm administrator asdfghjkl123 asdfghjkl1234 azertyuiop123
    changeme1234 dialoog12345 dialoogdialoog geheim123456 geheimwoord123 iloveyou1234 letmein12345 password1234
    password12345 password123456 passwordpassword q1w2e3r4t5y6 qazwsxedcrfv qazwsxedc123 qwerty123456 qwerty12345678
    qwertyqwerty qwertyuiop123 qwertyuiop1234 qwertyuiopasdfghjklzxcvbnm qwertyuiopasdf superman1234 trustno1trustno1
    wachtwoord01 wachtwoord12 wachtwoord123 wachtwoord1234 wachtwoordwachtwoord welkom123456 welkom1234567 welkomwelkom
    zaq12wsxcde3 zxcvbnm12345 zxcvbnmasdfghjkl
    """.split()
)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return HASHER.hash(_normal(password))


# The hash of a password nobody has, verified against for somebody who is not there: that takes as long.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$cxOZx4GZaVChQKeZ2mgA7Q$+2oey8k3Mo4Tb3PRCLJ8JvU4ibPQTOBpMXJnQHklTQk"


def fits(stored: str | None, password: str) -> bool:
    """Whether this is the password; as slow for a person without one, or without a person, as for any other."""
    try:
        HASHER.verify(stored or NOBODY, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_old(stored: str) -> bool:
    """Whether it was hashed with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def check_new(password: str, *, about: tuple[str, ...] = ()) -> None:
    """Raise RuleViolation for a password that is too short, too long or easily guessed.

    `about` holds what others know of the person (name, address). No rule asks for kinds of characters.
    """
    given = _normal(password)
    if len(given) < SHORTEST:
        raise RuleViolation(_("Kies een wachtwoord van minstens 12 tekens."), field="password")
    if len(given) > LONGEST:
        raise RuleViolation(_("Kies een wachtwoord van hoogstens 128 tekens."), field="password")
    plain = given.casefold()
    if plain in WELL_KNOWN or len(set(plain)) < FEWEST_DIFFERENT:
        raise RuleViolation(_("Dit wachtwoord is makkelijk te raden. Kies een ander."), field="password")
    if plain in {known.casefold() for known in about if known}:
        raise RuleViolation(_("Kies een wachtwoord dat niet uw naam of e-mailadres is."), field="password")


def _normal(password: str) -> str:
    # The same characters typed on another keyboard may come as other code points.
    return unicodedata.normalize("NFKC", password)
