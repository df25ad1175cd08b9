"""What acts upwards, in one table: models to load, kinds of mail, jobs, reactions to events, checks of the record.

Imported by create_app, the command line and the migrations alone.
"""

from functools import partial
from types import ModuleType

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l

from dialoog import public_version
from dialoog.accounts import cookies
from dialoog.accounts import jobs as accounts_jobs
from dialoog.accounts import mails as accounts_mails
from dialoog.accounts import models as accounts_models
from dialoog.accounts import views as accounts_views
from dialoog.actors import load_actor
from dialoog.advices import forgetting as advices_forgetting
from dialoog.advices import happenings as advices_happenings
from dialoog.advices import jobs as advices_jobs
from dialoog.advices import mails as advices_mails
from dialoog.advices import models as advices_models
from dialoog.advices import reactions as advices_reactions
from dialoog.advices import subjects as advices_subjects
from dialoog.advices import views as advices_views
from dialoog.advices import watched as advices_watched
from dialoog.advices.views import own as advices_own
from dialoog.answers import checks as answers_checks
from dialoog.answers import jobs as answers_jobs
from dialoog.answers import mails as answers_mails
from dialoog.answers import models as answers_models
from dialoog.answers import prepared as answers_prepared
from dialoog.answers import prepared_mails as answers_prepared_mails
from dialoog.answers import reactions as answers_reactions
from dialoog.answers import subjects as answers_subjects
from dialoog.answers import views as answers_views
from dialoog.answers.rules import reminding
from dialoog.answers.views import giver
from dialoog.commitments import checks as commitments_checks
from dialoog.commitments import models as commitments_models
from dialoog.commitments import subjects as commitments_subjects
from dialoog.commitments import views as commitments_views
from dialoog.contributions import checks as contributions_checks
from dialoog.contributions import happenings as contributions_happenings
from dialoog.contributions import jobs as contributions_jobs
from dialoog.contributions import mails as contributions_mails
from dialoog.contributions import models as contributions_models
from dialoog.contributions import page_mails as contributions_page_mails
from dialoog.contributions import reactions as contributions_reactions
from dialoog.contributions import subjects as contributions_subjects
from dialoog.contributions import views as contributions_views
from dialoog.contributions.clarifications import checks as clarifications_checks
from dialoog.contributions.clarifications import happenings as clarifications_happenings
from dialoog.contributions.clarifications import jobs as clarifications_jobs
from dialoog.contributions.clarifications import mails as clarifications_mails
from dialoog.contributions.clarifications import models as clarifications_models
from dialoog.contributions.clarifications import reactions as clarifications_reactions
from dialoog.contributions.rules import own_page
from dialoog.contributions.views import reports
from dialoog.dossiers import views as dossiers_views
from dialoog.dossiers.documents import making as documents_making
from dialoog.dossiers.documents import models as documents_models
from dialoog.dossiers.minutes import forgetting as minutes_forgetting
from dialoog.dossiers.minutes import jobs as minutes_jobs
from dialoog.dossiers.minutes import mails as minutes_mails
from dialoog.dossiers.minutes import models as minutes_models
from dialoog.dossiers.minutes import own as minutes_own
from dialoog.dossiers.minutes import views as minutes_views
from dialoog.endorsements import checks as endorsements_checks
from dialoog.endorsements import happenings as endorsements_happenings
from dialoog.endorsements import jobs as endorsements_jobs
from dialoog.endorsements import mails as endorsements_mails
from dialoog.endorsements import models as endorsements_models
from dialoog.endorsements import reactions as endorsements_reactions
from dialoog.endorsements import views as endorsements_views
from dialoog.glossary import models as glossary_models
from dialoog.glossary import shown as glossary_shown
from dialoog.glossary import views as glossary_views
from dialoog.jobs import models as jobs_models
from dialoog.jobs import process, upkeep
from dialoog.jobs.queries import jobs_alive
from dialoog.jobs.schedule import Recurring
from dialoog.jobs.worker import Handler, Work
from dialoog.mail import models as mail_models
from dialoog.mail import sending
from dialoog.mail.content import Renderer
from dialoog.meetings import access as meetings_access
from dialoog.meetings import models as meetings_models
from dialoog.meetings import views as meetings_views
from dialoog.meetings.agenda import keeping as agenda_keeping
from dialoog.meetings.agenda import models as agenda_models
from dialoog.meetings.agenda import views as agenda_views
from dialoog.meetings.calendar import forgetting as calendar_forgetting
from dialoog.meetings.calendar import jobs as calendar_jobs
from dialoog.meetings.calendar import mails as calendar_mails
from dialoog.meetings.calendar import models as calendar_models
from dialoog.meetings.calendar import views as calendar_views
from dialoog.meetings.registrations import jobs as registrations_jobs
from dialoog.meetings.registrations import mails as registrations_mails
from dialoog.meetings.registrations import models as registrations_models
from dialoog.meetings.registrations import views as registrations_views
from dialoog.meetings.registrations.views import own as registrations_own
from dialoog.open import api, mine
from dialoog.open import views as open_views
from dialoog.organisations import mails as organisations_mails
from dialoog.organisations import models as organisations_models
from dialoog.organisations import views as organisations_views
from dialoog.permissions import Permission
from dialoog.register import ledger
from dialoog.register import models as register_models
from dialoog.register import rules as register_rules
from dialoog.register.verification import Check
from dialoog.tables import forgetting as tables_forgetting
from dialoog.tables import jobs as tables_jobs
from dialoog.tables import mails as tables_mails
from dialoog.tables import models as tables_models
from dialoog.tables import queries as tables_queries
from dialoog.tables import views as tables_views
from dialoog.tables.planning import jobs as planning_jobs
from dialoog.tables.planning import mails as planning_mails
from dialoog.tables.planning import models as planning_models
from dialoog.tables.planning import polls
from dialoog.tables.planning import views as planning_views
from dialoog.tables.views import own as seats_own
from dialoog.terms import models as terms_models
from dialoog.terms import rules as terms_rules
from dialoog.web import context, keys, limits, staff_menu
from dialoog.web.staff_menu import MenuItem

