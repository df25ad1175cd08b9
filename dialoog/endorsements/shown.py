"""How many parties back a contribution, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from dialoog.contributions.models import Contribution
from dialoog.organisations.labels import SECTORS
from dialoog.organisations.models import Sector


def backed_by(contribution: Contribution) -> str | None:
    """'onderschreven door 3 organisaties (overheid 2, jongeren 1)'; None where nobody does."""
    if not contribution.endorsed:
        return None
    of_each = contribution.endorsed_by.items()
    sectors = ", ".join(f"{str(SECTORS[Sector(sector)]).lower()} {number}" for sector, number in of_each)
    one, more = "onderschreven door %(num)d organisatie", "onderschreven door %(num)d organisaties"
    return _(
        "%(organisations)s (%(sectors)s)", organisations=ngettext(one, more, contribution.endorsed), sectors=sectors
    )
