"""The links in the mails to who registers: GET shows, a button acts (interface.md, E-mail; P2)."""

import json

from flask import Response as File
from flask import flash, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from dialoog.accounts import links
from dialoog.accounts.forms import ConfirmForm
from dialoog.accounts.links import LinkGone
from dialoog.accounts.models import AccessLink, LinkPurpose
from dialoog.meetings.registrations.forms import NeedsForm
from dialoog.meetings.registrations.labels import STATES
from dialoog.meetings.registrations.models import OFF, Registration, RegistrationState
from dialoog.meetings.registrations.queries import number_on_list
from dialoog.meetings.registrations.rules import forgetting, registering
from dialoog.meetings.registrations.rules.places import frozen, over
from dialoog.meetings.registrations.rules.telling import SUBJECT, of_link
from dialoog.meetings.registrations.shown import ahead_of, code_picture, desk, last_day, shows_code, told, when
from dialoog.organisations.labels import SECTORS
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import session, settings
from dialoog.web.rendering import long_date
from dialoog.web.token_pages import token_page


@needs(Permission.REGISTRATION_GIVE)
@limits.log_in
def confirm(token: str) -> Response:
    """Yes, this address is mine, and I want to come."""
    link, found = _find(token, "confirm")
    if found.state is not RegistrationState.ASKED:
        raise LinkGone(_("Deze link is al gebruikt: uw aanmelding is bevestigd. Kijk in de mail die daarna kwam."))
    form = ConfirmForm()
    if form.validate_on_submit():
        links.use(session(), link)
        confirmed = registering.confirm(session(), found)
        session().commit()
        own = session().get_one(AccessLink, confirmed.link_id)
        return redirect(f"/aanmelding/{links.token(own, settings().secret_key)}")
    meeting = found.admission.meeting
    return token_page(
        "registrations/confirm.html",
        meeting=meeting,
        when=when(meeting),
        possible=registering.takes_registrations(found.admission),
        desk=desk(settings()),
    )


@needs(Permission.REGISTRATION_GIVE)
@limits.log_in
def page(token: str) -> Response:
    """One's own registration: a place or a number, the code for the door, and what one needs, to be changed."""
    _link, found = _find(token, "own")
    form = NeedsForm(needs=found.needs)
    if form.validate_on_submit():
        with form.refusals():
            registering.change_needs(session(), found, form.needs.data)
            session().commit()
            flash(_("Bewaard. Het secretariaat ziet wat u nodig hebt."), "ok")
            return redirect(f"/aanmelding/{token}")
    admission, waits = found.admission, found.state is RegistrationState.WAITING
    shows = shows_code(found)
    return token_page(
        "registrations/own.html",
        form.status,
        form=form,
        found=found,
        meeting=admission.meeting,
        when=when(admission.meeting),
        state=STATES[found.state],
        sector=SECTORS[found.sector],
        number=number_on_list(session(), found) if waits else None,
        code=code_picture(found, settings().base_url, admission.meeting.slug) if shows else None,
        frozen=frozen(admission),
        over=over(admission),
        off=found.state in OFF,
        last_day=long_date(last_day(admission)),
        here=f"/aanmelding/{token}",
        desk=desk(settings()),
    )


@needs(Permission.REGISTRATION_GIVE)
@limits.log_in
def cancel(token: str) -> Response:
    """I do not come."""
    _link, found = _find(token, "own")
    if found.state not in registering.STANDING or over(found.admission):
        return redirect(f"/aanmelding/{token}")
    if ConfirmForm().validate_on_submit():
        registering.cancel(session(), found)
        session().commit()
        flash(_("U bent afgemeld. Dank dat u het laat weten."), "ok")
        return redirect(f"/aanmelding/{token}")
    placed = found.state is RegistrationState.PLACED
    return token_page(
        "registrations/cancel.html",
        meeting=found.admission.meeting,
        when=when(found.admission.meeting),
        placed=placed,
        late=placed and frozen(found.admission),
        back=f"/aanmelding/{token}",
    )


@needs(Permission.REGISTRATION_GIVE)
@limits.log_in
def forget(token: str) -> Response:
    """Take everything about me away; a place comes free (P2)."""
    _link, found = _find(token, "own")
    meeting = found.admission.meeting
    if ConfirmForm().validate_on_submit():
        forgetting.forget(session(), found)
        session().commit()
        flash(_("Uw gegevens zijn verwijderd."), "ok")
        return redirect(f"/bijeenkomsten/{meeting.slug}")
    comes = found.state in registering.STANDING and not over(found.admission)
    return token_page("registrations/forget.html", meeting=meeting, comes=comes, back=f"/aanmelding/{token}")


@needs(Permission.REGISTRATION_GIVE)
def data_file(token: str) -> File:
    """What we keep of this registration, as a file (P2)."""
    _link, found = _find(token, "own")
    answer = File(json.dumps(told(found), ensure_ascii=False, indent=1) + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="mijn-aanmelding.json"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def of_account(email: str) -> str:
    """The part of /mijn with the meetings somebody with an account comes to; empty when there are none."""
    ahead = [one for one in forgetting.of_address(session(), email) if ahead_of(one)]
    if not ahead:
        return ""
    query = select(AccessLink).where(AccessLink.id.in_([one.link_id for one in ahead]))
    tokens = {link.id: links.token(link, settings().secret_key) for link in session().scalars(query)}
    rows = [_row(one, tokens.get(one.link_id or 0)) for one in ahead]
    return render_template("registrations/of_account.html", rows=rows)


def _row(found: Registration, token: str | None) -> dict[str, object]:
    meeting = found.admission.meeting
    return {
        "text": meeting.title,
        "plain": True,
        "href": f"/aanmelding/{token}" if token else f"/bijeenkomsten/{meeting.slug}",
        "state": found.state.value,
        "meta": [part for part in (when(meeting), meeting.place) if part],
    }


def _find(token: str, act: str) -> tuple[AccessLink, Registration]:
    link = links.find(session(), token, LinkPurpose.REGISTRATION, settings().secret_key, of=SUBJECT)
    found = of_link(session(), link, act)
    if found is None:
        raise LinkGone(_("Deze link werkt niet meer."))
    return link, found
