"""By which criteria a round is reviewed and by how many people: its own rules, or the usual ones."""

from innovatie.domain.review_assignment import REVIEWS_PER_GROUP
from innovatie.domain.review_rubric import CRITERIA, Criterion
from innovatie.domain.wording import Wording
from innovatie.rounds.queries import settings_of
from innovatie.rounds.settings import RoundSettings


def criteria_in(settings: RoundSettings) -> tuple[Criterion, ...]:
    """The criteria of a round with these rules. Own ones are named by their place, which is
    fixed once the round opened; those of a kind are ours and can be shown in another language."""
    if not settings.criteria:
        return CRITERIA
    return tuple(
        Criterion(
            f"criterium{place}",
            Wording(one.name),
            Wording(one.question),
            {1: Wording(one.lowest), 3: Wording(one.middle), 5: Wording(one.highest)},
            one.weight,
        )
        for place, one in enumerate(settings.criteria, start=1)
    )


async def criteria_of_round(round_id: int) -> tuple[Criterion, ...]:
    """The criteria of the round with this number."""
    return criteria_in(await settings_of(round_id))


async def reviews_per_group(round_id: int) -> int:
    """How many reviewers each group of this round gets."""
    return (await settings_of(round_id)).reviewers or REVIEWS_PER_GROUP