MODELS: tuple[ModuleType, ...] = (
    public_version,
    ledger,
    mail_models,
    jobs_models,
    accounts_models,
    organisations_models,
    register_models,
    terms_models,
    glossary_models,
    meetings_models,
    registrations_models,
    calendar_models,
    commitments_models,
    contributions_models,
    clarifications_models,
    endorsements_models,
    answers_models,
    answers_prepared,
    documents_models,
    agenda_models,
    minutes_models,
    tables_models,
    advices_models,
    planning_models,
)

# Importing a domain's subjects declares them, and its kinds of events, to the register.
SUBJECTS: tuple[ModuleType, ...] = (
    commitments_subjects,
    answers_subjects,
    contributions_subjects,
    contributions_happenings,
    clarifications_happenings,
    endorsements_happenings,
    advices_subjects,
    advices_happenings,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    answers_views.blueprint,
    commitments_views.blueprint,
    dossiers_views.blueprint,
    minutes_views.blueprint,
    meetings_views.blueprint,
    agenda_views.blueprint,
    registrations_views.blueprint,
    calendar_views.blueprint,
    planning_views.blueprint,
    tables_views.blueprint,
    reports.blueprint,
    glossary_views.blueprint,
    open_views.blueprint,
    accounts_views.blueprint,
    organisations_views.blueprint,
    contributions_views.blueprint,
    endorsements_views.blueprint,
    advices_views.blueprint,
)

# The menu of the staff pages, in its order.
STAFF_MENU: tuple[MenuItem, ...] = (
    MenuItem(_l("Werkbank"), "/werk", Permission.STAFF_HOME),
    MenuItem(_l("Te bekijken"), "/werk/bekijken", Permission.CONTRIBUTION_LOOK),
    MenuItem(_l("Te beantwoorden"), "/werk/beantwoorden", Permission.ANSWER_QUEUE),
    MenuItem(_l("Toezeggingen"), "/werk/toezeggingen", Permission.ANSWER_QUEUE),
    MenuItem(_l("Adviezen"), "/werk/adviezen", Permission.ADVICE_REACT),
    MenuItem(_l("Oordelen"), "/werk/oordelen", Permission.ANSWER_SEND_BACK),
    MenuItem(_l("Nog niet bericht"), "/werk/nog-niet-bericht", Permission.GIVER_READ),
    MenuItem(_l("Bijeenkomsten"), "/werk/bijeenkomsten", Permission.MEETING_EDIT),
    MenuItem(_l("Tafels"), "/werk/tafels", Permission.TABLE_EDIT),
    MenuItem(_l("Partijen"), "/werk/partijen", Permission.ORGANISATION_EDIT),
    MenuItem(_l("Thema's"), "/werk/themas", Permission.THEME_EDIT),
    MenuItem(_l("Begrippen"), "/werk/begrippen", Permission.GLOSSARY_EDIT),
    MenuItem(_l("Mensen"), "/werk/mensen", Permission.PERSON_MANAGE),
    MenuItem(_l("Diensten"), "/werk/diensten", Permission.UNIT_EDIT),
    MenuItem(_l("Post"), "/werk/post", Permission.MAIL_WATCH),
    MenuItem(_l("Auditlog"), "/werk/auditlog", Permission.AUDIT_READ),
)

