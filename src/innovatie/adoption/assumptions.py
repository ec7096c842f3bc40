"""The numbers behind the savings: the usual ones, with those that VNG set for one solution in their place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from innovatie.domain.savings import CLASSES, Assumptions, ClassCosts, Pert

FIELDS = ("build", "upkeep_alone", "adopt", "upkeep_shared")


def merged_assumptions(kept: Mapping[str, Any]) -> Assumptions:
    """From what is kept in the database; whatever is not in there is as usual."""
    usual = Assumptions()
    costs = {
        name: ClassCosts(
            **{
                field: _pert(kept.get("costs", {}).get(name, {}).get(field), getattr(usual.costs[name], field))
                for field in FIELDS
            }
        )
        for name in CLASSES
    }
    return replace(
        usual,
        costs=costs,
        would_build=_pert(kept.get("would_build"), usual.would_build),
        reusable=_pert(kept.get("reusable"), usual.reusable),
        years=int(kept.get("years", usual.years)),
    )


def kept_assumptions(chosen: Assumptions) -> dict[str, Any]:
    """The form in which they are kept."""

    def numbers(pert: Pert) -> list[float]:
        return [pert.least, pert.likely, pert.most]

    return {
        "costs": {name: {field: numbers(getattr(chosen.costs[name], field)) for field in FIELDS} for name in CLASSES},
        "would_build": numbers(chosen.would_build),
        "reusable": numbers(chosen.reusable),
        "years": chosen.years,
    }


def _pert(kept: Any, usual: Pert) -> Pert:
    return Pert(*(float(number) for number in kept)) if isinstance(kept, list) and len(kept) == 3 else usual
