"""Who may do what: the one place that answers it, for pages, API, jobs and shell alike.

An act has a rule: which roles, over which scope, in which phases of a round. A grant of a role is bound to a
municipality or a partnership where the role asks for one. `may` gives the answer with its reason, in Dutch.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from innovatie.domain.errors import NotAllowed
from innovatie.domain.phases import LABELS, Phase


class Role(StrEnum):
    CIVIL_SERVANT = "ambtenaar"
    REVIEWER = "beoordelaar"
    VOTER = "stemgemachtigde"
    KRING_REPRESENTATIVE = "kringvertegenwoordiger"
    MUNICIPAL_ADMIN = "gemeentebeheerder"
    VNG_DIRECTOR = "vng-regisseur"
    ADMINISTRATOR = "beheerder"


ROLE_LABELS: dict[Role, str] = {
    Role.CIVIL_SERVANT: "ambtenaar",
    Role.REVIEWER: "beoordelaar",
    Role.VOTER: "stemgemachtigde",
    Role.KRING_REPRESENTATIVE: "vertegenwoordiger van een Kring",
    Role.MUNICIPAL_ADMIN: "beheerder van een gemeente",
    Role.VNG_DIRECTOR: "regisseur bij VNG",
    Role.ADMINISTRATOR: "beheerder van het platform",
}


STRONG_ROLES = frozenset(
    {Role.VOTER, Role.KRING_REPRESENTATIVE, Role.MUNICIPAL_ADMIN, Role.VNG_DIRECTOR, Role.ADMINISTRATOR}
)
"""Roles that vote, direct or give roles: they count only in a session that has shown a second factor."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that holds today, for one municipality, one partnership, or the whole country (both None)."""

    role: Role
    municipality_id: int | None = None
    partnership_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. A visitor has no person; `municipality_id` is the one acted for, chosen by the person."""

    person_id: int | None
    name: str
    municipality_id: int | None = None
    grants: tuple[Grant, ...] = ()
    session_id: int | None = None
    is_system: bool = False
    acts: "frozenset[Act] | None" = None
    """The only acts that may be done in this way (a token has a few purposes); None: no such limit."""

    def acting_for(self, municipality_id: int) -> "Actor":
        """The same actor, acting for this municipality."""
        return replace(self, municipality_id=municipality_id)

    @property
    def is_visitor(self) -> bool:
        return self.person_id is None and not self.is_system

    def has(self, role: Role, *, municipality_id: int | None = None, partnership_id: int | None = None) -> bool:
        """Holds `role`, for that municipality or partnership if one is given."""
        return any(
            grant.role is role
            and (municipality_id is None or grant.municipality_id == municipality_id)
            and (partnership_id is None or grant.partnership_id == partnership_id)
            for grant in self.grants
        )

    def municipalities(self, *roles: Role) -> tuple[int, ...]:
        """The municipalities for which one of `roles` (any role, if none is named) is held, without repeats."""
        return tuple(
            dict.fromkeys(
                grant.municipality_id
                for grant in self.grants
                if grant.municipality_id is not None and (not roles or grant.role in roles)
            )
        )

    def partnerships(self, *roles: Role) -> tuple[int, ...]:
        """The partnerships for which one of `roles` is held, without repeats."""
        return tuple(
            dict.fromkeys(
                grant.partnership_id
                for grant in self.grants
                if grant.partnership_id is not None and (not roles or grant.role in roles)
            )
        )


VISITOR = Actor(person_id=None, name="Bezoeker")
SYSTEM = Actor(person_id=None, name="Innovatie", is_system=True)


class Act(StrEnum):
    POST_IDEA = "idee plaatsen"
    EDIT_IDEA = "idee wijzigen"
    WITHDRAW_IDEA = "idee intrekken"
    ENTER_ROUND = "idee inzenden voor een ronde"
    JOIN_IDEA = "aanhaken bij een idee"
    IMPORT_IDEAS = "ideeën invoeren"
    JUDGE_SIMILARITY = "oordelen over vergelijkbare ideeën"
    DISCUSS_GROUP = "meepraten over een groep"
    DIRECT_GROUPS = "groepen regisseren"
    DIRECT_ROUND = "ronde regisseren"
    VOLUNTEER_AS_REVIEWER = "zich aanmelden als beoordelaar"
    REVIEW = "beoordelen"
    DIRECT_REVIEW = "beoordeling regisseren"
    NAME_VOTER = "stemgemachtigde aanwijzen"
    MANDATE_KRING = "Kring machtigen"
    CAST_PRESELECTION = "stemmen in de voorselectie"
    CAST_BALLOT = "stemmen in de finale"
    CAST_PRESELECTION_AS_KRING = "als Kring stemmen in de voorselectie"
    CAST_BALLOT_AS_KRING = "als Kring stemmen in de finale"
    DIRECT_VOTE = "stemming regisseren"
    DEVELOP_FINALIST = "finalist uitwerken"
    PUBLISH_RESULT = "uitslag publiceren"
    REPORT_ADOPTION = "overname melden"
    REPORT_ADOPTION_AS_KRING = "overname melden voor een Kring"
    PROPOSE_ADOPTION = "overname voorstellen"
    FOLLOW_SOLUTION = "overname van een oplossing volgen"
    SEE_INSIGHT_DESK = "bureau van VNG zien"
    GRANT_ROLE = "rol geven"
    INVITE_PERSON = "collega uitnodigen"
    MANAGE_MUNICIPALITIES = "gemeenten beheren"
    MANAGE_THESAURUS = "woordenlijst beheren"
    MANAGE_PLATFORM = "platform beheren"
    READ_MUNICIPAL_TRAIL = "spoor van de gemeente lezen"
    READ_AUDIT = "hele spoor lezen"


class Scope(StrEnum):
    """Over what a grant must be held for the act."""

    COUNTRY = "land"
    MUNICIPALITY = "gemeente"
    PARTNERSHIP = "samenwerkingsverband"


@dataclass(frozen=True, slots=True)
class Rule:
    roles: frozenset[Role]
    scope: Scope
    phases: frozenset[Phase] = field(default_factory=frozenset)


def _rule(scope: Scope, *roles: Role, phases: tuple[Phase, ...] = ()) -> Rule:
    return Rule(frozenset(roles), scope, frozenset(phases))


_C, _M, _P = Scope.COUNTRY, Scope.MUNICIPALITY, Scope.PARTNERSHIP
_MUNICIPAL = (Role.CIVIL_SERVANT, Role.VOTER, Role.MUNICIPAL_ADMIN)

RULES: dict[Act, Rule] = {
    Act.POST_IDEA: _rule(_M, *_MUNICIPAL),
    Act.EDIT_IDEA: _rule(_M, *_MUNICIPAL),
    Act.WITHDRAW_IDEA: _rule(_M, *_MUNICIPAL),
    Act.ENTER_ROUND: _rule(_M, *_MUNICIPAL, phases=(Phase.SUBMIT,)),
    Act.JOIN_IDEA: _rule(_M, *_MUNICIPAL),
    Act.IMPORT_IDEAS: _rule(_C, Role.VNG_DIRECTOR, Role.ADMINISTRATOR),
    Act.JUDGE_SIMILARITY: _rule(_M, *_MUNICIPAL),
    Act.DISCUSS_GROUP: _rule(_M, *_MUNICIPAL),
    Act.DIRECT_GROUPS: _rule(_C, Role.VNG_DIRECTOR),
    Act.DIRECT_ROUND: _rule(_C, Role.VNG_DIRECTOR),
    Act.VOLUNTEER_AS_REVIEWER: _rule(_M, *_MUNICIPAL, Role.REVIEWER),
    Act.REVIEW: _rule(_C, Role.REVIEWER, phases=(Phase.REVIEW,)),
    Act.DIRECT_REVIEW: _rule(_C, Role.VNG_DIRECTOR, phases=(Phase.REVIEW,)),
    Act.NAME_VOTER: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.MANDATE_KRING: _rule(_M, Role.MUNICIPAL_ADMIN, Role.VOTER),
    Act.CAST_PRESELECTION: _rule(_M, Role.VOTER, phases=(Phase.PRESELECT,)),
    Act.CAST_BALLOT: _rule(_M, Role.VOTER, phases=(Phase.VOTE,)),
    Act.CAST_PRESELECTION_AS_KRING: _rule(_P, Role.KRING_REPRESENTATIVE, phases=(Phase.PRESELECT,)),
    Act.CAST_BALLOT_AS_KRING: _rule(_P, Role.KRING_REPRESENTATIVE, phases=(Phase.VOTE,)),
    Act.DIRECT_VOTE: _rule(_C, Role.VNG_DIRECTOR),
    Act.DEVELOP_FINALIST: _rule(_M, *_MUNICIPAL, phases=(Phase.DEVELOP,)),
    Act.PUBLISH_RESULT: _rule(_C, Role.VNG_DIRECTOR),
    Act.REPORT_ADOPTION: _rule(_M, *_MUNICIPAL),
    Act.REPORT_ADOPTION_AS_KRING: _rule(_P, Role.KRING_REPRESENTATIVE),
    Act.PROPOSE_ADOPTION: _rule(_C, Role.VNG_DIRECTOR),
    Act.FOLLOW_SOLUTION: _rule(_C, Role.VNG_DIRECTOR),
    Act.SEE_INSIGHT_DESK: _rule(_C, Role.VNG_DIRECTOR, Role.ADMINISTRATOR),
    Act.GRANT_ROLE: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.INVITE_PERSON: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.MANAGE_MUNICIPALITIES: _rule(_C, Role.VNG_DIRECTOR, Role.ADMINISTRATOR),
    Act.MANAGE_THESAURUS: _rule(_C, Role.VNG_DIRECTOR),
    Act.MANAGE_PLATFORM: _rule(_C, Role.ADMINISTRATOR),
    Act.READ_MUNICIPAL_TRAIL: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.READ_AUDIT: _rule(_C, Role.ADMINISTRATOR, Role.VNG_DIRECTOR),
}


@dataclass(frozen=True, slots=True)
class Context:
    """Over what the act would be done. `open_phase` is the open phase of the round at hand, if any."""

    municipality_id: int | None = None
    partnership_id: int | None = None
    open_phase: Phase | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


_NOWHERE = Context()


def _held(actor: Actor, rule: Rule, context: Context) -> Grant | None:
    for grant in actor.grants:
        if grant.role not in rule.roles:
            continue
        if rule.scope is Scope.COUNTRY:
            return grant
        held, asked = (
            (grant.municipality_id, context.municipality_id)
            if rule.scope is Scope.MUNICIPALITY
            else (grant.partnership_id, context.partnership_id)
        )
        if held is not None and held == asked:
            return grant
    return None


def _roles_in_words(rule: Rule) -> str:
    names = sorted(ROLE_LABELS[role] for role in rule.roles)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} of {names[-1]}"


def may(actor: Actor, act: Act, context: Context = _NOWHERE) -> Decision:
    """Whether `actor` may do `act` over `context`, and why (not). The system itself may do everything."""
    if actor.is_system:
        return Decision(True, "Het platform doet dit zelf.")
    if actor.is_visitor or (actor.acts is not None and act not in actor.acts):
        not_for_this = "Het token waarmee u werkt, is hier niet voor gemaakt."
        return Decision(False, "Log eerst in." if actor.is_visitor else not_for_this)
    rule = RULES[act]
    grant = _held(actor, rule, context)
    if grant is None:
        if any(grant.role in rule.roles for grant in actor.grants):
            whose = "een gemeente" if rule.scope is Scope.MUNICIPALITY else "een samenwerkingsverband"
            return Decision(False, f"U hebt deze rol, maar voor {whose} waar dit niet over gaat.")
        return Decision(False, f"Dit mag alleen een {_roles_in_words(rule)}.")
    if rule.phases and context.open_phase not in rule.phases:
        names = " of ".join(LABELS[phase].lower() for phase in sorted(rule.phases))
        return Decision(False, f"Dit kan alleen als de fase {names} open is.")
    return Decision(True, f"U bent {ROLE_LABELS[grant.role]}.")


def require(actor: Actor, act: Act, context: Context = _NOWHERE) -> None:
    """Raise NotAllowed, with the reason, unless `may`."""
    decision = may(actor, act, context)
    if not decision:
        raise NotAllowed(decision.reason)
