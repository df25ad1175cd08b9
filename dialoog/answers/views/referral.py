"""Behind the link in the mail to a body that contributions are offered to: yes or no (D5, D6). GET never acts."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts.links import LinkGone, find, use
from dialoog.accounts.models import LinkPurpose
from dialoog.answers.forms import ReferralForm
from dialoog.answers.models import Referral, ReferralState
from dialoog.answers.queries.points import shown
from dialoog.answers.rules import referring
from dialoog.answers.shown import card
from dialoog.permissions import ANONYMOUS, Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.token_pages import token_page


@needs(Permission.PUBLIC_READ)
@limits.log_in
def referral(token: str) -> Response:
    """What is offered, and the choice; POST keeps it, once."""
    link = find(session(), token, LinkPurpose.REFERRAL, settings().secret_key, of="doorgeleiding")
    offered = session().get_one(Referral, link.subject_id)
    if offered.state is not ReferralState.OFFERED:
        raise LinkGone(_("Over dit aanbod is al beslist, of de tijd is voorbij. U hoeft niets meer te doen."))
    points = shown(ANONYMOUS, referring.offered_points(session(), offered))
    form = ReferralForm()
    if form.validate_on_submit():
        with form.refusals():
            if form.act.data == "ja":
                referring.accept(session(), offered)
            else:
                referring.refuse(session(), offered, reason=form.reason.data)
            use(session(), link)
            session().commit()
            return token_page("answers/referral_done.html", accepted=form.act.data == "ja", points=points)
    return token_page(
        "answers/referral.html", form.status, form=form, referral=offered, card=card(offered.version), points=points
    )
