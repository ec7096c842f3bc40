"""The numbers behind the savings: the usual ones, with those that VNG set for one solution in their place."""

from dataclasses import replace

import msgspec

from innovatie.domain.savings import CLASSES, Assumptions, ClassCosts, Pert

Three = tuple[float, float, float]
"""Least, most likely and most."""


class KeptCosts(msgspec.Struct, frozen=True):
    """What was set for the municipalities of one size, in euro; None: as usual."""

    build: Three | None = None
    upkeep_alone: Three | None = None
    adopt: Three | None = None
    upkeep_shared: Three | None = None


class KeptAssumptions(msgspec.Struct, frozen=True):
    """What was set for one solution, as the database keeps it; None: as usual. `costs` by size class."""

    costs: dict[str, KeptCosts] = {}
    would_build: Three | None = None
    reusable: Three | None = None
    years: int | None = None


def merged_assumptions(kept: KeptAssumptions) -> Assumptions:
    """The usual numbers, with what was kept in their place."""
    usual = Assumptions()
    return replace(
        usual,
        costs={name: _costs(kept.costs.get(name, KeptCosts()), usual.costs[name]) for name in CLASSES},
        would_build=_pert(kept.would_build, usual.would_build),
        reusable=_pert(kept.reusable, usual.reusable),
        years=usual.years if kept.years is None else kept.years,
    )


def kept_assumptions(chosen: Assumptions) -> KeptAssumptions:
    """The form in which they are kept."""
    return KeptAssumptions(
        costs={
            name: KeptCosts(
                build=_three(costs.build),
                upkeep_alone=_three(costs.upkeep_alone),
                adopt=_three(costs.adopt),
                upkeep_shared=_three(costs.upkeep_shared),
            )
            for name, costs in chosen.costs.items()
        },
        would_build=_three(chosen.would_build),
        reusable=_three(chosen.reusable),
        years=chosen.years,
    )


def _costs(kept: KeptCosts, usual: ClassCosts) -> ClassCosts:
    return ClassCosts(
        build=_pert(kept.build, usual.build),
        upkeep_alone=_pert(kept.upkeep_alone, usual.upkeep_alone),
        adopt=_pert(kept.adopt, usual.adopt),
        upkeep_shared=_pert(kept.upkeep_shared, usual.upkeep_shared),
    )


def _three(pert: Pert) -> Three:
    return pert.least, pert.likely, pert.most


def _pert(kept: Three | None, usual: Pert) -> Pert:
    return usual if kept is None else Pert(*kept)
