"""Who may do what: one list of permissions, pure predicates over an Actor, one map. Nothing here reads the database."""

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dialoog.errors import NotAllowed

# Where people sit, such as a dialogue table: the kind of the subject and its id.
Body = tuple[str, int]


@dataclass(frozen=True)
class Actor:
    """Who asks, loaded once a request. `staff` powers need a second factor (P1); `system` is a job or command,
    `asked` somebody of a body that contributions were offered to (D6), `backs` somebody who acts for a party (D7).

    `bodies` are those they sit in today, in whatever part, `chairs` those they chair; `meetings` and `chaired` are the
    meetings of each. `presides`: what they do now they do as a chair, so that the record and the signature say so.
    """

    person_id: int | None = None
    name: str = ""
    job_title: str = ""
    roles: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    unit_names: Mapping[int, str] = field(default_factory=dict, hash=False)
    bodies: frozenset[Body] = frozenset()
    chairs: frozenset[Body] = frozenset()
    meetings: frozenset[int] = frozenset()
    chaired: frozenset[int] = frozenset()
    presides: bool = False
    second_factor: bool = False
    system: bool = False
    asked: bool = False
    backs: bool = False
    gave: frozenset[int] = field(default=frozenset())

    def has(self, role: str) -> bool:
        """Whether the role counts now: without a second factor none does."""
        return role in self.roles and self.second_factor

    @property
    def staff(self) -> bool:
        """Whether any role counts now."""
        return self.second_factor and bool(self.roles)

    @property
    def public_role(self) -> str:
        """The role that stands in the public record; never a person."""
        if self.system:
            return "systeem"
        if self.presides:
            return "voorzitter"
        for role, shown in (("ministry", "ministerie"), ("secretariat", "secretariaat"), ("admin", "beheerder")):
            if self.has(role):
                return shown
        if self.asked:
            return "ontvangende partij"
        if self.backs:
            return "onderschrijver"
        return "inbrenger" if self.gave else "bezoeker"


ANONYMOUS = Actor()
SYSTEM = Actor(name="Dialoog", system=True)


class Permission(enum.StrEnum):
    """Everything somebody may be allowed, as subject:act."""

    ACCOUNT_ENTER = "account:enter"
    ACCOUNT_OWN = "account:own"
    ADVICE_COMMENT = "advice:comment"
    ADVICE_REACT = "advice:react"
    ADVICE_READ_DRAFT = "advice:read-draft"
    ADVICE_SEND_BACK = "advice:send-back"
    ADVICE_WRITE = "advice:write"
    ANSWER_DRAFT = "answer:draft"
    ANSWER_PUBLISH = "answer:publish"
    ANSWER_QUEUE = "answer:queue"
    ANSWER_SEND_BACK = "answer:send-back"
    AUDIT_READ = "audit:read"
    COMMITMENT_REPORT = "commitment:report"
    CONTRIBUTION_ASSIGN = "contribution:assign"
    CONTRIBUTION_ATTACH_GIVER = "contribution:attach-giver"
    CONTRIBUTION_BLACK_OUT = "contribution:black-out"
    CONTRIBUTION_CLARIFY = "contribution:clarify"
    CONTRIBUTION_EXTEND = "contribution:extend"
    CONTRIBUTION_HAND_IN = "contribution:hand-in"
    CONTRIBUTION_HAND_IN_FOR = "contribution:hand-in-for-other"
    CONTRIBUTION_LOOK = "contribution:look"
    CONTRIBUTION_READ_CLOSED = "contribution:read-closed"
    CONTRIBUTION_READ_ORIGINAL = "contribution:read-original"
    CONTRIBUTION_WITHDRAW_ENTRY = "contribution:withdraw-wrong-entry"
    ENDORSEMENT_GIVE = "endorsement:give"
    ENDORSEMENT_GIVE_FOR = "endorsement:give-for-other"
    GIVER_READ = "giver:read"
    GLOSSARY_EDIT = "glossary:edit"
    GLOSSARY_PROPOSE = "glossary:propose"
    MAIL_WATCH = "mail:watch"
    MEETING_EDIT = "meeting:edit"
    MEETING_READ_INSIDE = "meeting:read-inside"
    MEETING_RUN = "meeting:run"
    MEETING_TAKE_PART = "meeting:take-part"
    MEETING_REPLY = "meeting:reply"
    ORGANISATION_EDIT = "organisation:edit"
    PERSON_MANAGE = "person:manage"
    PUBLIC_READ = "public:read"
    REGISTRATION_GIVE = "registration:give"
    REGISTRATION_MANAGE = "registration:manage"
    REPORT_IMPORT = "report:import"
    STAFF_HOME = "staff:home"
    TABLE_EDIT = "table:edit"
    THEME_EDIT = "theme:edit"
    UNIT_EDIT = "unit:edit"


@dataclass(frozen=True)
class Place:
    """What a thing belongs to, as far as that decides who may: a unit, a meeting, a body."""

    unit: int | None = None
    meeting: int | None = None
    body: Body | None = None


Predicate = Callable[[Actor, Place], bool]


def everyone(_actor: Actor, _place: Place) -> bool:
    return True


def logged_in(actor: Actor, _place: Place) -> bool:
    return actor.person_id is not None


def fully_logged_in(actor: Actor, _place: Place) -> bool:
    """With the second factor, for who must have one: a stolen password changes nothing of an official's account."""
    return actor.person_id is not None and (actor.second_factor or not actor.roles)


def staff(actor: Actor, _place: Place) -> bool:
    return actor.staff or actor.system


def secretariat(actor: Actor, _place: Place) -> bool:
    return actor.has("secretariat") or actor.system


