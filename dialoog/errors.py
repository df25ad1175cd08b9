"""What a rule can object to. No Flask here: each way in (page, command, job, API) tells it in its own manner."""


class DialoogError(Exception):
    """Base of all refusals. `message` is plain Dutch, fit to be shown to the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RuleViolation(DialoogError):
    """A rule of the domain says no. `field` names the form field at fault, where one is."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Gone(RuleViolation):
    """What was asked for existed, and is over: a used or expired link."""


class TooMany(RuleViolation):
    """Tried too often. `seconds` is how long to wait."""

    def __init__(self, message: str, *, seconds: int, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.seconds = seconds


class Conflict(DialoogError):
    """Someone else changed the same thing meanwhile; nothing was overwritten."""


class NotAllowed(DialoogError):
    """The actor may not do this."""

    def __init__(self, message: str = "U mag dit niet doen.") -> None:
        super().__init__(message)


class NotFound(DialoogError):
    """There is no such thing, or none this actor may know of."""

    def __init__(self, message: str = "Dit bestaat niet (meer).") -> None:
        super().__init__(message)


class SettingError(Exception):
    """A setting is wrong; the start stops with this one line, which names the setting."""
