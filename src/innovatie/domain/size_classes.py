"""Size classes of municipalities, as the filters and the savings use them."""

from innovatie.domain.wording import wording

BOUNDS: tuple[tuple[int, str], ...] = (
    (25_000, wording("tot 25.000")),
    (50_000, wording("25.000 tot 50.000")),
    (100_000, wording("50.000 tot 100.000")),
)
LARGEST = wording("100.000 en meer")


def size_class(inhabitants: int | None) -> str:
    """The class of a number of inhabitants; empty when unknown."""
    if inhabitants is None:
        return ""
    return next((label for bound, label in BOUNDS if inhabitants < bound), LARGEST)
