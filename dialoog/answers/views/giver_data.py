"""What we keep of a giver: to see, to download, to change, or to have taken away (P2)."""

import json
from typing import Any

from flask import Response as File
from flask import flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from dialoog.answers.queries.giver_page import mails_sent, not_answered, replied_by, said_by, ties_of
from dialoog.answers.rules import forgetting
from dialoog.answers.views.giver import behind_link
from dialoog.contributions import giver_pages
from dialoog.contributions.forms import ConfirmForm, ForgetForm, OwnAddressForm, RenewForm
from dialoog.contributions.giver_pages import Owner
from dialoog.contributions.rules import own_page
from dialoog.contributions.rules.forgetting import numbers_of
from dialoog.contributions.views.own_page import find_giver
from dialoog.endorsements.forgetting import of_address
from dialoog.meetings.registrations.rules.forgetting import of_address as registered
from dialoog.meetings.registrations.shown import ahead_of
from dialoog.meetings.registrations.shown import told as registration_told
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session
from dialoog.web.forms import Form
from dialoog.web.token_pages import token_page


@needs(Permission.PUBLIC_READ)
@limits.link_request
@behind_link
def giver_data(owner: Owner, page: str) -> Response:
    """What we keep, and three things to ask for; each is confirmed by, or sent to, the address itself."""
    forms = {"adres": OwnAddressForm(), "vergeten": ForgetForm(), "link": RenewForm()}
    form = forms.get(request.form.get("act", ""), forms["adres"])
    if request.method == "POST" and form.validate():
        with form.refusals():
            _ask(owner, form)
            session().commit()
            flash(_("Kijk in uw mail. Er ging een bericht naar %(email)s.", email=owner.email), "ok")
            return redirect(f"{page}/gegevens")
    kept = told(session(), owner)
    parties = sorted({giver.organisation.name for giver in owner.givers if giver.organisation})
    return token_page(
        "answers/giver/data.html",
        form.status if request.method == "POST" else 200,
        form=form if request.method == "POST" else None,
        forms=forms,
        back=page,
        kept=kept,
        parties=parties,
    )


def _ask(owner: Owner, form: Form) -> None:
    if isinstance(form, OwnAddressForm):
        own_page.ask_move(session(), owner, form.email.data)
    elif isinstance(form, ForgetForm):
        own_page.ask_forgetting(session(), owner, party=bool(form.party.data))
    elif isinstance(form, RenewForm):
        own_page.renew(session(), owner)


@needs(Permission.PUBLIC_READ)
@behind_link
def giver_data_file(owner: Owner, _page: str) -> File:
    """The same as a file (P2)."""
    text = json.dumps(told(session(), owner), ensure_ascii=False, indent=1)
    answer = File(text + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@needs(Permission.PUBLIC_READ)
@limits.log_in
def forget(token: str) -> Response:
    """Name and address go; there is no way back."""
    link, giver = find_giver(token, own_page.FORGET)
    party = bool(link.params.get("party"))
    if ConfirmForm().validate_on_submit():
        count = forgetting.forget(session(), link, giver)
        session().commit()
        return token_page("contributions/own/forget.html", done=True, count=count, party=party)
    numbers = numbers_of(session(), giver_pages.owner(session(), giver).ids)
    backed = [one.contribution.number for one in of_address(session(), giver.email or "")]
    comes = [one.admission.meeting.title for one in registered(session(), giver.email or "") if ahead_of(one)]
    return token_page(
        "contributions/own/forget.html", done=False, numbers=numbers, party=party, backed=backed, comes=comes
    )


def told(session: Session, owner: Owner) -> dict[str, Any]:
    """Everything we keep of whoever reads mail at this address, in plain values."""
    return {
        "eMail": owner.email,
        "namen": sorted({giver.name for giver in owner.givers if giver.name}),
        "partijen": sorted({giver.organisation.name for giver in owner.givers if giver.organisation}),
        "bevestigdOp": min((one.confirmed_at.isoformat() for one in owner.givers if one.confirmed_at), default=None),
        "inbreng": [
            {
                "nummer": tie.contribution.number,
                "sinds": tie.attached_at.isoformat(),
                "geenBerichtSinds": tie.stopped_at.isoformat() if tie.stopped_at else None,
            }
            for tie in ties_of(session, owner.ids)
        ],
        "onderschrijvingen": [
            {
                "nummer": one.contribution.number,
                "organisatie": one.name,
                "contactpersoon": one.contact_name,
                "sinds": one.asked_at.isoformat(),
            }
            for one in of_address(session, owner.email)
        ],
        "aanmeldingen": [registration_told(one) for one in registered(session, owner.email)],
        "oordelen": said_by(session, owner.ids),
        "navragen": [
            {
                "nummer": one.contribution.number,
                "vraag": one.question,
                "reactie": one.reply or "",
                "op": one.replied_at.isoformat() if one.replied_at else "",
            }
            for one in replied_by(session, owner.ids)
        ],
        "gevraagd": [
            {"over": f"toezegging/{one.commitment_id}", "op": one.asked_at.isoformat()}
            for one in not_answered(session, owner.ids)
        ],
        "berichten": [{"soort": kind, "op": at.isoformat()} for kind, at in mails_sent(session, owner.email)],
    }
