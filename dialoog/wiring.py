"""What acts upwards, in one table: models to load, kinds of mail, jobs, reactions to events, checks of the record.

Imported by create_app, the command line and the migrations alone.
"""

from types import ModuleType

from flask import Blueprint, Flask

from dialoog import public_version
from dialoog.accounts import models as accounts_models
from dialoog.answers import models as answers_models
from dialoog.commitments import models as commitments_models
from dialoog.contributions import models as contributions_models
from dialoog.jobs import models as jobs_models
from dialoog.mail import models as mail_models
from dialoog.meetings import models as meetings_models
from dialoog.organisations import models as organisations_models
from dialoog.permissions import ANONYMOUS
from dialoog.register import ledger
from dialoog.register import models as register_models
from dialoog.terms import models as terms_models
from dialoog.web import context

MODELS: tuple[ModuleType, ...] = (
    public_version,
    ledger,
    mail_models,
    jobs_models,
    accounts_models,
    organisations_models,
    register_models,
    terms_models,
    meetings_models,
    commitments_models,
    contributions_models,
    answers_models,
)

BLUEPRINTS: tuple[Blueprint, ...] = ()


def install(app: Flask) -> None:
    """Give the application its pages, its way to know who asks, and its reactions to events."""
    context.install(app, lambda _session: ANONYMOUS)
    app.extensions["dialoog_jobs_alive"] = lambda _session: False
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
