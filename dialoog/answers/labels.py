"""Dutch words for what answers hold."""

from flask_babel import lazy_gettext as _l

from dialoog.answers.models import LandingKind, VerdictValue

LANDING_KINDS = {LandingKind.DOCUMENT: _l("Document"), LandingKind.DECISION: _l("Besluit")}
VERDICTS = {VerdictValue.YES: _l("Ja"), VerdictValue.PARTLY: _l("Gedeeltelijk"), VerdictValue.NO: _l("Nee")}