# What the domains compare of their own tables with the record, beside what the register itself checks.
CHECKS: tuple[Check, ...] = (
    *contributions_checks.CHECKS,
    *clarifications_checks.CHECKS,
    *commitments_checks.CHECKS,
    *answers_checks.CHECKS,
    *endorsements_checks.CHECKS,
)

# Kind of mail → what it says, and what it means when its address turns out not to exist.
RENDERERS: dict[str, Renderer] = {
    **accounts_mails.RENDERERS,
    **organisations_mails.RENDERERS,
    **registrations_mails.RENDERERS,
    **contributions_mails.RENDERERS,
    **clarifications_mails.RENDERERS,
    **endorsements_mails.RENDERERS,
    **contributions_page_mails.RENDERERS,
    **answers_mails.RENDERERS,
    **answers_prepared_mails.RENDERERS,
    **advices_mails.RENDERERS,
    **minutes_mails.RENDERERS,
    **calendar_mails.RENDERERS,
    **planning_mails.RENDERERS,
    **tables_mails.RENDERERS,
}
BOUNCES: dict[str, sending.Bounce] = {
    **contributions_mails.BOUNCES,
    **contributions_page_mails.BOUNCES,
    **clarifications_mails.BOUNCES,
    **endorsements_mails.BOUNCES,
    **answers_mails.BOUNCES,
    **tables_mails.BOUNCES,
}

# Kind of event → what higher domains do when it is recorded, in the same transaction.
REACTIONS = register_rules.together(
    contributions_reactions.REACTIONS,
    clarifications_reactions.REACTIONS,
    endorsements_reactions.REACTIONS,
    answers_reactions.REACTIONS,
    documents_making.REACTIONS,
    advices_reactions.REACTIONS,
)

# Kind of job → what does it; and the jobs that return by themselves.
JOBS: dict[str, Handler] = {
    upkeep.KIND: upkeep.keep_up,
    **accounts_jobs.JOBS,
    **registrations_jobs.JOBS,
    **contributions_jobs.HANDLERS,
    **endorsements_jobs.JOBS,
    **clarifications_jobs.HANDLERS,
    **answers_jobs.JOBS,
    **documents_making.HANDLERS,
    **advices_jobs.JOBS,
    **minutes_jobs.HANDLERS,
    **calendar_jobs.JOBS,
    **planning_jobs.JOBS,
    **tables_jobs.JOBS,
}
RECURRING: tuple[Recurring, ...] = (
    upkeep.NIGHTLY,
    *accounts_jobs.RECURRING,
    *registrations_jobs.RECURRING,
    *contributions_jobs.RECURRING,
    *endorsements_jobs.RECURRING,
    *answers_jobs.RECURRING,
    *documents_making.RECURRING,
    *advices_jobs.RECURRING,
    *minutes_jobs.RECURRING,
    *calendar_jobs.RECURRING,
    *planning_jobs.RECURRING,
    *tables_jobs.RECURRING,
)


OWN_PARTS = (
    mine.of_account,
    giver.of_account,
    seats_own.of_account,
    registrations_own.of_account,
    minutes_own.of_account,
    advices_own.of_account,
)
# What forgets somebody who asks for it, where they sat (P2).
FORGETS = (
    tables_forgetting.forget_person,
    polls.forget_person,
    calendar_forgetting.forget_person,
    minutes_forgetting.forget_person,
    advices_forgetting.forget_person,
)


def own_part(email: str) -> str:
    """What all domains know of whoever has an address, for their own page (P2)."""
    return "".join(of_account(email) for of_account in OWN_PARTS)


def install(app: Flask) -> None:
    """Give the application its pages, its way to know who asks, and its reactions to events."""
    keys.install(app)
    cookies.install(app)
    context.install(app, load_actor)
    limits.install(app, context.settings_of(app))
    staff_menu.install(app, STAFF_MENU)
    glossary_shown.install(app)
    register_rules.REACTIONS.by_kind = REACTIONS
    settings = context.settings_of(app)
    agenda_keeping.PARTIES.unnamed = tables_queries.unnamed
    meetings_access.BODIES.named = tables_queries.named
    reminding.FURTHER.terms = (advices_watched.TERMS,)
    terms_rules.LENGTH.assign, terms_rules.LENGTH.answer = settings.assign_days, settings.answer_days
    app.extensions["dialoog_jobs_alive"] = jobs_alive
    app.extensions["dialoog_own_part"] = own_part
    app.extensions["dialoog_forgets"] = FORGETS
    app.extensions["dialoog_address_moved"] = own_page.follow_account
    app.extensions["dialoog_checks"] = CHECKS
    kinds = sending.Kinds(RENDERERS, BOUNCES)
    sending.install(app, kinds)
    process.install(app, Work(JOBS, RECURRING, (partial(sending.PostStation, kinds=kinds),)))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.install(app)
