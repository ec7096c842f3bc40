"""What a ranked ballot may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording

NONE_OF_THESE = "geen"
"""The id of "Geen van deze" on every final ballot."""

Order = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RankedBallot:
    """The ballot that counts for one municipality: classes from best to worst; who is not named is tied last."""

    municipality: str
    weight: int
    order: Order


def validate_ranking(places: Mapping[str, int | None], options: Sequence[str]) -> Order:
    """Turn places (1 = best, equal places tie, None = not ranked) into classes. Raises Invalid on `plaats-<id>`.

    Gaps between places mean nothing: 1, 1, 4 is the same ballot as 1, 1, 2. No place at all is a blank ballot.
    """
    errors: dict[str, str] = {}
    for option, place in places.items():
        if option not in options:
            raise Invalid({"volgorde": "Dit stembiljet hoort niet bij deze stemming. Open de stemming opnieuw."})
        if place is not None and not 1 <= place <= len(options):
            errors[f"plaats-{option}"] = wording(
                "Kies een plaats van 1 tot en met %(n)s, of laat leeg.", n=len(options)
            )
    if errors:
        raise Invalid(errors)
    used = sorted({place for place in places.values() if place is not None})
    return tuple(tuple(option for option in options if places.get(option) == place) for place in used)
