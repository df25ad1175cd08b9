"""E-mail addresses as they are sent to: nothing in one can end a header or a command."""

import re

LONGEST = 254
# No white space, control characters, brackets, quotes, commas or colons; the forms ask for more.
ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\x9f<>()\[\],;:\"\\@]{1,64}@[^\s\x00-\x20\x7f-\x9f<>()\[\],;:\"\\@]+")


class NoAddress(ValueError):
    """What was given cannot be an e-mail address. Does not repeat it: messages of errors may be logged."""


def checked(given: str) -> str:
    """The address without surrounding space. Raises NoAddress."""
    address = given.strip()
    if len(address) > LONGEST or not ADDRESS.fullmatch(address):
        raise NoAddress("no e-mail address")
    return address


def can_be_one(given: str) -> bool:
    """Whether it can be an e-mail address."""
    try:
        checked(given)
    except NoAddress:
        return False
    return True


def on_the_wire(address: str) -> tuple[str, str]:
    """Local part and domain for header and envelope, the domain in ASCII (IDNA). Raises NoAddress."""
    local, _, domain = checked(address).rpartition("@")
    try:
        return local, domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise NoAddress("no domain name") from error
