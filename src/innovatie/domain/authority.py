"""Who may do what: the one place that answers it, for pages, API, jobs and shell alike.

An act has a rule: which roles, over which scope, in which phases of a round. A grant of a role is bound to a
municipality or a partnership where the role asks for one. `may` gives the answer with its reason, in Dutch.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from innovatie.domain.errors import NotAllowed, SignInFirst
from innovatie.domain.phases import LABELS, Phase
from innovatie.domain.roles import ROLE_LABELS, STRONG_ROLES, Role
from innovatie.domain.wording import either, wording

__all__ = [
    "ROLE_LABELS", "RULES", "STRONG_ROLES", "SYSTEM", "VISITOR", "Act", "Actor", "Context", "Decision", "Grant", "Role",
    "Rule", "Scope", "may", "offers_posting", "person_of", "require", "town_of",
]  # fmt: skip


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
    application_id: int | None = None  # a system of a municipality that acts by itself: then there is no person
    acts: "frozenset[Act] | None" = None  # the only acts that may be done in this way (by a token); None: no such limit

    def acting_for(self, municipality_id: int) -> "Actor":
        """The same actor, acting for this municipality."""
        return replace(self, municipality_id=municipality_id)

    @property
    def is_visitor(self) -> bool:
        return self.person_id is None and self.application_id is None and not self.is_system

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


def person_of(actor: Actor) -> int:
    """The number of the person who is signed in. SignInFirst for a visitor, and for a system that acts by itself."""
    if actor.person_id is None:
        raise SignInFirst("Log eerst in.")
    return actor.person_id


def town_of(actor: Actor) -> int:
    """The municipality acted for. NotAllowed without one."""
    if actor.municipality_id is None:
        raise NotAllowed("Kies eerst voor welke gemeente u dit doet.")
    return actor.municipality_id


class Act(StrEnum):
    POST_IDEA = wording("idee plaatsen")
    EDIT_IDEA = wording("idee wijzigen")
    WITHDRAW_IDEA = wording("idee intrekken")
    ENTER_ROUND = wording("idee inzenden voor een ronde")
    JOIN_IDEA = wording("aanhaken bij een idee")
    IMPORT_IDEAS = wording("ideeën invoeren")
    JUDGE_SIMILARITY = wording("oordelen over vergelijkbare ideeën")
    DISCUSS_GROUP = wording("meepraten over een groep")
    DIRECT_GROUPS = wording("groepen regisseren")
    DIRECT_ROUND = wording("ronde regisseren")
    VOLUNTEER_AS_REVIEWER = wording("zich aanmelden als beoordelaar")
    REVIEW = wording("beoordelen")
    DIRECT_REVIEW = wording("beoordeling regisseren")
    NAME_VOTER = wording("stemgemachtigde aanwijzen")
    KEEP_ARCHIVE = wording("archiefadres bijhouden")
    MANAGE_APPLICATIONS = wording("koppelingen beheren")
    MANDATE_KRING = wording("Kring machtigen")
    CAST_PRESELECTION = wording("stemmen in de voorselectie")
    CAST_BALLOT = wording("stemmen in de finale")
    CAST_PRESELECTION_AS_KRING = wording("als Kring stemmen in de voorselectie")
    CAST_BALLOT_AS_KRING = wording("als Kring stemmen in de finale")
    DIRECT_VOTE = wording("stemming regisseren")
    DEVELOP_FINALIST = wording("finalist uitwerken")
    PUBLISH_RESULT = wording("uitslag publiceren")
    KEEP_REALISATION = wording("plan van realisatie bijhouden")
    DIRECT_REALISATION = wording("realisatie regisseren")
    KEEP_AGREEMENT = wording("overeenkomst bijhouden")
    KEEP_AGREEMENT_AS_PARTNERSHIP = wording("overeenkomst van een samenwerkingsverband bijhouden")
    DIRECT_AGREEMENTS = wording("overeenkomsten regisseren")
    REPORT_ADOPTION = wording("overname melden")
    REPORT_ADOPTION_AS_KRING = wording("overname melden voor een Kring")
    PROPOSE_ADOPTION = wording("overname voorstellen")
    PROPOSE_AS_SUPPLIER = wording("overname van eigen oplossing voorstellen")
    INVITE_SUPPLIER = wording("leverancier uitnodigen")
    FOLLOW_SOLUTION = wording("overname van een oplossing volgen")
    SEE_INSIGHT_DESK = wording("bureau van VNG zien")
    GRANT_ROLE = wording("rol geven")
    INVITE_PERSON = wording("collega uitnodigen")
    MANAGE_MUNICIPALITIES = wording("gemeenten beheren")
    MANAGE_THESAURUS = wording("woordenlijst beheren")
    MANAGE_PLATFORM = wording("platform beheren")
    CONFIRM_ROLE = wording("voorgestelde rol bevestigen")
    READ_MUNICIPAL_TRAIL = wording("spoor van de gemeente lezen")
    READ_AUDIT = wording("hele spoor lezen")


class Scope(StrEnum):
    """Over what a grant must be held for the act."""

    COUNTRY = "land"
    MUNICIPALITY = "gemeente"
    PARTNERSHIP = "samenwerkingsverband"
    SUPPLIED = "eigen oplossing"


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
    Act.KEEP_ARCHIVE: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.MANAGE_APPLICATIONS: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.MANDATE_KRING: _rule(_M, Role.MUNICIPAL_ADMIN, Role.VOTER),
    Act.CAST_PRESELECTION: _rule(_M, Role.VOTER, phases=(Phase.PRESELECT,)),
    Act.CAST_BALLOT: _rule(_M, Role.VOTER, phases=(Phase.VOTE,)),
    Act.CAST_PRESELECTION_AS_KRING: _rule(_P, Role.KRING_REPRESENTATIVE, phases=(Phase.PRESELECT,)),
    Act.CAST_BALLOT_AS_KRING: _rule(_P, Role.KRING_REPRESENTATIVE, phases=(Phase.VOTE,)),
    Act.DIRECT_VOTE: _rule(_C, Role.VNG_DIRECTOR),
    Act.DEVELOP_FINALIST: _rule(_M, *_MUNICIPAL, phases=(Phase.DEVELOP,)),
    Act.PUBLISH_RESULT: _rule(_C, Role.VNG_DIRECTOR),
    Act.KEEP_REALISATION: _rule(_M, *_MUNICIPAL),
    Act.DIRECT_REALISATION: _rule(_C, Role.VNG_DIRECTOR),
    Act.KEEP_AGREEMENT: _rule(_M, *_MUNICIPAL),
    Act.KEEP_AGREEMENT_AS_PARTNERSHIP: _rule(_P, Role.KRING_REPRESENTATIVE),
    Act.DIRECT_AGREEMENTS: _rule(_C, Role.VNG_DIRECTOR),
    Act.REPORT_ADOPTION: _rule(_M, *_MUNICIPAL),
    Act.REPORT_ADOPTION_AS_KRING: _rule(_P, Role.KRING_REPRESENTATIVE),
    Act.PROPOSE_ADOPTION: _rule(_C, Role.VNG_DIRECTOR),
    Act.PROPOSE_AS_SUPPLIER: _rule(Scope.SUPPLIED, Role.SUPPLIER),
    Act.INVITE_SUPPLIER: _rule(_C, Role.VNG_DIRECTOR),
    Act.FOLLOW_SOLUTION: _rule(_C, Role.VNG_DIRECTOR),
    Act.SEE_INSIGHT_DESK: _rule(_C, Role.VNG_DIRECTOR, Role.ADMINISTRATOR),
    Act.GRANT_ROLE: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.INVITE_PERSON: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.MANAGE_MUNICIPALITIES: _rule(_C, Role.VNG_DIRECTOR, Role.ADMINISTRATOR),
    Act.MANAGE_THESAURUS: _rule(_C, Role.VNG_DIRECTOR),
    Act.MANAGE_PLATFORM: _rule(_C, Role.ADMINISTRATOR),
    Act.CONFIRM_ROLE: _rule(_C, Role.ADMINISTRATOR, Role.VNG_DIRECTOR),
    Act.READ_MUNICIPAL_TRAIL: _rule(_M, Role.MUNICIPAL_ADMIN),
    Act.READ_AUDIT: _rule(_C, Role.ADMINISTRATOR, Role.VNG_DIRECTOR),
}


@dataclass(frozen=True, slots=True)
class Context:
    """Over what the act would be done. `open_phase` is the open phase of the round at hand, if any.

    `supplies`: the actor is of the company that supplies the solution at hand.
    """

    municipality_id: int | None = None
    partnership_id: int | None = None
    supplies: bool = False
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
        reaches = {
            Scope.COUNTRY: True,
            Scope.SUPPLIED: context.supplies,
            Scope.MUNICIPALITY: None is not grant.municipality_id == context.municipality_id,
            Scope.PARTNERSHIP: None is not grant.partnership_id == context.partnership_id,
        }
        if grant.role in rule.roles and reaches[rule.scope]:
            return grant
    return None


_OTHERS = {
    Scope.MUNICIPALITY: wording("een gemeente"),
    Scope.PARTNERSHIP: wording("een samenwerkingsverband"),
    Scope.SUPPLIED: wording("een oplossing"),
}


def _roles_in_words(rule: Rule) -> str:
    return either(sorted(ROLE_LABELS[role] for role in rule.roles))


def offers_posting(actor: Actor) -> bool:
    """Whether a page may offer to post a plan: to whom may for a municipality, and to visitors, who sign in first."""
    return actor.is_visitor or bool(actor.municipalities(*RULES[Act.POST_IDEA].roles))


def may(actor: Actor, act: Act, context: Context = _NOWHERE) -> Decision:
    """Whether `actor` may do `act` over `context`, and why (not). The system itself may do everything."""
    if actor.is_system:
        return Decision(True, "Het platform doet dit zelf.")
    if actor.is_visitor or (actor.acts is not None and act not in actor.acts):
        not_for = wording("Het token waarmee u werkt, is hier niet voor gemaakt.")
        return Decision(False, "Log eerst in." if actor.is_visitor else not_for)
    rule = RULES[act]
    grant = _held(actor, rule, context)
    if grant is None:
        if any(grant.role in rule.roles for grant in actor.grants):
            of = _OTHERS[rule.scope]
            return Decision(
                False, wording("U hebt deze rol, maar voor %(van_wie)s waar dit niet over gaat.", van_wie=of)
            )
        return Decision(False, wording("Dit mag alleen een %(rollen)s.", rollen=_roles_in_words(rule)))
    if rule.phases and context.open_phase not in rule.phases:
        names = either(LABELS[phase].lower() for phase in sorted(rule.phases))
        return Decision(False, wording("Dit kan alleen als de fase %(fasen)s open is.", fasen=names))
    return Decision(True, wording("U bent %(rol)s.", rol=ROLE_LABELS[grant.role]))


def require(actor: Actor, act: Act, context: Context = _NOWHERE) -> None:
    """Raise NotAllowed, with the reason, unless `may`."""
    decision = may(actor, act, context)
    if not decision:
        raise NotAllowed(decision.reason)
