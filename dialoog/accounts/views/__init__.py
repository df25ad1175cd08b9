"""Log-in, the second factor, one's own account, and the audit log: all addresses of this domain."""

from flask import Blueprint

from dialoog.accounts.views import audit_log, login, own, second_factor

blueprint = Blueprint("accounts", __name__)
BOTH = ("GET", "POST")

for address, view, methods in (
    ("/inloggen", login.login, BOTH),
    ("/inloggen/link", login.ask_link, ("POST",)),
    ("/inloggen/verstuurd", login.link_sent, ("GET",)),
    ("/inloggen/link/<token>", login.use_link, BOTH),
    ("/inloggen/code", second_factor.second_factor, BOTH),
    ("/uitloggen", login.logout, ("POST",)),
    ("/mijn", own.mine, ("GET",)),
    ("/mijn/gegevens", own.data, BOTH),
    ("/mijn/gegevens/e-mail", own.address, BOTH),
    ("/mijn/gegevens/e-mail/<token>", own.confirm_address, BOTH),
    ("/mijn/gegevens/wachtwoord", own.password, BOTH),
    ("/mijn/gegevens/tweede-stap", second_factor.new_app, BOTH),
    ("/mijn/gegevens/herstelcodes", second_factor.recovery_codes, BOTH),
    ("/mijn/gegevens/sessies", own.end_other_sessions, ("POST",)),
    ("/mijn/gegevens/sessies/<int:login_id>", own.end_session, ("POST",)),
    ("/werk/auditlog", audit_log.audit_log, ("GET",)),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods)