def admin(actor: Actor, _place: Place) -> bool:
    return actor.has("admin") or actor.system


def ministry(actor: Actor, _place: Place) -> bool:
    return actor.has("ministry")


def of_unit(actor: Actor, place: Place) -> bool:
    """An official of the unit; asked without a unit: of any."""
    return actor.has("ministry") and (place.unit in actor.units if place.unit is not None else bool(actor.units))


def lead_of_unit(actor: Actor, place: Place) -> bool:
    return actor.has("ministry") and (place.unit in actor.leads if place.unit is not None else bool(actor.leads))


def at_meeting(actor: Actor, place: Place) -> bool:
    """Somebody who sits in the body whose meeting it is; never asked without a meeting."""
    return place.meeting is not None and place.meeting in actor.meetings


def of_body(actor: Actor, place: Place) -> bool:
    """Somebody who sits in the body; asked without a body: in any."""
    return place.body in actor.bodies if place.body is not None else bool(actor.bodies)


def chair_of_body(actor: Actor, place: Place) -> bool:
    return place.body in actor.chairs if place.body is not None else bool(actor.chairs)


def chair_at_meeting(actor: Actor, place: Place) -> bool:
    """The chair of the body whose meeting it is; asked without a meeting: of any."""
    return place.meeting in actor.chaired if place.meeting is not None else bool(actor.chairs)


def presiding(actor: Actor, *, meeting: int | None = None, body: Body | None = None) -> Actor:
    """Whoever acts, as the chair of this body or meeting where they are; the secretariat acts as itself."""
    chairs = body in actor.chairs if body is not None else meeting in actor.chaired
    return replace(actor, presides=True) if chairs and not actor.has("secretariat") else actor


def any_of(*predicates: Predicate) -> Predicate:
    return lambda actor, place: any(predicate(actor, place) for predicate in predicates)


MAP: dict[Permission, Predicate] = {
    Permission.ACCOUNT_ENTER: logged_in,
    Permission.ACCOUNT_OWN: fully_logged_in,
    Permission.ADVICE_COMMENT: of_body,
    Permission.ADVICE_REACT: any_of(of_unit, secretariat),
    Permission.ADVICE_READ_DRAFT: any_of(of_body, secretariat),
    Permission.ADVICE_SEND_BACK: chair_of_body,
    Permission.ADVICE_WRITE: any_of(chair_of_body, secretariat),
    Permission.ANSWER_DRAFT: of_unit,
    Permission.ANSWER_PUBLISH: lead_of_unit,
    Permission.ANSWER_QUEUE: any_of(secretariat, ministry),
    Permission.ANSWER_SEND_BACK: any_of(secretariat, chair_at_meeting),
    Permission.AUDIT_READ: admin,
    Permission.COMMITMENT_REPORT: any_of(of_unit, secretariat),
    Permission.CONTRIBUTION_ASSIGN: any_of(secretariat, of_unit),
    Permission.CONTRIBUTION_ATTACH_GIVER: any_of(secretariat, of_unit),
    Permission.CONTRIBUTION_BLACK_OUT: secretariat,
    Permission.CONTRIBUTION_CLARIFY: any_of(secretariat, of_unit),
    Permission.CONTRIBUTION_EXTEND: of_unit,
    Permission.CONTRIBUTION_HAND_IN: everyone,
    Permission.CONTRIBUTION_HAND_IN_FOR: any_of(secretariat, ministry),
    Permission.CONTRIBUTION_LOOK: secretariat,
    Permission.CONTRIBUTION_READ_CLOSED: any_of(secretariat, of_unit, at_meeting),
    Permission.CONTRIBUTION_READ_ORIGINAL: secretariat,
    Permission.CONTRIBUTION_WITHDRAW_ENTRY: secretariat,
    Permission.ENDORSEMENT_GIVE: everyone,
    Permission.ENDORSEMENT_GIVE_FOR: any_of(secretariat, ministry),
    Permission.GIVER_READ: any_of(secretariat, of_unit),
    Permission.GLOSSARY_EDIT: secretariat,
    Permission.GLOSSARY_PROPOSE: everyone,
    Permission.MAIL_WATCH: any_of(secretariat, admin),
    Permission.MEETING_EDIT: secretariat,
    Permission.MEETING_READ_INSIDE: any_of(secretariat, of_body),
    Permission.MEETING_RUN: any_of(secretariat, chair_of_body),
    Permission.MEETING_TAKE_PART: of_body,
    Permission.MEETING_REPLY: everyone,
    Permission.ORGANISATION_EDIT: any_of(secretariat, admin),
    Permission.PERSON_MANAGE: admin,
    Permission.PUBLIC_READ: everyone,
    Permission.REGISTRATION_GIVE: everyone,
    Permission.REGISTRATION_MANAGE: secretariat,
    Permission.REPORT_IMPORT: secretariat,
    Permission.STAFF_HOME: staff,
    Permission.TABLE_EDIT: secretariat,
    Permission.THEME_EDIT: any_of(secretariat, admin),
    Permission.UNIT_EDIT: admin,
}


def may(
    actor: Actor,
    permission: Permission,
    *,
    unit: int | None = None,
    meeting: int | None = None,
    body: Body | None = None,
) -> bool:
    """Whether the actor may, for the unit, meeting or body a thing belongs to where that matters."""
    return MAP[permission](actor, Place(unit, meeting, body))


def require(
    actor: Actor,
    permission: Permission,
    *,
    unit: int | None = None,
    meeting: int | None = None,
    body: Body | None = None,
) -> None:
    """Raise NotAllowed unless the actor may."""
    if not may(actor, permission, unit=unit, meeting=meeting, body=body):
        raise NotAllowed
