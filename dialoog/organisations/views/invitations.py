"""Inviting staff, and accepting (P1)."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from dialoog.accounts import links
from dialoog.accounts.cookies import log_in
from dialoog.accounts.labels import ROLES
from dialoog.accounts.models import LinkPurpose, Role
from dialoog.accounts.rules.logging_in import note_login
from dialoog.organisations import queries
from dialoog.organisations.forms import AcceptForm, ActForm, InvitationForm
from dialoog.organisations.models import Unit
from dialoog.organisations.rules import invitations as rules
from dialoog.permissions import Permission
from dialoog.web import limits
from dialoog.web.access import needs
from dialoog.web.context import actor, session, settings
from dialoog.web.token_pages import token_page

Page = tuple[str, int] | Response


@needs(Permission.PERSON_MANAGE)
@limits.link_request
def invite() -> Page:
    """Invite somebody by e-mail."""
    form = InvitationForm()
    units = queries.units(session(), active=True)
    form.offer(units)
    if form.validate_on_submit():
        with form.refusals():
            rules.invite(session(), _given(form), actor=actor())
            session().commit()
            flash(_("De uitnodiging is verstuurd. De link werkt 7 dagen."), "ok")
            return redirect(url_for("organisations.people"))
    return render_template("organisations/invite.html", form=form), form.status


@needs(Permission.PERSON_MANAGE)
def withdraw(link_id: int) -> Response:
    """Take an invitation back."""
    if ActForm().validate_on_submit():
        rules.withdraw(session(), queries.invitation(session(), link_id), actor=actor())
        session().commit()
        flash(_("De uitnodiging is ingetrokken."), "ok")
    return redirect(url_for("organisations.people"))


@needs(Permission.PUBLIC_READ)
@limits.log_in
def accept(token: str) -> Response:
    """The page of an invitation: GET shows the form, POST makes the account and logs in."""
    link = links.find(session(), token, LinkPurpose.INVITATION, settings().secret_key)
    given = link.params
    form = AcceptForm(data={"name": given["name"], "job_title": given["job_title"]})
    if form.validate_on_submit():
        with form.refusals():
            person = rules.accept(
                session(), link, name=form.name.data, job_title=form.job_title.data, password=form.password.data
            )
            note_login(session(), log_in(person), way="invitation", new_device=False)
            session().commit()
            return redirect(url_for("accounts.second_factor"))
    unit = session().get(Unit, given["unit"]) if given["unit"] else None
    return token_page(
        "organisations/accept.html",
        form.status,
        form=form,
        email=given["email"],
        roles=[ROLES[Role(role)] for role in given["roles"]],
        unit=unit,
    )


def _given(form: InvitationForm) -> rules.Invitation:
    return rules.Invitation(
        email=form.email.data,
        name=form.name.data,
        job_title=form.job_title.data,
        roles=[Role(role) for role in form.roles.data or []],
        unit=queries.unit(session(), form.unit.data) if form.unit.data else None,
        lead=bool(form.lead.data),
    )
