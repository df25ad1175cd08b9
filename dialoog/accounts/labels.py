"""Dutch words for roles, acts in the audit log and devices."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from dialoog.accounts.models import Role

ROLES = {
    Role.SECRETARIAT: _l("Secretariaat (OFL)"),
    Role.MINISTRY: _l("Ministerie"),
    Role.ADMIN: _l("Beheerder"),
}
BROWSERS = {
    "Firefox": r"Firefox/",
    "Edge": r"Edg/",
    "Opera": r"OPR/",
    "Chrome": r"Chrom(e|ium)/",
    "Safari": r"Safari/",
}
SYSTEMS = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "Windows": r"Windows",
    "Mac": r"Macintosh",
    "Linux": r"Linux|X11",
}


def device_words(user_agent: str) -> str:
    """'Firefox op Windows': what a person recognises of a browser's own description."""
    browser = next((name for name, sign in BROWSERS.items() if re.search(sign, user_agent)), None)
    system = next((name for name, sign in SYSTEMS.items() if re.search(sign, user_agent)), None)
    if browser and system:
        return _("%(browser)s op %(system)s", browser=browser, system=system)
    return browser or system or _("Onbekend apparaat")
