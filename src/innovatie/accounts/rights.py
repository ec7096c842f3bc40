"""Every act in words: whether somebody may do it today, over what is their own, and why (not)."""

import msgspec

from innovatie.domain.authority import RULES, Act, Actor, Context, Scope, may
from innovatie.domain.phases import LABELS, Phase


class Right(msgspec.Struct, frozen=True):
    """`phases`: in which phases of a round it can be done; empty: always."""

    act: str
    reason: str
    phases: tuple[str, ...]


def _context(actor: Actor, act: Act, phase: Phase | None) -> Context:
    rule = RULES[act]
    towns = actor.municipalities(*rule.roles)
    town = actor.municipality_id if actor.municipality_id in towns or not towns else towns[0]
    kringen = actor.partnerships(*rule.roles)
    return Context(
        municipality_id=town if rule.scope is Scope.MUNICIPALITY else None,
        partnership_id=kringen[0] if kringen else None,
        supplies=True,
        open_phase=phase,
    )


def rights_of(actor: Actor) -> tuple[tuple[Right, ...], tuple[Right, ...]]:
    """What `actor` may do, and what not, in the order of the rules."""
    allowed: list[Right] = []
    refused: list[Right] = []
    for act, rule in RULES.items():
        phases = sorted(rule.phases, key=list(Phase).index)
        decision = may(actor, act, _context(actor, act, phases[0] if phases else None))
        right = Right(act=act.value, reason=decision.reason, phases=tuple(LABELS[phase].lower() for phase in phases))
        (allowed if decision else refused).append(right)
    return tuple(allowed), tuple(refused)
