"""Forms of asking a giver something, and of replying."""

from collections.abc import Callable
from typing import cast

from flask_babel import lazy_gettext

from dialoog.contributions.clarifications.rules import LONGEST_QUESTION, LONGEST_REPLY
from dialoog.web.by_people import ByPeople
from dialoog.web.forms import Form, text_area

# wtforms' types say str where it takes anything that becomes one.
_l = cast(Callable[[str], str], lazy_gettext)


class AskForm(Form):
    """What the ministry wants to know."""

    question = text_area(
        _l("Uw vraag"),
        missing=_l("Schrijf op wat u wilt weten."),
        longest=LONGEST_QUESTION,
        description=_l("Stel één duidelijke vraag, in gewone taal. Iedereen kan haar lezen, met uw naam erbij."),
        render_kw={"rows": 5},
    )


class ReplyForm(ByPeople):
    """What the giver says."""

    reply = text_area(
        _l("Uw reactie"),
        missing=_l("Schrijf uw reactie op."),
        longest=LONGEST_REPLY,
        description=_l("Iedereen kan uw reactie lezen. Schrijf dus niets over anderen wat niet openbaar mag zijn."),
        render_kw={"rows": 8},
    )
