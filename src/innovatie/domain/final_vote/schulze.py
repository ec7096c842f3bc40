"""Schulze's method (Schulze 2011) with winning votes.

A duel that a wins from b has strength (d[a,b], -d[b,a]): more votes for is stronger, at equal votes fewer against. A
path is as strong as its weakest duel, p[a,b] is the strongest path from a to b (Floyd-Warshall), and a comes before
b when p[a,b] > p[b,a]. That relation has no cycles, but indifference need not carry over; the printed order
therefore peels: first all options that nobody comes before, then those among the rest, and so on. Options in one
class are tied.
"""

from dataclasses import dataclass

from innovatie.domain.final_vote.duels import Duels

Strength = tuple[int, int]
NO_PATH: Strength = (0, 0)


@dataclass(frozen=True)
class Ranking:
    """`order` from best to worst, ties together; `paths[a][b]` is the strength of the strongest path, (0, 0) if
    none.
    """

    options: tuple[str, ...]
    order: tuple[tuple[str, ...], ...]
    paths: tuple[tuple[Strength, ...], ...]

    @property
    def winners(self) -> tuple[str, ...]:
        return self.order[0] if self.order else ()

    def before(self, one: str, other: str) -> bool:
        """Whether Schulze's relation puts `one` strictly before `other`."""
        a, b = self.options.index(one), self.options.index(other)
        return self.paths[a][b] > self.paths[b][a]


def schulze(duels: Duels) -> Ranking:
    """Rank all options."""
    size = len(duels.options)
    d = duels.preferred
    # A won duel has d[a][b] > d[b][a] >= 0, so its strength beats NO_PATH and -d[b][a] keeps strengths ordered.
    path = [
        [(d[a][b], -d[b][a]) if a != b and d[a][b] > d[b][a] else NO_PATH for b in range(size)] for a in range(size)
    ]
    for via in range(size):
        for a in range(size):
            if a == via or path[a][via] == NO_PATH:
                continue
            for b in range(size):
                if b not in (a, via):
                    path[a][b] = max(path[a][b], min(path[a][via], path[via][b]))
    return Ranking(duels.options, _peel(duels.options, path), tuple(tuple(row) for row in path))


def _peel(options: tuple[str, ...], path: list[list[Strength]]) -> tuple[tuple[str, ...], ...]:
    left = list(range(len(options)))
    order = []
    while left:
        top = [b for b in left if not any(path[a][b] > path[b][a] for a in left)]
        order.append(tuple(options[position] for position in top))
        left = [position for position in left if position not in top]
    return tuple(order)
