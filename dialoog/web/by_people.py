"""Forms that anybody may send without an account: what programs fill in or send too fast is asked for again."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, Signer
from wtforms import HiddenField

from dialoog import clock
from dialoog.web.context import settings
from dialoog.web.forms import Form, line

# Nobody reads and fills in a form faster than this; programs do.
SHORTEST_VISIT = timedelta(seconds=2)


def _moment() -> str:
    return _signer().sign(str(int(clock.now().timestamp()))).decode()


def _signer() -> Signer:
    return Signer(settings().secret_key, salt="form-begun")


class ByPeople(Form):
    """A form with a field that must stay empty and the moment at which it was begun. Nothing typed is lost."""

    website = line(_l("Laat dit veld leeg"), longest=2000, render_kw={"autocomplete": "off", "tabindex": "-1"})
    begun = HiddenField(default=_moment)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it is right, and was filled in by a person."""
        good = bool(super().validate(extra_validators))
        if self.website.data:
            self.website.data = ""
            self.form_errors.append(
                _("Er stond iets in een veld dat leeg moet blijven. Het is nu leeg: verstuur opnieuw.")
            )
            good = False
        elif not self._took_time():
            self.form_errors.append(_("Dat ging wel heel snel. Kijk uw tekst nog even na en verstuur hem dan."))
            good = False
        return good

    def _took_time(self) -> bool:
        try:
            begun = int(_signer().unsign(self.begun.data or "").decode())
        except (BadSignature, ValueError):
            self.begun.data = _moment()
            return False
        return clock.now().timestamp() - begun >= SHORTEST_VISIT.total_seconds()
