"""Weights for the ballots of a file, from a CSV, and exact scaling of weights to whole numbers.

The CSV has either one column (the weight of each ballot, in the order of the file) or two (ballot, weight). A ballot
is named by its voter_id in Pabulib; elsewhere by its number in the file, counted from 0 or from 1 throughout. A
header line is optional; fields are separated by a comma, semicolon or tab, and where that is no comma, 1,5 is 1.5. A
weight is a whole number, a decimal or a fraction (1/3), not negative. In PrefLib files, where a line stands for many
equal ballots, weights belong to the lines and multiply their numbers.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import lcm

from innovatie.domain.plain_numbers import exact_number, with_point
from innovatie.domain.tables import BadTable, raw_rows
from innovatie.voting.formats.profiles import MalformedWeights

_NO_NUMBER = frozenset({"", "nan", "inf", "-inf", "infinity"})
"""What programs write for a missing or impossible number; any other first line without digits is a header."""


def parse_weights(text: str) -> list[tuple[int, str | None, Fraction]]:
    """(line, ballot or None, weight) for each line of the CSV."""
    return weights_in(raw_rows(text))


def weights_in(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, str | None, Fraction]]:
    """The same, of rows with their lines."""
    found: list[tuple[int, str | None, Fraction]] = []
    known: dict[str, Fraction | None] = {}
    header = False
    for line, row in _told(rows):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) > 2:
            raise MalformedWeights(line, "een regel heeft één kolom (gewicht) of twee (stem, gewicht)")
        text = cells[-1]
        if text not in known:
            known[text] = exact_number(with_point(text))
        weight = known[text]
        if weight is None:
            if text.startswith("-") and exact_number(text[1:]) is not None:
                raise MalformedWeights(line, "een gewicht is niet negatief")
            if found or header or text.lower() in _NO_NUMBER or any(map(str.isdigit, text)):
                raise MalformedWeights(line, f"{text[:40]!r} is geen gewicht")
            header = True
            continue
        found.append((line, cells[0] if len(cells) == 2 else None, weight))
    if not found:
        raise MalformedWeights(0, "er staan geen gewichten in het bestand")
    if len({name is None for _, name, _ in found}) > 1:
        raise MalformedWeights(found[-1][0], "alle regels hebben één kolom, of alle twee")
    return found


def _told(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from rows
    except BadTable as error:
        raise MalformedWeights(error.problems[0].line, str(error.problems[0])) from None


def apply_weights(
    weights: Sequence[tuple[int, str | None, Fraction]], voters: Sequence[str], ballots: int
) -> list[Fraction]:
    """The weight of each ballot, in the order of the ballot file. Every ballot needs exactly one weight."""
    if weights[0][1] is None:
        if len(weights) != ballots:
            raise MalformedWeights(0, f"er zijn {ballots} stemmen en {len(weights)} gewichten")
        return [weight for _, _, weight in weights]
    names = {name for _, name, _ in weights}
    known = list(voters) or _numbers(names, ballots)
    place = {name: position for position, name in enumerate(known)}
    result: list[Fraction | None] = [None] * ballots
    for line, name, weight in weights:
        if name is None or name not in place:
            raise MalformedWeights(line, f"stem {name!r} staat niet in het stembestand")
        if result[place[name]] is not None:
            raise MalformedWeights(line, f"stem {name!r} heeft al een gewicht")
        result[place[name]] = weight
    missing = [known[position] for position, weight in enumerate(result) if weight is None]
    if missing:
        raise MalformedWeights(0, f"stem {missing[0]!r} heeft geen gewicht ({len(missing)} ontbreken)")
    return [weight for weight in result if weight is not None]


def _numbers(names: set[str | None], ballots: int) -> list[str]:
    start = 0 if "0" in names else 1
    return [str(number) for number in range(start, start + ballots)]


def whole_weights(weights: Sequence[Fraction]) -> tuple[list[int], int]:
    """The same weights as whole numbers, and the number by which they were multiplied."""
    scale = lcm(*{weight.denominator for weight in weights}) if weights else 1
    if scale == 1:
        return [weight.numerator for weight in weights], 1
    return [int(weight * scale) for weight in weights], scale
